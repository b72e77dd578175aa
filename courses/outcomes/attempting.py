"""Trying to reach somebody: attempts, who is given up as lost, second contacts, consent."""

from datetime import date, datetime

from sqlalchemy import select
from sqlalchemy.orm import Session

from courses.outcomes import queries, rules
from courses.outcomes.models import AttemptRow, Case, ConsentStep, Contact, Wave
from courses.outcomes.rules import (
    CLOSING,
    AttemptCode,
    Channel,
    ClosedBy,
    Consent,
    ContactKind,
    WaveState,
)
from courses.rosters.models import Person
from lms.accounts.actor import Actor
from lms.audit import services as audit
from lms.clock import today as day_of
from lms.errors import DomainError
from lms.privacy import mask_phone, vault
from lms.runs.models import Run

CONTACTS = "outcomes_contact"


def log_attempt(
    session: Session,
    actor: Actor,
    now: datetime,
    wave: Wave,
    *,
    code: AttemptCode,
    channel: Channel,
    on: date | None = None,
    contact_id: int | None = None,
    promised_on: date | None = None,
    note: str = "",
    run: Run | None = None,
) -> AttemptRow:
    """Write an attempt down and draw what follows from its code.

    Raises DomainError: NOT_PERMITTED, WAVE_NOT_OPEN, CONSENT_WITHDRAWN, AFTER_DEATH,
    ATTEMPT_IN_FUTURE, VISIT_BEFORE_EXIT, PROMISE_IN_PAST, ATTEMPT_NEEDS_ANSWERS, CONTACT_UNKNOWN.
    """
    if code in rules.ANSWERS:
        raise DomainError("ATTEMPT_NEEDS_ANSWERS")
    day = on or day_of(now)
    check_open(session, now, wave, day)
    if promised_on is not None and promised_on < day:
        raise DomainError("PROMISE_IN_PAST", date=promised_on)
    _check_contact(session, wave.case, contact_id)
    row = write_attempt(
        session, actor, now, wave, code=code, channel=channel, on=day, contact_id=contact_id,
        promised_on=promised_on, note=note, run=run,
    )  # fmt: skip
    if code in CLOSING:
        _close(session, wave, CLOSING[code], day)
    session.flush()
    note_act(session, actor, now, "outcomes:attempted", wave.case, code=code.value)
    return row


def check_open(
    session: Session, now: datetime, wave: Wave, on: date, *, done: bool = False
) -> None:
    """Whether this may be done to a wave on a day; `done` lets a finished one through.

    A wave whose window has not come is not asked yet; a baseline may be held before it.
    """
    case = wave.case
    if case.died_on is not None and on > case.died_on:
        raise DomainError("AFTER_DEATH", date=case.died_on)
    if case.consent is Consent.WITHDRAWN:
        raise DomainError("CONSENT_WITHDRAWN")
    fits = wave.state is WaveState.OPEN or (done and wave.state is WaveState.DONE)
    if not fits:
        raise DomainError("WAVE_NOT_OPEN", by=last_worker(session, wave), date=wave.last_on)
    if on > day_of(now):
        raise DomainError("ATTEMPT_IN_FUTURE", date=on)
    if wave.wave != rules.BASELINE and on <= case.exit_on:
        raise DomainError("VISIT_BEFORE_EXIT", date=on, exit=case.exit_on)
    if wave.wave != rules.BASELINE and on < wave.opens_on:
        raise DomainError("WAVE_TOO_EARLY", date=wave.opens_on)


def check_seen(session: Session, wave: Wave, seen: str | None) -> None:
    """Whether a page that showed so many attempts is still of now; None for no page at all.

    Raises DomainError ATTEMPT_MEANWHILE: the form came twice, or somebody else was quicker.
    """
    if seen is not None and seen != str(wave.attempts):
        raise DomainError("ATTEMPT_MEANWHILE", by=last_worker(session, wave), date=wave.last_on)


def last_worker(session: Session, wave: Wave) -> str:
    """Who wrote the latest attempt of a wave, '' for nobody."""
    found = session.scalar(
        select(AttemptRow.by)
        .where(AttemptRow.wave_id == wave.id)
        .order_by(AttemptRow.id.desc())
        .limit(1)
    )
    return found or ""


def write_attempt(
    session: Session,
    actor: Actor,
    now: datetime,
    wave: Wave,
    *,
    code: AttemptCode,
    channel: Channel,
    on: date,
    contact_id: int | None = None,
    promised_on: date | None = None,
    note: str = "",
    run: Run | None = None,
) -> AttemptRow:
    """The row itself, and what the wave says of its attempts."""
    row = AttemptRow(
        wave_id=wave.id, at=now, on=on, channel=channel, code=code, contact_id=contact_id,
        promised_on=promised_on, note=note.strip()[:300], by=actor.name, by_id=actor.id,
        entered_at=now, run_id=run.id if run else None,
    )  # fmt: skip
    session.add(row)
    session.flush()
    wave.code = rules.final_code(queries.tried(session, wave.id))
    wave.attempts += 1
    wave.last_on = max(filter(None, (wave.last_on, on)))
    wave.promised_on = promised_on
    return row


