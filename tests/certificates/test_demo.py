"""The demonstration county: what is promised of it, on both engines and on any day of the year."""

import re
from collections import Counter
from collections.abc import Iterator
from datetime import UTC, datetime
from io import BytesIO
from pathlib import Path

import pytest
from argon2 import PasswordHasher
from flask import Flask
from flask.testing import FlaskClient
from PIL import Image
from sqlalchemy import func, select
from sqlalchemy.orm import Session

from certificates.demo import county as county_module
from certificates.demo import loading
from certificates.demo.staff import COUNTY, LOGINS, PASSWORD, TOWN, Login
from certificates.designs.models import DesignVersion, Emblem
from certificates.models import Certificate, Collection, EarlierCertificate, Sheet
from certificates.rules import CertificateState
from courses.attendance.models import CurrentMark
from courses.catalogue.models import Syllabus
from courses.cohorts.models import Cohort
from courses.cohorts.models import Session as HalfDay
from courses.cohorts.rules import CohortState, SessionState
from courses.leaders.models import Leader
from courses.leaders.scan_models import EntryScan
from courses.lecturers.models import Lecturer
from courses.mentoring import ratings
from courses.mentoring.contact_models import CheckItem, RatingRound, Ticket
from courses.rosters import api as rosters
from courses.rosters.models import Person, PersonDoubt
from courses.rosters.rules import is_luhn
from courses.subsidies.models import Doubt, SubsidyList
from courses.subsidies.rules import ListState
from lms.accounts import services as accounts
from lms.audit import queries as audit
from lms.clock import now, today
from lms.db import db
from lms.divisions.models import Centre
from lms.divisions.services import load_tree
from lms.errors import DomainError
from lms.orm import Base
from tests.conftest import ENGINES
from tests.support.postgres import database
from tests.support.running import make_app, tables_in

QUICK = PasswordHasher(time_cost=1, memory_cost=8, parallelism=1)
RARE = {"李䶮", "赵𫖯华", "阿卜杜拉·买买提", "王㛃", "陈𬭩"}
OTHER_DAYS = (
    datetime(2026, 10, 3, 4, 0, tzinfo=UTC),  # in the autumn holidays
    datetime(2026, 12, 30, 16, 30, tzinfo=UTC),  # the last day of the known calendar in China
    datetime(2028, 2, 29, 1, 0, tzinfo=UTC),  # years nobody has announced yet
)


def nothing(_done: int, _total: int) -> None:
    """Progress nobody looks at."""


@pytest.fixture(scope="module", autouse=True)
def quicker() -> Iterator[None]:
    """Hash passwords fast; of the region tree the city is enough."""
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(accounts, "_hasher", QUICK)
        patch.setattr(county_module, "load_tree", lambda session: load_tree(session, ["4112"]))
        yield


@pytest.fixture(
    scope="module",
    params=[pytest.param(ENGINES[0]), pytest.param(ENGINES[1], marks=pytest.mark.postgres)],
)
def county(
    request: pytest.FixtureRequest, tmp_path_factory: pytest.TempPathFactory, worker_id: str
) -> Iterator[Flask]:
    """An application with the demonstration as of this moment."""
    home = tmp_path_factory.mktemp("demo")
    if request.param == "sqlite":
        yield loaded(home, f"sqlite:///{home / 'lms.db'}")
        return
    with database(request.getfixturevalue("postgres_server"), f"demo_{worker_id}") as url:
        app = loaded(home, url)
        yield app
        with app.app_context():
            db.engine.dispose()


def loaded(home: Path, url: str) -> Flask:
    """An application with the demonstration in its database."""
    app = make_app(home, url)
    assert loading.load(app, now(), nothing)
    return app


@pytest.fixture
def told(county: Flask) -> Iterator[Session]:
    """A session on the demonstration."""
    with county.app_context():
        yield db.session()
        db.session.remove()


def test_two_centres_with_their_details(told: Session) -> None:
    for centre in told.scalars(select(Centre)).all():
        assert all((centre.uscc, centre.legal_person, centre.contact, centre.phone, centre.address))
    assert told.scalar(select(func.count()).select_from(Centre)) == 2


def test_cohorts_stand_in_every_state(told: Session) -> None:
    states = Counter(told.scalars(select(Cohort.state)))
    assert states[CohortState.CLOSED] == 3
    assert states[CohortState.RUNNING] == 2
    assert states[CohortState.OPEN] == 2
    assert states[CohortState.CANCELLED] == 1


def test_a_class_runs_today_and_is_not_marked_yet(told: Session) -> None:
    rows = told.execute(
        select(HalfDay.marks, Cohort.start, Cohort.end)
        .join(Cohort, Cohort.id == HalfDay.cohort_id)
        .where(HalfDay.date == today(), HalfDay.state == SessionState.PLANNED)
    ).all()
    assert [marks for marks, _, _ in rows] == [None, None]
    start, end = rows[0][1:]
    assert start < today() <= end


def test_a_class_is_over_and_fully_marked_but_not_closed(told: Session) -> None:
    over = told.scalars(
        select(Cohort).where(Cohort.state == CohortState.RUNNING, Cohort.end < today())
    ).one()
    marks = told.scalars(select(HalfDay.marks).where(HalfDay.cohort_id == over.id)).all()
    assert set(marks) == {40}


