"""Pairing, extending, handing over, ending: what is allowed and what each refusal says."""

from collections.abc import Callable
from datetime import date, timedelta

import pytest
from sqlalchemy import func, select
from sqlalchemy.orm import Session

from courses.leaders.api import Basis, Papers, merge, move, take_step
from courses.leaders.models import Village
from courses.leaders.rules import LeaderAction, LeaderState
from courses.mentoring import pairing, places, queries
from courses.mentoring.models import Agreement, Exclusion, Load, Pair, PairStep
from courses.mentoring.rules import EndedBy, PairRole, PairState, next_due, term_from
from lms.errors import DomainError
from tests.courses.mentoring.corps import DAY, MAKER, leader, lecturer, terms, village
from tests.support.running import NOW
from tests.support.world import World


def paired(session: Session, **facts: object) -> Pair:
    found = {"leader": None, "lecturer": None, "terms": terms()} | facts
    found["leader"] = found["leader"] or leader(session)
    found["lecturer"] = found["lecturer"] or lecturer(session)
    return pairing.pair(session, MAKER, NOW, **found)  # type: ignore[arg-type]


def refused(act: Callable[[], object]) -> str:
    with pytest.raises(DomainError) as fault:
        act()
    return fault.value.code


def held(session: Session, lecturer_id: int) -> int:
    return places.held_by(session, [lecturer_id])[lecturer_id]


def active(session: Session, lecturer_id: int) -> int:
    return (
        session.scalar(
            select(func.count())
            .select_from(Pair)
            .where(Pair.lecturer_id == lecturer_id, Pair.state == PairState.ACTIVE)
        )
        or 0
    )


def test_a_pair_has_an_agreement_a_step_and_takes_a_place(session: Session) -> None:
    mentor = lecturer(session, capacity=2)
    made = paired(session, lecturer=mentor, terms=terms(goal_sales_fen=500_000, goal_households=5))
    [agreed] = queries.agreements(session, made.id)
    assert (agreed.version, agreed.goal_sales_fen, agreed.goal_households) == (1, 500_000, 5)
    assert (made.from_date, made.until_date) == (DAY, term_from(DAY, 12))
    assert made.next_due_on == DAY + timedelta(days=36)
    [step] = queries.steps(session, [made.id])
    assert (step.action, step.by) == ("paired", MAKER.name)
    assert held(session, mentor.id) == active(session, mentor.id) == 1


def test_a_lecturer_takes_no_more_than_the_capacity(session: Session) -> None:
    mentor = lecturer(session, capacity=2)
    for number in (1, 2):
        paired(session, lecturer=mentor, leader=leader(session, number))
    third = leader(session, 3)
    assert refused(lambda: paired(session, lecturer=mentor, leader=third)) == "LECTURER_FULL"
    assert held(session, mentor.id) == active(session, mentor.id) == 2
    assert not queries.active_pairs(session, third.id)
    assert session.scalar(select(func.count()).select_from(Agreement)) == 2


def test_one_main_mentor_and_one_second_said_explicitly(session: Session) -> None:
    one = leader(session)
    main, second, other = (lecturer(session, number) for number in (1, 2, 3))
    assert (
        refused(lambda: paired(session, leader=one, lecturer=main, role=PairRole.SECOND))
        == "PAIR_WITHOUT_MAIN"
    )
    paired(session, leader=one, lecturer=main)
    assert refused(lambda: paired(session, leader=one, lecturer=main)) == "PAIR_KNOWN"
    assert refused(lambda: paired(session, leader=one, lecturer=other)) == "LEADER_HAS_MAIN"
    paired(session, leader=one, lecturer=second, role=PairRole.SECOND)
    assert (
        refused(lambda: paired(session, leader=one, lecturer=other, role=PairRole.SECOND))
        == "LEADER_HAS_SECOND"
    )
    assert [p.role for p in queries.active_pairs(session, one.id)] == ["main", "second"]
    assert held(session, other.id) == 0


@pytest.mark.parametrize("state", [LeaderState.CANDIDATE, LeaderState.TRAINED, LeaderState.LEFT])
def test_only_certified_and_serving_leaders_are_paired(
    session: Session, state: LeaderState
) -> None:
    one = leader(session, state=state)
    assert refused(lambda: paired(session, leader=one)) == "LEADER_NOT_PAIRABLE"


