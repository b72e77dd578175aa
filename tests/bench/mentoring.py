"""Mentoring at the size of a province, and the best assignment of a whole county's leaders.

30,000 villages, 20,000 leaders, 2,000 lecturers and 500,000 contacts are written by `executemany`
into 100 counties; the pages are asked by a whole province's observer and by one county's officer.
"""

from collections.abc import Iterator
from datetime import date, datetime, timedelta
from pathlib import Path
from random import Random
from tempfile import TemporaryDirectory
from time import perf_counter
from typing import Any

from tests.bench.harness import Bound, Figure, Reading, Sizes, alone

PAGE, MATCHING = Bound(seconds=0.100), Bound(seconds=20)
ROUNDS = 7
COUNTIES = 100
VILLAGES, LEADERS, LECTURERS, CONTACTS = 30_000, 20_000, 2_000, 500_000
AT_ONCE = 20_000
LOGIN = "observer-41"


def measure(folder: Path, _sizes: Sizes) -> Iterator[Figure]:
    """Two processes: the pages of a province, and the matchings."""
    found = alone("mentoring:looks", folder)
    for name, pace in found["pages"].items():
        more = {"cpu": pace["cpu"], "queries": pace["queries"]}
        yield Figure(f"mentoring {name}", pace["seconds"], found["peak_mb"], bound=PAGE, more=more)
    yield Figure(
        f"mentoring filled: {VILLAGES:,} villages, {LEADERS:,} leaders, {CONTACTS:,} contacts",
        found["filling"],
    )
    for kind in ("tree", "kilometres"):
        solved = alone("mentoring:matches", folder, kind=kind, leaders=5_000, lecturers=500)
        yield Figure(
            f"matching 5,000 × 500 by {kind}", solved["seconds"], solved["peak_mb"],
            bound=MATCHING, more={"cost": solved["cost"], "left over": solved["unmatched"]},
        )  # fmt: skip


def looks(folder: Path) -> Reading:
    """The paces of the pages on the full tables."""
    from tests.bench.office import office, signed_in

    with TemporaryDirectory(dir=folder) as home:
        app = office(Path(home))
        start = perf_counter()
        fill(app)
        filling = perf_counter() - start
        officer, lecturer = signed_in(app, "officer"), signed_in(app, "lecturer")
        province = _observer(app)
        pages = {
            "board of the province": (province, "/mentoring/?place=41"),
            "board of a county": (officer, "/mentoring/?place=411224"),
            "board on an earlier day": (province, "/mentoring/?place=41&on=2025-12-31"),
            "villages without a leader": (province, "/mentoring/villages?place=41&kind=open"),
            "debt map of the province": (province, "/mentoring/debt?place=41"),
            "debt map of a county": (officer, "/mentoring/debt?place=411224"),
            "pairs overdue": (province, "/mentoring/pairs?which=overdue"),
            "a lecturer's day": (lecturer, "/mentoring/mine"),
            "a lecturer's pairs": (lecturer, "/mentoring/pairs"),
        }
        return {
            "pages": {name: _read(client, address) for name, (client, address) in pages.items()},
            "filling": filling,
        }


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
    from lms.accounts import services as accounts
    from lms.accounts.actor import system
    from lms.db import unit_of_work
    from tests.bench.office import world_of
    from tests.support.running import NOW

    password = world_of(app).password
    with app.app_context(), unit_of_work() as session:
        accounts.create(
            session, system("bench"), NOW, login=LOGIN, name="省厅",
            grants=[("observer", "41", None)], password=password,
        )  # fmt: skip
    client = app.test_client()
    assert client.post("/sign-in", data={"login": LOGIN, "password": password}).status_code == 302
    return client


def fill(app: Any) -> None:
    """Write the province; the officer's county and the lecturer's account are in it."""
    from lms.clock import now, today
    from lms.db import unit_of_work
    from tests.bench.office import world_of

    with app.app_context():
        account = world_of(app).actor("lecturer").id
        for table, rows in _tables(Random(3), now(), today(), account):
            with unit_of_work() as session:
                for start in range(0, len(rows), AT_ONCE):
                    session.execute(table.__table__.insert(), rows[start : start + AT_ONCE])
        with unit_of_work() as session:
            from sqlalchemy import text

            session.execute(text("ANALYZE"))


def _county(at: int) -> str:
    return "411224" if at == 0 else f"41{30 + at // 10:02d}{at % 10 + 21:02d}"


