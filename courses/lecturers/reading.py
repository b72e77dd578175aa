"""One row of a list of lecturers: which columns there may be, and what their cells mean."""

import re
from collections.abc import Mapping
from datetime import date
from typing import Any

from courses.lecturers.rules import Expertise, ExpertKind, TermDates
from lms.divisions.rules import Gazetteer, Place
from lms.sheets import Field, as_date, as_text
from lms.sheets.workbook import Cell

FIELDS = (
    Field("name", ("姓名", "讲师姓名", "专家姓名", "教师姓名", "名字"), required=True),
    Field("sex", ("性别",)),
    Field("organisation", ("单位", "工作单位", "所在单位", "单位名称", "来源单位")),
    Field("position", ("职务职称", "职务", "职称", "职务/职称", "职称职务")),
    Field("education", ("学历", "文化程度")),
    Field("kind", ("专家类别", "类别", "专家类型", "讲师类别")),
    Field("expertise", ("专长课程", "专长", "擅长领域", "主讲课程", "专业特长", "授课方向")),
    Field("credentials", ("资质", "资格证书", "职业资格", "证书")),
    Field("regions", ("服务区域", "服务地区", "服务范围", "服务县区")),
    Field("capacity", ("可带人数", "帮带人数", "可帮带人数", "带徒人数")),
    Field("term", ("聘期", "聘用期限", "聘任期限", "聘期起止")),
    Field("phone", ("联系方式", "联系电话", "电话", "手机", "手机号码", "手机号")),
)
KINDS = {
    "创业指导专家": ExpertKind.STARTUP,
    "创业指导": ExpertKind.STARTUP,
    "农村电商专家": ExpertKind.ECOMMERCE,
    "电商专家": ExpertKind.ECOMMERCE,
    "农业技术专家": ExpertKind.AGRICULTURE,
    "农技专家": ExpertKind.AGRICULTURE,
    "优秀企业家": ExpertKind.ENTREPRENEUR,
    "企业家": ExpertKind.ENTREPRENEUR,
    "其他": ExpertKind.OTHER,
}
SIGNS: Mapping[Expertise, tuple[str, ...]] = {
    Expertise.FRUIT_VEGETABLES: ("果", "菜", "核桃"),
    Expertise.TEA: ("茶",),
    Expertise.HERBS: ("药", "连翘"),
    Expertise.LIVESTOCK: ("畜", "禽", "养殖", "蜂"),
    Expertise.AQUATIC: ("水产", "渔"),
    Expertise.GRAIN_OIL: ("粮", "油料"),
    Expertise.MUSHROOMS: ("食用菌", "菌菇", "香菇", "木耳"),
    Expertise.HANDICRAFT: ("手工", "非遗"),
    Expertise.TOURISM: ("旅游", "民宿"),
    Expertise.DAILY_GOODS: ("百货", "日用"),
    Expertise.SHOP_OPENING: ("开店", "网店", "微店"),
    Expertise.LIVE_SALES: ("直播", "短视频"),
    Expertise.DESIGN: ("美工", "拍摄", "摄影", "设计"),
    Expertise.LOGISTICS: ("物流", "包装", "快递"),
    Expertise.BRANDING: ("品牌",),
    Expertise.OPERATION: ("运营", "推广", "营销"),
    Expertise.FINANCE: ("财务", "会计", "税"),
}
SEXES = {"男": "male", "女": "female"}
_PARTS = re.compile(r"[、，,；;\n]+")
_TO = re.compile(r"\s*(?:至|到|—+|–|~|～|－)\s*|(?<=\d)\s*-\s*(?=\d{4}[年./-])")
_MONTH = re.compile(r"(\d{4})[年./-](\d{1,2})月?")


