"""The worker's sheet: out with today's people, back with what came of them (回访台账).

The number of a wave is what finds it again; the name is compared, so that a row that slipped is
found. Rows go in as a run: rehearsed, applied, taken back while nobody worked on them since.
"""

from collections.abc import Iterable, Mapping, Sequence
from datetime import date, datetime
from decimal import Decimal
from typing import Any

from sqlalchemy import delete, select
from sqlalchemy.orm import Session, joinedload

from courses.outcomes import attempting, interviewing, queries, rules, words
from courses.outcomes.income import Income, faults
from courses.outcomes.interviewing import Answers
from courses.outcomes.models import AttemptRow, Case, Interview, Referral, Wave
from courses.outcomes.rules import ANSWERS, AttemptCode, Channel, Status, WaveState
from lms.accounts.actor import Actor
from lms.clock import today as day_of
from lms.errors import DomainError
from lms.runs import services as runs
from lms.runs.models import Run
from lms.sheets import (
    Cell,
    Column,
    Field,
    Kind,
    Value,
    as_amount_fen,
    as_date,
    as_text,
    read_workbook,
    require_table,
    write_xlsx,
)

KIND = "outcomes.import_sheet"
CHANNEL_WORDS = {"电话": "phone", "上门": "visit", "短信微信": "message", "短信": "message",
                 "微信": "message", "亲属": "relative", "村干部": "village_cadre"}  # fmt: skip
STATUS_WORDS = {
    "开店经营": "shop", "开店": "shop", "受雇就业": "employed", "就业": "employed",
    "电商链条务工": "chain_work", "务农": "farming", "上学": "study", "未就业": "none",
    "其他": "other",
}  # fmt: skip
MONEY = {
    "wages": "工资性收入（元/年）", "sales": "销售额（元/年）", "costs": "成本（元/年）",
    "assets": "财产净收入（元/年）", "transfers": "转移净收入（元/年）",
}  # fmt: skip
FIELDS = (
    Field("number", ("回访编号",), required=True),
    Field("name", ("姓名",), required=True),
    Field("on", ("回访日期",)),
    Field("channel", ("方式",)),
    Field("code", ("结果代码",), required=True),
    Field("status", ("就业状态",)),
    Field("shop", ("单位/店铺",)),
    *(Field(name, (title,)) for name, title in MONEY.items()),
    Field("household", ("家庭人口",)),
    Field("proxy", ("代答人",)),
    Field("difficulties", ("困难与需求",)),
    Field("next", ("下次日期",)),
)
LONGEST = {"shop": 120, "proxy": 40, "difficulties": 1000}
"""Characters a text may have; in the note of an attempt 300."""
PRINTED = ("number", "name")
"""What stands in a row already; one with nothing else is somebody not tried yet."""
_COLUMNS = (
    Column("回访编号", width=34), Column("姓名", width=12), Column("村", width=22),
    Column("第几次", width=12), Column("最迟", Kind.DATE, 12), Column("回访日期", Kind.DATE, 12),
    Column("方式", width=8), Column("结果代码", width=10), Column("就业状态", width=12),
    Column("单位/店铺", width=18), *(Column(title, width=12) for title in MONEY.values()),
    Column("家庭人口", width=8), Column("代答人", width=10), Column("困难与需求", width=24),
    Column("下次日期", Kind.DATE, 12),
)  # fmt: skip
LEGEND = (
    (
        "结果代码：101完成 102部分完成 211拒访 221无人接听 222空号停机 223外出 224他人代答 231去世 "
        "232入住机构 233迁走 301号码错误 302查无此人"
    ),
    (
        f"方式：{' '.join(('电话', '上门', '短信微信', '亲属', '村干部'))}；"
        "就业状态：开店经营 受雇就业 电商链条务工 务农 上学 未就业 其他；不知道的金额留空，"
        "日期不填就算导入当天"
    ),
)


def sheet(session: Session, account_id: int, today: date) -> bytes:
    """The list of a worker's day with blank columns to be filled."""
    lines = queries.day_of(session, account_id, today).lines
    uids = dict(
        session.execute(
            select(Wave.id, Wave.uid).where(Wave.id.in_([line.id for line in lines]))
        ).all()
    )
    names = queries.places(session, {line.place for line in lines})

    def rows() -> Iterable[list[Value]]:
        for line in lines:
            fixed: list[Value] = [
                uids[line.id], line.name, names.get(line.place, ""), _wave_word(line),
                line.closes_on,
            ]  # fmt: skip
            yield [*fixed, *[None] * (len(_COLUMNS) - len(fixed))]

    return write_xlsx(
        _COLUMNS, rows(), title="回访台账", sheet_name="回访台账", foot_lines=LEGEND, landscape=True
    )


def _wave_word(line: queries.DayLine) -> str:
    said = str(words.wave_word(line.wave))
    return f"对照 {said}" if line.compared else said


