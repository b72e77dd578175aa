"""One object of every kind, in 卢氏县 at its first centre, for tests that walk all routes.

Whoever adds a route with a parameter of a new name, or an export at a new place, adds its sample
here. Every text that people could read of a sample holds `CANARY`, or `COUNTY_CANARY` where all
centres of the county may read it, so that a leak is found.
"""

import csv
import io
from dataclasses import dataclass
from datetime import timedelta

from sqlalchemy import select
from sqlalchemy.orm import Session

from certificates.counter import queries as counter
from certificates.counter import services as at_counter
from certificates.designs import services as design_services
from certificates.designs.checking import Checked
from certificates.designs.models import EmblemKind
from certificates.designs.shipping import shipped
from certificates.models import EarlierCertificate
from certificates.proof import keys
from certificates.rules import CertificateState, Collector, PrintKind
from courses.attendance.api import Mark, mark_sheet, rehearse_register
from courses.catalogue.api import create_course
from courses.cohorts import api as cohorts
from courses.cohorts.models import Cohort
from courses.cohorts.models import Session as HalfDay
from courses.cohorts.rules import Half
from courses.lecturers.api import save_lecturer
from courses.rosters.api import opened
from courses.rosters.importing import rehearse_people
from courses.rosters.models import Person
from courses.rosters.photos import LONGEST, keep_photo
from courses.subsidies import api as subsidies
from courses.subsidies.models import Doubt
from courses.subsidies.packs import load_packs
from lms.accounts import services as accounts
from lms.accounts.actor import Actor, system
from lms.clock import today
from lms.orm import new_uid
from lms.pictures import redrawn
from lms.plugin import Export
from lms.runs.models import Run
from tests.certificates import graduates
from tests.certificates.pictures import png
from tests.courses.leaders.samples import leader_samples
from tests.courses.outcomes.samples import outcome_samples
from tests.courses.rosters import people
from tests.support.running import NOW
from tests.support.sample_contacts import contact_samples
from tests.support.sample_pairs import pair_samples
from tests.support.world import World

CANARY, COUNTY_CANARY = "矩阵", "方阵"
HOSTILE = "=1+1<img src=x onerror=alert(1)>"
"""Stands in texts that people enter, to be shown as it is and to do nothing."""
COUNTY = "411224"
DAY = today(NOW)


@dataclass(frozen=True)
class Samples:
    """Ids of the objects by the name a route gives its parameter."""

    values: dict[str, object]
    subjects: dict[str, int]

    def of(self, endpoint: str, parameter: str) -> object:
        """The sample for a parameter: of this endpoint, its plugin, or any; KeyError for none."""
        for owner in (f"{endpoint}:", f"{endpoint.split('.')[0]}:"):
            if owner + parameter in self.values:
                return self.values[owner + parameter]
        return self.values[parameter]

    def subject(self, export: Export) -> int:
        """Id of the object at the export's place; KeyError for a place nobody knows."""
        return self.subjects[export.place]


ASKED_INSIDE = {
    "attendance.grid POST": "attendance:mark:edit",
    "attendance.mark POST": "attendance:mark:edit",
    "attendance.sheet POST": "attendance:mark:edit",
    "leaders.from_archive GET": "rosters:person:view",
    "leaders.from_archive POST": "rosters:person:view",
    "leaders.step GET": "leaders:leader:edit",
    "leaders.step POST": "leaders:leader:edit",
    "lms.run GET": "rosters:person:import",
    "lms.run_progress GET": "rosters:person:import",
    "lms.run_act POST": "rosters:person:import",
    "rosters.reveal POST": "privacy:number:reveal",
    "subsidies.settle POST": "subsidies:list:prepare subsidies:list:review",
    "subsidies.step POST": "subsidies:list:prepare",
}
"""Routes that ask for one (of) more permission(s) than they say, by what is done or to what."""

COUNTY_WIDE = {
    "outcomes.day", "outcomes.report",
    "course_id", "leader_id", "leaders.leader", "leaders.register", "lecturer_id", "lecturers.corps",
    "rosters.people", "village_id", "stock_id", "certificates.stock",
    "entry_id", "scan_id",
    "design_id", "version_id", "emblem_id"}  # fmt: skip
"""Parameters and places whose objects belong to all centres of the county."""

EVERYWHERE = {"pack_id", "kind", "sample"}
"""Parameters whose objects belong to no county."""


