"""Parameters: the nearest place decides, and who may set what where."""

from contextlib import nullcontext
from decimal import Decimal

import pytest
from flask import current_app
from hypothesis import given
from hypothesis import strategies as st
from sqlalchemy import select
from sqlalchemy.orm import Session

from lms.accounts.actor import system
from lms.audit.models import AuditEntry
from lms.errors import DomainError
from lms.plugin import Setting
from lms.settings import queries, services
from lms.settings.rules import is_valid, value_in
from tests.support.running import NOW
from tests.support.world import World

NAME = "x.share"


@pytest.fixture
def setting(session: Session, monkeypatch: pytest.MonkeyPatch) -> Setting:
    declared = Setting(NAME, "x", "decimal", "0.8")
    monkeypatch.setitem(current_app.extensions["lms_registry"].settings, NAME, declared)
    return declared


def put(session: Session, prefix: str, value: str | None) -> None:
    services.set_value(session, system("test"), NOW, NAME, prefix, value)


def test_the_longest_prefix_decides(session: Session, setting: Setting) -> None:
    assert queries.number(session, NAME, "411224") == Decimal("0.8")
    for prefix, value in (("", "0.1"), ("41", "0.2"), ("4112", "0.3"), ("411224", "0.4")):
        put(session, prefix, value)
        assert queries.text(session, NAME, "411224") == value
        assert queries.text(session, NAME, "411224101") == value
    assert queries.text(session, NAME, "411202") == "0.3"
    assert queries.text(session, NAME, "410100") == "0.2"
    assert queries.text(session, NAME, "440000") == "0.1"


def test_unset_below_hides_what_is_set_above(session: Session, setting: Setting) -> None:
    put(session, "41", "0.2")
    put(session, "411224", " ")
    assert queries.text(session, NAME, "411224") is None
    assert queries.number(session, NAME, "411224") is None
    assert queries.text(session, NAME, "411202") == "0.2"


def test_set_anew_is_one_value_and_two_entries(session: Session, setting: Setting) -> None:
    put(session, "411224", "0.5")
    put(session, "411224", "0.6")
    assert queries.values(session, NAME) == {"411224": "0.6"}
    session.commit()
    told = session.scalars(
        select(AuditEntry.facts).where(AuditEntry.object_id == NAME).order_by(AuditEntry.id)
    ).all()
    assert [(facts["before"], facts["after"]) for facts in told] == [(None, "0.5"), ("0.5", "0.6")]


@pytest.mark.parametrize(
    ("role", "prefix", "allowed"),
    [
        ("admin", "411224", True),
        ("admin", "411224101", True),
        ("admin", "411202", False),
        ("admin", "4112", False),
        ("admin", "", False),
        ("officer", "411224", False),
    ],
)
def test_who_may_set_where(
    session: Session, world: World, setting: Setting, role: str, prefix: str, allowed: bool
) -> None:
    refusal = nullcontext() if allowed else pytest.raises(DomainError, match="NOT_PERMITTED")
    with refusal:
        services.set_value(session, world.actor(role), NOW, NAME, prefix, "0.5")


def test_what_is_no_value_or_no_setting_is_refused(session: Session, setting: Setting) -> None:
    with pytest.raises(DomainError, match="SETTING_INVALID"):
        put(session, "411224", "most")
    with pytest.raises(DomainError, match="SETTING_UNKNOWN"):
        services.set_value(session, system("test"), NOW, "x.nothing", "411224", "1")


@pytest.mark.parametrize(
    ("kind", "text", "valid"),
    [
        ("integer", "0", True),
        ("integer", "999999999", True),
        ("integer", "1000000000", False),
        ("integer", "-1", False),
        ("integer", "1.0", False),
        ("integer", "１", False),
        ("integer", "", False),
        ("decimal", "0.80", True),
        ("decimal", "1000000", True),
        ("decimal", "1000000.01", False),
        ("decimal", "-0.1", False),
        ("decimal", "NaN", False),
        ("decimal", "Infinity", False),
        ("decimal", "80%", False),
        ("flag", "yes", True),
        ("flag", "true", False),
        ("text", "x" * 500, True),
        ("text", "x" * 501, False),
    ],
)
def test_values(kind: str, text: str, valid: bool) -> None:
    assert is_valid(kind, text) is valid


PREFIXES = st.sampled_from(["", "41", "4112", "411224", "411224101", "411224101201", "44"])


@given(st.dictionaries(PREFIXES, st.none() | st.text(max_size=3)), PREFIXES)
def test_only_places_above_matter(values: dict[str, str | None], division: str) -> None:
    above = {prefix: value for prefix, value in values.items() if division.startswith(prefix)}
    nearest = max(above, key=len, default=None)
    expected = "default" if nearest is None else above[nearest]
    assert value_in(values, division, "default") == expected
