"""The run that flags villages from a list: rehearse, differences, apply, take back."""

from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any

from sqlalchemy import delete, select
from sqlalchemy.orm import Session, aliased

from courses.leaders.models import Village, VillageFlag
from courses.leaders.scan_models import EntryScan
from courses.leaders.villages import EDIT, Basis, add_villages, referred, set_flag
from lms.accounts.actor import Actor
from lms.clock import today as day_of
from lms.divisions.queries import gazetteer
from lms.divisions.rules import Gazetteer
from lms.errors import DomainError
from lms.runs import services as runs
from lms.runs.models import Run
from lms.sheets import Field, as_date, as_text, read_workbook, require_table
from lms.sheets.workbook import Cell

KIND = "leaders.import_villages"
NEW, MATCHED, CHANGED, NONE = "new", "matched", "changed", "none"
FIELDS = (
    Field("town", ("乡镇", "乡（镇）", "乡(镇)", "乡镇（街道）", "镇", "所在乡镇")),
    Field(
        "village",
        ("村", "行政村", "村名", "贫困村", "村（社区）", "村(社区)", "贫困村名称", "行政村名称", "村委会"),
        required=True,
    ),
    Field("code", ("村代码", "区划代码", "行政区划代码", "村编码", "统计用区划代码")),
    Field("on", ("认定日期", "认定时间", "确定日期", "批准日期")),
    Field("basis", ("依据", "认定依据", "文号", "认定文件", "文件")),
    Field("signer", ("认定人", "签字人", "负责人签字", "审定人", "签发人")),
)  # fmt: skip
Given = tuple[date | None, str, str]
"""Day, basis and signer for rows that do not say."""


@dataclass(frozen=True, slots=True)
class _Known:
    """A village of the register with its last flag entry; `merged` names its successor."""

    id: int
    flagged_on: date | None
    merged: str | None
    last_on: date | None


def rehearse_villages(
    session: Session,
    actor: Actor,
    now: datetime,
    county: str,
    data: bytes,
    file_name: str,
    given: Given,
) -> Run:
    """Read a list of eligible villages and say what it would change.

    Raises NOT_PERMITTED, SHEET_… of the reading, VILLAGES_EMPTY.
    """
    actor.require(EDIT, county)
    table = require_table(read_workbook(data, file_name), FIELDS)
    places, today = gazetteer(session, county), day_of(now)
    rows = [_read(row, cells, places, county, given, today) for row, cells in table.rows()]
    rows = [row for row in rows if row["name"]]
    if not rows:
        raise DomainError("VILLAGES_EMPTY", file=file_name)
    _compare(rows, _known(session, county))
    changes = Counter(row["change"] for row in rows)
    return runs.rehearse(
        session, actor, now, KIND,
        title=table.title_lines[0] if table.title_lines else file_name,
        county=county, centre_id=None, subject_id=None, rows=rows,
        counts={f"villages_{name}": changes[name] for name in (NEW, CHANGED, MATCHED, NONE)},
        file_name=file_name, source=data,
    )  # fmt: skip


def _read(
    row: int,
    cells: Mapping[str, Cell],
    places: Gazetteer,
    county: str,
    given: Given,
    today: date,
) -> dict[str, Any]:
    def text(name: str) -> str:
        return as_text(cells.get(name))

    town, village, code = text("town"), text("village"), text("code")
    found: str | None = code if len(code) == 12 and code.startswith(county) else None
    if found is None and village:
        found = places.resolve((town, village) if town else (village,), county).village
    codes: list[str] = []
    if found is None or not found.startswith(county):
        found, codes = None, ["VILLAGE_ROW_UNKNOWN"]
    on = as_date(cells.get("on")) if text("on") else given[0]
    if on is None or on > today:
        on = None
        codes.append("VILLAGE_ROW_DATE")
    basis, signer = text("basis") or given[1].strip(), text("signer") or given[2].strip()
    if not basis or not signer:
        codes.append("VILLAGE_ROW_PAPER")
    return {
        "row": row, "name": f"{town}{village}", "outcome": "rejected" if codes else "accepted",
        "codes": codes, "facts": {}, "change": NONE, "differences": [], "code": found,
        "on": on.isoformat() if on else None, "basis": basis[:200], "signer": signer[:80],
    }  # fmt: skip