def build(session: Session, world: World) -> Samples:
    """Make everything and commit it (inside the test's transaction)."""
    officer, maker = world.actor("officer"), system("test")
    cohort = _cohort(session, world, officer)
    person, other = _people(session, world)
    enrolment = _enrolment(session, officer, cohort, [person, other])
    half_day = _half_day(session, officer, cohort, enrolment)
    course = create_course(session, maker, NOW, prefix=COUNTY, name=f"{HOSTILE}{COUNTY_CANARY}课程")
    lecturer = save_lecturer(
        session, officer, NOW, None, county=COUNTY, name=f"{HOSTILE}{COUNTY_CANARY}讲师"
    )
    account, _ = accounts.create(
        session,
        maker,
        NOW,
        login="sample",
        name=f"{HOSTILE}{CANARY}账号",
        grants=[("officer", COUNTY, None)],
    )
    run = _run(session, world)
    register = _register_run(session, officer, cohort, half_day)
    keep_photo(session, officer, NOW, session.get_one(Person, person), redrawn(png(), LONGEST))
    values: dict[str, object] = {
        **_money_and_papers(session, world, officer),
        **outcome_samples(session, world, f"{HOSTILE}{CANARY}"),
        **contact_samples(session, world, f"{HOSTILE}{CANARY}", f"{HOSTILE}{COUNTY_CANARY}"),
        **pair_samples(session, world, f"{HOSTILE}{CANARY}", f"{HOSTILE}{COUNTY_CANARY}"),
        **leader_samples(session, world, lecturer, f"{HOSTILE}{COUNTY_CANARY}"),
        "account_id": account.id,
        "centre_id": world.centre(),
        "code": "SAMPLE_CODE",
        "cohort_id": cohort.id,
        "course_id": course.id,
        "enrolment_id": enrolment,
        "field": "name",
        "lecturer_id": lecturer.id,
        "person_id": person,
        "session_id": half_day,
        "uid": run.uid,
        "attendance.checked:uid": register.uid,
        "lms.choose_language:code": "en",
        "lms.account_switch:verb": "disable",
        "lms.run_act:verb": "apply",
        "lecturers.switch:verb": "leave",
        "cohorts.act:name": "start",
    }
    subjects = {
        "lms.today": 0,
        "mentoring.pair": key(values, "pair_id"),
        "leaders.leader": key(values, "leaders:leader_id"),
        "leaders.register": int(COUNTY),
        "leaders.village": key(values, "village_id"),
        "lecturers.corps": int(COUNTY),
        "cohorts.cohort": key(values, "certificates:cohort_id"),
        "cohorts.effects": cohort.id,
        "rosters.correction": person,
        "lecturers.lecturer": lecturer.id,
        "rosters.person": person,
        "rosters.people": int(COUNTY),
        "outcomes.day": int(COUNTY),
        "outcomes.report": int(COUNTY),
        "subsidies.list": key(values, "subsidies:cohort_id"),
        "certificates.cohort": key(values, "certificates:cohort_id"),
        "certificates.certificate": key(values, "certificate_id"),
        "certificates.counter": key(values, "certificates:cohort_id"),
        "certificates.batch": key(values, "batch_id"),
        "certificates.stock": int(COUNTY),
    }
    session.commit()
    return Samples(values, subjects)


def key(values: dict[str, object], name: str) -> int:
    """An id among the values."""
    found = values[name]
    assert isinstance(found, int)
    return found


def _cohort(session: Session, world: World, officer: Actor) -> Cohort:
    return cohorts.open_cohort(
        session,
        officer,
        NOW,
        county=COUNTY,
        centre_id=world.centre(),
        title=f"{HOSTILE}{CANARY}第1期",
        start=DAY - timedelta(days=4),
        end=DAY + timedelta(days=5),
        venue_county=COUNTY,
        venue=f"{HOSTILE}{CANARY}乡",
    )


def _people(session: Session, world: World) -> tuple[int, int]:
    rows = [people.trainee(n) for n in (7001, 7002)]
    written = people.write(session, NOW, rows, county=COUNTY, centre_id=world.centre())
    for number, person in enumerate(written):
        person.name = f"{HOSTILE}{CANARY}{'甲乙'[number]}"
    session.flush()
    return written[0].id, written[1].id


def _enrolment(session: Session, officer: Actor, cohort: Cohort, ids: list[int]) -> int:
    trainees = [cohorts.NewTrainee(key, "registered_poor") for key in ids]
    return cohorts.enrol(session, officer, NOW, cohort, trainees).new[0]


def _half_day(session: Session, officer: Actor, cohort: Cohort, enrolment: int) -> int:
    for day in (DAY - timedelta(days=1), DAY + timedelta(days=3)):
        cohorts.add_session(session, officer, NOW, cohort, day=day, half=Half.AM)
    found = select(HalfDay).where(HalfDay.cohort_id == cohort.id).order_by(HalfDay.date)
    held, later = session.scalars(found).all()
    mark_sheet(session, officer, NOW, cohort, held, {enrolment: Mark.PRESENT})
    return later.id


def _run(session: Session, world: World) -> Run:
    return rehearse_people(
        session,
        world.actor("registrar"),
        NOW,
        county=COUNTY,
        centre_id=world.centre(),
        data=people.sheet([people.trainee(7003, name="张小明")]),
        file_name=f"{HOSTILE}{CANARY}名册.csv",
    )