def _tables(
    chance: Random, now: datetime, day: date, account: int | None
) -> Iterator[tuple[Any, list[dict[str, Any]]]]:
    from courses.leaders import models as leaders
    from courses.lecturers import models as lecturers
    from courses.mentoring import contact_models as contacts
    from courses.mentoring import models as mentoring
    from courses.rosters.models import Person

    flagged = day - timedelta(days=700)
    codes = [
        f"{_county(at % COUNTIES)}{100 + at // COUNTIES % 12:03d}{200 + at // COUNTIES:03d}"
        for at in range(VILLAGES)
    ]
    yield leaders.Village, [
        {"id": at + 1, "uid": f"v{at}", "code": code, "county": code[:6], "name": f"{at}村",
         "town_name": f"{code[6:9]}镇", "flagged_on": flagged if at % 5 else None, "version": 1}
        for at, code in enumerate(codes)
    ]  # fmt: skip
    yield leaders.VillageFlag, [
        {"village_id": at + 1, "seq": 1, "eligible": True, "effective_on": flagged,
         "basis": "名单", "signer": "局长", "at": now, "by": "bench"}
        for at in range(VILLAGES) if at % 5
    ]  # fmt: skip
    yield Person, [
        {"id": at + 1, "uid": f"p{at}", "county": codes[at][:6], "name": f"领头{at}",
         "document_type": "id_card", "id_number": b"x", "id_number_index": at.to_bytes(32, "big"),
         "category": "other", "created_at": now, "changed_at": now,
         "version": 1}
        for at in range(LEADERS)
    ]  # fmt: skip
    yield leaders.Leader, [
        {"id": at + 1, "uid": f"l{at}", "county": codes[at][:6], "person_id": at + 1,
         "village_id": at + 1, "place": codes[at], "state": "active" if at % 8 else "candidate",
         "state_on": flagged, "found_by": "list", "languages": [], "created_at": now, "version": 1}
        for at in range(LEADERS)
    ]  # fmt: skip
    yield leaders.LeaderService, [
        {"leader_id": at + 1, "village_id": at + 1, "from_on": day - timedelta(days=at % 600)}
        for at in range(LEADERS) if at % 8
    ]  # fmt: skip
    yield lecturers.Lecturer, [
        {"id": at + 1, "uid": f"t{at}", "county": _county(at % COUNTIES), "name": f"讲师{at}",
         "kind": "ecommerce", "capacity": 12, "languages": [],
         "account_id": account if at == 0 else None}
        for at in range(LECTURERS)
    ]  # fmt: skip
    paired = [at for at in range(LEADERS) if at % 8 and at % 11]
    mentor = {
        at: at % COUNTIES + at // COUNTIES % (LECTURERS // COUNTIES) * COUNTIES for at in paired
    }
    late = {at: chance.randrange(0, 60) for at in paired}
    yield mentoring.Pair, [
        {"id": at + 1, "uid": f"r{at}", "county": codes[at][:6], "lecturer_id": mentor[at] + 1,
         "leader_id": at + 1, "role": "main", "state": "active",
         "from_date": day - timedelta(days=300), "until_date": day + timedelta(days=65),
         "contacts_a_year": 10, "created_at": now, "created_by": "bench", "contacts": 32,
         "contact_minutes": 960, "last_contact_on": day - timedelta(days=late[at]),
         "next_due_on": day + timedelta(days=36 - late[at])}
        for at in paired
    ]  # fmt: skip
    yield mentoring.Agreement, [
        {"pair_id": at + 1, "version": 1, "from_date": day - timedelta(days=300),
         "until_date": day + timedelta(days=65), "contacts_a_year": 10, "contact_minutes": 30,
         "duties": "", "ending": "", "at": now, "by": "bench"}
        for at in paired
    ]  # fmt: skip
    held: dict[int, int] = {}
    for at in paired:
        held[mentor[at]] = held.get(mentor[at], 0) + 1
    yield mentoring.Load, [{"lecturer_id": at + 1, "held": n} for at, n in held.items()]
    shown = [(number, paired[number % len(paired)]) for number in range(CONTACTS)]
    days = [day - timedelta(days=late[at] + number // len(paired) * 9) for number, at in shown]
    yield contacts.Contact, [
        {"id": number + 1, "uid": f"c{number}", "county": codes[at][:6],
         "lecturer_id": mentor[at] + 1, "kind": "visit", "day": days[number], "minutes": 30,
         "topics": [], "happened_at": now, "recorded_at": now, "recorded_by": "bench"}
        for number, at in shown
    ]  # fmt: skip
    yield contacts.ContactLine, [
        {"uid": f"n{number}", "contact_id": number + 1, "pair_id": at + 1, "leader_id": at + 1,
         "place": codes[at], "county": codes[at][:6], "kind": "visit", "day": days[number],
         "minutes": 30, "evidence": "claimed"}
        for number, at in shown
    ]  # fmt: skip


def matches(folder: Path, kind: str, leaders: int, lecturers: int) -> Reading:
    """One matching, from the facts to the assignment."""
    from courses.lecturers.rules import Expertise
    from courses.mentoring.matching_rules import LeaderFact, LecturerFact, Problem
    from courses.mentoring.matching_solver import solve

    chance = Random(5)
    goods = [one.value for one in Expertise]

    def village() -> str:
        return f"4112{chance.randint(1, 6):02d}{chance.randint(100, 120)}{chance.randint(200, 230)}"

    def point() -> tuple[int, int] | None:
        spot = (chance.randint(33_500_000, 34_900_000), chance.randint(110_300_000, 112_000_000))
        return spot if kind == "kilometres" else None

    problem = Problem(
        tuple(
            LeaderFact(
                at, village(), frozenset(chance.sample(goods, 2)),
                frozenset({chance.choice(["mandarin", "central_plains"])}),
                chance.choice(["", "", "female"]), point(),
            )
            for at in range(leaders)
        ),
        tuple(
            LecturerFact(
                at, village()[: chance.choice([6, 9])], frozenset(chance.sample(goods, 3)),
                (village()[:6],), frozenset({"mandarin"}), chance.choice(["female", "male"]),
                point(), chance.randint(0, 3), 12,
            )
            for at in range(lecturers)
        ),
    )  # fmt: skip
    start = perf_counter()
    solution = solve(problem)
    return {
        "seconds": perf_counter() - start,
        "cost": solution.cost,
        "unmatched": solution.unmatched,
    }
