"""A decision as the text that is stored and signed, and read back for the pages.

Deciding again with the same outcome gives the same text, so the date of deciding is not in it: the
row that keeps the text has it.
"""

import json
import re
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from functools import lru_cache
from hashlib import sha256
from typing import Any

from courses.subsidies.archive import as_data
from courses.subsidies.claims import (
    Component,
    Confirmation,
    Day,
    Decision,
    Facts,
    Finding,
    PriorClaim,
    RuleRef,
    Sayable,
)

_DATE = re.compile(r"\d{4}-\d{2}-\d{2}")
_HALF = {None: "-", True: "1", False: "0"}
_WORD = {sign: half for half, sign in _HALF.items()}


def write(decision: Decision, settled: Mapping[str, str] | None = None) -> str:
    """The canonical text; `settled` says who chose among packs in force side by side, and why."""
    return json.dumps(
        {
            "eligible": decision.eligible,
            "reasons": [_finding(each) for each in decision.reasons],
            "components": [_component(each) for each in decision.components],
            "rules": [_rule(each) for each in decision.rules],
            "facts": _facts(decision.facts),
            "settled": dict(settled) if settled else None,
        },
        ensure_ascii=False,
        separators=(",", ":"),
    )


def digest(text: str) -> str:
    """SHA-256 of the text, hexadecimal."""
    return sha256(text.encode()).hexdigest()


def _finding(finding: Finding) -> list[Any]:
    return [finding.code, as_data(finding.facts)]


def _component(component: Component) -> dict[str, Any]:
    return {
        "item": component.item,
        "rule": component.rule.id if component.rule else None,
        "quantity": str(component.quantity),
        "unit": component.unit,
        "rate_fen": component.rate_fen,
        "amount_fen": component.amount_fen,
        "reasons": [_finding(each) for each in component.reasons],
        "counted": [day.isoformat() for day in component.counted_days],
        "uncounted": [[day.isoformat(), why] for day, why in component.uncounted],
        "facts": as_data(component.facts) if component.facts else {},
    }


@lru_cache(maxsize=256)
def _rule(rule: RuleRef) -> Any:
    return as_data(rule)


@lru_cache(maxsize=64)
def _confirmation(confirmation: Confirmation) -> Any:
    return as_data(confirmation)


def _prior(prior: PriorClaim) -> Any:
    return as_data(prior)


@lru_cache(maxsize=8192)
def _day(day: Day) -> list[str]:
    """Date, the two halves (1 present, 0 not, - not planned), and what is out of the ordinary."""
    return [day.on.isoformat(), _HALF[day.am] + _HALF[day.pm], day.mode.value, day.paid_elsewhere]


def _facts(facts: Facts) -> dict[str, Any]:
    return {
        "county": facts.county,
        "home_county": facts.home_county,
        "venue_county": facts.venue_county,
        "class_start": facts.class_start.isoformat(),
        "class_end": facts.class_end.isoformat(),
        "categories": sorted(facts.categories),
        "days": [_day(day) for day in facts.days],
        "present": facts.attendance.present,
        "planned": facts.attendance.planned,
        "whole_days": facts.attendance.whole_days,
        "minimum": str(facts.minimum_attendance) if facts.minimum_attendance else None,
        "course_kind": facts.course_kind,
        "hours": facts.hours,
        "invoices_fen": list(facts.invoices_fen),
        "prior": [_prior(each) for each in facts.prior],
        "occupation": facts.occupation,
        "level": facts.level,
        "certificate_on": _iso(facts.certificate_on),
        "licence_on": _iso(facts.licence_on),
        "agreement": facts.agreement,
        "applied_on": _iso(facts.applied_on),
        "confirmations": [_confirmation(each) for each in facts.confirmations],
    }


def _iso(day: date | None) -> str | None:
    return day.isoformat() if day else None


@dataclass(frozen=True, slots=True)
class Reason:
    """A stored reason: its code and the facts of its sentence, dates as dates."""

    code: str
    facts: Mapping[str, Sayable]


@dataclass(frozen=True, slots=True)
class StoredDay:
    """A date as the decision saw it; a half is None when it was not planned."""

    on: date
    am: bool | None
    pm: bool | None
    mode: str
    paid_elsewhere: str


@dataclass(frozen=True, slots=True)
class StoredComponent:
    """One item as it was decided; money in fen."""

    item: str
    rule: Mapping[str, Any] | None
    quantity: str
    unit: str | None
    rate_fen: int
    amount_fen: int
    reasons: tuple[Reason, ...]
    counted: frozenset[date]
    uncounted: Mapping[date, str]
    facts: Mapping[str, Sayable]


@dataclass(frozen=True, slots=True)
class Snapshot:
    """A stored decision, ready to be shown."""

    eligible: bool
    reasons: tuple[Reason, ...]
    components: tuple[StoredComponent, ...]
    rules: tuple[Mapping[str, Any], ...]
    days: tuple[StoredDay, ...]
    facts: Mapping[str, Any]
    settled: Mapping[str, str] | None

    def component(self, item: str) -> StoredComponent | None:
        """The component of an item, None where no rule speaks of it."""
        return next((each for each in self.components if each.item == item), None)


def read(text: str) -> Snapshot:
    """The decision that `write` gave as text."""
    raw = json.loads(text)
    rules = tuple(raw["rules"])
    by_id = {rule["id"]: rule for rule in rules}
    return Snapshot(
        eligible=raw["eligible"],
        reasons=_reasons(raw["reasons"]),
        components=tuple(_stored(each, by_id) for each in raw["components"]),
        rules=rules,
        days=tuple(
            StoredDay(date.fromisoformat(on), _WORD[halves[0]], _WORD[halves[1]], mode, elsewhere)
            for on, halves, mode, elsewhere in raw["facts"]["days"]
        ),
        facts=raw["facts"],
        settled=raw["settled"],
    )


def paid_days(text: str) -> frozenset[date]:
    """The dates a stored decision pays for."""
    parts = json.loads(text)["components"]
    return frozenset(
        date.fromisoformat(day) for each in parts if each["amount_fen"] for day in each["counted"]
    )


def _stored(raw: Mapping[str, Any], rules: Mapping[str, Mapping[str, Any]]) -> StoredComponent:
    return StoredComponent(
        item=raw["item"],
        rule=rules.get(raw["rule"]),
        quantity=raw["quantity"],
        unit=raw["unit"],
        rate_fen=raw["rate_fen"],
        amount_fen=raw["amount_fen"],
        reasons=_reasons(raw["reasons"]),
        counted=frozenset(date.fromisoformat(day) for day in raw["counted"]),
        uncounted={date.fromisoformat(day): why for day, why in raw["uncounted"]},
        facts=_sayable(raw["facts"]),
    )


def _reasons(raw: list[list[Any]]) -> tuple[Reason, ...]:
    return tuple(Reason(code, _sayable(facts)) for code, facts in raw)


def _sayable(facts: Mapping[str, Any]) -> dict[str, Sayable]:
    return {
        key: date.fromisoformat(value)
        if isinstance(value, str) and _DATE.fullmatch(value)
        else value
        for key, value in facts.items()
    }
