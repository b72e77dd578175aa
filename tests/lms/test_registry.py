"""What breaks the contract is refused at start, with one sentence that names it."""

import sys
from collections.abc import Callable
from dataclasses import dataclass
from datetime import date
from pathlib import Path
from typing import Any

import click
import pytest
from click.testing import CliRunner
from flask import Blueprint, Flask
from sqlalchemy.orm import Mapped, Session, mapped_column

from lms import cli, registry
from lms.accounts.actor import Actor
from lms.accounts.roles import OFFICER
from lms.app import create_app, ensure_key_file
from lms.errors import DomainError
from lms.orm import Base
from lms.plugin import (
    Card,
    Export,
    File,
    Indicator,
    Job,
    Listen,
    NavItem,
    OfflineKind,
    Panel,
    Permission,
    Place,
    Plugin,
    RunKind,
    Setting,
)
from lms.web.access import public, requires
from lms.web.sentences import refusal
from tests.support.running import config_in

VIEW = Permission("extra:thing:view", "x", (OFFICER,))


def nothing(*_args: Any) -> Any:
    """Stands for every callable of the contract."""


def kind(name: str, permission: str = "extra:thing:view") -> RunKind:
    return RunKind(name, "x", permission, nothing, nothing, nothing, nothing)


def export(name: str, place: str, permission: str = "extra:thing:view") -> Export:
    return Export(name, "x", place, permission, nothing)


@dataclass(frozen=True)
class Unknown:
    """An event no plugin declares."""


class Misnamed(Base):
    """A table without its plugin's prefix; abstract, so that no other test meets it."""

    __abstract__ = True
    __tablename__ = "other_thing"
    id: Mapped[int] = mapped_column(primary_key=True)


def with_route(view: Callable[..., Any] | None, name: str = "extra") -> Blueprint:
    blueprint = Blueprint(name, __name__, url_prefix="/extra")
    if view is not None:
        blueprint.add_url_rule("/", "index", view)
    return blueprint


@requires("extra:thing:veiw")
def misspelt() -> str:
    return ""


@public
def page() -> str:
    return ""


def bare() -> str:
    return ""


REFUSED = [
    ("PLUGIN_TWICE", {"name": "lms"}),
    ("PLUGIN_REQUIREMENT_MISSING", {"requires": ("nowhere",)}),
    ("PLUGIN_PREFIX", {"permissions": (Permission("other:thing:view", "x", ()),)}),
    ("PLUGIN_PREFIX", {"settings": (Setting("other.days", "x", "integer", None),)}),
    ("PLUGIN_PREFIX", {"jobs": (Job("other.work", "x", nothing),)}),
    ("PLUGIN_PREFIX", {"runs": (kind("other.import"),)}),
    ("PLUGIN_PREFIX", {"offline": (OfflineKind("other.thing", "x", VIEW.name, nothing),)}),
    (
        "PLUGIN_PERMISSION_UNKNOWN",
        {"offline": (OfflineKind("extra.thing", "x", "extra:thing:veiw", nothing),)},
    ),
    (
        "PLUGIN_NAME_TWICE",
        {"offline": (OfflineKind("extra.thing", "x", "lms:today:view", nothing),) * 2},
    ),
    ("PLUGIN_PREFIX", {"exports": (export("other.list", "lms.today"),)}),
    ("PLUGIN_PREFIX", {"indicators": (Indicator("other.share", "x", "x", nothing),)}),
    ("PLUGIN_PREFIX", {"places": (Place("other.page", "x", nothing),)}),
    ("PLUGIN_PREFIX", {"cards": (Card("other.card", "extra:thing:view", nothing),)}),
    (
        "PLUGIN_PREFIX",
        {"panels": (Panel("other.panel", "lms.today", "x", VIEW.name, "x.html", nothing),)},
    ),
    ("PLUGIN_PREFIX", {"audit_labels": {"other:done": "x"}}),
    ("PLUGIN_PREFIX", {"models": (Misnamed,)}),
    ("PLUGIN_PREFIX", {"blueprint": with_route(None, "other")}),
    ("PLUGIN_NAME_TWICE", {"jobs": (Job("extra.work", "x", nothing),) * 2}),
    ("PLUGIN_NAME_TWICE", {"sentences": {"NOT_FOUND": "x"}}),
    (
        "PLUGIN_PLACE_UNKNOWN",
        {"panels": (Panel("extra.p", "extra.nowhere", "x", VIEW.name, "x.html", nothing),)},
    ),
    ("PLUGIN_PLACE_UNKNOWN", {"exports": (export("extra.list", "extra.nowhere"),)}),
    ("PLUGIN_ENDPOINT_UNKNOWN", {"navigation": (NavItem("x", "extra.index", VIEW.name),)}),
    ("PLUGIN_PERMISSION_UNKNOWN", {"navigation": (NavItem("x", "lms.today", "extra:no:no"),)}),
    ("PLUGIN_PERMISSION_UNKNOWN", {"cards": (Card("extra.card", "extra:no:no", nothing),)}),
    (
        "PLUGIN_PERMISSION_UNKNOWN",
        {"panels": (Panel("extra.p", "lms.today", "x", "extra:no:no", "x.html", nothing),)},
    ),
    ("PLUGIN_PERMISSION_UNKNOWN", {"exports": (export("extra.l", "lms.today", "extra:no:no"),)}),
    ("PLUGIN_PERMISSION_UNKNOWN", {"runs": (kind("extra.import", "extra:no:no"),)}),
    ("PLUGIN_EVENT_UNKNOWN", {"listens": (Listen(Unknown, nothing),)}),
    ("ENDPOINT_UNDECLARED", {"blueprint": with_route(bare)}),
    ("ENDPOINT_PERMISSION_UNKNOWN", {"blueprint": with_route(misspelt)}),
]


