"""The matching as a run: what is proposed and why, overruling, staleness, applying, undoing."""

from collections.abc import Callable
from datetime import timedelta

import pytest
from sqlalchemy import select
from sqlalchemy.orm import Session

from courses.leaders.rules import Evidence, LeaderState
from courses.lecturers.rules import Expertise
from courses.mentoring import coordinates, excluding, matching, matching_facts, pairing
from courses.mentoring.contact_models import Contact, ContactLine
from courses.mentoring.contacts_rules import ContactKind
from courses.mentoring.models import Pair
from courses.mentoring.rules import EndedBy, PairRole, PairState
from lms.errors import DomainError
from lms.runs import services as runs
from lms.runs.models import Run
from tests.courses.mentoring.corps import DAY, MAKER, leader, lecturer, terms, village
from tests.support.running import NOW
from tests.support.world import World


def refused(act: Callable[[], object]) -> str:
    with pytest.raises(DomainError) as fault:
        act()
    return fault.value.code


def proposed(run: Run) -> dict[int, int | None]:
    return {row["leader"]: row["lecturer"] for row in runs.planned_rows(run)}


def rehearse(session: Session, place: str = "411224") -> Run:
    return matching.rehearse(session, MAKER, NOW, place, terms())


def test_only_the_unpaired_of_the_place_are_matched(session: Session) -> None:
    mentor = lecturer(session, capacity=8)
    waiting, had = leader(session, 1), leader(session, 2)
    pairing.pair(session, MAKER, NOW, leader=had, lecturer=mentor, terms=terms())
    leader(session, 3, state=LeaderState.TRAINED)
    leader(session, 4, at=village(session, town="411202001"))
    certified = leader(session, 5, state=LeaderState.CERTIFIED)
    assert proposed(rehearse(session)) == {waiting.id: mentor.id, certified.id: mentor.id}


def test_who_may_take_somebody(session: Session) -> None:
    one = leader(session)
    lecturer(session, 1, left_on=DAY - timedelta(days=1))
    lecturer(session, 2, term=(DAY - timedelta(days=99), DAY - timedelta(days=1)))
    lecturer(session, 3, county="411202")
    lecturer(session, 4, capacity=0)
    assert refused(lambda: rehearse(session)) == "MATCHING_NO_LECTURER"
    sent = lecturer(session, 5, county="441403", regions=["411224"])
    assert proposed(rehearse(session)) == {one.id: sent.id}


def test_a_second_mentor_is_not_proposed_as_the_main_one(session: Session) -> None:
    first, second, far = lecturer(session, 1), lecturer(session, 2), lecturer(session, 3)
    far.base_place, far.regions = "441403", []
    one = leader(session)
    main = pairing.pair(session, MAKER, NOW, leader=one, lecturer=first, terms=terms())
    pairing.pair(
        session, MAKER, NOW, leader=one, lecturer=second, terms=terms(), role=PairRole.SECOND
    )
    pairing.end(session, MAKER, NOW, main, by=EndedBy.OFFICE, on=DAY, reason="调离")
    first.left_on = DAY
    session.flush()
    run = rehearse(session)
    assert proposed(run) == {one.id: far.id}
    runs.start(session, MAKER, NOW, run)
    active = select(Pair.lecturer_id, Pair.role).where(
        Pair.leader_id == one.id, Pair.state == PairState.ACTIVE
    )
    assert set(session.execute(active).all()) == {
        (second.id, PairRole.SECOND), (far.id, PairRole.MAIN),
    }  # fmt: skip


def test_who_is_in_office_is_asked_of_the_day_the_agreements_begin(session: Session) -> None:
    one = leader(session)
    begin = DAY + timedelta(days=30)
    lecturer(session, 1, term=(DAY - timedelta(days=99), begin - timedelta(days=1)))
    later = lecturer(session, 2, term=(begin, begin + timedelta(days=99)))
    run = matching.rehearse(session, MAKER, NOW, "411224", terms(begin))
    assert proposed(run) == {one.id: later.id}
    runs.start(session, MAKER, NOW, run)
    assert session.scalars(select(Pair.lecturer_id)).all() == [later.id]


