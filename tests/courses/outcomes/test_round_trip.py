"""The worker's sheet: out, filled in as people do, back; what is not understood is said."""

import io
from collections.abc import Mapping, Sequence
from datetime import datetime, timedelta
from typing import Any

import openpyxl
import pytest
from sqlalchemy import func, select
from sqlalchemy.orm import Session

from courses.outcomes import interviewing, round_trip
from courses.outcomes.assigning import set_beat
from courses.outcomes.models import AttemptRow, Case, Interview, Wave
from courses.outcomes.rules import Alarm, WaveState
from lms.accounts.actor import Actor
from lms.clock import today
from lms.errors import DomainError
from lms.runs import services as runs
from lms.runs.models import Run
from tests.conftest import SignIn
from tests.courses.outcomes.graduates import AFTER, answers, cases, closed_class, wave
from tests.courses.subsidies.classes import MAKER
from tests.support.world import World

LUSHI = "411224"
DONE = {"结果代码": "101", "就业状态": "开店", "工资性收入（元/年）": 20000, "家庭人口": 4}


@pytest.fixture
def followed(session: Session, world: World, now: datetime) -> Sequence[Case]:
    """Three graduates given to the worker of the county."""
    set_beat(session, MAKER, now, LUSHI, world.actor("follow_up").id)
    return cases(session, closed_class(session, now))


def fresh(session: Session, case: Case) -> Wave:
    session.expire_all()
    return wave(session, case)


def sent(
    session: Session, worker: Actor, now: datetime, filled: Mapping[Wave, Mapping[str, object]]
) -> Run:
    """The worker's sheet with these cells filled in, read back."""
    book = openpyxl.load_workbook(io.BytesIO(round_trip.sheet(session, worker.id or 0, today(now))))
    cells: Any = book.active
    head = next(row for row in cells.iter_rows() if row[0].value == "回访编号")
    at = {str(cell.value): cell.column for cell in head}
    lines = {str(row[0].value): row[0].row for row in cells.iter_rows(min_row=head[0].row + 1)}
    for of, values in filled.items():
        for title, value in values.items():
            cells.cell(lines[of.uid], at[title], value)
    out = io.BytesIO()
    book.save(out)
    return round_trip.rehearse(session, worker, now, LUSHI, out.getvalue(), "回访.xlsx")


def codes(run: Run) -> list[list[str]]:
    return [row["codes"] for row in runs.planned_rows(run)]


def test_the_sheet_goes_out_and_comes_back(
    session: Session, followed: Sequence[Case], now: datetime, world: World
) -> None:
    worker, due = world.actor("follow_up"), [wave(session, case) for case in followed]
    run = sent(session, worker, now, {
        due[0]: DONE | {"回访日期": today(now)}, due[1]: {"结果代码": "221", "方式": "电话"},
        due[2]: {"结果代码": "101"},
    })  # fmt: skip
    assert run.counts == {"accepted": 1, "warned": 1, "rejected": 1}
    assert sorted(codes(run)) == [[], ["OUTCOME_ROW_STATUS"], ["SHOP_WITHOUT_SALES"]]
    runs.apply_all(session, worker, now, run)
    assert fresh(session, followed[0]).state is WaveState.DONE
    assert fresh(session, followed[1]).attempts == 1
    assert session.scalars(select(Interview.wages_fen)).one() == 2_000_000
    runs.undo(session, worker, now + timedelta(minutes=1), run)
    assert fresh(session, followed[0]).state is WaveState.OPEN
    assert session.scalar(select(func.count()).select_from(AttemptRow)) == 0


def test_the_run_has_a_page(web: Session, sign_in: SignIn, world: World, now: datetime) -> None:
    set_beat(web, MAKER, now, LUSHI, world.actor("follow_up").id)
    due = wave(web, cases(web, closed_class(web, now))[0])
    early = {"结果代码": "221", "回访日期": due.case.exit_on}
    run = sent(web, world.actor("follow_up"), now, {due: early})
    web.commit()
    page = sign_in("follow_up").get(f"/runs/{run.uid}")
    assert page.status_code == 200
    assert "在结业（" in page.text
    assert "…" not in page.text.split("在结业（")[1][:12]


@pytest.mark.parametrize(
    ("cells", "code"),
    [
        ({"结果代码": "221", "回访日期": "昨天"}, "OUTCOME_ROW_DATE"),
        ({"结果代码": "221", "下次日期": "2026-13-45"}, "OUTCOME_ROW_DATE"),
        ({"就业状态": "开店", "工资性收入（元/年）": 20000}, "OUTCOME_ROW_CODE"),
        ({"结果代码": "221", "下次日期": "2018-01-01"}, "PROMISE_IN_PAST"),
        (DONE | {"单位/店铺": "店" * 121}, "OUTCOME_ROW_LONG"),
        ({"结果代码": "221", "困难与需求": "长" * 301}, "OUTCOME_ROW_LONG"),
        (DONE | {"成本（元/年）": -5}, "INCOME_NEGATIVE"),
        (DONE | {"成本（元/年）": "五百"}, "OUTCOME_ROW_MONEY"),
        (DONE | {"家庭人口": 0}, "HOUSEHOLD_IMPOSSIBLE"),
    ],
)
def test_a_row_that_is_not_understood_is_refused_with_its_reason(
    session: Session, followed: Sequence[Case], now: datetime, world: World,
    cells: dict[str, object], code: str,
) -> None:  # fmt: skip
    """What is filled in is never guessed at nor left out silently."""
    run = sent(session, world.actor("follow_up"), now, {wave(session, followed[0]): cells})
    assert run.counts == {"accepted": 0, "warned": 0, "rejected": 1}
    assert codes(run) == [[code]]


def test_a_correction_since_keeps_the_sheet(
    session: Session, followed: Sequence[Case], now: datetime, world: World
) -> None:
    worker = world.actor("follow_up")
    run = sent(session, worker, now, {wave(session, followed[0]): DONE})
    runs.apply_all(session, worker, now, run)
    later = now + timedelta(minutes=1)
    interviewing.submit(
        session, MAKER, later, wave(session, followed[0]), answers(today(now)), correcting=True
    )
    with pytest.raises(DomainError, match="OUTCOME_SHEET_USED"):
        runs.undo(session, worker, later, run)


def test_taking_a_sheet_back_takes_its_warning_back(
    session: Session, followed: Sequence[Case], now: datetime, world: World
) -> None:
    worker, one = world.actor("follow_up"), followed[0]
    base = wave(session, one, "baseline")
    interviewing.submit(session, MAKER, now, base, answers(one.enrolled_on, AFTER))
    run = sent(session, worker, now, {wave(session, one): DONE | {"就业状态": "务农"}})
    runs.apply_all(session, worker, now, run)
    assert one.warning is Alarm.SHOP_CLOSED
    runs.undo(session, worker, now + timedelta(minutes=1), run)
    assert one.warning is None
