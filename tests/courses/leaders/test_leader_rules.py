"""Properties of the rules: steps, flags, counting once, masks, links, lecturers' terms."""

from collections.abc import Sequence
from datetime import date, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from courses.leaders import steps
from courses.leaders.counting import (
    STRENGTH,
    Driven,
    Effect,
    FlagEntry,
    eligible_on,
    households_between,
    mask_household,
    once_per_year,
)
from courses.leaders.importing import goods_in, kind_of_text
from courses.leaders.rules import (
    SUPPORT_MOVES,
    Evidence,
    LeaderAction,
    LeaderState,
    SupportState,
    link_allowed,
)
from courses.leaders.words import GROUPS, SOURCES
from courses.lecturers.rules import Standing, TermDates, overlapping, serves, standing

DAY = date(2026, 6, 1)
days = st.integers(0, 400).map(lambda n: DAY + timedelta(days=n))


def test_the_eight_groups_and_three_sources() -> None:
    assert [str(title) for title in GROUPS.values()] == [
        "返乡创业青年", "脱贫致富带头人", "大学生村官", "第一书记", "退伍军人", "农村党员骨干",
        "巧媳妇", "有潜力的残疾人",
    ]  # fmt: skip
    assert [str(title) for title in SOURCES.values()] == [
        "益农信息社负责人", "现有网店负责人", "村淘店小二",
    ]  # fmt: skip
    for group, title in GROUPS.items():
        assert kind_of_text(str(title)) == (group, None)
    for source, title in SOURCES.items():
        assert kind_of_text(str(title)) == (None, source)
    assert kind_of_text("一般农户") == (None, None)


@given(st.lists(st.sampled_from(list(LeaderAction)), max_size=12))
def test_no_walk_leaves_the_map(wanted: Sequence[LeaderAction]) -> None:
    state = LeaderState.CANDIDATE
    past = [steps.Past(LeaderAction.ENTER, DAY)]
    for action in wanted:
        asked = steps.Wanted(
            action, DAY + timedelta(days=2), None, "理由", DAY, DAY + timedelta(days=1)
        )
        found = steps.check(state, past, asked, DAY + timedelta(days=2))
        if action in steps.allowed(state):
            assert found == ()
            state = steps.after(state, action)
            past.append(steps.Past(action, asked.effective_on, None, asked.notice_to))
        else:
            assert [one.code for one in found] == ["LEADER_STEP_ILLEGAL"]
    road = [one.action for one in steps.this_round(past)]
    if state in (LeaderState.ACTIVE, LeaderState.OUTSTANDING):
        order = [road.index(action) for action in (
            LeaderAction.RECOMMEND, LeaderAction.REVIEW, LeaderAction.DECIDE, LeaderAction.TRAIN,
            LeaderAction.CERTIFY, LeaderAction.ACTIVATE,
        )]  # fmt: skip
        assert order == sorted(order)


def test_every_state_can_be_left() -> None:
    for state in LeaderState:
        assert steps.allowed(state)
        if state in steps.NEXT:
            assert steps.allowed(state)[0] is steps.NEXT[state]


@given(days, days)
def test_a_review_waits_for_the_notice(notice_to: date, on: date) -> None:
    past = [
        steps.Past(LeaderAction.ENTER, DAY),
        steps.Past(LeaderAction.RECOMMEND, DAY, 1, notice_to),
    ]
    found = steps.check(
        LeaderState.RECOMMENDED, past, steps.Wanted(LeaderAction.REVIEW, on), date.max
    )
    assert [one.code for one in found] == (["LEADER_NOTICE_RUNNING"] if on <= notice_to else [])


def test_who_prepared_an_earlier_round_may_decide_this_one() -> None:
    past = [
        steps.Past(LeaderAction.RECOMMEND, DAY, 7),
        steps.Past(LeaderAction.REFUSE, DAY, 8),
        steps.Past(LeaderAction.RETURN, DAY, 8),
        steps.Past(LeaderAction.RECOMMEND, DAY, 8),
        steps.Past(LeaderAction.REVIEW, DAY, 9),
    ]
    assert steps.preparers(past) == {8, 9}


