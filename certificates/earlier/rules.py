"""Reading a row of an old register: what must be there, what is doubtful."""

import re
import unicodedata
from collections.abc import Collection, Mapping
from dataclasses import dataclass, field
from datetime import date
from typing import Any

from courses.rosters.rules import IdentityFault, check_citizen_number, normalise_name
from lms.sheets import Cell, as_date, as_text, is_lossy_number
from lms.sheets.table import Field

FIELDS: tuple[Field, ...] = (
    Field("number", ("证书编号", "证书号", "结业证书编号", "结业证编号", "证号"), required=True),
    Field("name", ("姓名", "学员姓名", "持证人", "持证人姓名"), required=True),
    Field("id_number", ("身份证号", "身份证号码", "证件号码", "公民身份号码", "身份证")),
    Field(
        "course", ("培训项目", "培训工种", "培训专业", "项目名称", "培训内容", "工种", "专业"),
        required=True,
    ),
    Field("cohort", ("班期", "班次", "班期编号", "所属班次", "班级", "期次")),
    Field("hours", ("课时", "总课时", "学时")),
    Field("starts_on", ("开始日期", "培训开始日期", "开班日期", "开班时间")),
    Field("ends_on", ("结束日期", "培训结束日期", "结业日期", "结业时间")),
    Field("issuer", ("发证机构", "发证单位", "颁证单位", "培训单位", "培训机构")),
    Field("issued_on", ("发证日期", "颁证日期", "发证时间", "签发日期"), required=True),
    Field("valid_until", ("有效期至", "有效期", "有效日期")),
    Field("remark", ("备注",)),
)  # fmt: skip
LENGTHS = {"number": 60, "name": 60, "course": 200, "cohort": 200, "issuer": 200, "remark": 300}
DATES = ("starts_on", "ends_on", "issued_on", "valid_until")
REJECTED, WARNED = "rejected", "warned"


@dataclass(slots=True)
class EarlierRow:
    """One row: what it says, and the codes against it; `rejecting` ones keep it out."""

    row: int
    said: dict[str, Any] = field(default_factory=dict)
    codes: list[str] = field(default_factory=list)
    facts: dict[str, dict[str, object]] = field(default_factory=dict)
    outcome: str = "accepted"

    def against(self, code: str, outcome: str, **facts: object) -> None:
        """Note a code; a rejection outweighs a doubt."""
        self.codes.append(code)
        self.facts[code] = facts
        self.outcome = outcome if self.outcome != REJECTED else REJECTED


def number_key(text: str) -> str:
    """One spelling of a number as it may be typed: half width, capital, no blanks."""
    return re.sub(r"[\s\u200b-\u200d\ufeff]+", "", unicodedata.normalize("NFKC", text)).upper()


def judged(row: int, cells: Mapping[str, Cell], today: date, seen: Collection[str]) -> EarlierRow:
    """A row read and judged; `seen` are the number keys of the rows above."""
    found = EarlierRow(
        row, {name: as_text(cells.get(name))[:size] for name, size in LENGTHS.items()}
    )
    found.said["name"] = normalise_name(found.said["name"])
    found.said["key"] = number_key(found.said["number"])
    for name, code in (("number", "EARLIER_NUMBER_MISSING"), ("name", "EARLIER_NAME_MISSING"),
                       ("course", "EARLIER_COURSE_MISSING")):  # fmt: skip
        if not found.said[name]:
            found.against(code, REJECTED)
    if is_lossy_number(cells.get("number")):
        found.against("EARLIER_NUMBER_LOSSY", REJECTED)
    elif found.said["key"] and found.said["key"] in seen:
        found.against("EARLIER_NUMBER_TWICE", REJECTED, number=found.said["number"])
    _dates(found, cells, today)
    _hours(found, cells)
    _identity(found, cells, today)
    return found


def _dates(found: EarlierRow, cells: Mapping[str, Cell], today: date) -> None:
    for name in DATES:
        day = as_date(cells.get(name))
        found.said[name] = day.isoformat() if day else None
        if day is None and as_text(cells.get(name)) and name != "issued_on":
            found.against("EARLIER_DATE_UNREAD", WARNED, text=as_text(cells.get(name))[:40])
    issued = as_date(cells.get("issued_on"))
    if issued is None or issued > today:
        found.against("EARLIER_ISSUED_ON", REJECTED)


def _hours(found: EarlierRow, cells: Mapping[str, Cell]) -> None:
    text = re.sub(r"(课时|学时)$", "", as_text(cells.get("hours")))
    right = re.fullmatch(r"[0-9]{1,4}", text)
    found.said["hours"] = int(text) if right else None
    if text and not right:
        found.against("EARLIER_HOURS_UNREAD", WARNED, text=text[:40])


def _identity(found: EarlierRow, cells: Mapping[str, Cell], today: date) -> None:
    text = as_text(cells.get("id_number"))
    found.said["id_number"] = None
    if not text:
        return
    checked = check_citizen_number(cells.get("id_number"), today)
    if isinstance(checked, IdentityFault):
        found.against("EARLIER_ID_UNREAD", WARNED)
    else:
        found.said["id_number"] = checked.number
