"""A plugin for tests of the frame: it counts, fails, works slowly, and applies runs of any length."""

import os
import time
from collections.abc import Callable, Mapping, Sequence
from datetime import datetime
from typing import Any

from flask import Blueprint, flash, jsonify, request
from sqlalchemy import ForeignKey, delete, select, text
from sqlalchemy.orm import Mapped, Session, mapped_column
from werkzeug.wrappers import Response

from lms.accounts.actor import Actor
from lms.accounts.roles import OFFICER
from lms.db import after_commit, db, outliving, unit_of_work
from lms.errors import DomainError
from lms.jobs.progress import Progress
from lms.orm import Base, Key
from lms.plugin import Export, File, Job, Permission, Plugin, RunKind
from lms.runs import services as runs
from lms.runs.models import Run
from lms.web.access import public

EDIT = "probe:thing:edit"
COUNTY = "411224"


class Number(Base):
    """A number to read, change and write."""

    __tablename__ = "probe_number"

    id: Mapped[Key]
    value: Mapped[int]


class Line(Base):
    """A row that a run wrote."""

    __tablename__ = "probe_line"

    id: Mapped[Key]
    run_id: Mapped[int] = mapped_column(ForeignKey("runs_run.id"), index=True)
    row: Mapped[int]
    by_process: Mapped[int]


blueprint = Blueprint("probe", __name__, url_prefix="/probe")


@blueprint.post("/add/<int:status>")
@public
def add(status: int) -> Response:
    """Add one to the number, slowly enough to be overtaken; answer with any status."""
    session = db.session()
    number = session.get_one(Number, 1)
    seen = number.value
    if request.args.get("slow"):
        time.sleep(0.002)
    number.value = seen + 1
    session.flush()
    return jsonify(value=number.value), status  # type: ignore[return-value]  # as Flask takes it


@blueprint.route("/read", methods=["GET"])
@public
def read() -> Response:
    """Read, and try to write on a GET."""
    number = db.session().get_one(Number, 1)
    number.value += 1000
    db.session().flush()
    return jsonify(value=number.value)


@blueprint.post("/refuse")
@public
def refuse() -> Response:
    """Write, leave something that outlives the refusal, and refuse."""
    session = db.session()
    session.get_one(Number, 1).value += 1
    session.flush()
    outliving(session, lambda later: _add(later, 100))
    after_commit(session, lambda: HEARD.append("committed"))
    raise DomainError("REQUEST_INVALID")


@blueprint.post("/twice/<when>")
@public
def twice(when: str) -> Response:
    """Something that the database refuses, at once or only at the commit."""
    session = db.session()
    after_commit(session, lambda: HEARD.append("committed"))
    flash("已保存。", "done")
    if when == "at_commit":
        session.execute(text("PRAGMA defer_foreign_keys=ON"))
    session.add(Line(run_id=10**9, row=1, by_process=0))
    if when == "in_view":
        session.flush()
    return Response("saved")


@blueprint.post("/wake")
@public
def wake() -> Response:
    """A commit whose follow-up fails."""
    session = db.session()
    session.get_one(Number, 1).value += 1

    def fail() -> None:
        raise RuntimeError("no mail today")

    after_commit(session, fail)
    after_commit(session, lambda: HEARD.append("second"))
    return Response("saved")


@blueprint.post("/crash")
@public
def crash() -> Response:
    """A fault of our own."""
    db.session().get_one(Number, 1).value += 1
    db.session().flush()
    ACTS.get("crash", _nothing)()
    raise RuntimeError("secret detail")


HEARD: list[str] = []


def _add(session: Session, amount: int) -> None:
    session.get_one(Number, 1).value += amount


def refuses(row: Mapping[str, Any]) -> bool:
    """Whether a row is refused; tests change their mind."""
    return bool(row.get("fail"))


def apply(
    session: Session, _actor: Actor, _now: datetime, run: Run, rows: Sequence[Mapping[str, Any]]
) -> Mapping[str, int]:
    """Write the rows, or refuse the slice for one of them."""
    if any(refuses(row) for row in rows):
        raise DomainError("REQUEST_INVALID")
    time.sleep(float(run.options.get("slow", 0)))
    session.add_all(Line(run_id=run.id, row=row["row"], by_process=os.getpid()) for row in rows)
    runs.remember(session, run, [{"row": row["row"]} for row in rows])
    return {"written": len(rows)}


def finish(session: Session, _actor: Actor, _now: datetime, run: Run) -> None:
    """One more line, to see that the end comes once."""
    session.add(Line(run_id=run.id, row=-1, by_process=os.getpid()))


def undo(session: Session, _actor: Actor, _now: datetime, run: Run) -> None:
    """Take back what is remembered, or refuse."""
    if run.options.get("keep"):
        raise DomainError("REQUEST_INVALID")
    rows = [item["row"] for item in runs.remembered(session, run)]
    session.execute(delete(Line).where(Line.run_id == run.id, Line.row.in_([*rows, -1])))


def work(progress: Progress, behave: str = "", slices: int = 3) -> None:
    """Count slices; `behave` says how to end."""
    for done in range(1, slices + 1):
        with unit_of_work() as session:
            _add(session, 1)
            progress.advance(session, done, slices)
        ACTS.get(behave, _nothing)()


def refused() -> None:
    """Refuse half-way."""
    raise DomainError("REQUEST_INVALID")


def broken() -> None:
    """Break half-way."""
    raise RuntimeError("broken")


def _nothing() -> None:
    pass


ACTS: dict[str, Callable[[], None]] = {"refuse": refused, "break": broken}
"""What a job may do between two slices, and what a page may meet."""


def value(session: Session) -> int:
    """The number now."""
    session.expire_all()
    return session.scalars(select(Number.value).where(Number.id == 1)).one()


def make(session: Session, _actor: Actor, _now: datetime, _subject: int) -> File:
    """A file of the number; tests do more meanwhile."""
    session.scalars(select(Number.value)).one()
    MEANWHILE()
    return File("number.csv", "text/csv", b"1")


def _wait() -> None:
    pass


MEANWHILE: Callable[[], None] = _wait

plugin = Plugin(
    name="probe",
    title="probe",
    blueprint=blueprint,
    models=(Number, Line),
    permissions=(Permission(EDIT, "probe", (OFFICER,)),),
    jobs=(Job("probe.work", "probe", work),),
    runs=(RunKind("probe.run", "probe", EDIT, apply, finish, undo, lambda _run: "/"),),
    exports=(Export("probe.file", "probe", "lms.today", EDIT, make),),
)
