"""Reading the dated rule packs that lie as TOML beside this file.

A wrong word in a pack is a fault of the data and stops the start with `PackError`: a rule that is
half understood must never pay.
"""

import tomllib
from collections.abc import Iterable, Mapping
from dataclasses import fields
from datetime import date
from enum import StrEnum
from fractions import Fraction
from functools import cache
from pathlib import Path
from typing import Any, TypeVar

from courses.subsidies import terms
from courses.subsidies.terms import Limit, Pack, Rule

FOLDER = Path(__file__).with_name("packs")
ATTENDANCE_PARAMETER = "parameter"
ATTENDANCE_NOT_REQUIRED = "not_required"
_PACK_ONLY = {"posted", "rules", "limits"}
_Word = TypeVar("_Word", bound=StrEnum)


class PackError(ValueError):
    """A pack file says something this version does not understand."""


@cache
def load_packs() -> tuple[Pack, ...]:
    """All shipped packs, ordered by id."""
    return tuple(
        sorted((read_pack(path) for path in FOLDER.glob("*.toml")), key=lambda pack: pack.id)
    )


def read_pack(path: Path) -> Pack:
    """One pack file. Raises `PackError` naming the file for a missing or unknown word."""
    try:
        return parse_pack(tomllib.loads(path.read_text(encoding="utf-8")))
    except (KeyError, TypeError, ValueError) as error:
        raise PackError(f"{path.name}: {error!r}") from error


def parse_pack(raw: Mapping[str, Any]) -> Pack:
    """A pack from its parsed TOML; what stands at its head holds for every rule that is silent."""
    head = {key: value for key, value in raw.items() if key not in _PACK_ONLY}
    rules = tuple(_rule(head, own) for own in raw.get("rules", ()))
    ids = [rule.id for rule in rules]
    if len(set(ids)) != len(ids):
        raise PackError(f"two rules of {raw['id']} have the same id")
    if not rules and not raw.get("limits"):
        raise PackError(f"{raw['id']} has neither rules nor limits")
    return Pack(
        id=raw["id"],
        version=raw["version"],
        instrument=raw["instrument"],
        posted=_date(raw.get("posted")),
        jurisdiction=raw.get("jurisdiction", ""),
        status=terms.RuleStatus(raw["status"]),
        confidence=raw["confidence"],
        rules=rules,
        limits=tuple(_limit(raw, own) for own in raw.get("limits", ())),
    )


def _limit(head: Mapping[str, Any], own: Mapping[str, Any]) -> Limit:
    kind = terms.LimitKind(own["kind"])
    if kind is terms.LimitKind.ANNUAL_COUNT and own.get("count", 0) < 1:
        raise PackError("an annual limit needs a count")
    return Limit(
        kind=kind,
        pack=head["id"],
        instrument=head["instrument"],
        clause=own["clause"],
        count=own.get("count", 0),
    )


def _rule(head: Mapping[str, Any], own: Mapping[str, Any]) -> Rule:
    raw = {**head, **own}
    raw["pack"] = head["id"]
    raw["id"] = own.get("id", f"{head['id']}.{own['item']}")
    attendance = raw.pop("minimum_attendance")
    known = {field.name for field in fields(Rule)}
    if unknown := set(raw) - known:
        raise PackError(f"unknown words in {raw['id']}: {', '.join(sorted(unknown))}")
    rule = Rule(
        attendance_required=attendance != ATTENDANCE_NOT_REQUIRED,
        minimum_attendance=_share(attendance),
        **{key: _value(key, value) for key, value in raw.items()},
    )
    _complete(rule)
    return rule


def _complete(rule: Rule) -> None:
    """Refuse a rule whose words contradict each other or leave its amount open."""
    actual = rule.unit is terms.Unit.ACTUAL
    table = rule.day_basis is terms.DayBasis.TABLE
    faults = {
        "no targets": not rule.targets,
        "no jurisdiction": not rule.jurisdiction,
        "a rate and the actual cost": actual and rule.rate_fen != 0,
        "actual cost without invoices": actual and rule.evidence is not terms.Evidence.INVOICE,
        "no rate": not actual and rule.rate_fen <= 0,
        "days without a basis": (rule.unit is terms.Unit.DAY) == (rule.day_basis is None),
        "a table basis without a table": table and not (rule.hours_table or rule.hours_per_day),
        "ends before it begins": rule.valid_to is not None and rule.valid_to < rule.valid_from,
        "a cap window without a cap": any(
            cap.count is None and cap.amount_fen is None for cap in rule.cap_windows
        ),
    }
    if found := [name for name, wrong in faults.items() if wrong]:
        raise PackError(f"{rule.id}: {', '.join(found)}")


def _share(text: str) -> Fraction | None:
    if text in (ATTENDANCE_PARAMETER, ATTENDANCE_NOT_REQUIRED):
        return None
    share = Fraction(text)
    if not 0 < share <= 1:
        raise PackError(f"minimum attendance {text} is no share")
    return share


def _date(value: object) -> date | None:
    if value is not None and type(value) is not date:
        raise PackError(f"{value!r} is no date")
    return value


def _words(kind: type[_Word], values: Iterable[str]) -> frozenset[_Word]:
    return frozenset(kind(value) for value in values)


_WORD = {
    "date_selector": terms.DateSelector,
    "item": terms.Item,
    "unit": terms.Unit,
    "day_basis": terms.DayBasis,
    "day_counts": terms.DayCounts,
    "place_test": terms.PlaceTest,
    "evidence": terms.Evidence,
    "pay_to": terms.PayTo,
    "status": terms.RuleStatus,
}
_WORDS = {
    "course_kinds": terms.CourseKind,
    "modes": terms.Mode,
    "requires": terms.Requirement,
    "apply_places": terms.ApplyPlace,
}


def _value(key: str, value: Any) -> Any:
    """The value of one key of a rule in the type that `Rule` declares for it."""
    if key in _WORD:
        return _WORD[key](value)
    if key in _WORDS:
        return _words(_WORDS[key], value)
    if key in ("exclusive_with", "replaces"):
        return frozenset(value)
    if key in ("valid_from", "valid_to"):
        return _date(value)
    if key == "hours_table":
        return tuple((int(hours), int(days)) for hours, days in value)
    return _nested(key, value)


def _nested(key: str, value: Any) -> Any:
    if key == "targets":
        return tuple(terms.Target(each["group"], tuple(each.get("names", ()))) for each in value)
    if key == "cap_windows":
        return tuple(
            terms.CapWindow(**{**each, "window": terms.Window(each["window"])}) for each in value
        )
    if key == "apply_window":
        return terms.ApplyWindow(**{**value, "anchor": terms.Anchor(value["anchor"])})
    if key == "notice":
        return terms.Notice(value["days"], terms.NoticeUnit(value["unit"]))
    return value
