"""Issuing the certificates of a cohort: rehearsed person by person, applied, taken back."""

from collections import Counter
from collections.abc import Mapping, Sequence
from datetime import date, datetime
from typing import Any

from sqlalchemy import select
from sqlalchemy.orm import Session

from certificates import watching
from certificates.designs import queries as designs
from certificates.designs.models import Emblem, EmblemKind
from certificates.events import CertificatesIssued, CertificatesVoided
from certificates.freezing import freeze_later
from certificates.models import Certificate
from certificates.numbering import lock_cohort, preview
from certificates.queries import ISSUE, UNDONE, handed_out, live
from certificates.rules import CertificateState, OrdinalChoice, RevocationGround, terms_findings
from certificates.snapshot import Facts, Terms
from certificates.standing import Standing, doubtful, facts_of, standings
from certificates.writing import Wanted, told, void, write
from courses.cohorts.models import Cohort
from courses.cohorts.rules import faults
from courses.rosters import api as rosters
from lms.accounts.actor import Actor
from lms.clock import today as day_of
from lms.divisions.models import Centre
from lms.documents import missing_characters
from lms.errors import DomainError
from lms.events import publish
from lms.runs import services as runs
from lms.runs.models import Run
from lms.settings import queries as settings

KIND = "certificates.issue"
ISSUER = "certificates.issuer"
UNDO_REASON = "撤销签发"
FORMAL = "formal"
LOOKS = ("seal", "signature", "signatory", "signatory_title")
"""Terms of how a certificate looks beside its design."""


def rehearse_issue(
    session: Session,
    actor: Actor,
    now: datetime,
    cohort: Cohort,
    *,
    issued_on: date | None = None,
    issuer: str = "",
    valid_until: date | None = None,
    result: str = "",
    design: str = FORMAL,
    seal: str = "",
    signature: str = "",
) -> Run:
    """Say who of a cohort gets a certificate with which number, who does not and why.

    Without `issuer` it is the county's parameter, else the training centre, else left blank for
    the seal. Raises NOT_PERMITTED, CERTIFICATE_DATE_BEFORE_END, CERTIFICATE_DATE_AHEAD,
    CERTIFICATE_VALIDITY_ORDER, CLASS_ORDINALS_EXHAUSTED, CERTIFICATE_SERIALS_EXHAUSTED,
    DESIGN_NOT_USABLE, EMBLEM_NOT_IN_FORCE and NOBODY_TO_CERTIFY. `design` is a reference of
    `designs.queries.choices`, `seal` and `signature` uids of emblems.
    """
    actor.require(ISSUE, cohort.county, cohort.centre_id)
    terms = Terms(
        issuer=issuer.strip() or default_issuer(session, cohort),
        issued_on=issued_on or day_of(now),
        valid_until=valid_until,
        result=result.strip(),
        **looks(session, cohort, issued_on or day_of(now), design, seal, signature),
    )
    check_terms(terms, cohort, day_of(now))
    rows = _plan(session, cohort)
    choice = _number(session, cohort, rows)
    return runs.rehearse(
        session,
        actor,
        now,
        KIND,
        title=cohort.title,
        county=cohort.county,
        centre_id=cohort.centre_id,
        subject_id=cohort.id,
        rows=rows,
        counts=_counts(rows),
        options={
            "issuer": terms.issuer,
            "issued_on": terms.issued_on.isoformat(),
            "valid_until": terms.valid_until.isoformat() if terms.valid_until else None,
            "result": terms.result,
            "design": terms.design,
            "seal": terms.seal,
            "signature": terms.signature,
            "signatory": terms.signatory,
            "signatory_title": terms.signatory_title,
            "notes": [{"code": one.code, "facts": dict(one.facts)} for one in choice.findings],
        },
    )