def rehearse(
    session: Session, actor: Actor, now: datetime, county: str, data: bytes, file_name: str
) -> Run:
    """Read a filled sheet and say what it would enter.

    Raises DomainError SHEET_… and OUTCOME_SHEET_EMPTY.
    """
    table = require_table(read_workbook(data, file_name), FIELDS)
    rows: list[dict[str, Any]] = []
    seen: set[str] = set()
    for number, cells in table.rows():
        if any(as_text(cells.get(field.name)) for field in FIELDS if field.name not in PRINTED):
            rows.append(_plan(session, actor, now, number, cells, seen))
    if not rows:
        raise DomainError("OUTCOME_SHEET_EMPTY")
    counts = {
        outcome: sum(row["outcome"] == outcome for row in rows)
        for outcome in ("accepted", "warned", "rejected")
    }
    return runs.rehearse(
        session, actor, now, KIND, title="回访台账", county=county,
        centre_id=None, subject_id=None, rows=rows, counts=counts,
        file_name=file_name, source=data,
    )  # fmt: skip


def _plan(
    session: Session,
    actor: Actor,
    now: datetime,
    number: int,
    cells: Mapping[str, Cell],
    seen: set[str],
) -> dict[str, Any]:
    """One row with what is wrong about it."""
    uid, name = as_text(cells["number"]), as_text(cells["name"])
    entered, codes = _entered(cells, day_of(now))
    facts: dict[str, Any] = {}
    doubts: Sequence[str] = ()
    wave = _by_uid(session, uid)
    if wave is None or not actor.may(queries.WORK, wave.place, wave.centre_id):
        codes.append("OUTCOME_ROW_UNKNOWN")
    elif wave.case.person.name != name:
        codes.append("OUTCOME_ROW_NAME")
    elif uid in seen:
        codes.append("OUTCOME_ROW_TWICE")
    elif not codes:
        try:
            doubts = _checked(session, now, wave, entered)
        except DomainError as fault:
            codes.append(fault.code)
            facts[fault.code] = {name: str(value) for name, value in fault.facts.items()}
    seen.add(uid)
    return {
        "row": number, "name": name,
        "outcome": "rejected" if codes else "warned" if doubts else "accepted",
        "codes": codes or list(doubts), "facts": facts, "change": "none" if codes else "new",
        "differences": [], "wave": uid, "entered": entered,
    }  # fmt: skip


def _checked(
    session: Session, now: datetime, wave: Wave, entered: Mapping[str, Any]
) -> Sequence[str]:
    """What looks odd about a row that can be entered. Raises what entering it would."""
    on, following = date.fromisoformat(entered["on"]), entered["next"]
    attempting.check_open(session, now, wave, on)
    if entered["code"] in ANSWERS:
        return interviewing.questions(session, wave, _answers(entered))
    if following and date.fromisoformat(following) < on:
        raise DomainError("PROMISE_IN_PAST", date=following)
    return ()


def _entered(cells: Mapping[str, Cell], today: date) -> tuple[dict[str, Any], list[str]]:
    """The cells of a row as they are understood, and codes of what is not."""
    codes: list[str] = []
    code = as_text(cells["code"])[:3]
    if code not in set(AttemptCode):
        codes.append("OUTCOME_ROW_CODE")
    on, following = as_date(cells.get("on")), as_date(cells.get("next"))
    if any(as_text(cells.get(name)) and not day for name, day in (("on", on), ("next", following))):
        codes.append("OUTCOME_ROW_DATE")
    channel = CHANNEL_WORDS.get(as_text(cells.get("channel")) or "电话")
    status = STATUS_WORDS.get(as_text(cells.get("status")))
    if channel is None:
        codes.append("OUTCOME_ROW_CHANNEL")
    if code in ANSWERS and status is None:
        codes.append("OUTCOME_ROW_STATUS")
    if code == AttemptCode.PROXY and not as_text(cells.get("proxy")):
        codes.append("OUTCOME_ROW_PROXY")
    longest = LONGEST if code in ANSWERS else LONGEST | {"difficulties": 300}
    if any(len(as_text(cells.get(name))) > most for name, most in longest.items()):
        codes.append("OUTCOME_ROW_LONG")
    money, bad = _money(cells)
    codes += bad
    return {
        "code": code, "on": (on or today).isoformat(), "channel": channel, "status": status,
        "shop": as_text(cells.get("shop")), "proxy": as_text(cells.get("proxy")),
        "difficulties": as_text(cells.get("difficulties")),
        "next": following.isoformat() if following else None, **money,
    }, codes  # fmt: skip


