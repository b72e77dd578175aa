"""A roster read, judged, compared, sealed and written; the floor reads and writes plain text."""

import sqlite3
from collections.abc import Iterator
from contextlib import ExitStack
from pathlib import Path
from tempfile import TemporaryDirectory
from time import perf_counter
from typing import Any

from python_calamine import CalamineWorkbook

from tests.bench.harness import NONE, Bound, Figure, Reading, Sizes, in_turns

HEAD_LINES = 2
AT_MOST = Bound(times=4)
FLOOR = "calamine + one executemany, plain text, no index"


def measure(folder: Path, sizes: Sizes) -> Iterator[Figure]:
    """Rosters of every size on SQLite, and on PostgreSQL for comparison."""
    from tests.bench.invented import write_roster

    for count in sizes.rosters:
        roster = folder / f"roster-{count}.xlsx"
        write_roster(roster, count)
        yield from _beside_floor(folder, roster, count, sizes)


def _beside_floor(folder: Path, roster: Path, count: int, sizes: Sizes) -> Iterator[Figure]:
    with ExitStack() as stack:
        facts: dict[str, Any] = {"roster": str(roster), "rows": count}
        ours = ["importing:ours", "importing:floor"]
        if sizes.postgresql:
            from tests.support.postgres import temporary_cluster

            facts["server"] = stack.enter_context(temporary_cluster())
            ours.append("importing:ours_on_postgresql")
        found, floor, *others = in_turns(sizes.rounds, folder, ours, **facts)
    names = (f"import {count:,} rows", f"import {count:,} rows, PostgreSQL")
    for name, reading, bound in zip(names, (found, *others), (AT_MOST, NONE), strict=False):
        parts = {key: reading[key] for key in ("read", "plan", "rehearse", "apply")}
        more = {**parts, "rows_per_second": round(count / reading["seconds"])}
        yield Figure(
            name, reading["seconds"], reading["peak_mb"], floor["seconds"], FLOOR, bound, more
        )


def floor(folder: Path, roster: str, rows: int, **_: Any) -> Reading:
    """What nobody can go below: the same cells into one table."""
    with TemporaryDirectory(dir=folder) as home:
        start = perf_counter()
        sheet = CalamineWorkbook.from_path(roster).get_sheet_by_index(0)
        lines = sheet.to_python()[HEAD_LINES:]
        with sqlite3.connect(Path(home) / "floor.db") as database:
            columns = ", ".join(f"c{number}" for number in range(len(lines[0])))
            marks = ", ".join("?" * len(lines[0]))
            database.execute(f"CREATE TABLE roster ({columns})")
            database.executemany(f"INSERT INTO roster VALUES ({marks})", lines)
            database.commit()
        seconds = perf_counter() - start
        database.close()
    if len(lines) != rows:
        raise AssertionError(f"{len(lines)} rows read")
    return {"seconds": seconds}


def ours(folder: Path, roster: str, rows: int, **_: Any) -> Reading:
    """The way of an upload: rehearsed in one transaction, applied by the job in slices."""
    with TemporaryDirectory(dir=folder) as home:
        return _import(Path(home), "", Path(roster), rows)


def ours_on_postgresql(folder: Path, roster: str, rows: int, server: str) -> Reading:
    """The same into an empty database of the server."""
    from tests.support.postgres import database

    with TemporaryDirectory(dir=folder) as home, database(server, "lms_bench") as url:
        return _import(Path(home), url, Path(roster), rows)


def _import(home: Path, url: str, roster: Path, rows: int) -> Reading:
    from tests.bench.invented import write_roster
    from tests.bench.office import office

    app = office(home, url)
    with app.app_context():
        small = home / "small.xlsx"
        write_roster(small, 10)  # a server at work has its dictionaries loaded
        _through(app, small)
        return _checked(_through(app, roster), rows)


def _checked(reading: Reading, rows: int) -> Reading:
    if reading.pop("written") != rows:
        raise AssertionError("not every row was written")
    return reading


def _through(app: Any, roster: Path) -> Reading:
    """Seconds of the whole and of its parts."""
    from courses.rosters import api as rosters
    from courses.rosters.importing import KIND
    from lms.db import unit_of_work
    from lms.runs import services as runs
    from tests.bench.invented import COUNTY
    from tests.bench.office import registrar
    from tests.support.running import NOW

    actor, centre = registrar(app)
    data = roster.read_bytes()
    marks = [perf_counter()]
    with unit_of_work() as session:
        reading = rosters.read_roster(session, data, roster.name, county=COUNTY, today=NOW.date())
        marks.append(perf_counter())
        plan = rosters.plan_people(session, county=COUNTY, rows=reading.rows)
        marks.append(perf_counter())
        run = runs.rehearse(
            session, actor, NOW, KIND, title=roster.name, county=COUNTY, centre_id=centre,
            subject_id=None, rows=plan, counts=reading.counts, source=data,
        )  # fmt: skip
        uid = run.uid
    del reading, plan, run
    marks.append(perf_counter())
    written = _apply(uid, actor)
    marks.append(perf_counter())
    names = ("read", "plan", "rehearse", "apply")
    parts = {n: b - a for n, a, b in zip(names, marks, marks[1:], strict=False)}
    return {"seconds": marks[-1] - marks[0], **parts, "written": written}


def _apply(uid: str, actor: Any) -> int:
    """Start the run; its job is performed at once."""
    from sqlalchemy import select

    from lms.db import db, unit_of_work
    from lms.runs import services as runs
    from lms.runs.models import Run
    from tests.support.running import NOW

    wanted = select(Run).where(Run.uid == uid)
    with unit_of_work() as session:
        runs.start(session, actor, NOW, session.scalars(wanted).one())
    done = db.session().scalars(wanted).one()
    if done.state != "applied":
        raise AssertionError(f"the run is {done.state}")
    return int(done.counts["written"])
