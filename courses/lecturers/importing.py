"""The run that enters lecturers from anybody's list: rehearse, differences, apply, take back."""

from collections import Counter
from collections.abc import Mapping, Sequence
from datetime import date, datetime
from typing import Any

from sqlalchemy import delete, select
from sqlalchemy.orm import Session, selectinload

from courses.lecturers.models import (
    Lecturer,
    LecturerChange,
    LecturerCredential,
    LecturerDispatch,
    LecturerField,
    LecturerRegion,
    LecturerTerm,
)
from courses.lecturers.queries import phone_of
from courses.lecturers.reading import FIELDS, read_row
from courses.lecturers.rules import Expertise, ExpertKind, TermDates, overlapping
from courses.lecturers.services import (
    EDIT,
    Corps,
    Proof,
    add_credential,
    add_term,
    save_lecturer,
)
from lms.accounts.actor import Actor
from lms.divisions.queries import gazetteer
from lms.errors import DomainError
from lms.orm import Base
from lms.privacy import vault
from lms.runs import services as runs
from lms.runs.models import Run
from lms.sheets import read_workbook, require_table

KIND = "lecturers.import"
NEW, MATCHED, CHANGED, NONE = "new", "matched", "changed", "none"
COMPARED = (
    "sex",
    "organisation",
    "position",
    "education",
    "kind",
    "expertise",
    "capacity",
    "phone",
)
"""Facts of a known lecturer that a later list may say anew; a blank cell changes nothing."""


def rehearse_lecturers(
    session: Session, actor: Actor, now: datetime, county: str, data: bytes, file_name: str
) -> Run:
    """Read a list of lecturers and say what it would change.

    Raises NOT_PERMITTED, SHEET_… of the reading, LECTURERS_EMPTY.
    """
    actor.require(EDIT, county)
    table = require_table(read_workbook(data, file_name), FIELDS)
    places = gazetteer(session, county)
    rows = [read_row(row, cells, places, county) for row, cells in table.rows()]
    if not rows:
        raise DomainError("LECTURERS_EMPTY", file=file_name)
    _compare(rows, _known(session, county))
    changes = Counter(row["change"] for row in rows)
    return runs.rehearse(
        session, actor, now, KIND,
        title=table.title_lines[0] if table.title_lines else file_name,
        county=county, centre_id=None, subject_id=None, rows=rows,
        counts={f"lecturers_{name}": changes[name] for name in (NEW, CHANGED, MATCHED, NONE)},
        file_name=file_name, source=data,
    )  # fmt: skip


def _known(session: Session, county: str) -> Sequence[Lecturer]:
    return session.scalars(
        select(Lecturer)
        .where(Lecturer.county == county)
        .options(selectinload(Lecturer.terms))
        .order_by(Lecturer.id)
    ).all()


def _compare(rows: Sequence[dict[str, Any]], known: Sequence[Lecturer]) -> None:
    """Find every row's lecturer: by name and phone, by name and organisation, by a lone name."""
    seen: dict[tuple[str, str, str], int] = {}
    for row in rows:
        if row["outcome"] == "rejected":
            continue
        values = row["values"]
        key = (row["name"], values["phone"], values["organisation"])
        if key in seen:
            _refuse(row, "LECTURER_ROW_TWICE", first=seen[key])
            continue
        seen[key] = row["row"]
        namesakes = [one for one in known if one.name == row["name"]]
        fitting = _fitting(namesakes, values)
        if len(fitting) > 1:
            _refuse(row, "LECTURER_ROW_AMBIGUOUS")
        elif not fitting:
            row["change"] = NEW
        else:
            _against(row, fitting[0])


def _fitting(namesakes: Sequence[Lecturer], values: Mapping[str, Any]) -> Sequence[Lecturer]:
    index = vault().blind("phone", values["phone"]) if values["phone"] else None
    by_phone = [one for one in namesakes if index is not None and one.phone_index == index]
    by_post = [one for one in namesakes if one.organisation == values["organisation"]]
    if by_phone or by_post:
        return by_phone or by_post
    open_ones = [one for one in namesakes if not (one.organisation and values["organisation"])]
    return open_ones if len(namesakes) == 1 or len(open_ones) != 1 else []


def _against(row: dict[str, Any], known: Lecturer) -> None:
    row["lecturer_id"] = known.id
    values = row["values"]
    for field in COMPARED:
        before, after = _of(known, field), values[field]
        if after in ("", None) or str(after) == before:
            continue
        hidden = field == "phone"
        row["differences"].append(
            {"field": field, "before": "*" if hidden and before else before,
             "after": "*" if hidden else str(after)}
        )  # fmt: skip
    if values["term"] and overlapping(_terms(known), _term(values["term"])) is not None:
        same = any(term == _term(values["term"]) for term in _terms(known))
        if not same:
            row["codes"].append("LECTURER_ROW_TERM")
            row["outcome"] = "warned"
        values["term"] = None
    if values["term"]:
        row["differences"].append(
            {"field": "term", "before": None, "after": "–".join(values["term"])}
        )
    row["change"] = CHANGED if row["differences"] else MATCHED


def _of(known: Lecturer, field: str) -> str:
    if field == "phone":
        return phone_of(known)
    value = getattr(known, field)
    return "" if value is None else str(value)


def _terms(known: Lecturer) -> list[TermDates]:
    return [TermDates(term.from_on, term.to_on) for term in known.terms]