@pytest.mark.parametrize(
    ("term", "left_on", "code"),
    [
        ((DAY - timedelta(days=400), DAY - timedelta(days=1)), None, "LECTURER_TERM_ENDED"),
        ((DAY + timedelta(days=5), DAY + timedelta(days=400)), None, "LECTURER_TERM_AHEAD"),
        (None, DAY - timedelta(days=1), "LECTURER_LEFT"),
    ],
)
def test_a_lecturer_out_of_office_takes_nobody(
    session: Session, term: tuple[date, date] | None, left_on: date | None, code: str
) -> None:
    mentor = lecturer(session, term=term, left_on=left_on)
    assert refused(lambda: paired(session, lecturer=mentor)) == code
    assert session.get(Load, mentor.id) is None


def test_who_must_not_be_paired_is_not(session: Session) -> None:
    one, mentor = leader(session), lecturer(session)
    session.add(
        Exclusion(
            county=one.county,
            lecturer_id=mentor.id,
            leader_id=one.id,
            reason="亲属",
            at=NOW,
            by="t",
        )
    )
    assert refused(lambda: paired(session, leader=one, lecturer=mentor)) == "PAIR_EXCLUDED"


@pytest.mark.parametrize(
    ("facts", "code"),
    [
        ({"months": -2}, "PAIR_DATES_ORDER"),
        ({"months": 120}, "PAIR_TERM_TOO_LONG"),
        ({"contacts_a_year": 0}, "PAIR_FREQUENCY_INVALID"),
        ({"contact_minutes": 2000}, "PAIR_FREQUENCY_INVALID"),
    ],
)
def test_terms_that_cannot_be_meant(session: Session, facts: dict[str, int], code: str) -> None:
    assert refused(lambda: paired(session, terms=terms(**facts))) == code


def test_ending_needs_a_reason_and_frees_the_place(session: Session) -> None:
    mentor = lecturer(session, capacity=1)
    made = paired(session, lecturer=mentor, terms=terms(DAY - timedelta(days=10)))

    def end(on: date = DAY, reason: str = "外出务工") -> None:
        pairing.end(session, MAKER, NOW, made, by=EndedBy.LEADER, on=on, reason=reason)

    assert refused(lambda: end(reason=" ")) == "PAIR_REASON_MISSING"
    assert refused(lambda: end(DAY + timedelta(days=1))) == "PAIR_END_AHEAD"
    assert refused(lambda: end(DAY - timedelta(days=11))) == "PAIR_END_BEFORE_BEGIN"
    end()
    assert (made.state, made.ended_by, made.ended_on) == (PairState.ENDED, EndedBy.LEADER, DAY)
    assert refused(end) == "PAIR_ENDED"
    assert held(session, mentor.id) == 0
    paired(session, lecturer=mentor, leader=leader(session, 2))
    assert held(session, mentor.id) == 1


def test_an_extension_appends_the_next_version(session: Session) -> None:
    made = paired(session)
    longer = terms(months=24, goal_households=9)
    assert (
        refused(lambda: pairing.extend(session, MAKER, NOW, made, terms(), "续"))
        == "PAIR_NOT_LATER"
    )
    pairing.extend(session, MAKER, NOW, made, longer, "再带一年")
    versions = queries.agreements(session, made.id)
    assert [(one.version, one.goal_households) for one in versions] == [(2, 9), (1, None)]
    assert made.until_date == longer.until_date
    assert queries.steps(session, [made.id])[0].reason == "再带一年"


def test_a_handover_continues_the_pair_with_its_history(session: Session) -> None:
    first, second = lecturer(session, 1), lecturer(session, 2)
    made = paired(session, lecturer=first, terms=terms(DAY - timedelta(days=30)))
    after = pairing.hand_over(
        session, MAKER, NOW, made, to=second, on=DAY, terms=terms(), reason="距离太远"
    )
    assert (made.state, made.ended_by) == (PairState.ENDED, EndedBy.HANDOVER)
    assert (after.previous_id, after.role) == (made.id, PairRole.MAIN)
    assert [one.id for one in queries.chain(session, made)] == [made.id, after.id]
    assert [one.id for one in queries.chain(session, after)] == [made.id, after.id]
    assert (held(session, first.id), held(session, second.id)) == (0, 1)


