"""Every subsidy line of the sample cohort, from its register, its tickets and its roster rows."""

import csv
import json
from collections import defaultdict
from datetime import date
from decimal import Decimal
from fractions import Fraction
from pathlib import Path
from typing import Any

import openpyxl
import pytest

from courses.subsidies.packs import load_packs
from courses.subsidies.rules import Confirmation, Day, Decision, Facts, Item, Mode, decide

SAMPLE = Path(__file__).parents[2] / "data" / "lushi_2018"
EXPECTED: dict[str, Any] = json.loads((SAMPLE / "expected.json").read_text(encoding="utf-8"))
PRESENT = {"√", "¢", "△"}


def _register() -> dict[str, list[bool]]:
    sheet = openpyxl.load_workbook(SAMPLE / "attendance.xlsx").worksheets[0]
    return {
        str(row[2]).upper(): [mark in PRESENT for mark in row[3:27]]
        for row in sheet.iter_rows(min_row=5, values_only=True)
        if row[2]
    }


def _tickets() -> dict[str, tuple[int, ...]]:
    found: dict[str, tuple[int, ...]] = defaultdict(tuple)
    with (SAMPLE / "invoices.csv").open(encoding="utf-8-sig", newline="") as file:
        for _name, number, amount in list(csv.reader(file))[1:]:
            found[number] += (int(Decimal(amount) * 100),)
    return found


def _days(marks: list[bool]) -> tuple[Day, ...]:
    sessions = EXPECTED["cohort"]["sessions"]
    return tuple(
        Day(
            date.fromisoformat(sessions[at]["date"]),
            marks[at],
            marks[at + 1],
            Mode.INTERNSHIP if sessions[at]["kind"] == "internship" else Mode.CLASSROOM,
        )
        for at in range(0, len(sessions), 2)
    )


def _decisions() -> dict[int, Decision]:
    register, tickets, cohort = _register(), _tickets(), EXPECTED["cohort"]
    poor = {row["row"]: row["poor"] for row in EXPECTED["roster"]}
    return {
        line["row"]: decide(
            Facts(
                subject="sample",
                county=cohort["county"],
                home_county=cohort["county"],
                venue_county=cohort["venue_county"],
                class_start=date.fromisoformat(cohort["start"]),
                class_end=date.fromisoformat(cohort["end"]),
                categories=frozenset({"建档立卡贫困户" if poor[line["row"]] else "villager"}),
                days=_days(register[line["id"]]),
                minimum_attendance=Fraction(EXPECTED["minimum_attendance"]),
                invoices_fen=tickets.get(line["id"], ()),
                confirmations=(
                    Confirmation(
                        pack=EXPECTED["rule"], version=1, subject="sample", by="张三", reason="核对"
                    ),
                ),
            ),
            load_packs(),
            date(2026, 3, 1),
        )
        for line in EXPECTED["subsidy"]
    }


DECISIONS = _decisions()


@pytest.mark.parametrize("line", EXPECTED["subsidy"], ids=lambda line: str(line["row"]))
def test_line(line: dict[str, Any]) -> None:
    decision = DECISIONS[line["row"]]
    got = {
        "half_days_present": decision.attendance.present,
        "half_days_planned": decision.attendance.planned,
        "whole_days": decision.attendance.whole_days,
        "eligible": decision.eligible,
        "reason": decision.reason,
        "living_fen": decision.amount_fen(Item.LIVING),
        "transport_lodging_fen": decision.amount_fen(Item.TRANSPORT_LODGING),
    }
    assert got == {key: line[key] for key in got}


def test_totals() -> None:
    assert sum(each.total_fen for each in DECISIONS.values()) == EXPECTED["total_fen"] == 1540950
    assert sum(each.total_fen > 0 for each in DECISIONS.values()) == EXPECTED["paid_people"] == 32
    assert {ref.pack for each in DECISIONS.values() for ref in each.rules} == {EXPECTED["rule"]}


def test_every_amount_opens_to_its_days() -> None:
    for line in EXPECTED["subsidy"]:
        living = DECISIONS[line["row"]].component(Item.LIVING)
        assert living is not None
        assert len(living.counted_days) == living.quantity == line["whole_days"]
        assert len(living.counted_days) + len(living.uncounted) == 12
