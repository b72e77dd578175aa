"""`lms process`: a cohort's whole job in one command, and the contract for automation."""

import sys
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from functools import partial
from pathlib import Path
from typing import Any, TypeVar

import click
from flask_babel import gettext as _
from flask_babel import lazy_gettext as _l
from rich.console import Console
from rich.progress import BarColumn, Progress, TextColumn, TimeElapsedColumn
from sqlalchemy.exc import OperationalError

from certificates.process import delivery, job, papers, results
from certificates.process.comparing import Differs
from certificates.process.job import Done, Say
from certificates.process.order import (
    Order,
    check_confirmation,
    read_day,
    read_file,
    read_share,
)
from certificates.process.papers import Papers
from certificates.tokens import Draws
from lms.accounts.actor import system
from lms.clock import now
from lms.db import unit_of_work
from lms.documents import engine_problems
from lms.documents.amounts import format_yuan
from lms.errors import DomainError
from lms.installation import Installation, installation
from lms.web.sentences import refusal

DIFFERS = 3
PATIENCE = 8
"""Times fifteen seconds: how long to wait for another writer of an SQLite database."""
CANNOT_PRINT = frozenset({"LAYOUT_LIBRARY_MISSING", "FONT_MISSING"})
Result = TypeVar("Result")
STAGES = {
    "roster": _l("名册"),
    "register": _l("考勤表"),
    "invoices": _l("票据"),
    "decisions": _l("核算补贴、签发证书"),
    "papers": _l("补贴名册和公示表"),
    "certificates": _l("证书"),
}
FILE = click.Path(path_type=Path)


@click.command()
@click.option("--roster", required=True, type=FILE, help="Trainees: xlsx, xls, ods or csv.")
@click.option("--attendance", type=FILE, help="Filled register; its columns are the sessions.")
@click.option("--invoices", type=FILE, help="Transport and lodging tickets.")
@click.option("--county", required=True, help="6-digit code of the county that files the cohort.")
@click.option("--venue-county", required=True, help="6-digit code of the county it is held in.")
@click.option("--start", required=True, help="First day, e.g. 2018-09-10.")
@click.option("--end", required=True, help="Last day.")
@click.option(
    "--title", default="", help="Title of the cohort; else the sheet's, else place and days."
)
@click.option("--course", default="", help="Name of a course in the catalogue.")
@click.option("--minimum-attendance", help="Share of planned half-days, e.g. 0.80.")
@click.option(
    "--confirm-rule",
    default="",
    metavar='"PERSON: REASON"',
    help="Vouch by name, for this cohort only, for the subsidy rule its place and dates select.",
)
@click.option("--out", required=True, type=FILE, help="Folder for the results.")
@installation
def process(known: Installation, /, out: Path, **asked: Any) -> None:
    """Import a roster and a register, work out subsidies, issue certificates, write the papers.

    Writes result.json, roster-checked.xlsx, subsidy-list.pdf, subsidy-list.xlsx, public-notice.pdf
    and certificates.pdf (one page that says why when nobody was given one). Without --attendance it
    only imports the roster and writes the first two. Of these six names none is left from an
    earlier job; other files in the folder stay.

    Ends with 0 also when rows were refused (they are in the report), with 2 and one sentence when
    the job could not be done, and with 3 when the files say something else than those that were
    processed before: then nothing is changed.
    """
    console = Console(highlight=False)
    app = known.app()
    with app.test_request_context():
        order = _order(asked)
        delivery.check(out, papers.NAMES)
        known.ready()
    with app.test_request_context():
        try:
            _perform(order, out, console)
        except Differs as found:
            console.print(_("文件与已入库的内容不同，没有作任何改动："), soft_wrap=True)
            for line in found.lines:
                console.print(f"  {line}", soft_wrap=True, markup=False)
            sys.exit(DIFFERS)


