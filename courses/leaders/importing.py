"""The run that enters leaders from anybody's list: rehearse, differences, apply, take back."""

from collections import Counter
from collections.abc import Mapping, Sequence
from datetime import date, datetime
from typing import Any

from sqlalchemy import delete, func, select
from sqlalchemy.orm import Session

from courses.leaders.entering import EDIT, Details, Start, enter_person
from courses.leaders.models import (
    Award,
    HouseholdLink,
    Leader,
    LeaderField,
    LeaderPlace,
    LeaderService,
    LeaderStep,
    Sales,
    Shop,
    Support,
    Village,
)
from courses.leaders.rules import FoundBy, LeaderGroup, LeaderSource, LeaderState, kind_of
from courses.leaders.scan_models import EntryScan
from courses.lecturers.rules import Expertise
from courses.rosters.api import plan_people, undo_people, values_in, write_people
from courses.rosters.models import Person
from courses.rosters.rules import category_of, check_rows, political_code
from lms.accounts.actor import Actor
from lms.clock import today as day_of
from lms.divisions.queries import gazetteer
from lms.errors import DomainError
from lms.runs import services as runs
from lms.runs.models import Run
from lms.sheets import Field, as_text, read_workbook, require_table
from lms.sheets.workbook import Cell

KIND = "leaders.import"
NEW, MATCHED, NONE = "new", "matched", "none"
FIELDS = (
    Field("name", ("姓名", "带头人姓名", "名字"), required=True),
    Field("sex", ("性别",)),
    Field("ethnic", ("民族",)),
    Field("birth", ("出生年月", "出生日期")),
    Field(
        "id_number",
        ("身份证号码", "身份证号", "身份证", "证件号码", "公民身份号码", "居民身份证号码"),
        required=True,
    ),
    Field("political", ("政治面貌",)),
    Field("education", ("文化程度", "学历")),
    Field("town", ("乡镇", "乡（镇）", "乡(镇)", "乡镇（街道）", "所在乡镇")),
    Field("village", ("村", "行政村", "村名", "所在村", "村（社区）", "村(社区)")),
    Field("kind", ("身份/来源", "身份来源", "身份", "来源", "人群", "人员类别", "人员身份")),
    Field("phone", ("联系方式", "联系电话", "电话", "手机", "手机号码", "手机号")),
    Field("goods", ("主营", "主营商品", "主营产品")),
    Field("remark", ("备注", "说明")),
)  # fmt: skip
_PEOPLE = (
    "name", "sex", "ethnic", "birth", "id_number", "education", "town", "village", "phone",
    "remark",
)  # fmt: skip


def rehearse_leaders(
    session: Session,
    actor: Actor,
    now: datetime,
    county: str,
    data: bytes,
    file_name: str,
    given: Start,
) -> Run:
    """Read a list of candidates or serving leaders and say what it would write.

    Raises NOT_PERMITTED, SHEET_… of the reading, LEADERS_EMPTY, LEADER_DATE_AHEAD,
    LEADER_PAPER_MISSING.
    """
    actor.require(EDIT, county)
    today = day_of(now)
    if given.on > today:
        raise DomainError("LEADER_DATE_AHEAD", day=given.on)
    if given.state is not LeaderState.CANDIDATE and not given.document.strip():
        raise DomainError("LEADER_PAPER_MISSING")
    table = require_table(read_workbook(data, file_name), FIELDS)
    raw = dict(table.rows())
    places = gazetteer(session, county)
    people = ({n: cells[n] for n in _PEOPLE if n in cells} for cells in raw.values())
    checked = check_rows(zip(raw, people, strict=True), places, county, today)
    if not checked:
        raise DomainError("LEADERS_EMPTY", file=file_name)
    rows = list(plan_people(session, county=county, rows=checked))
    _complete(session, county, rows, raw)
    changes = Counter(row["change"] for row in rows)
    return runs.rehearse(
        session, actor, now, KIND,
        title=table.title_lines[0] if table.title_lines else file_name,
        county=county, centre_id=None, subject_id=None, rows=rows,
        counts={f"leaders_{name}": changes[name] for name in (NEW, MATCHED, NONE)},
        options={
            "on": given.on.isoformat(), "state": str(given.state), "document": given.document,
        },
        file_name=file_name, source=data,
    )  # fmt: skip


def _complete(
    session: Session,
    county: str,
    rows: Sequence[dict[str, Any]],
    raw: Mapping[int, Mapping[str, Cell]],
) -> None:
    """Add to each person's plan what the register needs: village, kind, goods; refuse what lacks."""
    pairs = session.execute(
        select(Village.code, Village.id).where(
            Village.county == county, Village.merged_on.is_(None)
        )
    )
    villages: dict[str, int] = dict(pairs.all())
    ids = [row["person_id"] for row in rows if row["person_id"] is not None]
    known = set(session.scalars(select(Leader.person_id).where(Leader.person_id.in_(ids))))
    for row in rows:
        if row["outcome"] == "rejected":
            continue
        cells = raw[row["row"]]
        group, source = kind_of_text(as_text(cells.get("kind")))
        village = villages.get(values_in(row)["home_place"] or "")
        if row["person_id"] in known:
            _refuse(row, "LEADER_ROW_KNOWN", MATCHED)
        elif village is None:
            _refuse(row, "LEADER_ROW_VILLAGE", NONE)
        elif group is None and source is None:
            _refuse(row, "LEADER_ROW_KIND", NONE)
        else:
            row["change"], row["leader"] = NEW, {
                "village_id": village, "group": group, "source": source,
                "political": political_code(as_text(cells.get("political"))),
                "fields": goods_in(as_text(cells.get("goods"))),
            }  # fmt: skip