def test_goods_distance_wishes_and_exclusions_are_weighed(session: Session) -> None:
    tea = leader(session, 1, fields=[Expertise.TEA])
    wishing = leader(session, 2)
    barred = leader(session, 3)
    good = lecturer(session, 1, capacity=1, fields=[Expertise.TEA])
    woman = lecturer(session, 2, capacity=1, sex="female", languages=["hakka"])
    near = lecturer(session, 3, capacity=1, base_place="411224100")
    excluding.wish(session, MAKER, NOW, wishing, "hakka", "female")
    excluding.exclude(session, MAKER, NOW, tea, near, "亲属")
    run = rehearse(session)
    assert proposed(run) == {tea.id: good.id, wishing.id: woman.id, barred.id: near.id}
    why = {row["leader"]: row["why"] for row in runs.planned_rows(run)}
    assert why[tea.id]["goods"] == ["tea"]
    assert why[wishing.id]["languages"] == ["hakka"]
    assert (why[barred.id]["level"], why[barred.id]["km"]) == (1, None)
    assert run.counts["cost"] == 40 + 40 + 10


def test_kilometres_count_where_coordinates_are_known(session: Session) -> None:
    one = leader(session)
    lecturer(session, 1, base_place="411224101")
    close = lecturer(session, 2, base_place="411224102")
    lines = coordinates.read(
        "区划代码,纬度,经度\n411224100000,34.00,111.00\n411224101,34.90,111.00\n"
        "411224102,34.01,111.00\n".encode("gb18030")
    )
    assert coordinates.store(session, MAKER, NOW, lines) == 3
    run = rehearse(session)
    [row] = runs.planned_rows(run)
    assert (row["leader"], row["lecturer"], row["why"]["km"]) == (one.id, close.id, 1)
    scene = matching_facts.gather(session, "411224", DAY)
    assert [why["km"] for _lecturer, why in matching.alternatives(scene, one.id)] == [1, 100]


def test_some_are_left_over_when_places_are_short(session: Session) -> None:
    lecturer(session, capacity=2)
    for number in range(3):
        leader(session, number)
    run = rehearse(session)
    assert (run.counts["matched"], run.counts["unmatched"]) == (2, 1)
    runs.start(session, MAKER, NOW, run)
    assert run.counts["paired"] == 2
    assert refused(lambda: rehearse(session)) == "MATCHING_NO_LECTURER"


def test_nobody_waits(session: Session) -> None:
    lecturer(session)
    assert refused(lambda: rehearse(session)) == "MATCHING_NOBODY"


def test_the_same_facts_give_the_same_proposal(session: Session) -> None:
    for number in range(4):
        lecturer(session, number, capacity=3)
    for number in range(9):
        leader(session, number)
    assert proposed(rehearse(session)) == proposed(rehearse(session))


def test_a_pin_says_what_changes_elsewhere(session: Session) -> None:
    tea, herbs = leader(session, 1, fields=[Expertise.TEA]), leader(session, 2)
    first = lecturer(session, 1, capacity=1, fields=[Expertise.TEA])
    second = lecturer(session, 2, capacity=1)
    run = rehearse(session)
    found = matching.overrule(session, NOW, run, tea.id, second.id, forbid=False)
    assert [(c.leader, c.before, c.after) for c in found.changes] == [
        (tea.id, first.id, second.id),
        (herbs.id, second.id, first.id),
    ]
    assert found.after.cost - found.before.cost == 60
    kept = matching.keep(session, MAKER, NOW, run, found)
    assert run.state == "discarded"
    assert proposed(kept) == {tea.id: second.id, herbs.id: first.id}
    barred = matching.overrule(session, NOW, kept, tea.id, second.id, forbid=True)
    assert barred.after.matched == {tea.id: first.id, herbs.id: second.id}


