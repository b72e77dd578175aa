"""Following up at the size of a province: a worker's day, a county's report, the province's.

Small by default; `--full` has 1,000,000 graduates with 4,000,000 waves and 6,000,000 attempts in
counties of 10,000. Rows are written by `executemany`; the province's figures are those the job prepares.
"""

from collections.abc import Iterator
from datetime import UTC, date, datetime, timedelta
from itertools import islice
from pathlib import Path
from random import Random
from tempfile import TemporaryDirectory
from time import perf_counter
from typing import Any

from sqlalchemy import insert

from tests.bench.harness import Bound, Figure, Reading, Sizes, alone

DAY, COUNTY_REPORT, PROVINCE = Bound(seconds=0.050), Bound(seconds=1.0), Bound(seconds=3.0)
GROWTH = Bound(times=3.0)
ROUNDS = 5
PER_COUNTY = 10_000
FULL_GRADUATES, SMALL_GRADUATES = 1_000_000, 10_000
WORKERS_PER_COUNTY = 20
CLASS = 50
SLICE = 10_000
HERE = "411224"
CODES = ("d30", "d90", "d180", "d365")
ATTEMPTS = 6
FILTER = "category=registered_poor&year=2026"
"""Two filters at once, so that the other categories and the other years are looked at too."""


def measure(folder: Path, sizes: Sizes) -> Iterator[Figure]:
    """A province of few graduates, and with `--full` one of a million."""
    few = alone("outcomes:looks", folder, graduates=min(SMALL_GRADUATES, sizes.trainees))
    yield from _figures(few, None)
    if len(sizes.rosters) > 1:
        yield from _figures(
            alone("outcomes:looks", folder, graduates=FULL_GRADUATES), few["pages"]["day"]
        )


def _figures(found: Reading, small: Reading | None) -> Iterator[Figure]:
    size = f"{found['graduates']:,} graduates"
    bounds = {"day": DAY, "county": COUNTY_REPORT, "province": PROVINCE, "filtered": PROVINCE}
    for name, pace in found["pages"].items():
        more = {"cpu": pace["cpu"], "queries": pace["queries"]}
        yield Figure(
            f"outcomes {name}, {size}", pace["seconds"], found["peak_mb"], bound=bounds[name],
            more=more,
        )  # fmt: skip
    if small is not None:
        yield Figure(
            "outcomes day, growth", found["pages"]["day"]["seconds"], floor=small["seconds"],
            floor_is=f"{SMALL_GRADUATES:,} graduates", bound=GROWTH,
        )  # fmt: skip
    yield Figure(f"outcomes prepared for the province, {size}", found["preparing"])
    yield Figure(f"outcomes filled, {size}", found["filling"], more=found["counted"])


def looks(folder: Path, graduates: int) -> Reading:
    """The paces of the three pages."""
    from courses.outcomes import preparing
    from lms.clock import now, today
    from lms.db import unit_of_work
    from tests.bench.office import office, signed_in

    with TemporaryDirectory(dir=folder) as home:
        app = office(Path(home))
        start = perf_counter()
        counted = fill(app, graduates)
        filling = perf_counter() - start
        start = perf_counter()
        with app.app_context():
            with unit_of_work() as session:
                counties = preparing.counties(session)
            for county in counties:
                with unit_of_work() as session:
                    preparing.prepare(session, now(), today(), county)
        prepared = perf_counter() - start
        worker, officer = signed_in(app, "follow_up"), signed_in(app, "officer")
        observer = _observer(app)
        pages = {
            "day": _read(worker, "/outcomes/"),
            "county": _read(officer, f"/outcomes/report?prefix={HERE}&wave=d180"),
            "province": _read(observer, "/outcomes/report?prefix=41&wave=d180"),
            "filtered": _read(observer, f"/outcomes/report?prefix=41&wave=d180&{FILTER}"),
        }
        return {
            "pages": pages, "graduates": graduates, "counted": counted, "filling": filling,
            "preparing": prepared,
        }  # fmt: skip