def _refuse(row: dict[str, Any], code: str, change: str) -> None:
    row["outcome"], row["codes"] = "rejected", [code]
    row["facts"], row["change"], row["differences"] = {code: {}}, change, []


_OWN_TITLES = {
    "有潜力的残疾人": LeaderGroup.DISABLED, "农村党员": LeaderGroup.PARTY_BACKBONE,
    "退役军人": LeaderGroup.VETERAN,
}  # fmt: skip


def kind_of_text(text: str) -> tuple[LeaderGroup | None, LeaderSource | None]:
    """The group or source that a cell names."""
    if text in _OWN_TITLES:
        return _OWN_TITLES[text], None
    category = category_of(text)
    return kind_of(str(category) if category else None)


_GOODS = {
    Expertise.FRUIT_VEGETABLES: ("果", "菜", "核桃", "苹果", "梨", "桃", "薯"),
    Expertise.TEA: ("茶",),
    Expertise.HERBS: ("药", "连翘", "艾"),
    Expertise.LIVESTOCK: ("鸡", "猪", "牛", "羊", "蛋", "畜", "禽", "蜂", "蜜"),
    Expertise.AQUATIC: ("鱼", "虾", "水产"),
    Expertise.GRAIN_OIL: ("粮", "油", "米", "面", "杂粮"),
    Expertise.MUSHROOMS: ("菌", "菇", "木耳"),
    Expertise.HANDICRAFT: ("手工", "绣", "编"),
    Expertise.TOURISM: ("旅游", "民宿", "农家乐"),
    Expertise.DAILY_GOODS: ("日用", "百货"),
}  # fmt: skip


def goods_in(text: str) -> list[str]:
    """The coded goods that a text of the sheet names."""
    return [str(code) for code, signs in _GOODS.items() if any(sign in text for sign in signs)]


def apply(
    session: Session, actor: Actor, now: datetime, run: Run, rows: Sequence[Mapping[str, Any]]
) -> dict[str, int]:
    """Write people and leaders; who was entered meanwhile is left out."""
    wanted = [row for row in rows if row["change"] == NEW]
    written = write_people(
        session, actor, now, county=run.county, centre_id=None, rows=wanted, run=run
    )
    start = Start(
        date.fromisoformat(run.options["on"]), LeaderState(run.options["state"]),
        run.options["document"], run_id=run.id,
    )  # fmt: skip
    people = _by_id(session, Person, list(written.values()))
    villages = _by_id(session, Village, [row["leader"]["village_id"] for row in wanted])
    made, skipped = 0, 0
    for row in wanted:
        person = people[written[row["row"]]]
        village = villages[row["leader"]["village_id"]]
        try:
            enter_person(session, actor, now, person, village, _details(row["leader"]), start)
            made += 1
        except DomainError as fault:
            if fault.code not in ("LEADER_KNOWN", "LEADER_ELSEWHERE", "VILLAGE_MERGED"):
                raise
            skipped += 1
    return {"entered": made, "skipped": skipped}


def _by_id(session: Session, model: Any, ids: Sequence[int]) -> dict[int, Any]:
    return {row.id: row for row in session.scalars(select(model).where(model.id.in_(ids)))}


def _details(values: Mapping[str, Any]) -> Details:
    return Details(
        group=LeaderGroup(values["group"]) if values["group"] else None,
        source=LeaderSource(values["source"]) if values["source"] else None,
        found_by=FoundBy.LIST,
        political=values["political"],
        fields=[Expertise(code) for code in values["fields"]],
    )


def finish(session: Session, actor: Actor, now: datetime, run: Run) -> None:
    """Nothing waits for the end of a list of leaders; the frame logs the run."""


OWN = (LeaderField, LeaderPlace, LeaderService, LeaderStep)
GROWN = (Shop, Sales, Support, Award, HouseholdLink, EntryScan)


def undo(session: Session, actor: Actor, now: datetime, run: Run) -> None:
    """Take the list back. Raises LEADERS_CHANGED_SINCE when somebody of it went on meanwhile."""
    actor.require(EDIT, run.county)
    ids = list(session.scalars(select(Leader.id).where(Leader.run_id == run.id)))
    busy = set(
        session.scalars(
            select(LeaderStep.leader_id)
            .where(LeaderStep.leader_id.in_(ids))
            .group_by(LeaderStep.leader_id)
            .having(func.count() > 1)
        )
    )
    for model in GROWN:
        column: Any = model.leader_id
        busy.update(session.scalars(select(column).where(column.in_(ids)).distinct()))
    if busy:
        raise DomainError("LEADERS_CHANGED_SINCE", count=len(busy))
    for own in OWN:
        session.execute(delete(own).where(own.leader_id.in_(ids)))
    session.execute(delete(Leader).where(Leader.id.in_(ids)))
    session.expire_all()
    run.counts = {**run.counts, **undo_people(session, actor, now, run)}
