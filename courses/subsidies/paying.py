"""The papers of a cohort's list: 补贴发放花名册, 公示表 and 不予发放名单, from lines or as a draft."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from decimal import Decimal

from flask_babel import force_locale
from sqlalchemy import select
from sqlalchemy.orm import Session

from courses.cohorts.models import Cohort, Enrolment
from courses.rosters.api import opened
from courses.rosters.models import Person
from courses.rosters.rules import CATEGORY_LABELS, Category
from courses.subsidies import notice_papers, papers, wording
from courses.subsidies.board import Row, rows_of
from courses.subsidies.elsewhere import STANDING
from courses.subsidies.listing import intact, list_of
from courses.subsidies.models import SubsidyList
from courses.subsidies.notice_papers import NoticeFacts, NoticeLine
from courses.subsidies.papers import ListFacts, PayoutLine, RefusedLine
from courses.subsidies.rules import Item, ListState
from courses.subsidies.snapshot import StoredComponent
from lms.clock import today
from lms.divisions.queries import names_of
from lms.privacy import mask_id_number

SIGNED = STANDING - {ListState.SUBMITTED}
"""States in which the papers are no draft: a second person has reviewed them."""
_UNITS = {"day": "天", "event": "次", "hour": "课时", "actual": "次"}


@dataclass(frozen=True, slots=True)
class ListPapers:
    """The records of all papers of one list; numbers are in clear in `payout` and `refused`."""

    payout: tuple[PayoutLine, ...]
    refused: tuple[RefusedLine, ...]
    notice: tuple[NoticeLine, ...]
    facts: ListFacts
    notice_facts: NoticeFacts

    @property
    def total_fen(self) -> int:
        """Sum of the payout lines in fen."""
        return sum(line.living_fen + line.transport_lodging_fen for line in self.payout)


@dataclass(frozen=True, slots=True)
class _Payee:
    """A trainee with what the papers print."""

    row: Row
    person: Person
    category: str
    home: str
    village: str


def list_papers(session: Session, cohort: Cohort) -> ListPapers:
    """The papers as they stand: of a list sent in the frozen lines, else what holds now.

    They are marked 草拟 until somebody has reviewed the list. Office, telephone and dates of the
    notice are left blank to be filled.
    """
    made = list_of(session, cohort.id)
    frozen_by = made.id if made is not None and made.state in STANDING else None
    rows = rows_of(session, cohort.id, frozen_by)
    people = _payees(session, cohort, rows)
    paid = [one for one in people if one.row.total_fen > 0]
    unpaid = [one for one in people if one.row.total_fen == 0 and one.row.decision is not None]
    facts = _facts(session, cohort, made, paid)
    return ListPapers(
        payout=tuple(_payout(cohort, at, one) for at, one in enumerate(paid, 1)),
        refused=_refused(session, unpaid),
        notice=tuple(_notice(cohort, at, one) for at, one in enumerate(paid, 1)),
        facts=facts,
        notice_facts=NoticeFacts(
            unit=facts.unit, cohort=facts.cohort, basis=facts.basis, draft=facts.draft
        ),
    )


def _payees(session: Session, cohort: Cohort, rows: Sequence[Row]) -> list[_Payee]:
    found = {
        key: (person, category, text)
        for key, person, category, text in session.execute(
            select(Enrolment.id, Person, Enrolment.category, Enrolment.category_text)
            .join(Person, Person.id == Enrolment.person_id)
            .where(Enrolment.cohort_id == cohort.id)
        )
    }
    places = names_of(session, {p.home_place for p, _, _ in found.values() if p.home_place})
    people = []
    for row in rows:
        person, category, text = found[row.id]
        levels: Mapping[str, str] = places.get(person.home_place or "", {})
        known = levels.get("town", "") + levels.get("village", "")
        village = known if "village" in levels else person.home_text or known
        people.append(
            _Payee(
                row,
                person,
                text or _category(category),
                levels.get("county", "") + village,
                village,
            )
        )
    return people


def _category(code: str) -> str:
    return CATEGORY_LABELS[Category(code)] if code in set(Category) else code


def _facts(
    session: Session, cohort: Cohort, made: SubsidyList | None, paid: Sequence[_Payee]
) -> ListFacts:
    county = names_of(session, [cohort.county])[cohort.county]
    instruments = {
        str(part.rule["instrument"]): None
        for one in paid
        if one.row.read
        for part in one.row.read.components
        if part.rule and part.amount_fen
    }
    signed = made is not None and made.state in SIGNED and intact(session, made)
    return ListFacts(
        unit=cohort.centre.name if cohort.centre else "".join(county.values()),
        cohort=cohort.title,
        basis="、".join(instruments),
        draft=not signed,
        prepared_on=_day(made),
    )


def _day(made: SubsidyList | None) -> date | None:
    return today(made.submitted_at) if made is not None and made.submitted_at else None


def _living(one: _Payee) -> StoredComponent | None:
    return one.row.read.component(Item.LIVING) if one.row.read else None


def _half_days(one: _Payee, living: StoredComponent | None) -> int:
    """The half-days that are paid; where nothing is paid by days those present."""
    if living is not None and living.unit == "day":
        return int(Decimal(living.quantity) * 2) if living.amount_fen else 0
    return one.row.decision.half_days_present if one.row.decision is not None else 0


def _payout(cohort: Cohort, number: int, one: _Payee) -> PayoutLine:
    decision, living, numbers = one.row.decision, _living(one), opened(one.person)
    course = cohort.course
    return PayoutLine(
        number=number,
        name=one.person.name,
        id_number=numbers.id_number,
        home=one.home,
        trade=(course.occupation or course.name) if course else "",
        starts_on=cohort.start,
        ends_on=cohort.end,
        half_days=_half_days(one, living),
        rate_fen=living.rate_fen if living else 0,
        living_fen=decision.living_fen if decision else 0,
        transport_lodging_fen=decision.transport_lodging_fen if decision else 0,
        bank=one.person.bank or "",
        account=numbers.account or "",
        phone=numbers.phone or "",
        rate_unit=_UNITS.get((living.unit or "day") if living else "day", "天"),
    )


def _notice(cohort: Cohort, number: int, one: _Payee) -> NoticeLine:
    living = _living(one)
    return NoticeLine(
        number=number,
        name=one.person.name,
        masked_id=mask_id_number(opened(one.person).id_number),
        village=one.village,
        course=cohort.course.name if cohort.course else cohort.title,
        half_days=_half_days(one, living),
        rate_fen=living.rate_fen if living else 0,
        amount_fen=one.row.total_fen,
        rate_unit=_UNITS.get((living.unit or "day") if living else "day", "天"),
    )


def _refused(session: Session, people: Sequence[_Payee]) -> tuple[RefusedLine, ...]:
    """Papers speak Chinese whatever language the page is in."""
    reasons = [reason for one in people for reason in one.row.refused]
    names = wording.place_names(session, wording.codes_in(reasons))
    with force_locale("zh"):
        return tuple(
            RefusedLine(
                number=number,
                name=one.person.name,
                id_number=opened(one.person).id_number,
                home=one.home,
                category=one.category,
                half_days_present=one.row.decision.half_days_present if one.row.decision else 0,
                half_days_planned=one.row.decision.half_days_planned if one.row.decision else 0,
                reason=_reason(one.row, names),
            )
            for number, one in enumerate(people, 1)
        )


def _reason(row: Row, names: wording.Names) -> str:
    """Why, without the advice that follows on the screen."""
    if not row.refused:
        return ""
    return wording.say(row.refused[0], names).partition("。")[0] + "。"


def subsidy_list_pdf(found: ListPapers) -> bytes:
    """补贴发放花名册 as PDF."""
    return papers.payout_pdf(found.payout, found.facts)


def subsidy_list_xlsx(found: ListPapers) -> bytes:
    """补贴发放花名册 as a spreadsheet."""
    return papers.payout_xlsx(found.payout, found.facts)


def public_notice_pdf(found: ListPapers) -> bytes:
    """公示表 as PDF: numbers masked, no address, phone or account."""
    return notice_papers.notice_pdf(found.notice, found.notice_facts)


def refused_list_pdf(found: ListPapers) -> bytes:
    """不予发放名单 as PDF."""
    return papers.refused_pdf(found.refused, found.facts)