def test_two_main_mentors_never_overlap_by_a_hand_over(session: Session) -> None:
    first, second = lecturer(session, 1), lecturer(session, 2)
    made = pairing.pair(
        session, MAKER, NOW, leader=leader(session), lecturer=first,
        terms=terms(DAY - timedelta(days=60)),
    )  # fmt: skip
    before = terms(DAY - timedelta(days=1))
    with pytest.raises(DomainError, match="PAIR_HANDED_BEFORE"):
        pairing.hand_over(session, MAKER, NOW, made, to=second, on=DAY, terms=before, reason="远")
    assert made.state is PairState.ACTIVE
    assert session.scalars(select(Pair.lecturer_id)).all() == [first.id]


def test_a_refused_handover_leaves_everything_as_it_was(session: Session) -> None:
    full = lecturer(session, 2, capacity=0)
    made = paired(session)
    session.commit()
    before = session.scalar(select(func.count()).select_from(PairStep))

    def hand_over() -> Pair:
        return pairing.hand_over(
            session, MAKER, NOW, made, to=full, on=DAY, terms=terms(), reason="换人"
        )

    assert refused(hand_over) == "LECTURER_FULL"
    session.refresh(made)
    assert (made.state, made.ended_on) == (PairState.ACTIVE, None)
    assert session.scalar(select(func.count()).select_from(PairStep)) == before
    assert held(session, made.lecturer_id) == 1


def test_another_county_is_refused(session: Session, world: World) -> None:
    stranger = world.actor("officer", "411202")
    one, mentor = leader(session), lecturer(session)
    assert (
        refused(
            lambda: pairing.pair(session, stranger, NOW, leader=one, lecturer=mentor, terms=terms())
        )
        == "NOT_PERMITTED"
    )


def test_due_days() -> None:
    assert next_due(date(2026, 1, 1), None, 10) == date(2026, 2, 6)
    assert next_due(date(2026, 1, 1), date(2026, 3, 1), 365) == date(2026, 3, 2)
    assert term_from(date(2026, 1, 31), 1) == date(2026, 2, 27)
    assert term_from(date(2024, 2, 29), 12) == date(2025, 2, 27)


def test_a_leader_who_leaves_is_mentored_no_more(session: Session, world: World) -> None:
    mentor = lecturer(session, capacity=1)
    one = leader(session)
    main = paired(session, leader=one, lecturer=mentor, terms=terms(DAY - timedelta(days=30)))
    second = paired(
        session, leader=one, lecturer=lecturer(session, 2), role=PairRole.SECOND,
        terms=terms(DAY + timedelta(days=3)),
    )  # fmt: skip
    papers = Papers(reason="外出务工")
    take_step(session, world.actor("officer"), NOW, one, LeaderAction.LEAVE, DAY, papers)
    assert (main.state, main.ended_by, main.ended_on) == (PairState.ENDED, EndedBy.LEADER, DAY)
    assert main.end_reason == "外出务工"
    assert second.state is PairState.ENDED
    assert held(session, mentor.id) == 0


def test_a_leader_who_moves_keeps_the_mentor(session: Session, world: World) -> None:
    made = paired(session)
    other = village(session, 9)
    move(session, world.actor("officer"), NOW, made.leader, other, DAY, "嫁到邻村")
    assert (made.state, made.leader.place) == (PairState.ACTIVE, other.code)
    assert queries.pair_for(session, world.actor("officer"), made.id).id == made.id


def test_a_village_merged_into_another_keeps_its_pairs(session: Session, world: World) -> None:
    made = paired(session)
    into = village(session, 9)
    basis = Basis(DAY, "撤并文件", "民政局长")
    old = session.get_one(Village, made.leader.village_id)
    merge(session, world.actor("officer"), NOW, old, into, basis)
    session.refresh(made.leader)
    assert (made.state, made.leader.place) == (PairState.ACTIVE, into.code)
