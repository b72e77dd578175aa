"""Every route × every role × {own, other centre, other county}, from the URL map itself.

A route without a declaration fails, and so does one whose parameters have no sample: see
`tests/support/samples.py`. The public routes are named here: one more is a decision.
"""

import pytest

from tests.support.house import ANSWERED, Case, House, cases, expected_of
from tests.support.samples import CANARY, COUNTY_CANARY

PUBLIC = {
    "lms.sign_in",
    "lms.choose_language",
    "lms.health",
    "lms.offline_page",
    "mentoring.rate",
    "mentoring.rate_answer",
    "mentoring.rate_done",
    "mentoring.leader_enter",
    "mentoring.leader_home",
    "mentoring.leader_word",
    "mentoring.leader_leave",
    "lms.service_worker",
    "certificates.verify",
    "certificates.verify_number",
    "certificates.verify_printed_before",
    "certificates.open_badge",
    "certificates.offline",
    "certificates.offline_file",
    "certificates.bundle",
    "certificates.keys",
    "certificates.key",
    "certificates.revoked",
    "certificates.issuer",
    "certificates.status",
    "certificates.worker",
}
CASES = cases()
GUARDED = [case for case in CASES if case.permission is not None]


def test_every_route_is_declared_and_the_public_ones_are_meant() -> None:
    assert {case.endpoint for case in CASES if case.permission is None} <= PUBLIC


@pytest.mark.parametrize("case", CASES, ids=str)
def test_every_parameter_has_a_sample(house: House, case: Case) -> None:
    try:
        house.values(case)
    except KeyError as missing:
        pytest.fail(f"add a sample of {missing} for {case} to tests/support/samples.py")


@pytest.mark.parametrize("case", GUARDED, ids=str)
def test_visitors_are_asked_to_sign_in(house: House, case: Case) -> None:
    answer = house.ask(case, None)
    if case.method == "GET":
        assert (answer.status_code, answer.headers["Location"]) == (302, "/sign-in")
    else:
        assert answer.status_code == 401


@pytest.mark.parametrize("case", GUARDED, ids=str)
def test_role_and_scope(house: House, case: Case) -> None:
    """403 without the permission, 404 for what is not theirs, an answer for what is."""
    wrong = []
    for person in house.people:
        answer = house.ask(case, person)
        expected = expected_of(house, case, person)
        if answer.status_code not in expected:
            wrong.append(f"{person}: {answer.status_code}, expected {expected}")
        if not person.is_own and CANARY.encode() in answer.data:
            wrong.append(f"{person} reads of the first centre")
        if not person.is_here and COUNTY_CANARY.encode() in answer.data:
            wrong.append(f"{person} reads of the county")
    assert not wrong, "\n".join(wrong)


def ids_of(case: Case) -> list[str]:
    """The parameters that name one object."""
    return [name for name in case.parameters if name.endswith("_id") or name == "uid"]


@pytest.mark.parametrize("case", [c for c in GUARDED if ids_of(c)], ids=str)
def test_what_does_not_exist_is_not_found(house: House, case: Case) -> None:
    ids = ids_of(case)
    for person in house.people:
        if person.is_own and expected_of(house, case, person) == ANSWERED:
            nothing = {name: "0" * 32 if name == "uid" else 10**8 for name in ids}
            assert house.ask(case, person, **nothing).status_code == 404, str(person)