def _register_run(session: Session, officer: Actor, cohort: Cohort, half_day: int) -> Run:
    held = session.get_one(HalfDay, half_day)
    row = cohorts.enrolments_of(session, cohort.id)[0]
    half = "上午" if held.half is Half.AM else "下午"
    file = io.StringIO()
    csv.writer(file).writerows(
        [
            ["姓名", "身份证号码", f"{held.date.month}月{held.date.day}日{half}"],
            [row.person.name, opened(row.person).id_number, "√"],
        ]
    )
    return rehearse_register(
        session, officer, NOW, cohort, file.getvalue().encode(), f"{HOSTILE}{CANARY}考勤.csv",
        replace_sessions=False,
    )  # fmt: skip


def _money_and_papers(session: Session, world: World, officer: Actor) -> dict[str, object]:
    """A closed class with a list, a ticket, a doubt and certificates."""
    cohort = graduates.closed_class(
        session, NOW, 2, 1, first=7100, title=f"{HOSTILE}{CANARY}第2期", centre_id=world.centre()
    )
    rows = cohorts.enrolments_of(session, cohort.id)
    for row in rows:
        row.person.name = f"{HOSTILE}{CANARY}丙{row.seat}"
    session.flush()
    ticket = subsidies.add_invoice(session, officer, NOW, cohort, rows[0].id, 5000)
    subsidies.confirm_rule(session, officer, NOW, cohort, f"{HOSTILE}{CANARY}某：已核对原文")
    drawn = subsidies.make_list(session, officer, NOW, cohort)
    doubt = Doubt(
        cohort_id=cohort.id,
        enrolment_id=rows[0].id,
        code="SHARED_PHONE",
        facts={"people": 3},
        raised_at=NOW,
    )
    session.add(doubt)
    graduates.issue(session, NOW, cohort)
    return {
        **_at_the_counter(session, officer, cohort),
        **_designs(session, officer),
        "certificate_id": graduates.held(session, cohort)[0].id,
        "earlier_id": _earlier(session, world),
        "certificates:cohort_id": cohort.id,
        "doubt_id": doubt.id,
        "list_id": drawn.id,
        "certificates:county": COUNTY,
        "block": 0,
        "kid": active_key(session, COUNTY),
        "pack_id": load_packs()[0].id,
        "subsidies:cohort_id": cohort.id,
        "subsidies:enrolment_id": rows[0].id,
        "subsidies.step:name": "submit",
        "ticket_id": ticket.id,
        "token": "unknown",
    }


def _earlier(session: Session, world: World) -> int:
    """A certificate from before the system, of the first centre."""
    made = EarlierCertificate(
        uid=new_uid(), county=COUNTY, centre_id=world.centre(), number=f"{HOSTILE}{CANARY}第1号",
        number_key="矩阵第1号", name=f"{HOSTILE}{CANARY}旧", course=f"{HOSTILE}{CANARY}课",
        issuer=f"{HOSTILE}{CANARY}办", issued_on=DAY, state=CertificateState.VALID, at=NOW,
        by=f"{HOSTILE}{CANARY}人", remark=f"{HOSTILE}{CANARY}备注",
    )  # fmt: skip
    session.add(made)
    session.flush()
    return made.id


def active_key(session: Session, county: str) -> str:
    """The id of the key that signs in a county."""
    found = keys.active(session, county)
    assert found is not None
    return found.kid


def _designs(session: Session, officer: Actor) -> dict[str, object]:
    """An own design and a seal."""
    html = getattr(shipped("formal"), "html", "")
    design = design_services.create_design(
        session, officer, NOW, county=COUNTY, title=f"{HOSTILE}{COUNTY_CANARY}版式",
        found=Checked(html, ()),
    )  # fmt: skip
    seal = design_services.add_emblem(
        session, officer, NOW, county=COUNTY, centre_id=None, kind=EmblemKind.SEAL,
        title=f"{HOSTILE}{COUNTY_CANARY}章", position="", content=png(), valid_from=DAY,
        valid_until=None,
    )  # fmt: skip
    return {
        "design_id": design.id,
        "version_id": design.versions[0].id,
        "emblem_id": seal.id,
        "act": "retire",
        "sample": "usual",
        "certificates.shipped_design:name": "formal",
        "certificates.shipped_preview:name": "formal",
    }


def _at_the_counter(session: Session, officer: Actor, cohort: Cohort) -> dict[str, object]:
    """Paper received and printed on, a certificate handed over."""
    stock = at_counter.receive(
        session, officer, NOW, COUNTY, "No.0001", "No.0900",
        received_on=DAY, received_from=f"{HOSTILE}{COUNTY_CANARY}来源",
    )  # fmt: skip
    batch = at_counter.print_batch(session, officer, NOW, cohort, PrintKind.FIRST, stock=stock)
    lines = counter.batch_lines(session, batch)
    at_counter.collect(
        session, officer, NOW, [lines[0].certificate], collector=Collector.OTHER,
        name=f"{HOSTILE}{CANARY}代领人", relation="父子",
    )  # fmt: skip
    entries = counter.collections_of(session, [lines[0].id])[lines[0].id]
    return {
        "batch_id": batch.id,
        "collection_id": entries[0].id,
        "print_id": lines[0].prints[0].line.id,
        "stock_id": stock.id,
    }