def _read(client: Any, address: str) -> Reading:
    from tests.bench.counting import Statements
    from tests.bench.harness import paced

    with Statements() as asked:
        answer = client.get(address)
    if answer.status_code != 200:
        raise AssertionError(f"{address}: {answer.status_code}")
    pace = paced(ROUNDS, page=lambda: client.get(address))["page"]
    return {"seconds": pace.seconds, "cpu": pace.cpu, "queries": asked.count}


def _observer(app: Any) -> Any:
    """Somebody who sees the whole province."""
    from lms.accounts import services as accounts
    from lms.accounts.actor import system
    from lms.db import unit_of_work
    from tests.support.running import NOW
    from tests.support.world import PASSWORD

    with app.app_context(), unit_of_work() as session:
        accounts.create(
            session, system("bench"), NOW, login="observer-41", name="省级查看",
            grants=[("observer", "41", None)], password=PASSWORD,
        )  # fmt: skip
    client = app.test_client()
    client.post("/sign-in", data={"login": "observer-41", "password": PASSWORD})
    return client


def fill(app: Any, graduates: int) -> dict[str, int]:
    """People, classes, cases, waves, attempts and interviews, spread over the counties."""
    from courses.cohorts.models import Cohort, Enrolment
    from courses.outcomes.models import AttemptRow, Case, Interview, Wave
    from courses.rosters.models import Person
    from lms.db import db, unit_of_work
    from tests.support.world import World

    world: World = app.extensions["test_world"]
    worker = world.actor("follow_up").id
    makers = {
        Cohort: cohorts(graduates),
        Person: people(graduates),
        Enrolment: enrolments(graduates),
        Case: cases(graduates, worker),
        Wave: waves(graduates, worker),
        Interview: interviews(graduates),
        AttemptRow: attempts(graduates),
    }
    counted = {}
    with app.app_context():
        for model, rows in makers.items():
            done = 0
            while part := list(islice(rows, SLICE)):
                with unit_of_work() as session:
                    session.connection().execute(insert(model.__table__), part)
                done += len(part)
            counted[model.__tablename__] = done
        with db.engine.begin() as connection:
            connection.exec_driver_sql("ANALYZE")
    return counted


MOMENT = datetime(2026, 11, 1, tzinfo=UTC)
TODAY = date(2026, 11, 20)


def county_of(at: int) -> str:
    """The county of a graduate; the first is the office of the bench."""
    place = at // PER_COUNTY
    return HERE if place == 0 else f"41{place // 10 + 20:02}{place % 10 + 30:02}"