def test_a_forbidden_pair_may_leave_somebody_over(session: Session) -> None:
    one, mentor = leader(session), lecturer(session)
    run = rehearse(session)
    found = matching.overrule(session, NOW, run, one.id, mentor.id, forbid=True)
    assert (found.after.matched, found.after.unmatched) == ({one.id: None}, 1)
    assert (
        refused(lambda: matching.overrule(session, NOW, run, 10**6, mentor.id, forbid=True))
        == "MATCHING_OVERRULED_AWAY"
    )


def test_a_proposal_goes_stale_when_capacity_or_leaders_change(session: Session) -> None:
    mentor, one, other = lecturer(session, capacity=2), leader(session, 1), leader(session, 2)
    run = rehearse(session)
    pairing.pair(session, MAKER, NOW, leader=other, lecturer=mentor, terms=terms())
    session.commit()
    assert refused(lambda: runs.start(session, MAKER, NOW, run)) == "MATCHING_STALE"
    session.rollback()
    assert not session.scalars(select(Pair).where(Pair.leader_id == one.id)).all()
    fewer = rehearse(session)
    mentor.capacity = 1
    session.commit()
    assert refused(lambda: runs.start(session, MAKER, NOW, fewer)) == "MATCHING_STALE"


def test_applying_pairs_and_undoing_ends_them(session: Session) -> None:
    mentor = lecturer(session, capacity=3)
    for number in range(3):
        leader(session, number)
    run = rehearse(session)
    runs.start(session, MAKER, NOW, run)
    pairs = session.scalars(select(Pair)).all()
    assert {(one.run_id, one.role, one.lecturer_id) for one in pairs} == {
        (run.id, PairRole.MAIN, mentor.id)
    }
    runs.undo(session, MAKER, NOW, run)
    assert {(one.state, one.ended_by) for one in pairs} == {(PairState.ENDED, EndedBy.UNDONE)}
    assert len(proposed(rehearse(session))) == 3


def test_a_matching_that_was_used_is_not_undone(session: Session) -> None:
    mentor = lecturer(session)
    leader(session, 1)
    used = leader(session, 2)
    run = rehearse(session)
    runs.start(session, MAKER, NOW, run)
    pair = session.scalars(select(Pair).where(Pair.leader_id == used.id)).one()
    contact = Contact(
        county="411224", lecturer_id=mentor.id, kind=ContactKind.CALL, day=DAY, minutes=5,
        topics=[], happened_at=NOW, recorded_at=NOW, recorded_by="t",
    )  # fmt: skip
    session.add(contact)
    session.flush()
    session.add(
        ContactLine(
            contact_id=contact.id, pair_id=pair.id, leader_id=used.id, place=used.place,
            county="411224", kind=ContactKind.CALL, day=DAY, minutes=5, evidence=Evidence.CLAIMED,
        )
    )  # fmt: skip
    session.commit()
    assert refused(lambda: runs.undo(session, MAKER, NOW, run)) == "MATCHING_UNDO_USED"


def test_six_hundred_are_applied_slice_by_slice(session: Session) -> None:
    for number in range(3):
        lecturer(session, number, capacity=5)
    for number in range(12):
        leader(session, number)
    run = rehearse(session)
    rows = runs.planned_rows(run)
    for start in (0, 6):
        matching.apply(session, MAKER, NOW, run, rows[start : start + 6])
        run.done_rows += 6
    assert len(session.scalars(select(Pair)).all()) == 12


def test_a_matching_stays_in_the_county(session: Session, world: World) -> None:
    leader(session)
    lecturer(session)
    stranger = world.actor("officer", "411202")
    assert (
        refused(lambda: matching.rehearse(session, stranger, NOW, "411224", terms()))
        == "NOT_PERMITTED"
    )
