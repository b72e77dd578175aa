"""What the subsidy pages share: the way to a page, rights, the list's steps as buttons."""

from collections.abc import Sequence
from dataclasses import dataclass

from flask import url_for
from flask_babel import gettext as _
from werkzeug.datastructures import FileStorage
from werkzeug.wrappers import Response

from courses.cohorts.models import Cohort
from courses.subsidies import queries, steps
from courses.subsidies.board import Standing
from courses.subsidies.models import SubsidyList
from courses.subsidies.rules import ListState
from lms.accounts.actor import Actor
from lms.db import db
from lms.divisions.queries import name_of
from lms.documents.amounts import format_yuan
from lms.runs.models import Run

Answer = Response | str | tuple[str, int]
Crumb = tuple[object, str | None]
CONFIRM = "subsidies:rule:confirm"


@dataclass(frozen=True, slots=True)
class Rights:
    """What the reader may do with this list as it stands."""

    prepare: bool
    review: bool
    confirm: bool
    own: bool
    settle: bool


@dataclass(frozen=True, slots=True)
class Act:
    """A step of the list as a button: where it posts, what it asks first."""

    label: str
    url: str
    confirm: str | None = None
    reason: str | None = None
    digest: str = ""
    link: bool = False


def rights(actor: Actor, found: Standing) -> Rights:
    """By permission and by hand: who prepared a list has no part in its review."""
    cohort, made = found.cohort, found.made
    prepare = actor.may(queries.PREPARE, cohort.county)
    review = actor.may(queries.REVIEW, cohort.county)
    own = made is not None and bool(
        steps.marks_of(actor.id, actor.name) & steps.preparers(db.session(), made)
    )
    return Rights(prepare, review, actor.may(CONFIRM, cohort.county), own, settle=prepare or review)


def primary(found: Standing, may: Rights) -> Act | None:
    """The one next step of the list, None where this person has none."""
    made = found.made
    if made is None:
        if not may.prepare or not found.people:
            return None
        return Act(_("编制名单"), url_for("subsidies.make", cohort_id=found.cohort.id))
    if made.state in (ListState.DRAFT, ListState.RETURNED) and may.prepare and found.people:
        return Act(
            _("送复核"),
            url_for("subsidies.step", list_id=made.id, name="submit"),
            confirm=_("送复核后名单按现在的金额固定，由另一名复核人员办理。"),
        )
    if made.state is ListState.SUBMITTED and may.review and not may.own:
        if found.open_doubts:
            return Act(_("处理疑点"), "#doubts", link=True)
        return Act(
            _("复核通过"),
            url_for("subsidies.step", list_id=made.id, name="review"),
            confirm=_(
                "共%(people)s人、%(amount)s元。通过后名单和金额不再改变，以您的名义记入审计日志。",
                people=made.people,
                amount=format_yuan(made.total_fen),
            ),
            digest=made.digest,
        )
    return None


def others(found: Standing, may: Rights) -> list[Act]:
    """The other steps of the list."""
    made = found.made
    acts: list[Act] = []
    if made is None:
        return acts
    if made.state in (ListState.SUBMITTED, ListState.REVIEWED) and may.review and not may.own:
        url = url_for("subsidies.step", list_id=made.id, name="return")
        acts.append(Act(_("退回"), url, reason=_("退回理由")))
    unsigned = (ListState.DRAFT, ListState.RETURNED, ListState.SUBMITTED)
    if made.state in unsigned and may.prepare:
        url = url_for("subsidies.step", list_id=made.id, name="withdraw")
        acts.append(Act(_("撤回"), url, reason=_("撤回理由")))
    return acts


def unprintable(found: Standing) -> str:
    """Why some papers are not offered, '' where all are."""
    if not found.decided:
        return _("还没有核算，没有可以打印的名单。")
    if not found.people:
        return _("没有人发放补贴，补贴发放花名册和公示表没有内容，不提供打印。")
    if found.people == found.decided:
        return _("没有人不予发放，不提供不予发放名单。")
    return ""


def crumbs_of(cohort: Cohort, *more: Crumb) -> list[Crumb]:
    """县 → 中心 → 班次 → 补贴名单 → what lies below."""
    crumbs: list[Crumb] = [(name_of(db.session(), cohort.county), url_for("cohorts.index"))]
    if cohort.centre is not None:
        crumbs.append((cohort.centre.name, url_for("cohorts.index", centre=cohort.centre_id)))
    record = url_for("cohorts.record", cohort_id=cohort.id)
    return [*crumbs, (cohort.title, record), (_("补贴名单"), page_url(cohort)), *more]


def page_url(cohort: Cohort, anchor: str | None = None) -> str:
    """The page of a cohort's subsidy list."""
    return url_for("subsidies.cohort", cohort_id=cohort.id, _anchor=anchor)


def pack_choices(found: Standing) -> list[tuple[str, str]]:
    """The packs that stand side by side, for the form that chooses one."""
    packs = {rule.pack: rule for rule in found.rules if rule.pack in found.overlapping}
    return [(pack, f"{pack} {rule.instrument}") for pack, rule in sorted(packs.items())]


def run_back(run: Run) -> str:
    """The page an import of tickets belongs to."""
    return url_for("subsidies.cohort", cohort_id=run.subject_id)


def sheet_from(sent: FileStorage) -> tuple[bytes, str]:
    """The file a form brought, with its name."""
    return sent.read(), sent.filename or ""


def made_of(found: SubsidyList | None) -> Sequence[tuple[object, object]]:
    """Who prepared and who reviewed a list, for the head of its page."""
    if found is None:
        return ()
    lines: list[tuple[object, object]] = [(_("编制"), found.prepared_by)]
    if found.reviewed_by:
        lines.append((_("复核"), found.reviewed_by))
    return lines
