"""Pages of leaders: the list, the record, entering, the steps, moving, importing."""

from dataclasses import replace
from datetime import date
from typing import Any

from flask import redirect, render_template, request, url_for
from flask_babel import gettext as _
from flask_babel import pgettext

from courses.leaders import (
    importing,
    listing,
    queries,
    record,
    scans,
    services,
    steps,
    village_listing,
    words,
)
from courses.leaders.blueprint import blueprint
from courses.leaders.coverage import households_now
from courses.leaders.entering import (
    EDIT,
    Details,
    Start,
    change_details,
    enter_person,
    enter_surveyed,
)
from courses.leaders.forms import (
    ArchiveForm,
    DetailsForm,
    LeaderImportForm,
    MoveForm,
    StepForm,
    SurveyForm,
    village_choices,
)
from courses.leaders.models import Leader
from courses.leaders.pages import Answer, form_page, leader_crumbs, leader_url
from courses.leaders.rules import SERVING, FoundBy, LeaderAction, LeaderState, kind_of
from courses.leaders.services import NEEDS, Papers
from courses.lecturers.api import EXPERTISE
from courses.rosters.api import masked, person_for
from lms.accounts.queries import names as account_names
from lms.audit import queries as audit
from lms.clock import now, today
from lms.db import db
from lms.divisions.queries import counties_within
from lms.errors import NotFound
from lms.runs.models import Run
from lms.settings import queries as settings
from lms.web.access import actor, registry, requires
from lms.web.choices import options
from lms.web.exits import exports_at
from lms.web.paging import page_of
from lms.web.views import panels_at

PLACE, REGISTER = "leaders.leader", "leaders.register"
NORM = "leaders.households_norm"


@blueprint.get("/")
@requires("leaders:leader:view")
def index() -> str:
    """带头人."""
    session, who, day = db.session(), actor(), today()
    choices = listing.choices(session, who, queries.VIEW)
    counts = listing.state_counts(session, who, request.args, day)
    lines, page = listing.page_of_leaders(session, who, page_of(request.args), day, counts)
    county = choices.county or request.args.get("county", "")
    return render_template(
        "leaders/list.html", lines=lines, page=page, choices=choices, county=county,
        counts=counts, words=words,
        goods=EXPERTISE, may_edit=who.may(EDIT),
        norm=_norm(county or "", len(lines)),
        exports=exports_at(REGISTER, county, None) if county else [],
    )  # fmt: skip


def _norm(county: str, wanted: int) -> int:
    found = settings.number(db.session(), NORM, county) if wanted else None
    return int(found) if found is not None else 0


@blueprint.get("/<int:leader_id>")
@requires("leaders:leader:view")
def leader(leader_id: int) -> str:
    """一位带头人."""
    session, who, day = db.session(), actor(), today()
    found = queries.leader_for(session, who, leader_id)
    panels = panels_at(PLACE, found)
    log = audit.history(session, "leaders.leader", found.uid)
    sales = record.sales_of(session, found.id)
    steps_taken = record.steps_of(session, found.id)
    return render_template(
        "leaders/leader.html", leader=found, person=found.person, numbers=masked(found.person),
        steps=steps_taken, places=record.places_of(session, found.id),
        shops=record.shops_of(session, found.id), sales=sales,
        yearly=record.sales_by_year(sales), supports=record.supports_of(session, found.id),
        awards=record.awards_of(session, found.id), links=record.links_of(session, found.id),
        driven=households_now(session, [found.id], day).get(found.id, 0),
        norm=_norm(found.county, 1), words=words, serving=found.state in SERVING,
        choices=_open_steps(found), may_edit=who.may(EDIT, found.place), panels=panels,
        waits=_waits(found, steps_taken), exports=exports_at(PLACE, found.county, None),
        log=log, names=account_names(session, {row.actor for row in log}),
        labels=registry().audit_labels, crumbs=leader_crumbs(found), year=day.year,
        may_see_person=who.may("rosters:person:view", found.county),
        scans=scans.seen(session, who, found), may_scan=who.may(scans.EDIT, found.place),
    )  # fmt: skip


