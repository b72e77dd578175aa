"""Naming who vouches for an unverified pack, and which of two packs in force pays, for one cohort."""

import re
from datetime import date, datetime

from sqlalchemy import select
from sqlalchemy.orm import Session

from courses.cohorts.models import Cohort
from courses.subsidies import gathering
from courses.subsidies.gathering import Ground
from courses.subsidies.models import Confirmation, Settlement
from courses.subsidies.redeciding import redecide
from courses.subsidies.rules import CourseKind, Facts, Rule, RuleStatus, applicable
from lms.accounts.actor import Actor
from lms.audit import services as audit
from lms.clock import today
from lms.errors import DomainError

CONFIRM = "subsidies:rule:confirm"
_PERSON_AND_REASON = re.compile(r"\s*([^:：]+?)\s*[:：]\s*(\S.*?)\s*", re.DOTALL)


def rules_in_force(ground: Ground, on: date) -> tuple[Rule, ...]:
    """The rules that the cohort's place, dates and course select today, replaced ones left out."""
    cohort = ground.cohort
    facts = Facts(
        subject=cohort.uid,
        county=cohort.county,
        home_county=None,
        venue_county=cohort.venue_county,
        class_start=cohort.start,
        class_end=cohort.end,
        course_kind=CourseKind(cohort.course.kind) if cohort.course else CourseKind.SKILL,
        applied_on=ground.applied_on,
    )
    found = applicable(facts, ground.packs, on)
    return tuple(dict.fromkeys(rule for rules in found.values() for rule in rules))


def overlapping(ground: Ground, on: date) -> tuple[str, ...]:
    """Ids of packs that stand side by side for one item, of which nobody has chosen one."""
    by_item: dict[str, set[str]] = {}
    for rule in rules_in_force(ground, on):
        by_item.setdefault(rule.item, set()).add(rule.pack)
    return tuple(sorted({pack for packs in by_item.values() if len(packs) > 1 for pack in packs}))


def unconfirmed(ground: Ground, on: date) -> tuple[Rule, ...]:
    """One rule of every pack in force that still needs a name under it."""
    known = {(each.pack, each.version) for each in ground.confirmations}
    found: dict[str, Rule] = {}
    for rule in rules_in_force(ground, on):
        verified = rule.status is RuleStatus.VERIFIED or rule.confirmed_by.strip()
        if not verified and (rule.pack, rule.version) not in known:
            found.setdefault(rule.pack, rule)
    return tuple(found.values())


def confirm_rule(
    session: Session,
    actor: Actor,
    now: datetime,
    cohort: Cohort,
    person: str,
    reason: str | None = None,
) -> list[Confirmation]:
    """Write down who vouches, and why, for the pack that the cohort's place and dates select.

    For this cohort only. Without `reason`, `person` reads "PERSON: reason". Confirmed before:
    nothing changes and the confirmation is returned. Raises DomainError: NOT_PERMITTED,
    CONFIRMATION_INCOMPLETE, NO_ACTIVE_RULE, RULE_AMBIGUOUS, RULE_NEEDS_NO_CONFIRMATION.
    """
    actor.require(CONFIRM, cohort.county)
    name, why = _named(person, reason)
    ground, on = gathering.ground(session, cohort), today(now)
    in_force = rules_in_force(ground, on)
    if not in_force:
        raise DomainError("NO_ACTIVE_RULE", county=cohort.county, on=cohort.start)
    if several := overlapping(ground, on):
        raise DomainError("RULE_AMBIGUOUS", rules="、".join(several), item="living")
    packs = {rule.pack for rule in in_force}
    known = [
        row
        for row in session.scalars(
            select(Confirmation)
            .where(Confirmation.cohort_id == cohort.id)
            .order_by(Confirmation.id)
        )
        if row.pack in packs
    ]
    missing = unconfirmed(ground, on)
    if not missing:
        if known:
            return known
        raise DomainError("RULE_NEEDS_NO_CONFIRMATION", rule="、".join(sorted(packs)))
    for rule in missing:
        row = Confirmation(
            cohort_id=cohort.id, pack=rule.pack, version=rule.version, person=name, reason=why,
            at=now, by=actor.name,
        )  # fmt: skip
        session.add(row)
        known.append(row)
        _note(session, actor, now, cohort, "subsidies:rule_confirmed", rule.pack, rule.version)
    session.flush()
    redecide(session, actor, now, cohort.id)
    return known


def settle_ambiguity(
    session: Session,
    actor: Actor,
    now: datetime,
    cohort: Cohort,
    pack: str,
    person: str,
    reason: str | None = None,
) -> Settlement:
    """Name the pack that pays this cohort where several are in force side by side.

    Raises DomainError: NOT_PERMITTED, CONFIRMATION_INCOMPLETE, RULE_NOT_AMBIGUOUS.
    """
    actor.require(CONFIRM, cohort.county)
    name, why = _named(person, reason)
    if pack not in overlapping(gathering.ground(session, cohort), today(now)):
        raise DomainError("RULE_NOT_AMBIGUOUS", rule=pack)
    row = Settlement(cohort_id=cohort.id, pack=pack, person=name, reason=why, at=now, by=actor.name)
    session.add(row)
    session.flush()
    _note(session, actor, now, cohort, "subsidies:rule_chosen", pack, 0)
    redecide(session, actor, now, cohort.id)
    return row


def _named(person: str, reason: str | None) -> tuple[str, str]:
    if reason is None:
        match = _PERSON_AND_REASON.fullmatch(person)
        if match is None:
            raise DomainError("CONFIRMATION_INCOMPLETE")
        person, reason = match[1], match[2]
    if not person.strip() or not reason.strip():
        raise DomainError("CONFIRMATION_INCOMPLETE")
    return person.strip()[:200], reason.strip()[:500]


def _note(
    session: Session,
    actor: Actor,
    now: datetime,
    cohort: Cohort,
    action: str,
    pack: str,
    version: int,
) -> None:
    audit.record(
        session, actor, now, action,
        county=cohort.county, object_type="cohort", object_id=cohort.uid,
        pack=pack, version=version,
    )  # fmt: skip