def test_a_class_of_next_week_has_roster_and_timetable(told: Session) -> None:
    coming = told.scalars(
        select(Cohort).where(Cohort.state == CohortState.OPEN).order_by(Cohort.start)
    ).first()
    assert coming is not None
    assert 1 <= (coming.start - today()).days <= 21
    planned = select(func.count()).where(HalfDay.cohort_id == coming.id)
    assert told.scalar(planned) == 20


def test_one_list_waits_for_the_reviewer_and_one_is_reviewed(told: Session) -> None:
    lists = {row.state: row for row in told.scalars(select(SubsidyList))}
    assert set(lists) == {ListState.SUBMITTED, ListState.REVIEWED}
    waiting = lists[ListState.SUBMITTED]
    assert waiting.total_fen > 1_000_000
    assert lists[ListState.REVIEWED].reviewed_by != lists[ListState.REVIEWED].prepared_by
    doubts = select(Doubt.code).where(
        Doubt.cohort_id == waiting.cohort_id, Doubt.settled_at.is_(None)
    )
    assert {"SHARED_ACCOUNT", "SHARED_PHONE"} <= set(told.scalars(doubts))


def test_certificates_were_given_one_revoked_one_replaced(told: Session) -> None:
    states = Counter(told.scalars(select(Certificate.state)))
    assert states[CertificateState.REVOKED] == 1
    assert states[CertificateState.REPLACED] == 1
    assert states[CertificateState.VALID] > 30


def test_the_print_shop_has_something_to_show(told: Session) -> None:
    released = told.scalars(select(DesignVersion.released_at).join(DesignVersion.design)).all()
    assert [moment is not None for moment in released] == [True, True]
    assert sorted(told.scalars(select(Emblem.kind))) == ["seal", "signature", "signature"]
    assert told.scalar(select(func.count(Sheet.id)).where(Sheet.spoiled_at.is_not(None))) == 3
    taken = told.scalars(select(Collection)).all()
    assert len(taken) == 26
    assert [one.reason for one in taken if one.taken_back_at] == ["点错了人，证书还在柜台"]
    before = Counter(told.scalars(select(EarlierCertificate.state)))
    assert before == {CertificateState.VALID: 13, CertificateState.REVOKED: 1}


def test_nobody_exists(told: Session) -> None:
    people = told.scalars(select(Person)).all()
    assert 250 <= len(people) <= 360
    assert {person.name for person in people} >= RARE
    for person in people:
        numbers = rosters.opened(person)
        assert numbers.id_number[14:17] in ("996", "997", "998", "999")
        assert re.fullmatch(r"1[0-9]{2}0000[0-9]{3,4}", numbers.phone or "")
    doubted = set(
        told.scalars(select(PersonDoubt.person_id).where(PersonDoubt.code == "ACCOUNT_CHECKSUM"))
    )
    for person in people:
        if person.id not in doubted:
            assert is_luhn(rosters.opened(person).account or "")


def test_the_sample_files_name_nobody_of_the_county(told: Session) -> None:
    sample = Path(__file__).parents[2] / "docs" / "samples" / "invoices.csv"
    numbers = re.findall(r"[0-9]{17}[0-9X]", sample.read_text(encoding="utf-8-sig"))
    assert numbers
    assert not any(rosters.find_everywhere(told, number) for number in numbers)


def test_courses_are_published_and_lecturers_have_accounts(told: Session) -> None:
    published = told.scalars(select(Syllabus).where(Syllabus.published_at.is_not(None))).all()
    hours = {sum(m.theory_hours + m.practice_hours for m in one.modules) for one in published}
    assert hours == {80, 60}
    accounts_of = told.scalars(select(Lecturer.account_id)).all()
    assert len(accounts_of) == 5
    assert sum(account is not None for account in accounts_of) == 2


def test_problems_are_open_late_and_solved(told: Session) -> None:
    found = told.execute(select(Ticket.state, Ticket.due_on)).all()
    assert Counter(state.value for state, _ in found) == {"open": 3, "solved": 2}
    late = [due for state, due in found if state.value == "open" and due < today()]
    assert len(late) == 2


def test_a_list_of_contacts_was_drawn_and_partly_checked(told: Session) -> None:
    results = Counter(told.scalars(select(CheckItem.result)))
    assert results[None] == 1
    assert {one.value for one in results if one} == {"found", "otherwise", "unreached"}


def test_of_two_rated_lecturers_one_is_shown(told: Session) -> None:
    shown = {}
    for lecturer_id in told.scalars(select(RatingRound.lecturer_id)):
        found = ratings.ratings_of(told, lecturer_id, today())
        shown[lecturer_id] = found.shown.answers if found.shown else None
    assert sorted(shown.values(), key=str) == [9, None]


def test_the_audit_chain_holds(told: Session) -> None:
    for chain in ("", COUNTY):
        assert audit.verify(told, chain) is None


