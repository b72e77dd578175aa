"""Answers of an interview: taken once, questions asked instead of blocking, drafts that survive."""

import json
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date, datetime
from typing import Any

from sqlalchemy import Select, delete, select, update
from sqlalchemy.orm import Session

from courses.outcomes import income as incomes
from courses.outcomes import referring, rules
from courses.outcomes.attempting import check_open, note_act, say_consent, write_attempt
from courses.outcomes.income import Doubt, Exclusion, Income
from courses.outcomes.models import Case, Draft, Interview, Wave
from courses.outcomes.rules import (
    Alarm,
    AttemptCode,
    Channel,
    Consent,
    EvidenceLevel,
    Need,
    Priority,
    Status,
    WaveState,
)
from lms.accounts.actor import Actor
from lms.errors import DomainError
from lms.orm import new_uid
from lms.privacy import vault
from lms.runs.models import Run

DRAFTS = "outcomes_draft"
SATISFACTION = range(1, 6)


@dataclass(frozen=True, slots=True)
class Answers:
    """What was answered. Money in fen a year; None is not known. `proxy` says who spoke instead."""

    on: date
    channel: Channel
    status: Status
    evidence: EvidenceLevel = EvidenceLevel.STATED
    income: Income = field(default_factory=Income)
    excluded: Mapping[Exclusion, int] = field(default_factory=dict)
    proxy: str = ""
    shop_name: str = ""
    shop_platform: str = ""
    shop_open: bool | None = None
    goods: str = ""
    households_led: int | None = None
    difficulties: str = ""
    needs: Sequence[Need] = ()
    satisfaction: int | None = None
    consent: bool = False


def questions(session: Session, wave: Wave, answers: Answers) -> tuple[Doubt, ...]:
    """What to ask again before these answers are taken. Raises what `submit` does of amounts."""
    _check(answers)
    last = _last(session, wave)
    shop = answers.status is Status.SHOP and answers.shop_open is not False
    return incomes.doubts(answers.income, income_of(last) if last else None, shop=shop)


def submit(
    session: Session,
    actor: Actor,
    now: datetime,
    wave: Wave,
    answers: Answers,
    *,
    event: str | None = None,
    run: Run | None = None,
    correcting: bool = False,
) -> Interview:
    """Take the answers of a wave; sent again by the same `event` they are taken once.

    `correcting` adds a row to a finished wave, the former stays. Raises DomainError:
    WAVE_NOT_OPEN and the like of an attempt, INCOME_NEGATIVE, INCOME_TOO_LARGE,
    HOUSEHOLD_IMPOSSIBLE, SATISFACTION_RANGE.
    """
    if event is not None:
        known = session.scalar(select(Interview).where(Interview.event == event))
        if known is not None:
            return known
    check_open(session, now, wave, answers.on, done=correcting)
    asked = questions(session, wave, answers)
    before = _last(session, wave)
    if answers.consent and wave.case.consent is not Consent.GIVEN:
        say_consent(session, actor, now, wave.case, Consent.GIVEN, answers.channel)
    row = _write(session, actor, now, wave, answers, asked, event, run)
    if not correcting or wave.state is WaveState.OPEN:
        code = AttemptCode.PROXY if answers.proxy else AttemptCode.COMPLETE
        write_attempt(
            session, actor, now, wave, code=code, channel=answers.channel, on=answers.on, run=run
        )
    wave.state, wave.closed_by, wave.promised_on = WaveState.DONE, None, None
    wave.answered_on = answers.on
    _follow(session, actor, now, wave, row, before)
    session.execute(delete(Draft).where(Draft.wave_id == wave.id))
    session.flush()
    note_act(session, actor, now, "outcomes:answered", wave.case, wave=wave.uid)
    return row


def current(session: Session, wave: Wave) -> Interview | None:
    """The answers of a wave as they stand."""
    return session.scalar(select(Interview).where(Interview.wave_id == wave.id, Interview.current))


def check_seen(told: Interview | None, seen: str | None) -> None:
    """Whether a page that showed these answers ('' for none yet) is still of now.

    None is no page at all. Raises DomainError WAVE_NOT_OPEN: the form came twice, or somebody else
    was quicker, whose answers stay.
    """
    if seen is not None and told is not None and seen != told.uid:
        raise DomainError("WAVE_NOT_OPEN", by=told.by, date=told.on)


def income_of(row: Interview) -> Income:
    """The stored amounts as the rules see them."""
    return Income(
        row.wages_fen, row.sales_fen, row.costs_fen, row.assets_fen, row.transfers_fen,
        row.household_size,
    )  # fmt: skip


def _check(answers: Answers) -> None:
    for fault, column in incomes.faults(answers.income):
        raise DomainError(fault.value, field=column)
    for fen in answers.excluded.values():
        if fen < 0:
            raise DomainError(incomes.Fault.NEGATIVE.value, field="excluded")
    if answers.satisfaction is not None and answers.satisfaction not in SATISFACTION:
        raise DomainError("SATISFACTION_RANGE")