def read_row(row: int, cells: Mapping[str, Cell], places: Gazetteer, county: str) -> dict[str, Any]:
    """A row as a plan row: what cannot be understood is warned of and left out, never guessed."""
    texts = {field.name: as_text(cells.get(field.name)) for field in FIELDS}
    name = texts["name"].replace(" ", "")
    codes: list[str] = []
    facts: dict[str, dict[str, object]] = {}
    if not 1 < len(name) <= 40:
        return _row(row, name, "rejected", ["LECTURER_ROW_NAME"], {}, {})
    if texts["kind"] and texts["kind"] not in KINDS:
        codes.append("LECTURER_ROW_KIND")
    capacity = texts["capacity"].removesuffix("人")
    if capacity and not (capacity.isascii() and capacity.isdigit() and int(capacity) <= 200):
        codes.append("LECTURER_ROW_CAPACITY")
        capacity = ""
    dates = term_of(texts["term"])
    if texts["term"] and dates is None:
        codes.append("LECTURER_ROW_TERM")
    regions, unknown = _regions(texts["regions"], places, county)
    if unknown:
        codes.append("LECTURER_ROW_REGION")
        facts["LECTURER_ROW_REGION"] = {"region": unknown}
    kind = KINDS.get(texts["kind"])
    values: dict[str, Any] = {
        "sex": SEXES.get(texts["sex"], ""), "organisation": texts["organisation"][:120],
        "position": texts["position"][:80], "education": texts["education"][:40],
        "kind": str(kind) if kind else "", "expertise": texts["expertise"][:300],
        "capacity": int(capacity) if capacity else None, "phone": _phone(texts["phone"]),
        "fields": fields_in(texts["expertise"]), "regions": regions,
        "credentials": [one[:120] for one in _PARTS.split(texts["credentials"]) if one.strip()],
        "term": [dates.from_on.isoformat(), dates.to_on.isoformat()] if dates else None,
    }  # fmt: skip
    return _row(row, name, "warned" if codes else "accepted", codes, facts, values)


def _row(
    row: int,
    name: str,
    outcome: str,
    codes: list[str],
    facts: dict[str, dict[str, object]],
    values: dict[str, Any],
) -> dict[str, Any]:
    return {
        "row": row, "name": name, "outcome": outcome, "codes": codes, "facts": facts,
        "change": "none", "differences": [], "lecturer_id": None, "values": values,
    }  # fmt: skip


def fields_in(text: str) -> list[str]:
    """The coded fields that a text names."""
    return [str(code) for code, signs in SIGNS.items() if any(sign in text for sign in signs)]


def _phone(text: str) -> str:
    return "".join(sign for sign in text if sign.isdigit() or sign == "+")[:30]


def _regions(text: str, places: Gazetteer, county: str) -> tuple[list[str], str]:
    """Prefixes of the places named, and what was not found; 全县 and 本县 are the county."""
    found: list[str] = []
    for part in (one.strip() for one in _PARTS.split(text)):
        if not part:
            continue
        if part in ("全县", "本县", "县内", "全区", "全市"):
            found.append(county[:4] if part == "全市" else county)
            continue
        place = places.resolve((part,), county)
        code = _understood(place)
        if code is None:
            return found, part
        found.append(code)
    return list(dict.fromkeys(found)), ""


def _understood(place: Place) -> str | None:
    """The prefix of a place that was read to its end; a town or county needs no village."""
    return place.code if not place.text else None


def term_of(text: str) -> TermDates | None:
    """A term like 2025-01-01至2027-12-31, 2025年1月—2027年12月; None where it is none."""
    parts = [part for part in _TO.split(text.strip()) if part]
    if len(parts) != 2:
        return None
    start, end = _edge(parts[0], last=False), _edge(parts[1], last=True)
    return TermDates(start, end) if start and end and start <= end else None


def _edge(text: str, *, last: bool) -> date | None:
    day = as_date(text)
    month = _MONTH.fullmatch(text.strip())
    if day is not None or month is None or not 1 <= int(month[2]) <= 12:
        return day
    year, number = int(month[1]), int(month[2])
    if not last:
        return date(year, number, 1)
    following = date(year + number // 12, number % 12 + 1, 1)
    return date.fromordinal(following.toordinal() - 1)
