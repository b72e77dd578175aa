"""The sample cohort by services: roster, register, tickets, confirmation, and what must come out."""

import json
from datetime import datetime
from typing import Any

import pytest
from sqlalchemy.orm import Session

from courses.subsidies import api
from lms.runs import services as runs
from tests.courses.subsidies.classes import MAKER, SAMPLE, sample_class

EXPECTED: dict[str, Any] = json.loads((SAMPLE / "expected.json").read_text(encoding="utf-8"))
FIELDS = (
    "row", "half_days_present", "half_days_planned", "whole_days", "eligible", "reason",
    "living_fen", "transport_lodging_fen",
)  # fmt: skip


@pytest.fixture
def cohort(session: Session, now: datetime) -> Any:
    return sample_class(session, now)


def lines(session: Session, cohort: Any) -> list[dict[str, Any]]:
    found = api.result_lines(session, cohort)
    return [{name: getattr(line, name) for name in FIELDS} for line in found]


def expected() -> list[dict[str, Any]]:
    return [{name: line[name] for name in FIELDS} for line in EXPECTED["subsidy"]]


def test_the_sample_comes_out_as_expected(session: Session, now: datetime, cohort: Any) -> None:
    data = (SAMPLE / "invoices.csv").read_bytes()
    run = api.rehearse_invoices(session, MAKER, now, cohort, data, "invoices.csv")
    assert [code for _, code in run.options["notes"]] == ["INVOICE_UNMATCHED"]
    runs.apply_all(session, MAKER, now, run)
    api.redecide(session, MAKER, now, cohort.id)
    assert {line["reason"] for line in lines(session, cohort)} == {"RULE_UNCONFIRMED"}
    api.confirm_rule(session, MAKER, now, cohort, "张三: 已核对原文")
    assert lines(session, cohort) == expected()
    results = api.result_lines(session, cohort)
    assert sum(line.total_fen for line in results) == EXPECTED["total_fen"]
    assert sum(line.total_fen > 0 for line in results) == EXPECTED["paid_people"]
    again = api.rehearse_invoices(session, MAKER, now, cohort, data, "invoices.csv")
    assert api.changes_nothing(again)
    assert api.redecide(session, MAKER, now, cohort.id) == 0
