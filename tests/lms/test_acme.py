"""A third-party plugin, installed by its entry point, uses every field of the contract."""

import io
import os
import subprocess
import sys
from collections.abc import Callable, Iterator
from dataclasses import fields
from datetime import date, timedelta
from importlib import import_module
from pathlib import Path
from typing import Any

import openpyxl
import pytest
from click.testing import CliRunner
from flask import Flask
from flask.testing import FlaskClient
from sqlalchemy import inspect, select
from sqlalchemy.orm import Session

from courses.cohorts.api import CohortClosed, open_cohort
from courses.cohorts.models import Cohort
from lms import migrate
from lms.audit.models import AuditEntry
from lms.checking import words_of
from lms.cli import main
from lms.clock import today
from lms.db import db
from lms.errors import DomainError, NotFound
from lms.events import publish
from lms.installation import Installation
from lms.jobs.models import JobRow
from lms.jobs.services import enqueue, perform
from lms.plugin import Figure, Plugin
from lms.registry import Registry
from lms.runs import services as runs
from lms.settings import services as settings
from lms.web.sentences import sentence
from tests.support import acme, postgres
from tests.support.running import NOW, config_in, make_app, rolled_back
from tests.support.world import World, build_world

DAY = today(NOW)


@pytest.fixture(scope="session")
def acme_site(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The folder acme is installed in."""
    return acme.install(tmp_path_factory.mktemp("acme"))


@pytest.fixture(scope="session")
def acme_sqlite(tmp_path_factory: pytest.TempPathFactory, acme_site: Path) -> Flask:
    """The product with acme beside it, on SQLite."""
    with acme.on_path(acme_site):
        app = make_app(tmp_path_factory.mktemp("acme-sqlite"))
    app.extensions["test_world"] = build_world(app, NOW)
    return app


@pytest.fixture(scope="session")
def acme_postgresql(
    tmp_path_factory: pytest.TempPathFactory, acme_site: Path, postgres_url: str, worker_id: str
) -> Iterator[Flask]:
    """The same on PostgreSQL, in a database of its own."""
    with postgres.database(postgres_url, f"acme_{worker_id}") as url:
        with acme.on_path(acme_site):
            app = make_app(tmp_path_factory.mktemp("acme-postgresql"), url)
        app.extensions["test_world"] = build_world(app, NOW)
        yield app
        with app.app_context():
            db.engine.dispose()


@pytest.fixture(params=["sqlite", pytest.param("postgresql", marks=pytest.mark.postgres)])
def app(request: pytest.FixtureRequest) -> Flask:
    """The product with acme, on one engine after the other."""
    found: Flask = request.getfixturevalue(f"acme_{request.param}")
    return found


@pytest.fixture
def session(app: Flask) -> Iterator[Session]:
    with rolled_back(app) as session:
        yield session


@pytest.fixture
def world(app: Flask) -> World:
    found: World = app.extensions["test_world"]
    return found


@pytest.fixture
def cohort(session: Session, world: World) -> Cohort:
    found = open_cohort(
        session,
        world.actor("officer"),
        NOW,
        county="411224",
        centre_id=world.centre(),
        title="第1期电商培训",
        start=DAY,
        end=DAY + timedelta(days=9),
        venue_county="411224",
    )
    session.commit()
    return found


@pytest.fixture
def loan(session: Session, world: World, cohort: Cohort, lend: Callable[..., Any]) -> Any:
    return lend(world.actor("registrar"), cohort, "投影仪", 2)


@pytest.fixture
def lend(session: Session) -> Callable[..., Any]:
    """lend(actor, cohort, item, quantity) → the loan."""

    def make(actor: object, cohort: Cohort, item: str, quantity: int) -> Any:
        services = import_module("acme.services")
        made = services.lend(session, actor, NOW, cohort, item=item, quantity=quantity)
        session.commit()
        return made

    return make


@pytest.fixture
def enter(app: Flask, session: Session, world: World) -> Callable[..., FlaskClient]:
    """enter("officer") → a client signed in."""

    def sign_in(role: str, language: str = "zh", **where: str) -> FlaskClient:
        client = app.test_client()
        client.set_cookie("language", language)
        data = {"login": world.login(role, **where), "password": world.password}
        assert client.post("/sign-in", data=data).status_code == 302
        return client

    return sign_in


def registry(app: Flask) -> Registry:
    found: Registry = app.extensions["lms_registry"]
    return found


def test_found_by_entry_point_behind_what_it_requires(acme_sqlite: Flask) -> None:
    names = [plugin.name for plugin in registry(acme_sqlite).plugins]
    assert names[0] == "lms"
    assert names.index("cohorts") < names.index("acme")


def test_uses_every_field_of_the_contract(acme_sqlite: Flask) -> None:
    plugin = next(p for p in registry(acme_sqlite).plugins if p.name == "acme")
    empty = [field.name for field in fields(Plugin) if not getattr(plugin, field.name)]
    assert empty == []


def test_not_there_without_its_folder(sqlite_app: Flask) -> None:
    assert "acme" not in {plugin.name for plugin in registry(sqlite_app).plugins}


def test_named_by_the_command_line(acme_site: Path) -> None:
    done = subprocess.run(
        [sys.executable, "-m", "lms", "plugins"],
        env={**os.environ, "PYTHONPATH": str(acme_site)},
        capture_output=True,
        text=True,
        check=True,
    )
    line = next(line for line in done.stdout.splitlines() if line.startswith("acme"))
    assert "器材" in line
    assert "← cohorts" in line


def test_navigation_only_for_who_may(enter: Callable[..., FlaskClient]) -> None:
    assert 'href="/acme/"' in enter("officer").get("/").text
    assert "/acme/" not in enter("follow_up").get("/").text


def test_permissions_and_scope(
    enter: Callable[..., FlaskClient], session: Session, world: World, loan: Any
) -> None:
    page = f"/acme/{loan.id}"
    assert enter("lecturer").get(page).status_code == 200
    assert enter("lecturer").post(f"{page}/back").status_code == 403
    assert enter("follow_up").get(page).status_code == 403
    assert enter("officer", at="411202").get(page).status_code == 404
    assert enter("registrar", centre="second").get(page).status_code == 404
    stranger, loan_for = world.actor("officer", "441403"), import_module("acme.queries").loan_for
    with pytest.raises(NotFound):
        loan_for(session, stranger, loan.id)


def test_lend_and_take_back_by_page(
    enter: Callable[..., FlaskClient], session: Session, cohort: Cohort
) -> None:
    client = enter("officer")
    lend = f"/acme/cohorts/{cohort.id}/lend"
    refused = client.post(lend, data={"item": "打印机", "quantity": "0"})
    assert refused.status_code == 422
    assert "数量 0 不对，至少借一件。" in refused.text
    made = client.post(lend, data={"item": "打印机", "quantity": "3"})
    assert made.status_code == 302
    page = made.headers["Location"]
    assert "打印机" in client.get(page).text
    assert client.post(f"{page}/back").status_code == 302
    again = client.post(f"{page}/back")
    assert again.status_code == 422
    assert "ACME_BACK_ALREADY" in again.text
    told = list(session.scalars(select(AuditEntry.action).where(AuditEntry.action.like("acme:%"))))
    assert told == ["acme:lent", "acme:returned"]


def test_audit_labels(enter: Callable[..., FlaskClient], loan: Any) -> None:
    page = enter("auditor").get("/audit?action=acme:lent").text
    assert "借出器材" in page


def test_card_and_panel_on_the_first_page(
    enter: Callable[..., FlaskClient], session: Session, loan: Any
) -> None:
    loan.due_on = date(2020, 1, 1)
    session.commit()
    page = enter("officer").get("/").text
    assert "<strong>1</strong> 件器材逾期未还" in page
    assert "借出的器材" in page
    assert "投影仪" in page
    elsewhere = enter("officer", at="441403").get("/").text
    assert "器材逾期" not in elsewhere
    assert "投影仪" not in elsewhere


def test_panel_and_export_on_the_page_of_another_plugin(
    enter: Callable[..., FlaskClient], cohort: Cohort, loan: Any
) -> None:
    client = enter("officer")
    page = client.get(f"/cohorts/{cohort.id}")
    assert page.status_code == 200
    assert "投影仪" in page.text
    assert "器材清单" in page.text
    file = client.post(f"/exports/acme.cohort/{cohort.id}", data={"purpose": "archive"})
    rows = list(openpyxl.load_workbook(io.BytesIO(file.data)).active.values)
    assert ("投影仪", 2) in {row[:2] for row in rows}


def test_own_place_takes_panels_and_exports(
    enter: Callable[..., FlaskClient], session: Session, loan: Any
) -> None:
    client = enter("officer")
    page = client.get(f"/acme/{loan.id}").text
    assert "借用班次" in page
    assert "借条" in page
    file = client.post(f"/exports/acme.slip/{loan.id}", data={"purpose": "archive"})
    assert file.status_code == 200
    assert file.mimetype == "text/csv"
    assert "投影仪" in file.data.decode("utf-8-sig")
    taken = session.scalars(select(AuditEntry).where(AuditEntry.action == "lms:exported")).one()
    assert taken.facts["export"] == "acme.slip"
    assert taken.object_type == "acme.loan"


def test_indicator(app: Flask, session: Session, loan: Any) -> None:
    compute = registry(app).indicators["acme.returned"].compute
    year = (date(2026, 1, 1), date(2026, 12, 31))
    assert compute(session, "41", *year) == Figure(0, 1)
    loan.back_on = DAY
    session.commit()
    assert compute(session, "411224", *year) == Figure(1, 1)
    assert compute(session, "44", *year) == Figure(0, 0)


def test_job(app: Flask, session: Session, loan: Any, world: World) -> None:
    late = DAY + timedelta(days=30)
    job = enqueue(session, NOW, "acme.write_off", county="411224", before=late.isoformat())
    session.commit()
    assert perform(app, job.uid) is True
    session.expire_all()
    assert loan.written_off is True
    done = session.scalars(select(JobRow).where(JobRow.uid == job.uid)).one()
    assert (done.state, done.done) == ("done", 1)


def test_run_rehearsed_applied_and_undone_by_page(
    enter: Callable[..., FlaskClient], session: Session, cohort: Cohort
) -> None:
    loan = import_module("acme.models").Loan
    client = enter("officer")
    lend = f"/acme/cohorts/{cohort.id}/list"
    run = client.post(lend, data={"lines": "话筒,2\n音箱\n插座,1"}).headers["Location"]
    page = client.get(run).text
    assert "话筒" in page
    assert "第 2 行不是“器材,数量”" in page
    assert list(session.scalars(select(loan))) == []
    assert client.post(f"{run}/apply").status_code == 302
    lent = session.execute(select(loan.item, loan.quantity).order_by(loan.id)).all()
    assert lent == [("话筒", 2), ("插座", 1)]
    assert client.post(f"{run}/apply").status_code == 422
    assert client.post(f"{run}/undo").status_code == 302
    session.expire_all()
    assert list(session.scalars(select(loan))) == []


def test_run_belongs_to_its_place(
    enter: Callable[..., FlaskClient], session: Session, world: World, cohort: Cohort
) -> None:
    importing = import_module("acme.importing")
    run = importing.rehearse(session, world.actor("officer"), NOW, cohort, "话筒,2")
    session.commit()
    assert enter("officer").get(f"/runs/{run.uid}").status_code == 200
    assert enter("registrar", centre="second").get(f"/runs/{run.uid}").status_code == 404
    assert enter("reviewer").get(f"/runs/{run.uid}").status_code == 404
    runs.discard(session, world.actor("officer"), NOW, run)


def test_setting(
    session: Session, world: World, cohort: Cohort, lend: Callable[..., Any], loan: Any
) -> None:
    assert loan.due_on == DAY + timedelta(days=14)
    settings.set_value(session, world.actor("admin"), NOW, "acme.loan_days", "411224", "3")
    session.commit()
    assert lend(world.actor("officer"), cohort, "插座", 1).due_on == DAY + timedelta(days=3)


def test_listens_in_the_transaction_of_another_plugin(
    session: Session, world: World, cohort: Cohort, loan: Any
) -> None:
    publish(session, CohortClosed(cohort.id, world.actor("officer"), NOW))
    assert loan.due_on == DAY
    told = session.scalars(select(AuditEntry.action).order_by(AuditEntry.id.desc()).limit(1)).one()
    assert told == "acme:recalled"


def test_is_listened_to_and_can_be_refused(
    app: Flask, session: Session, world: World, loan: Any, monkeypatch: pytest.MonkeyPatch
) -> None:
    event = import_module("acme.events").LoanReturned
    heard = []

    def hear(_session: Session, told: Any) -> None:
        heard.append(told.loan_id)
        raise DomainError("REQUEST_INVALID")

    monkeypatch.setitem(app.extensions["lms_listeners"], event, [hear])
    services = import_module("acme.services")
    with pytest.raises(DomainError):
        services.take_back(session, world.actor("officer"), NOW, loan)
    session.rollback()
    assert heard == [loan.id]
    session.refresh(loan)
    assert loan.back_on is None


def test_command_of_its_own(app: Flask, acme_site: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    known = Installation(app.config["LMS"])
    known.opened = app
    with acme.on_path(acme_site):
        said = CliRunner().invoke(main, ["acme-loans", "--county", "411224"], obj=known)
        assert "acme-loans" in CliRunner().invoke(main, ["--help"]).output
    assert (said.exit_code, said.output) == (0, "0\n")


def test_words_in_both_languages(app: Flask, enter: Callable[..., FlaskClient]) -> None:
    page = enter("officer", language="en").get("/acme/").text
    assert "Equipment" in page
    assert "Nothing is lent." in page
    assert "器材" not in page
    with app.test_request_context(headers={"Cookie": "language=en"}):
        said = sentence("ACME_LINE", {"row": 4})
        assert said == "Line 4 is not “item,pieces”. Mend it and submit again."
        plugin = next(p for p in registry(app).plugins if p.name == "acme")
        assert all(str(words).isascii() or "“" in str(words) for _, words in words_of(plugin))


@pytest.mark.parametrize(
    "engine", ["sqlite", pytest.param("postgresql", marks=pytest.mark.postgres)]
)
def test_tables_come_and_go_by_its_own_branch(
    engine: str, request: pytest.FixtureRequest, tmp_path: Path, acme_site: Path
) -> None:
    if engine == "sqlite":
        _go_up_and_down(tmp_path, acme_site, None)
        return
    with postgres.database(request.getfixturevalue("postgres_url"), "acme_migrated") as url:
        _go_up_and_down(tmp_path, acme_site, url)


def _go_up_and_down(home: Path, acme_site: Path, url: str | None) -> None:
    with acme.on_path(acme_site):
        app = Installation(config_in(home, url)).app()
    migrate.upgrade(app)
    assert [found for found in migrate.differences(app) if "acme" in found] == []
    with app.app_context():
        assert inspect(db.engine).has_table("acme_loan")
        db.engine.dispose()
    migrate.downgrade(app, "acme@base")
    with app.app_context():
        assert not inspect(db.engine).has_table("acme_loan")
        assert inspect(db.engine).has_table("cohorts_cohort")
        db.engine.dispose()