def _known(session: Session, county: str) -> dict[str, _Known]:
    successor = aliased(Village)
    rows = session.execute(
        select(Village.code, Village.id, Village.flagged_on, successor.name)
        .outerjoin(successor, successor.id == Village.successor_id)
        .where(Village.county == county)
    ).all()
    flags = session.execute(
        select(VillageFlag.village_id, VillageFlag.effective_on)
        .join(Village, Village.id == VillageFlag.village_id)
        .where(Village.county == county)
        .order_by(VillageFlag.seq)
    )
    last: dict[int, date] = dict(flags.all())
    return {
        code: _Known(key, flagged, merged, last.get(key)) for code, key, flagged, merged in rows
    }


def _compare(rows: Sequence[dict[str, Any]], known: Mapping[str, _Known]) -> None:
    """Say of every kept row what it changes; a village named twice counts once."""
    seen: dict[str, int] = {}
    for row in rows:
        if row["outcome"] == "rejected":
            continue
        code = row["code"]
        if code in seen:
            _reject(row, "VILLAGE_ROW_TWICE", first=seen[code])
            continue
        seen[code] = row["row"]
        there = known.get(code)
        if there is not None and there.merged is not None:
            _reject(row, "VILLAGE_MERGED", village=there.merged)
        elif there is not None and there.flagged_on is not None:
            row["change"] = MATCHED
        elif there is not None and there.last_on is not None and row["on"] < str(there.last_on):
            _reject(row, "VILLAGE_ROW_OLDER", day=str(there.last_on))
        else:
            row["change"] = NEW if there is None else CHANGED
            row["differences"] = [{"field": "flagged_on", "before": None, "after": row["on"]}]


def _reject(row: dict[str, Any], code: str, **facts: object) -> None:
    row["outcome"], row["codes"], row["facts"] = "rejected", [code], {code: facts}


def apply(
    session: Session, actor: Actor, now: datetime, run: Run, rows: Sequence[Mapping[str, Any]]
) -> dict[str, int]:
    """Enter and flag; a village that somebody flagged meanwhile is left as it is."""
    wanted = {row["code"]: row for row in rows if row["change"] in (NEW, CHANGED)}
    found = {
        row.code: row
        for row in session.scalars(select(Village).where(Village.code.in_(list(wanted))))
    }
    made = add_villages(session, [code for code in wanted if code not in found])
    found |= {row.code: row for row in made}
    flagged = []
    for code, row in wanted.items():
        village = found.get(code)
        if village is None or village.flagged_on is not None or village.merged_on is not None:
            continue
        given = Basis(date.fromisoformat(row["on"]), row["basis"], row["signer"])
        entry = set_flag(session, actor, now, village, given, eligible=True, run_id=run.id)
        flagged.append(entry.id)
    runs.remember(session, run, [{"made": [row.id for row in made], "flags": flagged}])
    return {"made": len(made), "flagged": len(flagged)}


def finish(session: Session, actor: Actor, now: datetime, run: Run) -> None:
    """Nothing waits for the end of a list of villages; the frame logs the run."""


def undo(session: Session, actor: Actor, now: datetime, run: Run) -> None:
    """Take the list's flags and villages away again.

    Raises VILLAGES_CHANGED_SINCE when one was flagged anew, merged, has got a leader or a scan of its paper.
    """
    actor.require(EDIT, run.county)
    for item in runs.remembered(session, run):
        flags = session.scalars(select(VillageFlag).where(VillageFlag.id.in_(item["flags"]))).all()
        ids = [flag.village_id for flag in flags]
        later = session.scalars(
            select(VillageFlag.village_id).where(
                VillageFlag.village_id.in_(ids), VillageFlag.id > max(item["flags"], default=0)
            )
        )
        touched = set(later) | referred(session, item["made"])
        touched.update(
            session.scalars(select(EntryScan.village_id).where(EntryScan.village_id.in_(ids)))
        )
        touched.update(
            session.scalars(
                select(Village.id).where(
                    Village.id.in_(item["made"]) | Village.successor_id.in_(item["made"]),
                    Village.merged_on.is_not(None),
                )
            )
        )
        if touched:
            raise DomainError("VILLAGES_CHANGED_SINCE", count=len(touched))
        for village in session.scalars(select(Village).where(Village.id.in_(ids))):
            village.flagged_on = None
        session.flush()
        session.execute(delete(VillageFlag).where(VillageFlag.id.in_(item["flags"])))
        session.execute(delete(Village).where(Village.id.in_(item["made"])))
    session.expire_all()
