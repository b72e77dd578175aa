"""What the cohort pages share: the way to a page, a file sent, an act shown before it is done."""

from collections.abc import Callable, Sequence
from typing import Any

from flask import flash, redirect, render_template, request, url_for
from flask_babel import gettext as _
from flask_babel import lazy_gettext as _l
from werkzeug.datastructures import FileStorage
from werkzeug.wrappers import Response

from courses.cohorts.models import Cohort
from courses.cohorts.previewing import preview
from courses.cohorts.steps import CLOSE, ROSTER, START, TIMETABLE, NextStep
from lms.db import db
from lms.divisions.queries import name_of
from lms.errors import DomainError
from lms.runs.models import Run
from lms.web.sentences import refusal

Answer = Response | str | tuple[str, int]
_STEPS: dict[int, tuple[object, str, dict[str, Any]]] = {
    ROSTER: (_l("导入名册"), "cohorts.roster", {}),
    TIMETABLE: (_l("排课"), "cohorts.timetable", {}),
    START: (_l("开班"), "cohorts.act", {"name": "start"}),
    CLOSE: (_l("结班"), "cohorts.act", {"name": "close"}),
}


def crumbs_of(cohort: Cohort, *more: tuple[object, str]) -> list[tuple[object, str]]:
    """县 → 中心 → 班次 → what lies below."""
    county = name_of(db.session(), cohort.county)
    crumbs: list[tuple[object, str]] = [(county, url_for("cohorts.index"))]
    if cohort.centre is not None:
        crumbs.append((cohort.centre.name, url_for("cohorts.index", centre=cohort.centre_id)))
    return [*crumbs, (cohort.title, record_url(cohort)), *more]


def record_url(cohort: Cohort, anchor: str | None = None) -> str:
    """The page of a cohort."""
    return url_for("cohorts.record", cohort_id=cohort.id, _anchor=anchor)


def run_back(run: Run) -> str:
    """The page a roster import belongs to."""
    return url_for("cohorts.record", cohort_id=run.subject_id, _anchor="trainees")


def step_of(cohort: Cohort, rank: int) -> NextStep:
    """One of the cohort's own steps as a button."""
    label, endpoint, values = _STEPS[rank]
    url = url_for(endpoint, cohort_id=cohort.id, **values)
    return NextStep(rank, label, url, post=endpoint == "cohorts.act")


def sheet_from(field: Any) -> tuple[bytes, str] | None:
    """The file a form brought, with its name; None when none was chosen."""
    sent: FileStorage | None = field.data
    if sent is None or not sent.filename:
        return None
    return sent.read(), sent.filename


def act_page(
    form: Any,
    *,
    title: object,
    cohorts: Sequence[Cohort],
    act: Callable[[], object],
    done: str,
    back: str,
    submit: object,
    crumbs: Sequence[tuple[object, str]] = (),
    danger: bool = False,
) -> Answer:
    """The form, then what the act would change, then (with `sure`) the act itself."""
    shown = {"title": title, "back": back, "submit": submit, "danger": danger, "crumbs": crumbs}
    if form.validate_on_submit():
        try:
            if not form.sure.data:
                found = preview(db.session(), cohorts, act)
                return render_template("cohorts/effects.html", found=found, sent=_sent(), **shown)
            act()
            flash(done, "done")
            return redirect(back)
        except DomainError as fault:
            form.form_errors.append(refusal(fault))
    status = 422 if request.method == "POST" else 200
    return render_template("cohorts/act.html", form=form, **shown), status


def _sent() -> list[tuple[str, str]]:
    """What the first step sent, to be sent again."""
    skipped = ("csrf_token", "sure")
    return [pair for pair in request.form.items(multi=True) if pair[0] not in skipped]


def count_of(text: str | None, most: int) -> int:
    """A small number from the address; nonsense counts as none."""
    return min(int(text), most) if text and text.isascii() and text.isdecimal() else 0


def saved() -> str:
    """What is said after any change."""
    return _("已保存。")