def _term(days: Sequence[str]) -> TermDates:
    return TermDates(date.fromisoformat(days[0]), date.fromisoformat(days[1]))


def _refuse(row: dict[str, Any], code: str, **facts: object) -> None:
    row["outcome"], row["codes"], row["facts"] = "rejected", [code], {code: facts}
    row["change"], row["differences"] = NONE, []


def apply(
    session: Session, actor: Actor, now: datetime, run: Run, rows: Sequence[Mapping[str, Any]]
) -> dict[str, int]:
    """Write new lecturers and the changed facts of known ones."""
    made: list[int] = []
    changed: list[dict[str, Any]] = []
    for row in rows:
        if row["change"] not in (NEW, CHANGED):
            continue
        known = session.get(Lecturer, row["lecturer_id"]) if row["lecturer_id"] else None
        terms: list[int] = []
        before = _facts(known) if known else {}
        lecturer = _save(session, actor, now, run, known, row["values"], row["name"])
        if row["values"]["term"]:
            dates = _term(row["values"]["term"])
            terms = [add_term(session, actor, now, lecturer, dates).id]
        if known is None:
            for title in row["values"]["credentials"]:
                add_credential(session, actor, now, lecturer, Proof(title))
            made.append(lecturer.id)
        else:
            changed.append(
                {"id": known.id, "before": before, "after": _facts(lecturer), "terms": terms}
            )
    runs.remember(session, run, [{"made": made, "changed": changed}])
    return {"entered": len(made), "changed": len(changed)}


def _save(
    session: Session,
    actor: Actor,
    now: datetime,
    run: Run,
    known: Lecturer | None,
    values: Mapping[str, Any],
    name: str,
) -> Lecturer:
    """A blank cell keeps what is known."""
    old = _facts(known) if known else {}
    told = {field: values[field] or old.get(field) or "" for field in COMPARED}
    capacity = values["capacity"] if values["capacity"] is not None else old.get("capacity")
    corps = Corps(capacity=capacity, base_place=known.base_place if known else None)
    if known is None:
        corps = Corps(
            [Expertise(code) for code in values["fields"]], values["regions"], (), None, capacity
        )
    kind = told.pop("kind") or ExpertKind.OTHER
    told.pop("capacity")
    return save_lecturer(
        session, actor, now, known, county=run.county, name=name, kind=ExpertKind(kind),
        phone=str(told.pop("phone")), account_id=known.account_id if known else None,
        corps=corps, remark=known.remark if known else "",
        **{field: str(value) for field, value in told.items()},
    )  # fmt: skip


def _facts(known: Lecturer) -> dict[str, Any]:
    return {
        **{field: getattr(known, field) for field in COMPARED if field not in ("phone", "kind")},
        "kind": str(known.kind),
        "phone": phone_of(known),
    }


def finish(session: Session, actor: Actor, now: datetime, run: Run) -> None:
    """Nothing waits for the end of a list of lecturers; the frame logs the run."""


OWN: tuple[Any, ...] = (
    LecturerField, LecturerRegion, LecturerTerm, LecturerCredential, LecturerDispatch,
    LecturerChange,
)  # fmt: skip


def undo(session: Session, actor: Actor, now: datetime, run: Run) -> None:
    """Take the list back: new lecturers go, changed facts return.

    Raises LECTURERS_CHANGED_SINCE when one was changed again or is referred to by now.
    """
    actor.require(EDIT, run.county)
    for item in list(runs.remembered(session, run)):
        changed = {one["id"]: one for one in item["changed"]}
        rows = {
            row.id: row
            for row in session.scalars(select(Lecturer).where(Lecturer.id.in_(list(changed))))
        }
        later = [key for key, row in rows.items() if _facts(row) != changed[key]["after"]]
        busy = set(later) | _referred(session, item["made"])
        if busy:
            raise DomainError("LECTURERS_CHANGED_SINCE", count=len(busy))
        for key, row in rows.items():
            _restore(session, actor, now, row, changed[key])
        for own in OWN:
            session.execute(delete(own).where(own.lecturer_id.in_(item["made"])))
        session.execute(delete(Lecturer).where(Lecturer.id.in_(item["made"])))
    session.expire_all()


def _restore(
    session: Session, actor: Actor, now: datetime, row: Lecturer, item: Mapping[str, Any]
) -> None:
    old = dict(item["before"])
    session.execute(delete(LecturerTerm).where(LecturerTerm.id.in_(item["terms"])))
    corps = Corps(capacity=old.pop("capacity"), base_place=row.base_place)
    save_lecturer(
        session, actor, now, row, county=row.county, name=row.name,
        kind=ExpertKind(old.pop("kind")), phone=old.pop("phone"), account_id=row.account_id,
        corps=corps, remark=row.remark, **old,
    )  # fmt: skip


def _referred(session: Session, ids: Sequence[int]) -> set[int]:
    """Of these lecturers, those that a row of another plugin, or an account, points at."""
    own = {model.__tablename__ for model in OWN}
    found: set[int] = set(
        session.scalars(
            select(Lecturer.id).where(Lecturer.id.in_(ids), Lecturer.account_id.is_not(None))
        )
    )
    for table in Base.metadata.sorted_tables:
        if table.name in own:
            continue
        for key in table.foreign_keys:
            if key.column.table.name == Lecturer.__tablename__:
                column = table.c[key.parent.name]
                found.update(session.scalars(select(column).where(column.in_(ids))))
    return found