def test_a_second_start_changes_nothing(county: Flask) -> None:
    with county.app_context():
        before = {table.name: rows_of(table.name) for table in tables_in(db.session().connection())}
        db.session.remove()
    assert not loading.load(county, now(), nothing)
    with county.app_context():
        after = {table.name: rows_of(table.name) for table in tables_in(db.session().connection())}
        db.session.remove()
    assert after == before


def rows_of(table: str) -> int:
    """How many rows a table has."""
    wanted = select(func.count()).select_from(Base.metadata.tables[table])
    return db.session().scalar(wanted) or 0


@pytest.mark.parametrize("language", ["zh", "en"])
@pytest.mark.parametrize("login", LOGINS, ids=lambda login: login.login)
def test_first_page_and_cohorts_open_for_everybody(
    county: Flask, login: Login, language: str
) -> None:
    client = entered(county, login, language)
    assert client.get("/").status_code == 200
    with county.app_context():
        ids = db.session().scalars(select(Cohort.id)).all()
        db.session.remove()
    if login.role == "admin":
        assert client.get("/cohorts/").status_code == 403
        return
    answers = [client.get(f"/cohorts/{key}").status_code for key in ids]
    assert set(answers) <= {200, 404}
    if not login.centre and login.login != "town":
        assert set(answers) == {200}


def test_a_town_has_an_office_that_sees_its_own_leaders(county: Flask) -> None:
    with county.app_context():
        rows = db.session().execute(select(Leader.id, Leader.place)).all()
        db.session.remove()
    client = entered(county, next(login for login in LOGINS if login.login == "town"), "zh")
    seen = {key for key, _ in rows if client.get(f"/leaders/{key}").status_code == 200}
    assert seen == {key for key, place in rows if place.startswith(TOWN)}
    assert 0 < len(seen) < len(rows)


def test_papers_lie_behind_the_entries_of_a_leader_and_open(county: Flask) -> None:
    with county.app_context():
        rows = db.session().execute(select(EntryScan.id, EntryScan.of)).all()
        db.session.remove()
    assert {of.value for _, of in rows} == {"flag", "step", "sales", "link"}
    client = entered(county, next(login for login in LOGINS if login.login == "officer"), "zh")
    for key, _ in rows:
        opened = client.post(f"/leaders/papers/{key}/open")
        assert (opened.status_code, opened.mimetype) == (200, "image/jpeg")
        with Image.open(BytesIO(opened.data)) as picture:
            assert picture.height > 1000


def test_graduates_are_compared_with_people_who_took_no_course(county: Flask) -> None:
    officer = next(login for login in LOGINS if login.login == "officer")
    page = entered(county, officer, "zh").get("/outcomes/compare?wave=d30").text
    assert "双重差分" in page
    assert "不足5人" not in page
    assert "不能断定因果" in page


def entered(app: Flask, login: Login, language: str) -> FlaskClient:
    """A client signed in with the demonstration's password."""
    client = app.test_client()
    client.set_cookie("language", language)
    answer = client.post("/sign-in", data={"login": login.login, "password": PASSWORD})
    assert answer.status_code == 302, answer.text
    return client


class Killed(BaseException):
    """The first load ends in the middle."""


def kill(done: int, total: int) -> None:
    """Progress that ends there."""
    if done > total / 2 > 1:
        raise Killed


@pytest.mark.slow
@pytest.mark.parametrize("moment", OTHER_DAYS, ids=lambda moment: f"{moment:%Y-%m-%d}")
def test_it_can_be_told_on_any_day_and_starts_over(tmp_path: Path, moment: datetime) -> None:
    """On the first of these days the first load is interrupted."""
    app = make_app(tmp_path, f"sqlite:///{tmp_path / 'lms.db'}")
    if moment == OTHER_DAYS[0]:
        with pytest.raises(Killed):
            loading.load(app, moment, kill)
        with app.app_context():
            assert not any(rows_of(table.name) for table in tables_in(db.session().connection()))
            db.session.remove()
    assert loading.load(app, moment, nothing)
    with app.app_context():
        states = Counter(db.session().scalars(select(Cohort.state)))
        marks = db.session().scalar(select(func.count()).select_from(CurrentMark)) or 0
        db.session.remove()
    assert states[CohortState.RUNNING] == 2
    assert marks > 2500


def test_a_person_is_followed_through_the_cohorts(county: Flask) -> None:
    officer = next(login for login in LOGINS if login.login == "officer")
    with county.app_context():
        people = db.session().execute(select(Person.id, Person.name)).all()
        rare = {name: key for key, name in people if name in RARE}
        db.session.remove()
    page = entered(county, officer, "zh").get(f"/people/{rare['李䶮']}").text
    assert "卢氏县2019年第1期农村电商实操培训班" in page
    assert "PX411224" in page


def test_other_data_is_left_alone(tmp_path: Path) -> None:
    app = make_app(tmp_path, f"sqlite:///{tmp_path / 'lms.db'}")
    with app.app_context():
        db.session().add(
            accounts.Account(login="somebody", name="x", password_hash="x", created_at=now())
        )
        db.session().commit()
    with pytest.raises(DomainError, match="DEMO_NOT_EMPTY"):
        loading.load(app, now(), nothing)