def _open_steps(found: Leader) -> list[tuple[LeaderAction, str]]:
    """The steps this person may take now, the next one first."""
    who = actor()
    return [
        (action, url_for("leaders.step", leader_id=found.id, action=action.value))
        for action in steps.allowed(found.state)
        if who.may(NEEDS.get(action, EDIT), found.place)
    ]


def _waits(found: Leader, taken: Any) -> dict[str, object]:
    """Why the next step has to wait: a notice still up, or the decision is for somebody else."""
    if found.notice_to is not None and found.notice_to >= today():
        return {"notice": found.notice_to}
    past = [steps.Past(one.action, one.effective_on, one.by_account_id) for one in taken]
    if found.state is LeaderState.REVIEWED and actor().id in steps.preparers(past):
        return {"other": True}
    return {}


@blueprint.route("/new", methods=["GET", "POST"])
@requires("leaders:leader:edit")
def new() -> Answer:
    """登记候选人."""
    session, who = db.session(), actor()
    chosen = request.args.get("village", "")
    form = SurveyForm.offered(_all_villages(), on=today(), surveyed_on=today(), village=chosen)

    def act() -> Leader:
        village = queries.village_for(session, who, int(form.village.data), EDIT)
        details = Details(**form.details())  # type: ignore[arg-type]  # the form's own shape
        return enter_surveyed(session, who, now(), village, form.person(), details, form.on.data)

    return form_page(
        form, act, title=_("登记候选人"), submit=_("登记"), back=url_for("leaders.index"),
        crumbs=[(pgettext("many", "带头人"), url_for("leaders.index"))], done=_to_leader,
        note=_("档案里已有的人按身份证号码认出，不会重复建档。"),
    )  # fmt: skip


def _to_leader(made: Any) -> str:
    return leader_url(made)


def _all_villages() -> dict[str, list[tuple[str, str]]]:
    """Villages of every county in which the person may enter somebody."""
    session, who = db.session(), actor()
    found: dict[str, list[tuple[str, str]]] = {}
    for county in counties_within(session, who, EDIT):
        found |= village_listing.choices(session, who, EDIT, county.code[:6])
    return found


@blueprint.route("/from-archive/<int:person_id>", methods=["GET", "POST"])
@requires("leaders:leader:edit")
def from_archive(person_id: int) -> Answer:
    """从学员档案列为候选."""
    session, who = db.session(), actor()
    person = person_for(session, who, person_id)
    known = queries.leader_of_person(session, who, person.id)
    if known is not None:
        return redirect(leader_url(known))
    group, source = kind_of(str(person.category))
    village = queries.village_at(session, person.home_place or "")
    form = ArchiveForm.offered(
        village_listing.choices(session, who, EDIT, person.county),
        on=today(), group=group or "", source=source or "",
        village=str(village.id) if village else "",
    )  # fmt: skip

    def act() -> Leader:
        home = queries.village_for(session, who, int(form.village.data), EDIT)
        details = Details(**form.details())  # type: ignore[arg-type]  # the form's own shape
        details = replace(details, found_by=FoundBy.ARCHIVE)
        start = Start(form.on.data)
        return enter_person(session, who, now(), person, home, details, start)

    back = url_for("rosters.person", person_id=person.id)
    return form_page(
        form, act, title=_("列为带头人候选"), submit=_("登记"), back=back,
        crumbs=[(person.name, back)], done=_to_leader,
    )  # fmt: skip


@blueprint.route("/<int:leader_id>/edit", methods=["GET", "POST"])
@requires("leaders:leader:edit")
def edit(leader_id: int) -> Answer:
    """修改登记内容."""
    session, who = db.session(), actor()
    found = queries.leader_for(session, who, leader_id, EDIT)
    form = DetailsForm(
        data={
            "group": found.group or "", "source": found.source or "",
            "political": found.political or "", "surveyed_on": found.surveyed_on,
            "fields": [str(row.code) for row in found.fields], "languages": found.languages,
            "remark": found.remark,
        }
    )  # fmt: skip

    def act() -> None:
        details = Details(**form.details(), found_by=found.found_by)  # type: ignore[arg-type]  # the form's own shape
        change_details(session, who, now(), found, details)

    return form_page(
        form, act, title=_("修改登记内容"), submit=_("保存"), back=leader_url(found),
        crumbs=leader_crumbs(found),
    )  # fmt: skip


