"""`lms outcomes`: tables compared (a contract for automation), waves and figures made ready."""

import os
import sys
from pathlib import Path

import click
from flask_babel import gettext as _
from rich.console import Console
from rich.table import Table

from courses.cohorts.models import Cohort
from courses.outcomes import catching_up, outcome_files, preparing
from courses.outcomes.comparing import Comparison, Interval, compare
from courses.outcomes.outcome_tables import Columns, OutcomeTable, names_in, read_table
from lms.clock import now, today
from lms.db import unit_of_work
from lms.errors import DomainError
from lms.installation import Installation, installation, passing
from lms.sheets import as_text
from lms.web.i18n import COOKIE
from lms.web.sentences import refusal

REFUSED = 2
FILE = click.Path(path_type=Path)


@click.group("outcomes")
def group() -> None:
    """Outcomes of training: comparing groups of people, waves, figures."""


@group.command("schedule")
@installation
def schedule_closed(known: Installation) -> None:
    """Make the waves of classes that were closed before following up began here."""
    app, made = known.ready(), 0
    with app.app_context():
        with unit_of_work() as session:
            waiting = catching_up.waiting(session)
        for cohort_id in waiting:
            with unit_of_work() as session:
                made += catching_up.one(session, now(), session.get_one(Cohort, cohort_id))
    with app.test_request_context():
        said = _("%(cohorts)s 个班次，安排回访 %(waves)s 次", cohorts=len(waiting), waves=made)
        click.echo(said)


@group.command("prepare")
@click.option("--prefix", default="", help="Digits of a province, city or county; else all.")
@installation
def prepare_figures(known: Installation, prefix: str) -> None:
    """Make the figures of cities and provinces anew; for the operator's timetable."""
    app, rows = known.ready(), 0
    with app.app_context():
        with unit_of_work() as session:
            counties = preparing.counties(session, prefix)
        for county in counties:
            with unit_of_work() as session:
                rows += preparing.prepare(session, now(), today(), county)
    with app.test_request_context():
        click.echo(_("%(counties)s 个县，%(rows)s 份数字", counties=len(counties), rows=rows))


@group.command("compare")
@click.argument("file", type=FILE)
@click.option("--group", "column", required=True, metavar="COL", help="Column of the group.")
@click.option("--treated", required=True, metavar="VALUE", help="Its value for who was trained.")
@click.option("--baseline", required=True, metavar="COL[,COL…]", help="Amounts before, in order.")
@click.option("--followup", required=True, metavar="COL", help="Amount after.")
@click.option("--covariates", default="", metavar="COL,…", help="Characteristics to adjust for.")
@click.option("--id", "person", default="", metavar="COL", help="Nobody may stand there twice.")
@click.option("--json", "out", required=True, type=FILE, metavar="OUT", help="File to write.")
def compare_file(
    file: Path,
    column: str,
    treated: str,
    baseline: str,
    followup: str,
    covariates: str,
    person: str,
    out: Path,
) -> None:
    """Compare two groups in FILE (CSV or Excel, one row a person).

    The difference of the follow-up means has Welch's 95% interval; the difference-in-differences
    is taken against the last baseline column; the adjusted estimate is least squares on the group
    and the covariates with HC1 errors and Student's t. Rows with an empty cell in a column that is
    used are dropped and counted; a text in a number column refuses the file.
    """
    asked = Columns(
        as_text(column), treated, names_in(baseline), as_text(followup),
        names_in(covariates), as_text(person),
    )  # fmt: skip
    language = "en" if os.environ.get("LMS_LANGUAGE") == "en" else "zh"
    with passing() as app, app.test_request_context(headers={"Cookie": f"{COOKIE}={language}"}):
        try:
            outcome_files.check_place(out, file)
            table = read_table(outcome_files.open_table(file), asked)
            found = compare(table.people, asked.covariates)
            outcome_files.write_result(out, outcome_files.document(found, table.dropped))
        except DomainError as fault:
            click.echo(f"{refusal(fault)} [{fault.code}]", err=True)
            sys.exit(REFUSED)
        _print(found, table, asked)
        click.echo(_("结果写入 %(out)s", out=out))


def _print(found: Comparison, table: OutcomeTable, asked: Columns) -> None:
    console = Console(highlight=False)
    groups = Table(box=None, pad_edge=False)
    for title in (_("组别"), _("人数"), _("回访均值")):
        groups.add_column(title, justify="left" if title == _("组别") else "right")
    others = _("、").join(table.control_values[:5]) + ("…" if len(table.control_values) > 5 else "")
    groups.add_row(asked.treated, str(found.n_treated), _said(found.mean_treated))
    groups.add_row(others, str(found.n_control), _said(found.mean_control))
    console.print(groups)
    lines = Table(box=None, pad_edge=False)
    for title in (_("估计"), _("数值"), _("95% 区间")):
        lines.add_column(title, justify="left" if title == _("估计") else "right")
    lines.add_row(_("均值之差"), _said(found.difference), _between(found.difference_ci))
    lines.add_row(_("双重差分"), _said(found.did), _between(found.did_ci))
    if found.adjusted is not None:
        lines.add_row(_("回归调整"), _said(found.adjusted), _between(found.adjusted_ci))
    console.print(lines)
    if found.balance:
        balance = Table(box=None, pad_edge=False)
        balance.add_column(_("特征"))
        balance.add_column(_("标准化差异"), justify="right")
        for name, apart in found.balance.items():
            balance.add_row(name, f"{apart:.3f}")
        console.print(balance)
    click.echo(_("数据不全、没有计入的行：%(count)s", count=table.dropped))
    click.echo(_("除非分组由抽签决定，以上差异不能断定因果。"))


def _said(value: float) -> str:
    return f"{value:,.2f}"


def _between(interval: Interval | None) -> str:
    if interval is None:
        return _("不适用")
    return f"{interval[0]:,.2f} – {interval[1]:,.2f}"
