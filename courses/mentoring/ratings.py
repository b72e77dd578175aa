"""Asking a class about a half-day and its lecturer; anonymous answers; what may be shown."""

import hashlib
import secrets
from collections import defaultdict
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime, timedelta

from sqlalchemy import func, select, update
from sqlalchemy.orm import Session, joinedload

from courses.cohorts import api as cohorts
from courses.cohorts.models import Cohort, Enrolment
from courses.cohorts.models import Session as HalfDay
from courses.cohorts.rules import EnrolmentState, SessionState
from courses.mentoring.contact_models import Rating, RatingRound, RatingSlip
from courses.mentoring.ratings_rules import (
    OPEN_DAYS,
    SLIP_LENGTH,
    SLIP_LETTERS,
    Round,
    Shown,
    shown,
    slip_in,
)
from lms.accounts.actor import Actor
from lms.audit import services as audit
from lms.clock import today
from lms.errors import DomainError, NotFound
from lms.orm import new_uid

OPEN = "mentoring:rating:open"
VIEW = "mentoring:rating:view"


@dataclass(frozen=True, slots=True)
class Slips:
    """What is printed once and kept nowhere: the class's link token and the one-time codes."""

    round: RatingRound
    token: str
    codes: tuple[str, ...]


def session_for(session: Session, actor: Actor, session_id: int) -> tuple[HalfDay, Cohort]:
    """A half-day with its cohort, of a cohort the actor may ask about, or NotFound."""
    found = session.scalar(
        select(HalfDay).where(HalfDay.id == session_id).options(joinedload(HalfDay.lecturer))
    )
    if found is None:
        raise NotFound
    return found, cohorts.cohort_for(session, actor, found.cohort_id, OPEN)


def round_of(session: Session, session_id: int) -> RatingRound | None:
    """The round of a half-day, if it was asked about."""
    return session.scalar(select(RatingRound).where(RatingRound.session_id == session_id))


def open_round(
    session: Session, actor: Actor, now: datetime, half_day: HalfDay, cohort: Cohort
) -> Slips:
    """Open a round and make as many one-time codes as there are trainees that day.

    Whose code is whose is not known to anybody. Raises RATING_WITHOUT_LECTURER, RATING_TOO_EARLY,
    RATING_NOBODY, RATING_KNOWN.
    """
    actor.require(OPEN, cohort.county, cohort.centre_id)
    day = today(now)
    if half_day.lecturer_id is None:
        raise DomainError("RATING_WITHOUT_LECTURER")
    if half_day.date > day or half_day.state is not SessionState.PLANNED:
        raise DomainError("RATING_TOO_EARLY")
    if round_of(session, half_day.id) is not None:
        raise DomainError("RATING_KNOWN")
    asked = _there(session, half_day)
    if not asked:
        raise DomainError("RATING_NOBODY")
    token = secrets.token_urlsafe(16)
    made = RatingRound(
        county=cohort.county, session_id=half_day.id, lecturer_id=half_day.lecturer_id,
        token_hash=hashed(token), asked=asked, opened_at=now, opened_by=actor.name,
        closes_on=day + timedelta(days=OPEN_DAYS - 1),
    )  # fmt: skip
    session.add(made)
    session.flush()
    codes = tuple(_new_code() for _ in range(asked))
    session.add_all(RatingSlip(code_hash=_slip(made, code), round_id=made.id) for code in codes)
    session.flush()
    audit.record(
        session, actor, now, "mentoring:rating_opened",
        county=cohort.county, object_type="mentoring.rating_round", object_id=made.uid, asked=asked,
    )  # fmt: skip
    return Slips(made, token, codes)


def _there(session: Session, half_day: HalfDay) -> int:
    stays = Enrolment.until_date
    return (
        session.scalar(
            select(func.count()).where(
                Enrolment.cohort_id == half_day.cohort_id,
                Enrolment.from_date <= half_day.date,
                (stays.is_(None)) | (stays >= half_day.date),
                Enrolment.state != EnrolmentState.WITHDRAWN,
            )
        )
        or 0
    )


