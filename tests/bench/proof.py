"""Verifying: the public page in process, a signed statement written and checked, the list.

What the browser does is measured by the browser tests (`tests/browser/test_offline_verifying.py`).
"""

from collections.abc import Callable, Iterator
from pathlib import Path

from tests.bench.harness import Bound, Figure, Reading, Sizes, alone

PAGE = Bound(seconds=0.010)
PEOPLE = 40


def measure(folder: Path, sizes: Sizes) -> Iterator[Figure]:
    """One process: a class with certificates, of which a few are revoked."""
    found = alone("proof:verifying", folder, rounds=max(sizes.rounds, 30))
    for name, seconds in found["pages"].items():
        more = {"cpu": found["cpu"][name]}
        yield Figure(f"verification page, {name}", seconds, found["peak_mb"], bound=PAGE, more=more)
    for name, seconds in found["acts"].items():
        yield Figure(f"verification: {name}", seconds, more={"bytes": found["bytes"].get(name, "")})


def verifying(folder: Path, rounds: int) -> Reading:
    """Medians of each page and of each act."""
    from certificates import queries, services
    from certificates.proof import alone as single
    from certificates.proof import listing
    from certificates.proof import statement as statements
    from certificates.proof.cose import opened
    from certificates.proof.keys import active, signer
    from certificates.rules import RevocationGround
    from lms.clock import now
    from lms.db import unit_of_work
    from tests.bench.harness import paced
    from tests.bench.office import MAKER, office
    from tests.certificates.graduates import closed_class, held, issue

    app = office(folder / "proof")
    with app.app_context(), unit_of_work() as session:
        cohort = closed_class(session, now(), PEOPLE)
        issue(session, now(), cohort)
        rows = held(session, cohort)
        services.revoke(session, MAKER, now(), rows[1], "代考", RevocationGround.FRAUD)
        services.replace(session, MAKER, now(), rows[2], "字迹不清")
        services.duplicate(session, MAKER, now(), rows[3], "遗失")
        tokens = dict(
            zip(
                ("valid", "revoked", "replaced", "copied"),
                (row.token for row in rows),
                strict=False,
            )
        )
        printed = queries.snapshot_of(rows[0])
        found, key = signer(session, now(), cohort.county), active(session, cohort.county)
        public = key.public if key else b""
    client = app.test_client()

    def page(token: str) -> None:
        if client.get(f"/v/{token}").status_code != 200:
            raise AssertionError(token)

    message = statements.write(found, printed, tokens["valid"], now())
    with app.test_request_context(), unit_of_work() as session:
        if not opened(message).good(public):
            raise AssertionError("the statement does not verify")
        acts = {
            "sign a statement": lambda: statements.write(found, printed, tokens["valid"], now()),
            "check a statement": lambda: opened(message).good(public),
            "sign the revocation list": lambda: listing.signed_list(session, now(), "411224"),
            "make the single file": lambda: single.verifier(session, now()),
        }
        acts["make the single file"]()
        sizes = {
            "sign a statement": len(message),
            "sign the revocation list": len(listing.signed_list(session, now(), "411224") or b""),
            "make the single file": len(single.verifier(session, now()).encode()),
        }
        taken = {name: pace.seconds for name, pace in paced(rounds, **_named(acts)).items()}
    pages = {name: lambda token=token: page(token) for name, token in tokens.items()}
    for look in pages.values():
        look()
    paces = paced(rounds, **pages)
    return {
        "pages": {name: pace.seconds for name, pace in paces.items()},
        "cpu": {name: pace.cpu for name, pace in paces.items()},
        "acts": {name.replace("_", " "): seconds for name, seconds in taken.items()},
        "bytes": sizes,
    }


def _named(acts: dict[str, Callable[[], object]]) -> dict[str, Callable[[], object]]:
    return {name.replace(" ", "_"): act for name, act in acts.items()}
