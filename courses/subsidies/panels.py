"""What subsidies add to other pages: the money of a cohort, its effects, what waits today."""

from collections.abc import Mapping, Sequence
from datetime import date
from typing import Any

from flask import url_for
from flask_babel import gettext as _
from sqlalchemy.orm import Session

from courses.cohorts.api import NextStep
from courses.cohorts.models import Cohort
from courses.cohorts.rules import CohortState
from courses.subsidies import board, charts, queries, words
from courses.subsidies.board import Standing
from courses.subsidies.rules import CODE_ORDER, Code, ListState
from courses.subsidies.showing import RULE_CODES
from lms.accounts.actor import Actor
from lms.clock import today as this_day
from lms.plugin import Task

CONFIRM = "subsidies:rule:confirm"
MONEY = 60
"""The rank of money among the next steps of a cohort: after closing, before certificates."""


def of_cohort(session: Session, actor: Actor, cohort: Cohort) -> Mapping[str, object] | None:
    """Totals, reasons and the list's state on the page of a cohort."""
    found = board.standing(session, cohort, this_day())
    lines = reason_bars(found)
    return {
        "found": found,
        "state": words.LIST_STATES[found.made.state] if found.made else words.NO_LIST,
        "lines": lines,
        "picture": charts.bars(lines) if len(lines) > 1 else "",
        "next_step": next_step(actor, found) if _goes_on(session, cohort) else None,
        "url": url_for("subsidies.cohort", cohort_id=cohort.id),
    }


def reason_bars(found: Standing) -> list[charts.Bar]:
    """How many are paid, and how many are not for which first reason."""
    bars = [charts.Bar(_("发放"), found.people, "green")] if found.people else []
    for reason, count in sorted(found.reasons.items(), key=lambda each: CODE_ORDER[Code(each[0])]):
        tone = "amber" if reason in RULE_CODES else "red"
        bars.append(charts.Bar(words.word(words.REASONS, reason), count, tone))
    rest = found.decided - found.people - sum(found.reasons.values())
    if rest > 0:
        bars.append(charts.Bar(_("金额为零"), rest, "grey"))
    return bars


def _goes_on(session: Session, cohort: Cohort) -> bool:
    """A class called off before it was ever held owes nobody anything."""
    return cohort.state is not CohortState.CANCELLED or queries.was_held(session, cohort)


def next_step(actor: Actor, found: Standing) -> NextStep | None:
    """The one thing to do now about this cohort's money, for this person."""
    cohort, made = found.cohort, found.made
    here = url_for("subsidies.cohort", cohort_id=cohort.id)
    prepares = actor.may(queries.PREPARE, cohort.county)
    if not found.decided:
        return None
    if found.unconfirmed and not found.frozen and actor.may(CONFIRM, cohort.county):
        return NextStep(MONEY, _("确认补贴规则"), url_for("subsidies.confirm", cohort_id=cohort.id))
    if cohort.state not in queries.OVER or not prepares:
        reviews = made is not None and made.state is ListState.SUBMITTED
        reviews = reviews and actor.may(queries.REVIEW, cohort.county)
        return NextStep(MONEY, _("复核补贴名单"), here) if reviews else None
    if made is None and found.people:
        return NextStep(MONEY, _("编制补贴名单"), here)
    if made is not None and made.state in (ListState.DRAFT, ListState.RETURNED):
        return NextStep(MONEY, _("补贴名单送复核"), here)
    return None


def waiting_title(name: str) -> str:
    """What the cohorts chosen by `waiting` have in common."""
    titles = {
        "unconfirmed": _("补贴规则待确认的班次"),
        "unlisted": _("还没有编制补贴名单的班次"),
        "doubtful": _("名单有疑点的班次"),
    }
    return titles.get(name, "")


def effects(session: Session, _actor: Actor, cohort: Cohort) -> Mapping[str, object] | None:
    """What is paid as things stand; loaded before and after a change that is tried."""
    found = board.standing(session, cohort, this_day())
    state = words.LIST_STATES[found.made.state][1] if found.made else words.NO_LIST[1]
    totals = [row.total_fen for row in queries.result_lines(session, cohort)]
    return {
        "total_fen": sum(totals),
        "people": sum(total > 0 for total in totals),
        "state": str(state),
        "kept": cohort.state is CohortState.CANCELLED and any(totals),
    }


def to_review(session: Session, actor: Actor, _today: date) -> Sequence[Task]:
    """Lists that a reviewer may sign."""
    found = queries.to_review(session, actor)
    said = _("%(count)s 份补贴名单待复核", count=found.count)
    return _task(found, said, _("去复核"), state=ListState.SUBMITTED.value)


def to_prepare(session: Session, actor: Actor, _today: date) -> Sequence[Task]:
    """What keeps money from going on: lists sent back, 疑点, rules without a name, no list yet."""
    back, doubtful = queries.returned(session, actor), queries.doubtful(session, actor)
    unnamed, unlisted = queries.unconfirmed(session, actor), queries.unlisted(session, actor)
    return [
        *_task(
            back,
            _("%(count)s 份补贴名单被退回，等待处理", count=back.count),
            _("去处理"),
            state=ListState.RETURNED.value,
        ),
        *_task(
            doubtful,
            _("%(count)s 份补贴名单有疑点没有处理", count=doubtful.count),
            _("去核实"),
            waiting="doubtful",
        ),
        *_task(
            unnamed,
            _("%(count)s 个班次的补贴规则待确认", count=unnamed.count),
            _("去确认"),
            waiting="unconfirmed",
        ),
        *_task(
            unlisted,
            _("%(count)s 个已结束的班次还没有编制补贴名单", count=unlisted.count),
            _("去编制"),
            waiting="unlisted",
        ),
    ]


def _task(found: queries.Waiting, said: str, button: str, **chosen: Any) -> list[Task]:
    if not found.count:
        return []
    if found.only is not None:
        way = url_for("subsidies.cohort", cohort_id=found.only)
    else:
        way = url_for("subsidies.index", **chosen)
    return [Task(said, found.count, way, button)]