def _new_code() -> str:
    return "".join(secrets.choice(SLIP_LETTERS) for _ in range(SLIP_LENGTH))


def hashed(token: str) -> str:
    """What is kept of a token."""
    return hashlib.sha256(token.encode()).hexdigest()


def _slip(found: RatingRound, code: str) -> str:
    return hashed(f"{found.uid}:{slip_in(code)}")


def round_by_token(session: Session, token: str) -> RatingRound:
    """The round of a class's link, or NotFound."""
    found = session.scalar(
        select(RatingRound)
        .where(RatingRound.token_hash == hashed(token))
        .options(joinedload(RatingRound.session).joinedload(HalfDay.lecturer))
    )
    if found is None:
        raise NotFound
    return found


def answer(
    session: Session,
    now: datetime,
    found: RatingRound,
    code: str,
    marks: Mapping[str, int],
    remark: str,
) -> None:
    """Take one answer for one slip; of two at once with the same slip, one is taken.

    Raises RATING_CLOSED, RATING_CODE_WRONG, RATING_CODE_USED.
    """
    if today(now) > found.closes_on:
        raise DomainError("RATING_CLOSED", day=found.closes_on)
    key = _slip(found, code)
    taken = session.execute(
        update(RatingSlip)
        .where(RatingSlip.code_hash == key, RatingSlip.used.is_(False))
        .values(used=True)
        .returning(RatingSlip.code_hash)
        .execution_options(synchronize_session=False)
    ).one_or_none()
    if taken is None:
        known = session.scalar(select(RatingSlip.used).where(RatingSlip.code_hash == key))
        raise DomainError("RATING_CODE_WRONG" if known is None else "RATING_CODE_USED")
    session.add(
        Rating(key=new_uid(), round_id=found.id, marks=dict(marks), remark=remark.strip()[:300])
    )
    session.flush()


@dataclass(frozen=True, slots=True)
class LecturerRatings:
    """What is shown of a lecturer; rounds that are open or too small are only counted."""

    shown: Shown | None
    remarks: tuple[str, ...]
    hidden_rounds: int
    open_rounds: int


def ratings_of(session: Session, lecturer_id: int, day: date) -> LecturerRatings:
    """Ratings of a lecturer over closed rounds with enough answers; remarks in no order."""
    rounds = session.execute(
        select(RatingRound.id, RatingRound.closes_on).where(RatingRound.lecturer_id == lecturer_id)
    ).all()
    closed = [key for key, closes_on in rounds if closes_on < day]
    answers = _answers(session, closed)
    whole = [Round(key, tuple(row.marks for row in answers.get(key, ()))) for key in closed]
    found = shown(whole)
    big = {one.key for one in whole if shown([one]) is not None}
    remarks = sorted({row.remark for key in big for row in answers[key] if row.remark})
    return LecturerRatings(found, tuple(remarks), len(closed) - len(big), len(rounds) - len(closed))


def _answers(session: Session, rounds: Sequence[int]) -> Mapping[int, Sequence[Rating]]:
    found: dict[int, list[Rating]] = defaultdict(list)
    for row in session.scalars(
        select(Rating).where(Rating.round_id.in_(rounds)).order_by(Rating.key)
    ):
        found[row.round_id].append(row)
    return found


def held(
    session: Session, cohort_id: int, day: date
) -> Sequence[tuple[HalfDay, RatingRound | None]]:
    """Half-days of a cohort held with a lecturer until a day, and their rounds; the last first."""
    rows = session.execute(
        select(HalfDay, RatingRound)
        .outerjoin(RatingRound, RatingRound.session_id == HalfDay.id)
        .where(
            HalfDay.cohort_id == cohort_id, HalfDay.date <= day,
            HalfDay.state == SessionState.PLANNED, HalfDay.lecturer_id.is_not(None),
        )
        .options(joinedload(HalfDay.lecturer))
        .order_by(HalfDay.date.desc(), HalfDay.half.desc())
        .limit(12)
    ).all()  # fmt: skip
    return [(half_day, found) for half_day, found in rows]