def give_up(session: Session, actor: Actor, now: datetime, wave: Wave) -> None:
    """Close a wave as lost. Raises DomainError LOST_TOO_EARLY with what was tried so far."""
    check_open(session, now, wave, day_of(now))
    found = rules.search(queries.tried(session, wave.id))
    if not found.lost:
        raise DomainError(
            "LOST_TOO_EARLY", attempts=found.attempts, days=found.days, channels=found.channels
        )
    wave.state, wave.closed_by, wave.promised_on = WaveState.CLOSED, ClosedBy.LOST, None
    session.flush()
    note_act(session, actor, now, "outcomes:lost", wave.case, attempts=found.attempts)


def _close(session: Session, wave: Wave, why: ClosedBy, on: date) -> None:
    wave.state, wave.closed_by, wave.promised_on = WaveState.CLOSED, why, None
    if why is ClosedBy.DIED:
        for case in _cases(session, wave.case.person_id):
            case.died_on = on
            close_waves(session, case, why)


def _cases(session: Session, person_id: int) -> list[Case]:
    return list(session.scalars(select(Case).where(Case.person_id == person_id)))


def close_waves(session: Session, case: Case, why: ClosedBy) -> None:
    """Close everything that is open on a case."""
    for wave in session.scalars(
        select(Wave).where(Wave.case_id == case.id, Wave.state == WaveState.OPEN)
    ):
        wave.state, wave.closed_by, wave.promised_on = WaveState.CLOSED, why, None


def say_consent(
    session: Session,
    actor: Actor,
    now: datetime,
    case: Case,
    consent: Consent,
    channel: Channel,
    note: str = "",
) -> None:
    """Consent was given or withdrawn; it holds for everything of the person.

    Withdrawn: nobody asks any more, drafts and second contacts go. Given again: waves whose window
    is not over are open again.
    """
    step = ConsentStep(
        person_id=case.person_id, consent=consent, channel=channel, note=note.strip()[:300],
        at=now, by=actor.name,
    )  # fmt: skip
    session.add(step)
    for each in _cases(session, case.person_id):
        each.consent = consent
        if consent is Consent.WITHDRAWN:
            close_waves(session, each, ClosedBy.WITHDRAWN)
        elif consent is Consent.GIVEN and each.left_on is None:
            _open_again(session, each, day_of(now))
    if consent is Consent.WITHDRAWN:
        for contact in queries.contacts_of(session, case.person_id):
            contact.removed_at = now
    session.flush()
    note_act(session, actor, now, "outcomes:consent", case, consent=consent.value)


def _open_again(session: Session, case: Case, today: date) -> None:
    for wave in session.scalars(
        select(Wave).where(
            Wave.case_id == case.id,
            Wave.closed_by == ClosedBy.WITHDRAWN,
            Wave.closes_on >= today,
        )
    ):
        wave.state, wave.closed_by = WaveState.OPEN, None


def add_contact(
    session: Session,
    actor: Actor,
    now: datetime,
    case: Case,
    *,
    kind: ContactKind,
    name: str,
    phone: str,
    relation: str = "",
) -> Contact:
    """A second contact of the person. Raises DomainError CONSENT_WITHDRAWN."""
    if case.consent is Consent.WITHDRAWN:
        raise DomainError("CONSENT_WITHDRAWN")
    row = Contact(
        person_id=case.person_id, kind=kind, name=name.strip(), relation=relation.strip(),
        phone=b"", at=now, by=actor.name,
    )  # fmt: skip
    session.add(row)
    session.flush()
    row.phone = vault().seal(CONTACTS, row.uid, "phone", phone.strip())
    session.flush()
    note_act(session, actor, now, "outcomes:contact_added", case, kind=kind.value)
    return row


def remove_contact(session: Session, actor: Actor, now: datetime, case: Case, key: int) -> None:
    """Take a second contact away. Raises DomainError CONTACT_UNKNOWN."""
    row = _check_contact(session, case, key)
    if row is not None:
        row.removed_at = now
    session.flush()
    note_act(session, actor, now, "outcomes:contact_removed", case)


def _check_contact(session: Session, case: Case, contact_id: int | None) -> Contact | None:
    if contact_id is None:
        return None
    row = session.get(Contact, contact_id)
    if row is None or row.person_id != case.person_id or row.removed_at is not None:
        raise DomainError("CONTACT_UNKNOWN")
    return row


def contact_phone(contact: Contact, *, masked: bool = True) -> str:
    """A second contact's number, behind the mask unless it is to be called."""
    clear = vault().open(CONTACTS, contact.uid, "phone", contact.phone) or ""
    return mask_phone(clear) if masked else clear


def show_phone(session: Session, actor: Actor, now: datetime, wave: Wave) -> str:
    """The person's number, to be called for an open wave; written to the log.

    Raises DomainError WAVE_NOT_OPEN, CONSENT_WITHDRAWN.
    """
    check_open(session, now, wave, day_of(now))
    person: Person = wave.case.person
    note_act(session, actor, now, "outcomes:phone_shown", wave.case, wave=wave.uid)
    return vault().open("rosters_person", person.uid, "phone", person.phone) or ""


def note_act(
    session: Session, actor: Actor, now: datetime, action: str, case: Case, **facts: object
) -> None:
    """An entry in the county's log."""
    audit.record(
        session, actor, now, action,
        county=case.county, object_type="outcomes.case", object_id=case.id, **facts,
    )  # fmt: skip
