"""The register of villages: flags at a cut-off, merging, lists, on both engines."""

import csv
import io
from datetime import date, datetime
from fractions import Fraction

import pytest
from sqlalchemy import func, select
from sqlalchemy.orm import Session

from courses.leaders import api
from courses.leaders.importing import rehearse_leaders
from courses.leaders.models import Leader, Village, VillageFlag
from courses.leaders.rules import LeaderState
from courses.leaders.village_importing import rehearse_villages
from courses.rosters.models import Person
from lms.divisions.queries import names_of
from lms.runs import services as runs
from tests.courses.leaders import builders
from tests.courses.leaders.test_leader_services import active, refused
from tests.courses.rosters import people
from tests.support.world import World


def test_only_flags_of_the_cut_off_count(session: Session, world: World, now: datetime) -> None:
    officer = world.actor("officer")
    first, second = builders.village(session, now), builders.village(session, now, 1, flagged=False)
    later = api.Basis(date(2026, 7, 1), "补充认定", "李主任")
    api.set_flag(session, officer, now, second, later, eligible=True)
    ended = api.Basis(date(2026, 9, 1), "整村搬迁", "李主任")
    api.set_flag(session, officer, now, first, ended, eligible=False)
    at = {
        day: set(api.eligible_villages(session, builders.COUNTY, day))
        for day in (
            date(2026, 1, 4), date(2026, 1, 5), date(2026, 7, 1), date(2026, 8, 31),
            date(2026, 9, 1),
        )
    }  # fmt: skip
    assert list(at.values()) == [
        set(), {first.id}, {first.id, second.id}, {first.id, second.id}, {second.id},
    ]  # fmt: skip
    assert session.scalar(select(func.count()).select_from(VillageFlag)) == 3
    assert first.flagged_on is None


def test_what_a_flag_asks_for(session: Session, world: World, now: datetime) -> None:
    officer, home = world.actor("officer"), builders.village(session, now)
    act = (session, officer, now, home)
    with refused("VILLAGE_FLAG_SAME"):
        api.set_flag(*act, builders.PAPER, eligible=True)
    with refused("VILLAGE_PAPER_MISSING"):
        api.set_flag(*act, api.Basis(builders.DAY, "", "李"), eligible=False)
    with refused("VILLAGE_FLAG_AHEAD"):
        api.set_flag(*act, api.Basis(date(2026, 11, 21), "甲", "乙"), eligible=False)
    with refused("VILLAGE_FLAG_BEFORE_LAST"):
        api.set_flag(*act, api.Basis(date(2026, 1, 4), "甲", "乙"), eligible=False)
    with refused("VILLAGE_KNOWN"):
        api.enter_village(session, officer, now, home.code)
    with refused("VILLAGE_UNKNOWN"):
        api.enter_village(session, officer, now, "411224999999")
    with refused("NOT_PERMITTED"):
        reader = world.actor("follow_up")
        api.set_flag(session, reader, now, home, builders.PAPER, eligible=False)


def test_three_leaders_in_one_village_count_once(
    session: Session, world: World, now: datetime
) -> None:
    for n in (1, 2, 3):
        active(session, world, now, n)
    builders.village(session, now, 1)
    done = api.count_covered(session, builders.COUNTY, builders.DAY)
    of = api.count_eligible(session, builders.COUNTY, builders.DAY)
    assert Fraction(done, of) == Fraction(1, 2)
    assert api.count_covered(session, builders.COUNTY, date(2026, 5, 31)) == 0


def test_a_merged_village_hands_on_flag_and_leaders(
    session: Session, world: World, now: datetime
) -> None:
    officer = world.actor("officer")
    leader = active(session, world, now)
    old = api.village_for(session, officer, leader.village_id)
    new = builders.village(session, now, 1, flagged=False)
    paper = api.Basis(date(2026, 10, 1), "合村并居", "县民政局")
    with refused("VILLAGE_MERGE_SELF"):
        api.merge(session, officer, now, old, old, paper)
    assert api.merge(session, officer, now, old, new, paper) == 1
    county = builders.COUNTY
    assert list(api.covered_villages(session, county, date(2026, 9, 30))) == [old.id]
    assert list(api.covered_villages(session, county, date(2026, 10, 1))) == [new.id]
    assert list(api.eligible_villages(session, county, date(2026, 10, 1))) == [new.id]
    assert leader.village_id == new.id
    with refused("VILLAGE_MERGED"):
        builders.candidate(session, officer, now, old, 9)
    with refused("VILLAGE_MERGED"):
        api.set_flag(session, officer, now, old, paper, eligible=True)
    with refused("VILLAGE_MERGED"):
        api.move(session, officer, now, leader, old, builders.DAY, "搬回")
    data = csv_of(("乡镇", "村"), named(session, old.code))
    given = (builders.DAY, "甲", "乙")
    run = rehearse_villages(session, officer, now, county, data, "村.csv", given)
    assert runs.planned_rows(run)[0]["facts"] == {"VILLAGE_MERGED": {"village": new.name}}


def test_a_village_of_another_county_does_not_merge(
    session: Session, world: World, now: datetime
) -> None:
    mine = builders.village(session, now)
    other = api.add_villages(session, builders.codes(session, 1, "441403"))[0]
    with refused("NOT_PERMITTED"):
        api.merge(session, world.actor("officer", "441403"), now, mine, other, builders.PAPER)
    with refused("VILLAGE_MERGE_OTHER_COUNTY"):
        paper = api.Basis(builders.DAY, "甲", "乙")
        api.merge(session, world.actor("officer"), now, mine, other, paper)


