"""Every page that lists something, with few and with many trainees in the county.

The pages are those of the URL map: GET, without parameters, for each role that may open them. Of
the roles the slowest is told. The number of statements must not grow with the county.
"""

from collections.abc import Iterator
from itertools import islice
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Any

from tests.bench.harness import Bound, Figure, Reading, Sizes, alone

AT_MOST = Bound(seconds=0.060)
COUNTED = {"outcomes.report": Bound(seconds=1.0)}
"""Not a list: a whole county counted while somebody waits."""
MOST_ROUNDS = 7
RECORDS = {"cohorts.record": "/cohorts/2", "rosters.record": "/people/60"}
"""Of a finished class, and of somebody in it."""


def measure(folder: Path, sizes: Sizes) -> Iterator[Figure]:
    """One process: the county is filled in two steps and looked at after each."""
    rounds = min(sizes.pages, MOST_ROUNDS)
    found = alone("pages:looks", folder, few=sizes.few, many=sizes.trainees, rounds=rounds)
    for endpoint, by_role in sorted(found["many"].items()):
        few = found["few"][endpoint]
        role = max(by_role, key=lambda one: float(by_role[one]["cpu"]))
        many = by_role[role]
        more = {
            "cpu": many["cpu"],
            "role": role,
            f"at {sizes.few}": few[role]["seconds"],
            "queries": f"{few[role]['queries']} → {many['queries']}",
            "constant": all(few[one]["queries"] == by_role[one]["queries"] for one in by_role),
        }
        name = f"page {endpoint}, {sizes.trainees:,} trainees"
        yield Figure(
            name, many["seconds"], found["peak_mb"], bound=COUNTED.get(endpoint, AT_MOST), more=more
        )
    name = f"a county of {sizes.trainees:,} trainees, filled"
    yield Figure(name, found["filling"], more={"classes": found["classes"]})


def looks(folder: Path, few: int, many: int, rounds: int) -> Reading:
    """The paces and statements of every page at `few` and at `many` trainees."""
    from time import perf_counter

    from tests.bench.invented import people
    from tests.bench.office import CLASS_SIZE, fill, office

    with TemporaryDirectory(dir=folder) as home:
        app = office(Path(home))
        everybody = people(many)
        fill(app, islice(everybody, few))
        at_few = _look(app, rounds)
        start = perf_counter()
        fill(app, everybody, first=1 + -(-few // CLASS_SIZE))
        filling = perf_counter() - start
        return {
            "few": at_few,
            "many": _look(app, rounds),
            "filling": filling,
            "classes": -(-many // CLASS_SIZE),
        }


def _look(app: Any, rounds: int) -> dict[str, dict[str, Reading]]:
    """By endpoint and role."""
    from lms.accounts.roles import EVERYONE
    from tests.bench.office import signed_in

    found: dict[str, dict[str, Reading]] = {}
    for role in EVERYONE:
        client = signed_in(app, role)
        for endpoint, address in {**_addresses(app, role), **RECORDS}.items():
            if reading := _read(client, role, address, rounds):
                found.setdefault(endpoint, {})[role] = reading
    return found


def _addresses(app: Any, role: str) -> dict[str, str]:
    """Pages without parameters behind a permission of the role, by endpoint."""
    held = app.extensions["lms_registry"].role_permissions[role]
    found: dict[str, str] = {}
    for rule in app.url_map.iter_rules():
        needed = getattr(app.view_functions[rule.endpoint], "lms_permission", None)
        if needed in held and "GET" in (rule.methods or ()) and not rule.arguments:
            found[rule.endpoint] = rule.rule
    return found


def _read(client: Any, role: str, address: str, rounds: int) -> Reading:
    from tests.bench.counting import Statements
    from tests.bench.harness import paced

    with Statements() as asked:
        answer = client.get(address)
    if answer.status_code in (
        302,
        403,
        404,
        422,
    ):  # no list for this role, or none before something is chosen
        return {}
    if answer.status_code != 200:
        raise AssertionError(f"{role} {address}: {answer.status_code}")
    pace = paced(rounds, page=lambda: client.get(address))["page"]
    return {"seconds": pace.seconds, "cpu": pace.cpu, "queries": asked.count}