def _order(asked: dict[str, Any]) -> Order:
    roster = read_file(asked["roster"])
    if roster is None:
        raise click.UsageError("--roster")
    return Order(
        roster=roster,
        register=read_file(asked["attendance"]),
        invoices=read_file(asked["invoices"]),
        county=asked["county"].strip(),
        venue_county=asked["venue_county"].strip(),
        start=read_day(asked["start"]),
        end=read_day(asked["end"]),
        title=asked["title"],
        course=asked["course"].strip(),
        minimum=read_share(asked["minimum_attendance"]),
        confirmation=check_confirmation(asked["confirm_rule"]),
    )


def _perform(order: Order, out: Path, console: Console) -> None:
    """Try the job, make its files, then do it: nobody waits for papers, nothing is half-written.

    What is tried is taken back; where the job then comes out otherwise, because somebody changed
    the records meanwhile, the files are made anew. The folder gets its name when the database has
    committed.
    """
    for problem in CANNOT_PRINT.intersection(engine_problems()):
        raise DomainError(problem)
    draws = Draws()
    with _progress(console) as say:
        tried = _patiently(partial(_once, order, draws, say))
        while True:
            staged = delivery.stage(out, papers.files(tried.papers, say), papers.NAMES)
            try:
                done = _patiently(partial(_once, order, draws, say, tried))
            except BaseException:
                staged.discard()
                raise
            if done.papers == tried.papers:
                break
            staged.discard()
            tried = done
    staged.place()
    for line in (*done.said, _("结果写入 %(out)s", out=out)):
        console.print(line, soft_wrap=True, markup=False)


@dataclass(frozen=True, slots=True)
class _Outcome:
    """What the files say, and what is to be said of it on the terminal."""

    papers: Papers
    said: tuple[str, ...]


class _TakenBack(Exception):
    """Ends a transaction without keeping anything."""


def _once(order: Order, draws: Draws, say: Say, kept: _Outcome | None = None) -> _Outcome:
    """The job in a transaction that is kept only if it comes out as `kept`."""
    found: _Outcome | None = None
    try:
        with unit_of_work() as session, draws.again():
            done = job.run(session, system("process"), now(), order, say)
            report = results.report(session, done)
            found = _Outcome(papers.gather(session, done, report), tuple(_summary(done, report)))
            if kept is None or found.papers != kept.papers:
                raise _TakenBack
    except _TakenBack:
        pass
    if found is None:
        raise RuntimeError("a job without an outcome")
    return found


def _patiently(act: Callable[[], Result]) -> Result:
    """Wait for whoever is writing: nothing was written yet, so the whole act may begin again."""
    for _attempt in range(PATIENCE):
        try:
            return act()
        except OperationalError as fault:
            if "locked" not in str(fault.orig):
                raise
    return act()


@contextmanager
def _progress(console: Console) -> Iterator[Say]:
    """A bar with the name of the stage on a terminal; quiet elsewhere."""
    columns = (TextColumn("{task.description}"), BarColumn(), TimeElapsedColumn())
    with Progress(
        *columns, console=console, transient=True, disable=not console.is_terminal
    ) as bar:
        task = bar.add_task("", total=len(STAGES))

        def say(stage: str) -> None:
            bar.update(task, description=str(STAGES[stage]), completed=[*STAGES].index(stage))

        yield say


def _summary(done: Done, found: dict[str, Any]) -> list[str]:
    """A few lines for whoever started it."""
    counts = done.reading.counts
    lines = [
        done.cohort.title,
        _(
            "名册：收 %(accepted)s 行，存疑 %(warned)s 行，未收 %(rejected)s 行",
            accepted=counts["accepted"], warned=counts["warned"], rejected=counts["rejected"],
        ),
    ]  # fmt: skip
    if done.order.register is not None:
        yuan = format_yuan(found["total_fen"])
        lines.append(
            _("补贴（草拟）：%(people)s 人，%(yuan)s 元", people=found["paid_people"], yuan=yuan)
        )
        lines.append(_("证书：%(count)s 张", count=len(found["certificates"])))
    if found["notes"]:
        lines.append(_("另有 %(count)s 处说明，见 result.json", count=len(found["notes"])))
    return [*lines, *(f"{refusal(one)} [{one.code}]" for one in done.warnings)]