@given(st.lists(st.tuples(days, st.booleans()), max_size=6), days)
def test_a_flag_holds_until_the_next_entry(entries: list[tuple[date, bool]], day: date) -> None:
    known = [FlagEntry(n, value, on) for n, (on, value) in enumerate(sorted(entries))]
    before = [one for one in known if one.effective_on <= day]
    assert eligible_on(known, day) == (bool(before) and before[-1].eligible)
    assert eligible_on(known, day) == eligible_on(list(reversed(known)), day)


effects = st.builds(
    Effect, st.integers(1, 3), st.integers(2024, 2026), st.integers(0, 10**6),
    st.sampled_from(list(Evidence)),
)  # fmt: skip


@given(st.lists(effects, max_size=12), effects)
def test_entering_more_never_raises_a_proved_total(known: list[Effect], more: Effect) -> None:
    once = once_per_year(known)
    assert set(once) == {(one.household, one.year) for one in known}
    assert once_per_year([*known, *known]) == once
    key = (more.household, more.year)
    before, after = once.get(key), once_per_year([*known, more])[key]
    if before is not None and STRENGTH[more.evidence] <= STRENGTH[before.evidence]:
        assert after.gain <= before.gain


links = st.builds(
    lambda household, leader, a, b: Driven(household, leader, min(a, b), max(a, b)),
    st.integers(1, 4), st.integers(1, 3), days, days,
)  # fmt: skip


@given(st.lists(links, max_size=10), days, days)
def test_a_household_counts_once(known: list[Driven], one: date, other: date) -> None:
    start, end = min(one, other), max(one, other)
    found = households_between(known, start, end)
    day = start
    singly: set[int] = set()
    while day <= end:
        singly |= households_between(known, day, day)
        day += timedelta(days=1)
    assert found == singly
    assert len(found) <= 4


@given(st.text(min_size=1, max_size=24))
def test_a_masked_number_shows_no_more_than_its_end(number: str) -> None:
    masked = mask_household(number)
    shown = masked.lstrip("*") if set(number) - {"*"} else ""
    assert len(masked) == len(number)
    assert len(shown) <= max(2, 0)
    assert number.endswith(shown)


@pytest.mark.parametrize(
    ("link", "fine"),
    [
        ("https://shop.example.cn/1", True),
        ("http://a.cn", True),
        ("javascript:alert(1)", False),
        ("data:text/html,x", False),
        ("//a.cn", False),
        ("https://localhost", False),
        ("https://a b.cn", False),
        ("https://[::1", False),
        ("", False),
    ],
)
def test_links(link: str, fine: bool) -> None:
    assert link_allowed(link) is fine


def test_supports_end() -> None:
    ends = {state for state, following in SUPPORT_MOVES.items() if not following}
    assert ends == {SupportState.PAID, SupportState.REFUSED, SupportState.WITHDRAWN}


def test_goods_of_a_text() -> None:
    assert goods_in("核桃、土鸡蛋") == ["fruit_vegetables", "livestock"]
    assert goods_in("") == []


@given(st.lists(st.tuples(days, days), max_size=4), days, st.one_of(st.none(), days))
def test_a_lecturer_serves_within_a_term(
    terms: list[tuple[date, date]], today: date, left: date | None
) -> None:
    known = [TermDates(min(pair), max(pair)) for pair in terms]
    held = standing(known, left, today)
    inside = any(one.from_on <= today <= one.to_on for one in known)
    if left is not None and left <= today:
        assert held is Standing.LEFT
    elif not known:
        assert held is Standing.NO_TERM
    else:
        assert (held is Standing.SERVING) == inside


@given(st.lists(st.tuples(days, days), max_size=4), days, days)
def test_overlapping_terms_share_a_day(terms: list[tuple[date, date]], a: date, b: date) -> None:
    known = [TermDates(min(pair), max(pair)) for pair in terms]
    new = TermDates(min(a, b), max(a, b))
    found = overlapping(known, new)
    assert (found is not None) == any(
        max(one.from_on, new.from_on) <= min(one.to_on, new.to_on) for one in known
    )


def test_service_regions_are_prefixes() -> None:
    assert serves(["411224", "4414"], "411224100203")
    assert serves(["4414"], "441403")
    assert not serves(["411224100"], "411224101201")
    assert not serves([""], "411224")