def _money(cells: Mapping[str, Cell]) -> tuple[dict[str, int | None], list[str]]:
    found: dict[str, int | None] = {}
    codes: list[str] = []
    for name in MONEY:
        text = as_text(cells.get(name))
        found[name] = as_amount_fen(cells.get(name)) if text else None
        if text and found[name] is None:
            codes.append("OUTCOME_ROW_MONEY")
    heads = as_text(cells.get("household"))
    found["household"] = int(Decimal(heads)) if heads.isdecimal() else None
    if heads and found["household"] is None:
        codes.append("HOUSEHOLD_IMPOSSIBLE")
    income = Income(**found)
    codes += [fault.value for fault, _column in faults(income)]
    return found, list(dict.fromkeys(codes))


def _by_uid(session: Session, uid: str) -> Wave | None:
    return session.scalar(
        select(Wave)
        .where(Wave.uid == uid)
        .options(
            joinedload(Wave.case).joinedload(Case.person),
            joinedload(Wave.case).joinedload(Case.cohort),
        )
    )


def apply(
    session: Session, actor: Actor, now: datetime, run: Run, rows: Sequence[Mapping[str, Any]]
) -> dict[str, int]:
    """Enter the rows that are fit; one that somebody finished meanwhile is left out and counted."""
    done: list[str] = []
    missed = 0
    for row in rows:
        if row["outcome"] == "rejected":
            continue
        wave = _by_uid(session, row["wave"])
        if wave is None:
            missed += 1
            continue
        try:
            with session.begin_nested():
                _enter(session, actor, now, run, wave, row["entered"])
        except DomainError:
            missed += 1
            continue
        done.append(wave.uid)
    runs.remember(session, run, [{"wave": uid} for uid in done])
    return {"written": len(done), "missed": missed}


def _enter(
    session: Session, actor: Actor, now: datetime, run: Run, wave: Wave, entered: Mapping[str, Any]
) -> None:
    code, on = AttemptCode(entered["code"]), date.fromisoformat(entered["on"])
    channel = Channel(entered["channel"])
    if code not in ANSWERS:
        following = entered["next"]
        attempting.log_attempt(
            session, actor, now, wave, code=code, channel=channel, on=on,
            promised_on=date.fromisoformat(following) if following else None,
            note=entered["difficulties"], run=run,
        )  # fmt: skip
        return
    interviewing.submit(session, actor, now, wave, _answers(entered), run=run)


def _answers(entered: Mapping[str, Any]) -> Answers:
    money = {name: entered[name] for name in (*MONEY, "household")}
    return Answers(
        on=date.fromisoformat(entered["on"]), channel=Channel(entered["channel"]),
        status=Status(entered["status"]), income=Income(**money),
        proxy=entered["proxy"] if entered["code"] == AttemptCode.PROXY else "",
        shop_name=entered["shop"], difficulties=entered["difficulties"],
    )  # fmt: skip


def finish(session: Session, actor: Actor, now: datetime, run: Run) -> None:
    """Nothing is left to do."""


def undo(session: Session, actor: Actor, now: datetime, run: Run) -> None:
    """Take the rows back. Raises DomainError OUTCOME_SHEET_USED when somebody went on since."""
    uids = [item["wave"] for item in runs.remembered(session, run)]
    waves = session.scalars(
        select(Wave).where(Wave.uid.in_(uids)).options(joinedload(Wave.case))
    ).all()
    for wave in waves:
        newer = session.scalar(
            select(AttemptRow.id)
            .where(AttemptRow.wave_id == wave.id, AttemptRow.run_id.is_distinct_from(run.id))
            .where(AttemptRow.entered_at > (run.applied_at or now))
            .limit(1)
        )
        corrected = session.scalar(
            select(Interview.id)
            .where(Interview.wave_id == wave.id, Interview.run_id.is_distinct_from(run.id))
            .limit(1)
        )
        if newer or corrected or wave.case.died_on is not None:
            raise DomainError("OUTCOME_SHEET_USED")
        _take_back(session, run, wave)
    session.flush()


def _take_back(session: Session, run: Run, wave: Wave) -> None:
    told = select(Interview.id).where(Interview.wave_id == wave.id, Interview.run_id == run.id)
    case = wave.case
    warned = case.warning is not None and case.warning_settled_at is None
    if warned and session.scalar(select(told.where(Interview.on == case.warned_on).exists())):
        case.warning = case.warned_on = None
    session.execute(delete(Referral).where(Referral.interview_id.in_(told)))
    session.execute(
        delete(Interview).where(Interview.wave_id == wave.id, Interview.run_id == run.id)
    )
    session.execute(
        delete(AttemptRow).where(AttemptRow.wave_id == wave.id, AttemptRow.run_id == run.id)
    )
    left = queries.tried(session, wave.id)
    wave.attempts, wave.code = len(left), rules.final_code(left)
    wave.last_on = max((each.on for each in left), default=None)
    wave.state, wave.closed_by = WaveState.OPEN, None
    wave.answered_on = wave.promised_on = None