def csv_of(*rows: tuple[str, ...]) -> bytes:
    out = io.StringIO()
    csv.writer(out).writerows(rows)
    return out.getvalue().encode()


def named(session: Session, code: str) -> tuple[str, str]:
    names = names_of(session, [code])[code]
    return names["town"], names["village"]


def test_a_list_of_villages(session: Session, world: World, now: datetime) -> None:
    officer = world.actor("officer")
    known = builders.village(session, now)
    two = [named(session, code) for code in builders.codes(session, 3)[1:]]
    rows = [
        ("乡镇", "行政村", "认定日期", "文号", "认定人"),
        (*named(session, known.code), "2026-02-01", "甲", "乙"),
        (*two[0], "2026-02-01", "甲", "乙"),
        (*two[1], "2026-02-01", "甲", ""),
        (*two[0], "2026-02-01", "甲", "乙"),
        ("东明镇", "没有这个村", "2026-02-01", "甲", "乙"),
        (*two[1], "2027-02-01", "甲", "乙"),
    ]
    given = (None, "", "")
    run = rehearse_villages(session, officer, now, "411224", csv_of(*rows), "村.csv", given)
    planned = runs.planned_rows(run)
    assert [(row["change"], row["codes"]) for row in planned] == [
        ("matched", []),
        ("new", []),
        ("none", ["VILLAGE_ROW_PAPER"]),
        ("none", ["VILLAGE_ROW_TWICE"]),
        ("none", ["VILLAGE_ROW_UNKNOWN"]),
        ("none", ["VILLAGE_ROW_DATE"]),
    ]
    runs.start(session, officer, now, run)
    assert run.counts["flagged"] == 1
    assert api.count_eligible(session, "411224", date(2026, 2, 1)) == 2
    runs.undo(session, officer, now, run)
    assert session.scalars(select(Village.id)).all() == [known.id]
    assert api.count_eligible(session, "411224", date(2026, 2, 1)) == 1


def test_a_list_of_villages_that_went_on_is_not_taken_back(
    session: Session, world: World, now: datetime
) -> None:
    officer = world.actor("officer")
    place = named(session, builders.codes(session, 1)[0])
    given = (date(2026, 1, 5), "甲", "乙")
    data = csv_of(("乡镇", "村"), place)
    run = rehearse_villages(session, officer, now, "411224", data, "村.csv", given)
    runs.start(session, officer, now, run)
    home = session.scalars(select(Village)).one()
    builders.candidate(session, officer, now, home)
    with refused("VILLAGES_CHANGED_SINCE"):
        runs.undo(session, officer, now, run)


HEAD = ("姓名", "身份证号码", "乡镇", "村", "身份/来源", "主营", "政治面貌")


def leaders_csv(session: Session, home: Village, count: int) -> bytes:
    place = named(session, home.code)
    rows = [
        (f"孙小{'一二三四五'[n]}", people.number(200 + n), *place, "巧媳妇", "核桃、连翘", "群众")
        for n in range(count)
    ]
    wrong = ("李小错", people.number(300), *place, "神仙", "", "")
    nowhere = ("李小远", people.number(301), "东明镇", "没有这个村", "退伍军人", "", "")
    return csv_of(HEAD, *rows, wrong, nowhere)


@pytest.mark.parametrize("state", [LeaderState.CANDIDATE, LeaderState.ACTIVE])
def test_a_list_of_leaders(
    session: Session, world: World, now: datetime, state: LeaderState
) -> None:
    officer, home = world.actor("officer"), builders.village(session, now)
    given = api.Start(date(2026, 3, 1), state, "卢电商〔2026〕2号")
    data = leaders_csv(session, home, 2)
    run = rehearse_leaders(session, officer, now, "411224", data, "带头人.csv", given)
    assert [row["codes"] for row in runs.planned_rows(run)] == [
        [], [], ["LEADER_ROW_KIND"], ["LEADER_ROW_VILLAGE"],
    ]  # fmt: skip
    runs.start(session, officer, now, run)
    entered = session.scalars(select(Leader).order_by(Leader.id)).all()
    assert [one.state for one in entered] == [state, state]
    assert entered[0].political == "13"
    assert api.fields_of(session, [entered[0].id])[entered[0].id] == {"fruit_vegetables", "herbs"}
    covered = api.covered_villages(session, "411224", date(2026, 3, 1))
    assert covered == ({home.id: [one.id for one in entered]} if state == "active" else {})
    again = rehearse_leaders(session, officer, now, "411224", data, "带头人.csv", given)
    assert [row["change"] for row in runs.planned_rows(again)][:2] == ["matched", "matched"]
    runs.undo(session, officer, now, run)
    assert session.scalar(select(func.count()).select_from(Leader)) == 0
    assert session.scalar(select(func.count()).select_from(Person)) == 0


def test_a_list_of_leaders_that_went_on_is_not_taken_back(
    session: Session, world: World, now: datetime
) -> None:
    officer, home = world.actor("officer"), builders.village(session, now)
    data = leaders_csv(session, home, 1)
    given = api.Start(date(2026, 2, 1))
    run = rehearse_leaders(session, officer, now, "411224", data, "带头人.csv", given)
    runs.start(session, officer, now, run)
    leader = session.scalars(select(Leader)).one()
    builders.walk(session, now, leader, officer, world.actor("reviewer"))
    with refused("LEADERS_CHANGED_SINCE"):
        runs.undo(session, officer, now, run)