def _number(session: Session, cohort: Cohort, rows: list[dict[str, Any]]) -> OrdinalChoice:
    """Write the numbers that would be given beside those who pass."""
    passing = [row for row in rows if row["outcome"] != "rejected"]
    if not passing:
        raise DomainError("NOBODY_TO_CERTIFY")
    numbers, choice = preview(session, cohort, len(passing))
    for one in faults(choice.findings):
        raise DomainError(one.code, **one.facts)
    if len(numbers) < len(passing):
        raise DomainError("CERTIFICATE_SERIALS_EXHAUSTED")
    for row, taken in zip(passing, numbers, strict=True):
        row["number"] = taken.number
    return choice


def default_issuer(session: Session, cohort: Cohort) -> str:
    """Who issues in this county unless the officer says otherwise; '' when nobody is known."""
    known = settings.text(session, ISSUER, cohort.county)
    if known:
        return known
    centre = session.get(Centre, cohort.centre_id) if cohort.centre_id is not None else None
    return centre.name if centre else ""


def looks(
    session: Session, cohort: Cohort, day: date, design: str, seal: str, signature: str
) -> dict[str, str]:
    """The terms that say how a certificate looks and who signs it.

    Raises DESIGN_NOT_USABLE and EMBLEM_NOT_IN_FORCE for what the cohort's centre may not use on
    the day of issue.
    """
    if design not in {choice.ref for choice in designs.choices(session, cohort.county)}:
        raise DomainError("DESIGN_NOT_USABLE")
    signs = _emblem(session, cohort, day, EmblemKind.SIGNATURE, signature)
    _emblem(session, cohort, day, EmblemKind.SEAL, seal)
    return {
        "design": design,
        "seal": seal,
        "signature": signature,
        "signatory": signs.title if signs else "",
        "signatory_title": signs.position if signs else "",
    }


def _emblem(
    session: Session, cohort: Cohort, day: date, kind: EmblemKind, uid: str
) -> Emblem | None:
    if not uid:
        return None
    held = designs.emblems_on(session, kind, cohort.county, cohort.centre_id, day)
    found = next((one for one in held if one.uid == uid), None)
    if found is None:
        known = designs.emblem_named(session, uid)
        title = known.title if known else uid
        raise DomainError("EMBLEM_NOT_IN_FORCE", title=title, day=day)
    return found


def check_terms(terms: Terms, cohort: Cohort, today: date) -> None:
    """Raise what stands against the dates."""
    found = terms_findings(terms.issued_on, terms.valid_until, ends_on=cohort.end, today=today)
    for one in faults(found):
        raise DomainError(one.code, **one.facts)


def _plan(session: Session, cohort: Cohort) -> list[dict[str, Any]]:
    found = standings(session, cohort)
    doubts = doubtful(session, [one.enrolment.person_id for one in found])
    rows = []
    for one in found:
        reasons = list(one.reasons)
        if not reasons and missing_characters([one.enrolment.person.name]):
            reasons.append("CHARACTER_NOT_PRINTABLE")
        warnings = list(doubts.get(one.enrolment.person_id, ())) if not reasons else []
        rows.append(
            {
                "row": one.enrolment.seat,
                "name": one.enrolment.person.name,
                "outcome": "rejected" if reasons else "warned" if warnings else "accepted",
                "codes": reasons or warnings,
                "facts": dict.fromkeys(reasons, one.facts),
                "change": "none" if reasons else "new",
                "differences": [],
                "enrolment_id": one.enrolment.id,
                "number": one.live.number if one.live else "",
            }
        )
    return rows


def _counts(rows: Sequence[Mapping[str, Any]]) -> dict[str, int]:
    """How many may be given one; of the others how many have one already."""
    outcomes = Counter(row["outcome"] for row in rows)
    already = sum("ALREADY_ISSUED" in row["codes"] for row in rows)
    return {
        "to_issue": outcomes["accepted"] + outcomes["warned"],
        "warned": outcomes["warned"],
        "already": already,
        "refused": outcomes["rejected"] - already,
    }


