"""Saving a sheet of 200 marks, and showing it: history, audit and money decided anew included."""

import sqlite3
from collections.abc import Iterator
from datetime import date
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Any

from tests.bench.harness import NONE, Bound, Figure, Reading, Sizes, alone, paced

AT_MOST = Bound(seconds=0.060)
DAYS = 13
SHELL = "/bench/empty"


def measure(folder: Path, sizes: Sizes) -> Iterator[Figure]:
    """One process, all acts in turns."""
    found = alone("sheet:acts", folder, trainees=sizes.marks, rounds=sizes.pages)
    marks = sizes.marks
    rows = (found["inserts"][0], "bare inserts of the same rows")
    page = (found["empty"][0], "an empty page of the same shell")
    lines = (
        ("save", f"save a sheet of {marks} marks", rows, AT_MOST),
        ("form", f"save {marks} marks as a plain form", rows, NONE),
        ("page", f"sheet page of {marks} trainees", page, AT_MOST),
        ("cohort", f"cohort page of {marks} trainees", page, AT_MOST),
    )
    for key, name, floor, bound in lines:
        seconds, cpu = found[key]
        yield Figure(
            name, seconds, found["peak_mb"], *floor, bound, {"cpu": cpu, **found["more"][key]}
        )


def acts(folder: Path, trainees: int, rounds: int) -> Reading:
    """Median seconds of every act, in one office of one class."""
    from lms.db import unit_of_work
    from tests.bench.invented import people
    from tests.bench.office import ClassPlan, hold_class, ids_of, office, signed_in, world_of

    with TemporaryDirectory(dir=folder) as home:
        app = office(Path(home))
        _add_empty_page(app)
        plan = ClassPlan(1, date(2018, 9, 10), days=DAYS, finished=False)
        with app.app_context(), unit_of_work() as session:
            cohort = hold_class(session, world_of(app), plan, list(people(trainees)))
            who, key = list(ids_of(session, cohort)), cohort.id
            slot = _second_slot(session, key)
        return _measured(app, signed_in(app, "registrar"), Path(home), (key, slot, who), rounds)


def _second_slot(session: Any, cohort_id: int) -> int:
    """The half-day of the first afternoon, when everybody was there."""
    from courses.cohorts import api as cohorts

    return cohorts.session_facts(session, cohort_id)[1].key or 0


def _measured(
    app: Any, client: Any, home: Path, at: tuple[int, int, list[int]], rounds: int
) -> Reading:
    from tests.bench.counting import Statements

    cohort, slot, who = at
    acts = {
        "save": _saver(client, cohort, slot, who),
        "form": _form_sender(client, slot, who),
        "inserts": _inserter(home / "floor.db", len(who)),
        "page": _getter(client, f"/attendance/sessions/{slot}"),
        "empty": _getter(client, SHELL),
        "cohort": _getter(client, f"/cohorts/{cohort}"),
    }
    more: dict[str, Reading] = {}
    for name, act in acts.items():  # once before: templates and statements are compiled
        with Statements() as asked:
            act()
        more[name] = {"queries": asked.count}
    with app.app_context():
        more["save"]["decided anew"] = _decided_last(cohort)
    paces = paced(rounds, **acts)
    return {name: (pace.seconds, pace.cpu) for name, pace in paces.items()} | {"more": more}


def _add_empty_page(app: Any) -> None:
    from flask import render_template

    from lms.web.access import requires

    def empty() -> str:
        return render_template("shell.html")

    app.add_url_rule(SHELL, "lms.bench_empty", requires("lms:today:view")(empty))


def _getter(client: Any, address: str) -> Any:
    def get() -> None:
        answer = client.get(address)
        if answer.status_code != 200:
            raise AssertionError(f"{address}: {answer.status_code}")

    return get


def _saver(client: Any, cohort: int, slot: int, who: list[int]) -> Any:
    """What the page's script sends: everybody who was present is absent, so that money moves."""
    sent = [{"person": one, "session": slot, "status": "absent", "was": "present"} for one in who]

    def save() -> None:
        answer = client.post(f"/attendance/cohorts/{cohort}/marks", json={"marks": sent})
        if answer.status_code != 200 or answer.json["refused"]:
            raise AssertionError(f"not saved: {answer.status_code} {answer.text[:200]}")

    return save


def _form_sender(client: Any, slot: int, who: list[int]) -> Any:
    """What the page sends without its script; it undoes what `_saver` did."""
    fields = {f"mark-{one}-{slot}": "present" for one in who}

    def send() -> None:
        answer = client.post(f"/attendance/sessions/{slot}", data=fields)
        if answer.status_code != 302:
            raise AssertionError(f"not saved: {answer.status_code}")

    return send


def _inserter(file: Path, count: int) -> Any:
    """200 marks, 200 lines of history, 200 decisions and an entry of the log, in one transaction."""
    base = sqlite3.connect(file, isolation_level=None)
    base.execute("PRAGMA journal_mode=WAL")
    base.execute("PRAGMA synchronous=FULL")
    base.execute("CREATE TABLE mark (session, enrolment, mark, version)")
    base.execute("CREATE TABLE history (session, enrolment, mark, was, at, who)")
    base.execute("CREATE TABLE decision (enrolment, at, who, total, payload)")
    base.execute("CREATE TABLE log (at, who, what)")
    payload, at = "x" * 2_000, "2026-11-20 02:00:00"

    def insert() -> None:
        base.execute("BEGIN IMMEDIATE")
        base.executemany(
            "INSERT INTO mark VALUES (1, ?, 'present', 1)", [(one,) for one in range(count)]
        )
        base.executemany(
            "INSERT INTO history VALUES (1, ?, 'present', 'absent', ?, 'registrar')",
            [(one, at) for one in range(count)],
        )
        base.executemany(
            "INSERT INTO decision VALUES (?, ?, 'registrar', 0, ?)",
            [(one, at, payload) for one in range(count)],
        )
        base.execute("INSERT INTO log VALUES (?, 'registrar', 'attendance:marked')", (at,))
        base.execute("COMMIT")

    return insert


def _decided_last(cohort: int) -> int:
    """How many decisions the last save appended: proof that money was decided anew."""
    from sqlalchemy import func, select

    from courses.subsidies.models import DecisionRow
    from lms.db import db

    last = select(func.max(DecisionRow.at)).where(DecisionRow.cohort_id == cohort)
    rows = select(func.count()).where(DecisionRow.at == last.scalar_subquery())
    return int(db.session().scalar(rows) or 0)
