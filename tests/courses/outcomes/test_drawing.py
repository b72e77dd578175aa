"""Who may be compared with a class, and the draw."""

from hypothesis import given
from hypothesis import strategies as st

from courses.outcomes.drawing import Candidate, Reason, draw, fits, offer
from courses.outcomes.rules import Beside

HOME, OTHER = "411224100001", "411224100002"


def one(
    at: int, home: str = "", *, waiting: bool = False, reason: Reason | None = None
) -> Candidate:
    return Candidate(at, f"{at:032x}", home, waiting, reason)


def test_every_group_has_its_people_and_every_other_a_reason() -> None:
    people = [
        one(1, OTHER), one(2, OTHER, waiting=True), one(3, HOME), one(4, "411224100"), one(5),
        one(6, OTHER, reason=Reason.TAUGHT), one(7, OTHER, waiting=True, reason=Reason.DIED),
    ]  # fmt: skip
    found = offer(people, {HOME})
    assert found.archive == 7
    assert found.people == {
        Beside.WAITING: 1, Beside.UNTRAINED: 4, Beside.OTHER_VILLAGE: 2,
    }  # fmt: skip
    assert found.left_out == {Reason.DIED: 1, Reason.TAUGHT: 1}
    assert not fits(people[2], Beside.OTHER_VILLAGE, {HOME})
    assert not fits(people[3], Beside.OTHER_VILLAGE, {HOME}), "only the town is known"


@given(st.integers(0, 60), st.integers(), st.integers(0, 70))
def test_a_draw_can_be_repeated_and_grows(count: int, number: int, wanted: int) -> None:
    seed, people = str(number), [one(key) for key in range(count)]
    drawn = draw(seed, people, wanted)
    assert len(drawn) == min(wanted, len(people))
    assert draw(seed, reversed(people), wanted) == drawn
    assert draw(seed, people, wanted + 1)[:wanted] == drawn[:wanted]


def test_seeds_draw_differently() -> None:
    people = [one(key) for key in range(200)]
    assert set(draw("a", people, 50)) != set(draw("b", people, 50))
    hits = [sum(person.person_id < 100 for person in draw(str(n), people, 50)) for n in range(200)]
    assert 23 < sum(hits) / 200 < 27