def _last(session: Session, wave: Wave) -> Interview | None:
    """The answers of the wave before, of the same case, whenever they were entered."""
    return session.scalar(
        _of_other_waves(wave)
        .where(Wave.due_on < wave.due_on)
        .order_by(Wave.due_on.desc(), Interview.id.desc())
        .limit(1)
    )


def _latest(session: Session, wave: Wave) -> bool:
    """Whether nobody answered a later wave of the case."""
    later = _of_other_waves(wave).where(Wave.due_on > wave.due_on).limit(1)
    return session.scalar(later) is None


def _of_other_waves(wave: Wave) -> Select[Interview]:
    return (
        select(Interview)
        .join(Wave, Wave.id == Interview.wave_id)
        .where(Interview.case_id == wave.case_id, Interview.current, Interview.wave_id != wave.id)
    )


def _write(
    session: Session,
    actor: Actor,
    now: datetime,
    wave: Wave,
    answers: Answers,
    asked: Sequence[Doubt],
    event: str | None,
    run: Run | None,
) -> Interview:
    session.execute(
        update(Interview)
        .where(Interview.wave_id == wave.id, Interview.current)
        .values(current=False)
    )
    had = answers.income
    row = Interview(
        wave_id=wave.id, case_id=wave.case_id, on=answers.on, channel=answers.channel,
        proxy=answers.proxy.strip(), evidence=answers.evidence, status=answers.status,
        shop_name=answers.shop_name.strip(), shop_platform=answers.shop_platform.strip(),
        shop_open=answers.shop_open, goods=answers.goods.strip(),
        households_led=answers.households_led, wages_fen=had.wages, sales_fen=had.sales,
        costs_fen=had.costs, assets_fen=had.assets, transfers_fen=had.transfers,
        excluded_fen={str(kind.value): fen for kind, fen in answers.excluded.items()},
        household_size=had.household, total_fen=had.total, per_head_fen=had.per_head,
        difficulties=answers.difficulties.strip(), needs=[need.value for need in answers.needs],
        satisfaction=answers.satisfaction, asked=[each.value for each in asked], by=actor.name,
        by_id=actor.id, entered_at=now, event=event, run_id=run.id if run else None,
    )  # fmt: skip
    session.add(row)
    session.flush()
    return row


def _follow(
    session: Session,
    actor: Actor,
    now: datetime,
    wave: Wave,
    row: Interview,
    before: Interview | None,
) -> None:
    """What follows from answers: needs to be met, warnings, who is called first."""
    case = wave.case
    for need in row.needs:
        referring.open_need(session, actor, now, case, Need(need), row)
    warns = not case.compared and wave.wave != rules.BASELINE and _latest(session, wave)
    alarm = _alarm(row, before) if warns else None
    if alarm is not None:
        case.warning, case.warned_on = alarm, row.on
        case.warning_settled_at = case.warning_settled_by = None
        case.warning_result = ""
    if row.status is Status.NONE and case.priority is Priority.OTHER:
        case.priority = Priority.UNEMPLOYED
        session.execute(
            update(Wave)
            .where(Wave.case_id == case.id, Wave.state == WaveState.OPEN)
            .values(priority=Priority.UNEMPLOYED, version=Wave.version + 1)
            .execution_options(synchronize_session="fetch")
        )


def _alarm(row: Interview, before: Interview | None) -> Alarm | None:
    """A shop that is closed now, or income per head more than a tenth below the last answer."""
    had_shop = before is not None and before.status is Status.SHOP and before.shop_open is not False
    if row.shop_open is False or (had_shop and row.status is not Status.SHOP):
        return Alarm.SHOP_CLOSED
    if before is not None and incomes.fell(income_of(before), income_of(row)):
        return Alarm.INCOME_FELL
    return None


def settle_warning(session: Session, actor: Actor, now: datetime, case: Case, result: str) -> None:
    """Somebody looked after a warning. Raises DomainError WARNING_RESULT_MISSING."""
    if not result.strip():
        raise DomainError("WARNING_RESULT_MISSING")
    case.warning_settled_at, case.warning_settled_by = now, actor.name
    case.warning_result = result.strip()[:300]
    session.flush()
    note_act(session, actor, now, "outcomes:warning_settled", case)


def keep_draft(
    session: Session, actor: Actor, now: datetime, wave: Wave, entered: Mapping[str, Any]
) -> None:
    """Keep what was entered so far, for this worker."""
    if actor.id is None:
        return
    row = session.scalar(
        select(Draft).where(Draft.wave_id == wave.id, Draft.account_id == actor.id)
    )
    row = row or Draft(uid=new_uid(), wave_id=wave.id, account_id=actor.id)
    text = json.dumps(dict(entered), ensure_ascii=False)
    row.answers, row.at = vault().seal(DRAFTS, row.uid, "answers", text), now
    session.add(row)
    session.flush()


def draft_of(session: Session, actor: Actor, wave: Wave) -> dict[str, Any] | None:
    """What this worker entered before and did not send."""
    row = session.scalar(
        select(Draft).where(Draft.wave_id == wave.id, Draft.account_id == actor.id)
    )
    if row is None:
        return None
    found: dict[str, Any] = json.loads(
        vault().open(DRAFTS, row.uid, "answers", row.answers) or "{}"
    )
    return found
