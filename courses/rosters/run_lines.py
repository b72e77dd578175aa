"""A roster's run as the page draws it: counts, faults first, differences, every row."""

from collections import Counter
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from flask_babel import gettext as _

from courses.rosters import words
from courses.rosters.rules import REJECTING
from lms.web.paging import Page, page_of
from lms.web.sentences import sentence

MOST_FAULTS = 300
ROWS = 200


Line = dict[str, Any]
"""A fault or a difference with the keys that `macros/run.html` draws."""


@dataclass(frozen=True, slots=True)
class RunLines:
    """Everything `rosters/run_rows.html` draws; long lists are cut, with what was left out."""

    counts: Sequence[tuple[object, int, str | None, str]]
    faults: Sequence[Line]
    faults_left: int
    differences: Sequence[Line]
    differences_left: int
    rows: Sequence[Mapping[str, Any]]
    page: Page


def run_lines(rows: Sequence[Mapping[str, Any]], args: Mapping[str, str]) -> RunLines:
    """Lines of plan rows (`planning.plan_people`); `args` has the page of the row table."""
    judged = [row for row in rows if row["outcome"] in words.OUTCOMES]
    faults = [fault for tone in ("red", "amber") for fault in _faults(judged, tone)]
    differences = [line for row in judged for line in _differences(row)]
    page = page_of({**args, "size": str(ROWS)}).of(len(judged))
    return RunLines(
        _counts(judged),
        faults[:MOST_FAULTS],
        max(len(faults) - MOST_FAULTS, 0),
        differences[:MOST_FAULTS],
        max(len(differences) - MOST_FAULTS, 0),
        judged[page.offset : page.offset + ROWS],
        page,
    )


def _counts(rows: Sequence[Mapping[str, Any]]) -> list[tuple[object, int, str | None, str]]:
    outcomes = Counter(row["outcome"] for row in rows)
    changes = Counter(row["change"] for row in rows)
    return [
        (_("未收"), outcomes["rejected"], "#faults" if outcomes["rejected"] else None, "red"),
        (_("存疑"), outcomes["warned"], "#faults" if outcomes["warned"] else None, "amber"),
        (_("新增"), changes["new"], "#rows", "green"),
        (_("更新"), changes["changed"], "#differences" if changes["changed"] else None, "amber"),
        (_("已在档案"), changes["matched"], "#rows", ""),
    ]


def _faults(rows: Sequence[Mapping[str, Any]], tone: str) -> Iterator[Line]:
    """Faults of one tone; the sentences name their field themselves."""
    for row in rows:
        for code in row["codes"]:
            if ("red" if code in REJECTING else "amber") == tone:
                yield {
                    "row": row["row"],
                    "object": row["name"],
                    "field": "",
                    "sentence": sentence(code, row["facts"].get(code, {})),
                    "code": code,
                    "tone": tone,
                }


def _differences(row: Mapping[str, Any]) -> Iterator[Line]:
    for found in row["differences"]:
        field = found["field"]
        yield {
            "kind": "changed",
            "row": row["row"],
            "object": row["name"],
            "person_id": row["person_id"],
            "field": words.FIELDS[field],
            "before": words.value_of(found["before"], field),
            "after": words.value_of(found["after"], field),
        }
