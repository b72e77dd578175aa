"""A decision as the text that is stored and signed, and read back for the pages.

Deciding again with the same outcome gives the same text, so the date of deciding is not in it: the
row that keeps the text has it.
"""

import json
import re
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from fractions import Fraction
from functools import lru_cache
from hashlib import sha256
from typing import Any

import orjson

from courses.subsidies.archive import as_data
from courses.subsidies.claims import (
    Component,
    Confirmation,
    Day,
    Decision,
    Facts,
    Finding,
    RuleRef,
    Sayable,
)

_DATE = re.compile(r"\d{4}-\d{2}-\d{2}")
_HALF = {None: "-", True: "1", False: "0"}
_WORD = {sign: half for half, sign in _HALF.items()}
_NO_PAPERS: Mapping[str, Any] = {
    "certificate_on": None,
    "licence_on": None,
    "agreement": False,
    "prior": [],
}
_encode = json.JSONEncoder(ensure_ascii=False, separators=(",", ":")).encode


def write(decision: Decision, settled: Mapping[str, str] | None = None) -> str:
    """The canonical text (JSON); `settled` says who chose among packs in force side by side.

    It is put together from parts that a whole class shares: a sheet of two hundred marks makes two
    hundred decisions.
    """
    facts = decision.facts
    return "".join(
        (
            '{"eligible":', "true" if decision.eligible else "false",
            ',"reasons":', _findings(decision.reasons),
            ',"components":[', ",".join([_component(each) for each in decision.components]),
            '],"rules":', _rules(decision.rules),
            ',"cohort":', _cohort(
                facts.county, facts.venue_county, facts.class_start, facts.class_end,
                facts.minimum_attendance, facts.course_kind, facts.hours, facts.occupation,
                facts.level, facts.applied_on, facts.confirmations,
            ),
            ',"facts":', _facts(facts),
            ',"settled":', _encode(dict(settled)) if settled else "null",
            "}",
        )
    )  # fmt: skip


def digest(text: str) -> str:
    """SHA-256 of the text, hexadecimal."""
    return sha256(text.encode()).hexdigest()


def _findings(findings: tuple[Finding, ...]) -> str:
    return _encode([[each.code, _plain(each.facts)] for each in findings]) if findings else "[]"


def _plain(facts: Mapping[str, Sayable]) -> dict[str, str | int]:
    return {
        key: value.isoformat() if isinstance(value, date) else value for key, value in facts.items()
    }


def _component(component: Component) -> str:
    dates = '","'.join([day.isoformat() for day in component.counted_days])
    gaps = [[day.isoformat(), why] for day, why in component.uncounted]
    return "".join(
        (
            '{"item":"', component.item,
            '","rule":', _encode(component.rule.id if component.rule else None),
            ',"quantity":"', str(component.quantity),
            '","unit":', f'"{component.unit}"' if component.unit else "null",
            ',"rate_fen":', str(component.rate_fen),
            ',"amount_fen":', str(component.amount_fen),
            ',"reasons":', _findings(component.reasons),
            ',"counted":', f'["{dates}"]' if dates else "[]",
            ',"uncounted":', _encode(gaps) if gaps else "[]",
            ',"facts":', _encode(_plain(component.facts)) if component.facts else "{}",
            "}",
        )
    )  # fmt: skip


@lru_cache(maxsize=256)
def _rules(rules: tuple[RuleRef, ...]) -> str:
    return _encode([as_data(rule) for rule in rules])


@lru_cache(maxsize=256)
def _cohort(
    county: str,
    venue_county: str | None,
    start: date,
    end: date,
    minimum: Fraction | None,
    course_kind: str,
    hours: int | None,
    occupation: str,
    level: str,
    applied_on: date | None,
    confirmations: tuple[Confirmation, ...],
) -> str:
    return _encode(
        {
            "county": county,
            "venue_county": venue_county,
            "class_start": start.isoformat(),
            "class_end": end.isoformat(),
            "minimum": str(minimum) if minimum else None,
            "course_kind": course_kind,
            "hours": hours,
            "occupation": occupation,
            "level": level,
            "applied_on": _iso(applied_on),
            "confirmations": [as_data(each) for each in confirmations],
        }
    )


@lru_cache(maxsize=8192)
def _day(day: Day) -> str:
    """Date, the two halves (1 present, 0 not, - not planned), the mode and who else pays it."""
    halves = _HALF[day.am] + _HALF[day.pm]
    return _encode([day.on.isoformat(), halves, day.mode.value, day.paid_elsewhere])


def _facts(facts: Facts) -> str:
    counted = facts.attendance
    papers = {
        "certificate_on": _iso(facts.certificate_on),
        "licence_on": _iso(facts.licence_on),
        "agreement": facts.agreement,
        "prior": [as_data(each) for each in facts.prior],
    }
    return "".join(
        (
            '{"home_county":', _encode(facts.home_county),
            ',"categories":', _encode(sorted(facts.categories)),
            ',"days":[', ",".join([_day(day) for day in facts.days]),
            '],"present":', str(counted.present),
            ',"planned":', str(counted.planned),
            ',"whole_days":', str(counted.whole_days),
            ',"invoices_fen":[', ",".join([str(fen) for fen in facts.invoices_fen]),
            '],"papers":', _encode(papers) if any(papers.values()) else "null",
            "}",
        )
    )  # fmt: skip


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
    facts: Mapping[str, Sayable]
    raw: Mapping[str, Any]

    @property
    def counted(self) -> frozenset[date]:
        """The dates it pays for, whole or half."""
        return frozenset(date.fromisoformat(day) for day in self.raw["counted"])

    @property
    def uncounted(self) -> dict[date, str]:
        """The dates left out, or only half counted, with why."""
        return {date.fromisoformat(day): why for day, why in self.raw["uncounted"]}


@dataclass(frozen=True, slots=True)
class Snapshot:
    """A stored decision, ready to be shown."""

    eligible: bool
    reasons: tuple[Reason, ...]
    components: tuple[StoredComponent, ...]
    rules: tuple[Mapping[str, Any], ...]
    facts: Mapping[str, Any]
    settled: Mapping[str, str] | None

    @property
    def days(self) -> tuple[StoredDay, ...]:
        """The dates of the class as the decision saw them."""
        return tuple(
            StoredDay(date.fromisoformat(on), _WORD[halves[0]], _WORD[halves[1]], mode, elsewhere)
            for on, halves, mode, elsewhere in self.facts["days"]
        )

    def component(self, item: str) -> StoredComponent | None:
        """The component of an item, None where no rule speaks of it."""
        return next((each for each in self.components if each.item == item), None)


def read(text: str) -> Snapshot:
    """The decision that `write` gave as text."""
    raw = orjson.loads(text)
    rules = tuple(raw["rules"])
    by_id = {rule["id"]: rule for rule in rules}
    return Snapshot(
        eligible=raw["eligible"],
        reasons=_reasons(raw["reasons"]),
        components=tuple(_stored(each, by_id) for each in raw["components"]),
        rules=rules,
        facts={**raw["cohort"], **raw["facts"], **(raw["facts"]["papers"] or _NO_PAPERS)},
        settled=raw["settled"],
    )


def paid_days(text: str) -> frozenset[date]:
    """The dates a stored decision pays for."""
    parts = orjson.loads(text)["components"]
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
        facts=_sayable(raw["facts"]),
        raw=raw,
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