@blueprint.route("/<int:leader_id>/steps/<action>", methods=["GET", "POST"])
@requires("leaders:leader:view")
def step(leader_id: int, action: str) -> Answer:
    """办理一个环节."""
    session, who = db.session(), actor()
    if action not in {known.value for known in steps.MOVES}:
        raise NotFound
    wanted = LeaderAction(action)
    found = queries.leader_for(session, who, leader_id, NEEDS.get(wanted, EDIT))
    trainings = [
        (str(cohort.id), cohort.title)
        for cohort in record.trainings_of(session, found.person_id)
    ] if wanted is LeaderAction.TRAIN else []  # fmt: skip
    form = StepForm.of(wanted, _default_day(found), trainings, found.certificate_number)

    def act() -> None:
        services.take_step(session, who, now(), found, wanted, form.on.data, _papers(form))

    title = words.ACTIONS[wanted]
    return form_page(
        form, act, title=title, submit=title, back=leader_url(found), crumbs=leader_crumbs(found),
        note=found.person.name,
    )  # fmt: skip


def _default_day(found: Leader) -> date:
    return max(today(), found.state_on)


def _papers(form: StepForm) -> Papers:
    chosen = str(form.value("cohort") or "")
    return Papers(
        reason=form.reason.data or "",
        document=form.document.data or "",
        attachment=form.attachment.data or "",
        notice_from=form.value("notice_from"),  # type: ignore[arg-type]  # a date or None
        notice_to=form.value("notice_to"),  # type: ignore[arg-type]  # a date or None
        cohort_id=int(chosen) if chosen else None,
        certificate_number=str(form.value("certificate") or ""),
    )


@blueprint.route("/<int:leader_id>/move", methods=["GET", "POST"])
@requires("leaders:leader:edit")
def move(leader_id: int) -> Answer:
    """转村."""
    session, who = db.session(), actor()
    found = queries.leader_for(session, who, leader_id, EDIT)
    form = MoveForm(data={"on": today()})
    villages = village_listing.choices(session, who, EDIT, found.county)
    form.village.choices = village_choices(villages)

    def act() -> None:
        village = queries.village_for(session, who, int(form.village.data), EDIT)
        services.move(session, who, now(), found, village, form.on.data, form.reason.data)

    return form_page(
        form, act, title=_("转村"), submit=_("转村"), back=leader_url(found),
        crumbs=leader_crumbs(found), note=_("从这一天起，覆盖算到新的村；以前的日子仍算原来的村。"),
    )  # fmt: skip


@blueprint.route("/import", methods=["GET", "POST"])
@requires("leaders:leader:edit")
def upload() -> Answer:
    """导入带头人名单."""
    session, who = db.session(), actor()
    form = LeaderImportForm(data={"on": today()})
    form.county.choices = options(
        [(row.code[:6], row.name) for row in counties_within(session, who, EDIT)]
    )

    def act() -> Run:
        given = Start(form.on.data, LeaderState(form.state.data), form.document.data or "")
        return importing.rehearse_leaders(
            session, who, now(), form.county.data, form.file.data.read(),
            form.file.data.filename, given,
        )  # fmt: skip

    return form_page(
        form, act, title=_("导入带头人名单"), submit=_("预演"), back=url_for("leaders.index"),
        crumbs=[(pgettext("many", "带头人"), url_for("leaders.index"))], upload=True, done=_to_run,
        note=_("表里要有姓名、身份证号码、乡镇、村和“身份/来源”。先预演，确认后才写入。"),
    )  # fmt: skip


def _to_run(made: Any) -> str:
    return url_for("lms.run", uid=made.uid)


def run_back(run: Run) -> str:
    """The page an import of leaders belongs to."""
    return url_for("leaders.index", county=run.county)