def left_on(at: int) -> date:
    """The last day of class: spread over two years, so that some waves are due and some done."""
    return TODAY - timedelta(days=20 + at // CLASS * 37 % 700)


def cohorts(graduates: int) -> Iterator[dict[str, Any]]:
    for number in range(-(-graduates // CLASS)):
        end = left_on(number * CLASS)
        yield {
            "id": number + 1, "uid": f"{number:032x}", "county": county_of(number * CLASS),
            "title": f"第{number}期", "venue_county": HERE, "venue": "", "fund_source": "",
            "start": end - timedelta(days=9), "end": end, "online": False, "state": "closed",
            "created_at": MOMENT, "created_by": "bench", "version": 1,
        }  # fmt: skip


def people(graduates: int) -> Iterator[dict[str, Any]]:
    for at in range(graduates):
        number = f"{at:018}".encode()
        yield {
            "id": at + 1, "uid": f"{at:032x}", "county": county_of(at), "name": f"学员{at}",
            "name_key": f"xueyuan{at}", "document_type": "citizen", "id_number": number,
            "id_number_index": number.rjust(32), "category": "registered_poor",
            "category_text": "", "home_text": "", "remark": "", "created_at": MOMENT,
            "changed_at": MOMENT, "version": 1,
        }  # fmt: skip


def enrolments(graduates: int) -> Iterator[dict[str, Any]]:
    for at in range(graduates):
        yield {
            "id": at + 1, "uid": f"{at:032x}", "cohort_id": at // CLASS + 1, "person_id": at + 1,
            "seat": at % CLASS + 1, "from_date": left_on(at), "state": "enrolled", "reason": "",
            "category": "registered_poor", "category_text": "", "intention": "",
            "created_at": MOMENT,
        }  # fmt: skip


def place_of(at: int) -> str:
    """A village of the county."""
    return f"{county_of(at)}{100 + at % 15:03}{200 + at % 20:03}"


def worker_of(at: int, worker: int | None) -> int | None:
    """In the office's county a twentieth is one worker's, elsewhere nobody's account is needed."""
    mine = county_of(at) == HERE and at % WORKERS_PER_COUNTY == 0
    return worker if mine else None


def cases(graduates: int, worker: int | None) -> Iterator[dict[str, Any]]:
    for at in range(graduates):
        yield {
            "id": at + 1, "uid": f"{at:032x}", "enrolment_id": at + 1, "person_id": at + 1,
            "cohort_id": at // CLASS + 1, "county": county_of(at), "place": place_of(at),
            "category": ("registered_poor", "villager", "veteran")[at % 3], "sex": "female",
            "enrolled_on": left_on(at) - timedelta(days=9), "exit_on": left_on(at),
            "exit_kind": "not_completed" if at % 25 == 24 else "graduate", "priority": "3_other",
            "worker_id": worker_of(at, worker), "consent": "given", "warning_result": "",
            "created_at": MOMENT,
        }  # fmt: skip


def _wave_of(at: int, place: int) -> dict[str, Any]:
    due = left_on(at) + timedelta(days=int(CODES[place][1:]))
    answered = due < TODAY and (at + place) % 5 < 3
    lost = due < TODAY - timedelta(days=30) and not answered
    state = "done" if answered else "closed" if lost else "open"
    return {"due": due, "answered": answered, "lost": lost, "state": state}


def waves(graduates: int, worker: int | None) -> Iterator[dict[str, Any]]:
    for at in range(graduates):
        for place, code in enumerate(CODES):
            of = _wave_of(at, place)
            key = at * len(CODES) + place
            yield {
                "id": key + 1, "uid": f"{key:032x}", "case_id": at + 1, "wave": code,
                "county": county_of(at), "place": place_of(at), "priority": "3_other",
                "worker_id": worker_of(at, worker), "due_on": of["due"],
                "opens_on": of["due"] - timedelta(days=15),
                "closes_on": of["due"] + timedelta(days=30), "state": of["state"],
                "closed_by": "lost" if of["lost"] else None,
                "code": "101" if of["answered"] else None, "attempts": ATTEMPTS // len(CODES),
                "answered_on": of["due"] if of["answered"] else None, "version": 1,
            }  # fmt: skip


def interviews(graduates: int) -> Iterator[dict[str, Any]]:
    dice = Random(4)
    for at in range(graduates):
        for place in range(len(CODES)):
            of = _wave_of(at, place)
            if not of["answered"]:
                continue
            key, wages = at * len(CODES) + place, dice.randrange(500_000, 4_000_000)
            yield {
                "id": key + 1, "uid": f"{key:032x}", "wave_id": key + 1, "case_id": at + 1,
                "current": True, "on": of["due"], "channel": "phone", "proxy": "",
                "evidence": "stated", "status": ("shop", "employed", "farming", "none")[key % 4],
                "shop_name": "", "shop_platform": "", "goods": "", "wages_fen": wages,
                "sales_fen": wages, "costs_fen": wages // 2, "assets_fen": 0, "transfers_fen": 0,
                "excluded_fen": {}, "household_size": 4, "total_fen": wages * 3 // 2,
                "per_head_fen": wages * 3 // 8, "difficulties": "", "needs": [], "asked": [],
                "by": "bench", "entered_at": MOMENT,
            }  # fmt: skip


def attempts(graduates: int) -> Iterator[dict[str, Any]]:
    """Six a graduate, over the four waves."""
    for at in range(graduates):
        for number in range(ATTEMPTS):
            key = at * ATTEMPTS + number
            yield {
                "id": key + 1, "uid": f"{key:032x}",
                "wave_id": at * len(CODES) + number % len(CODES) + 1, "at": MOMENT, "on": TODAY,
                "channel": "phone", "code": "221", "note": "", "by": "bench",
                "entered_at": MOMENT,
            }  # fmt: skip