@pytest.mark.parametrize(
    ("code", "wrong"), REFUSED, ids=[f"{code}-{next(iter(wrong))}" for code, wrong in REFUSED]
)
def test_refused_at_start(code: str, wrong: dict[str, Any], tmp_path: Path, app_: Flask) -> None:
    plugin = Plugin(**{"name": "extra", "title": "x", "permissions": (VIEW,), **wrong})
    ensure_key_file(config_in(tmp_path))
    with pytest.raises(DomainError) as refused:
        create_app(config_in(tmp_path), [plugin])
    assert refused.value.code == code
    with app_.test_request_context():
        said = refusal(refused.value)
    assert said != code
    assert "…" not in said


@pytest.fixture
def app_(sqlite_app: Flask) -> Flask:
    """Some application that can speak."""
    return sqlite_app


def test_what_fits_is_taken(tmp_path: Path) -> None:
    def today(_session: Session, _actor: Actor, _day: date) -> list[Any]:
        return []

    plugin = Plugin(
        name="extra",
        title="x",
        blueprint=with_route(page),
        permissions=(VIEW,),
        navigation=(NavItem("x", "extra.index", VIEW.name),),
        cards=(Card("extra.card", VIEW.name, today),),
        exports=(Export("extra.list", "x", "lms.today", VIEW.name, lambda *_: File("", "", b"")),),
        runs=(kind("extra.import"),),
        offline=(OfflineKind("extra.thing", "x", VIEW.name, nothing),),
        listens=(Listen(Unknown, nothing),),
        events=(Unknown,),
    )
    ensure_key_file(config_in(tmp_path))
    app = create_app(config_in(tmp_path), [plugin])
    assert plugin in app.extensions["lms_registry"].plugins
    assert app.test_client().get("/extra/").status_code == 200


@pytest.mark.parametrize(
    ("code", "said"),
    [("raise ValueError('no')", "ValueError('no')"), ("plugin = 7", "int"), ("x = 1", "Attribute")],
)
def test_a_broken_package_is_named(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, code: str, said: str
) -> None:
    (tmp_path / "broken_plugin.py").write_text(code)
    described = tmp_path / "broken-1.0.dist-info"
    described.mkdir()
    (described / "METADATA").write_text("Name: broken\nVersion: 1.0\n")
    (described / "entry_points.txt").write_text("[lms.plugins]\nbroken = broken_plugin:plugin\n")
    monkeypatch.syspath_prepend(tmp_path)
    monkeypatch.delitem(sys.modules, "broken_plugin", raising=False)
    with pytest.raises(DomainError) as refused:
        registry.load()
    assert refused.value.code == "PLUGIN_UNLOADABLE"
    assert refused.value.facts["plugin"] == "broken"
    assert said in str(refused.value.facts["fault"])


def test_a_circle_is_named() -> None:
    ring = [
        Plugin("a", "x", requires=("b",)),
        Plugin("b", "x", requires=("c",)),
        Plugin("c", "x", requires=("a",)),
    ]
    with pytest.raises(DomainError) as refused:
        registry.order(ring)
    assert refused.value.code == "PLUGIN_CYCLE"
    assert set(str(refused.value.facts["cycle"]).split(" → ")) == {"a", "b", "c"}


def test_order_is_by_requirement_and_the_frame_is_first() -> None:
    plugins = [Plugin("b", "x", requires=("a",)), Plugin("a", "x"), Plugin("lms", "x")]
    assert [plugin.name for plugin in registry.order(plugins)] == ["lms", "a", "b"]


def test_one_name_for_one_command(monkeypatch: pytest.MonkeyPatch) -> None:
    taken = Plugin("extra", "x", cli=(click.Command("run"),))
    monkeypatch.setattr(registry, "load", lambda: registry.Registry((taken,)))
    said = CliRunner().invoke(cli.main, ["unheard-of"])
    assert said.exit_code == 2
    assert "PLUGIN_NAME_TWICE" in said.output


def test_help_still_names_ours_when_a_plugin_is_refused(monkeypatch: pytest.MonkeyPatch) -> None:
    def refuse() -> registry.Registry:
        raise DomainError("PLUGIN_TWICE", plugin="extra")

    monkeypatch.setattr(registry, "load", refuse)
    said = CliRunner().invoke(cli.main, ["--help"])
    assert said.exit_code == 0
    assert "accounts" in said.output
    assert "插件 extra 装了两次。 [PLUGIN_TWICE]" in said.output


def test_a_typed_command_says_the_sentences_of_plugins(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Without `obj`, as the shell starts it: the installation made on the way is the one that speaks."""
    monkeypatch.setenv("LMS_HOME", str(tmp_path / "home"))
    monkeypatch.delenv("LMS_DATABASE_URL", raising=False)
    roster = tmp_path / "a.csv"
    roster.write_text("姓名\n", encoding="utf-8")
    typed = f"process --roster {roster} --county 411224 --venue-county 411224 --start x --end x"
    said = CliRunner().invoke(cli.main, [*typed.split(), "--out", str(tmp_path / "out")])
    assert said.exit_code == 2
    assert said.output.strip() == "“x”不是日期。请写成 2018-09-10 的样子。 [DAY_UNREADABLE]"


def test_an_undeclared_endpoint_is_closed_even_if_it_slipped_in(tmp_path: Path) -> None:
    ensure_key_file(config_in(tmp_path))
    app = create_app(config_in(tmp_path))
    app.add_url_rule("/slipped", "slipped", lambda: "open")
    assert app.test_client().get("/slipped").status_code == 403