def apply(
    session: Session, actor: Actor, now: datetime, run: Run, rows: Sequence[Mapping[str, Any]]
) -> dict[str, int]:
    """Issue one slice. Everybody is judged anew: who was given one meanwhile is left out."""
    cohort = session.get_one(Cohort, run.subject_id)
    lock_cohort(session, cohort)
    planned = [row["enrolment_id"] for row in rows if row["outcome"] != "rejected"]
    open_now = {one.enrolment.id: one for one in standings(session, cohort) if not one.reasons}
    chosen = [open_now[key] for key in planned if key in open_now]
    facts = facts_of(session, cohort, [one.enrolment.person for one in chosen])
    photos = rosters.photo_uids(session, facts.keys())
    made = write(session, actor, now, cohort, _wanted(chosen, facts, _terms(run), photos), run)
    told(session, actor, now, made)
    return {"issued": len(made), "skipped": len(planned) - len(made)}


def _wanted(
    chosen: Sequence[Standing],
    facts: Mapping[int, Facts],
    terms: Terms,
    photos: Mapping[int, str],
) -> list[Wanted]:
    return [
        Wanted(
            one.enrolment.id,
            facts[one.enrolment.person_id],
            terms,
            _voided(one),
            photos.get(one.enrolment.person_id, ""),
        )
        for one in chosen
    ]


def _voided(one: Standing) -> int | None:
    """The certificate that the new one follows: the last that was taken back."""
    return one.certificates[-1].id if one.certificates else None


def _terms(run: Run) -> Terms:
    options = run.options
    until = options["valid_until"]
    return Terms(
        issuer=options["issuer"],
        issued_on=date.fromisoformat(options["issued_on"]),
        valid_until=date.fromisoformat(until) if until else None,
        result=options["result"],
        design=options.get("design", FORMAL),
        **{name: options.get(name, "") for name in LOOKS},
    )


def finish(session: Session, actor: Actor, now: datetime, run: Run) -> None:
    """Tell once what was issued."""
    cohort_id = run.subject_id or 0
    ids = tuple(row.enrolment_id for row in _of_run(session, run))
    watching.recheck(session, cohort_id)
    freeze_later(session, now, _of_run(session, run))
    if ids:
        publish(session, CertificatesIssued(cohort_id, ids, actor, now))


def undo(session: Session, actor: Actor, now: datetime, run: Run) -> None:
    """Take an issuing back: its certificates are revoked, their numbers stay void for good.

    Raises CERTIFICATES_REPLACED_SINCE when one of them was already replaced by another, and
    CERTIFICATES_HANDED_OUT when somebody has one in hand.
    """
    cohort = session.get_one(Cohort, run.subject_id)
    lock_cohort(session, cohort)
    rows = _of_run(session, run)
    handed = handed_out(session, [row.id for row in rows])
    if handed:
        raise DomainError("CERTIFICATES_HANDED_OUT", count=handed)
    replaced = sum(row.state is CertificateState.REPLACED for row in rows)
    if replaced:
        raise DomainError("CERTIFICATES_REPLACED_SINCE", count=replaced)
    voided = [row for row in rows if live(row)]
    for row in voided:
        void(
            session, actor, now, row, CertificateState.REVOKED, UNDONE, UNDO_REASON,
            ground=RevocationGround.UNDONE,
        )  # fmt: skip
    told(session, actor, now, voided)
    watching.recheck(session, cohort.id)
    ids = tuple(row.enrolment_id for row in voided)
    if ids:
        publish(session, CertificatesVoided(cohort.id, ids, actor, now))


def _of_run(session: Session, run: Run) -> Sequence[Certificate]:
    return session.scalars(
        select(Certificate)
        .where(Certificate.run_id == run.id)
        .order_by(Certificate.serial)
        .execution_options(populate_existing=True)
    ).all()
