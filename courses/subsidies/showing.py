"""Stored decisions made ready for templates: sentences, formulas, facts in words."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any

from flask import url_for
from flask_babel import gettext as _
from sqlalchemy.orm import Session

from courses.rosters.rules import CATEGORY_LABELS, Category
from courses.subsidies import wording, words
from courses.subsidies.board import Board, Row
from courses.subsidies.rules import Code
from courses.subsidies.sentences import ITEMS
from courses.subsidies.snapshot import Reason, Snapshot, StoredComponent
from courses.subsidies.trainee import TraineeMoney
from courses.subsidies.voiding import Difference
from lms.documents.amounts import format_yuan
from lms.web.formats import day

Line = tuple[str, object]
RULE_CODES = frozenset(
    {Code.NO_ACTIVE_RULE, Code.RULE_AMBIGUOUS, Code.RULE_UNCONFIRMED, Code.MINIMUM_ATTENDANCE_UNSET}
)
"""Reasons that lie in the rules or parameters and concern a whole class."""


@dataclass(frozen=True, slots=True)
class Said:
    """A reason on the screen; `item` names the component it is about, '' for the whole claim."""

    code: str
    item: str
    sentence: str

    @property
    def whole_class(self) -> bool:
        """Whether it stands against everybody alike and is said once, above the list."""
        return self.code in RULE_CODES


@dataclass(frozen=True, slots=True)
class ShownRow:
    """A line of the list page."""

    row: Row
    said: tuple[Said, ...]
    doubts: int
    difference: Difference | None
    corrected: bool
    url: str

    @property
    def tone(self) -> str:
        """The colour of the line: only what needs somebody has one."""
        return "amber" if self.doubts or self.difference or self.corrected else ""

    @property
    def living_fen(self) -> int:
        """In fen."""
        return self.row.decision.living_fen if self.row.decision else 0

    @property
    def transport_lodging_fen(self) -> int:
        """In fen."""
        return self.row.decision.transport_lodging_fen if self.row.decision else 0

    @property
    def total_fen(self) -> int:
        """In fen."""
        return self.row.total_fen


@dataclass(frozen=True, slots=True)
class ShownComponent:
    """One item of a decision: what it is made of and everything against it."""

    stored: StoredComponent
    title: str
    formula: str
    said: tuple[Said, ...]


def shown_rows(session: Session, found: Board, show: str, text: str) -> list[ShownRow]:
    """The lines chosen by `show` (paid, refused, doubt, changed) and by name, sentences included."""
    names = wording.place_names(
        session, wording.codes_in(each for row in found.rows for each in row.refused)
    )
    doubts: dict[int, int] = {}
    for doubt in found.doubts:
        if doubt.settled_at is None:
            doubts[doubt.enrolment_id] = doubts.get(doubt.enrolment_id, 0) + 1
    changed = {each.enrolment_id: each for each in found.differences}
    corrected = {each.enrolment_id for each in found.corrected}
    rows = [
        ShownRow(
            row,
            _said(row, names),
            doubts.get(row.id, 0),
            changed.get(row.id),
            row.id in corrected,
            _url(row, found.standing.frozen),
        )
        for row in found.rows
        if _named(row, text)
    ]
    return [row for row in rows if _wanted(row, show)]


def _url(row: Row, frozen: bool) -> str:
    """The page of the decision on this line, '' where there is none."""
    if row.decision is None:
        return ""
    uid = row.decision.uid if frozen else None
    return url_for("subsidies.trainee", enrolment_id=row.id, decision=uid)


def _named(row: Row, text: str) -> bool:
    wanted = text.strip().lower()
    return not wanted or wanted in row.name.lower() or wanted in row.search.lower()


def _wanted(row: ShownRow, show: str) -> bool:
    match show:
        case "paid":
            return row.total_fen > 0
        case "refused":
            return row.total_fen == 0
        case "doubt":
            return row.doubts > 0
        case "changed":
            return row.difference is not None or row.corrected
    return True


def _said(row: Row, names: wording.Names) -> tuple[Said, ...]:
    read = row.read
    if read is None:
        return ()
    if read.reasons:
        return (Said(read.reasons[0].code, "", wording.say(read.reasons[0], names)),)
    return tuple(
        Said(part.reasons[0].code, part.item, wording.say(part.reasons[0], names))
        for part in read.components
        if part.reasons
    )


def shown_components(session: Session, read: Snapshot) -> list[ShownComponent]:
    """The items of a decision with formula and all reasons as sentences."""
    every = [*read.reasons, *(each for part in read.components for each in part.reasons)]
    names = wording.place_names(session, wording.codes_in(every))
    return [
        ShownComponent(
            part, words.word(ITEMS, part.item), _formula(part), _sentences(part.reasons, names)
        )
        for part in read.components
    ]


def whole_reasons(session: Session, read: Snapshot) -> tuple[Said, ...]:
    """Everything against the claim as a whole, the first is *the* reason."""
    names = wording.place_names(session, wording.codes_in(read.reasons))
    return _sentences(read.reasons, names)


def _sentences(reasons: Sequence[Reason], names: wording.Names) -> tuple[Said, ...]:
    return tuple(Said(each.code, "", wording.say(each, names)) for each in reasons)


def _formula(part: StoredComponent) -> str:
    quantity, rate = part.quantity.removesuffix(".0"), format_yuan(part.rate_fen)
    if part.unit is None:
        return ""
    if part.unit == "actual":
        said = _("票据%(count)s张，合计%(sum)s元", count=part.facts.get("tickets", 0), sum=rate)
    elif part.unit == "event":
        said = _("每次%(rate)s元", rate=rate)
    else:
        unit = words.word(words.UNITS, part.unit)
        said = _("%(count)s%(unit)s×%(rate)s元", count=quantity, unit=unit, rate=rate)
    if "before_cap_fen" in part.facts and part.amount_fen:
        amount = format_yuan(part.amount_fen)
        said = _("%(formula)s，超过上限，按%(amount)s元计", formula=said, amount=amount)
    return said


def facts_lines(session: Session, read: Snapshot) -> list[Line]:
    """What the decision looked at beside days and tickets, as (label, words)."""
    facts = read.facts
    places = wording.place_names(
        session, (facts["county"], facts["home_county"], facts["venue_county"])
    )
    lines: list[Line] = [
        (_("受理地"), places.get(facts["county"])),
        (_("户籍所在地"), places.get(facts["home_county"] or "")),
        (_("培训地点"), places.get(facts["venue_county"] or "")),
        (_("开班日期"), _day(facts["class_start"])),
        (_("结束日期"), _day(facts["class_end"])),
        (_("开班当日类别"), _categories(facts["categories"])),
        (_("最低出勤率"), _share(facts["minimum"])),
        (_("申请日期"), _day(facts["applied_on"]) or _("尚未编制名单，按当日计")),
    ]
    if facts["hours"]:
        lines.append((_("课时"), facts["hours"]))
    if facts["occupation"]:
        lines.append((_("工种和等级"), f"{facts['occupation']} {facts['level']}".strip()))
    for key, label in (("certificate_on", _("取证日期")), ("licence_on", _("营业执照日期"))):
        if facts[key]:
            lines.append((label, _day(facts[key])))
    for prior in facts["prior"]:
        amount = format_yuan(sum(fen for _item, fen in prior["amounts"]))
        lines.append((_("以往申请"), f"{prior['id']} {_day(prior['on'])} {amount} {_('元')}"))
    return lines


def _day(text: str | None) -> str:
    return day(date.fromisoformat(text)) if text else ""


def _share(text: str | None) -> str | None:
    if text is None:
        return None
    above, _slash, below = text.partition("/")
    hundredths = int(above) * 10000 // int(below or 1)
    return f"{hundredths / 100:g}%"


def _categories(codes: Sequence[str]) -> str:
    known = set(Category)
    return _("、").join(_(CATEGORY_LABELS[Category(c)]) if c in known else c for c in codes)


def history_lines(found: TraineeMoney) -> list[dict[str, Any]]:
    """Every decision on a trainee, the last first, as the history macro draws it."""
    lines: list[dict[str, Any]] = []
    rows = list(found.history)
    for at, row in enumerate(rows):
        older = rows[at + 1] if at + 1 < len(rows) else None
        lines.append(
            {
                "at": row.at,
                "by": row.by,
                "uid": row.uid,
                "current": row.current,
                "shown": row.id == found.decision.id,
                "total_fen": row.total_fen,
                "before_fen": older.total_fen if older else None,
                "reason": row.reason,
                "present": row.half_days_present,
                "planned": row.half_days_planned,
            }
        )
    return lines
