"""The history of a cohort in words: who, when, from what to what, why."""

from collections.abc import Collection, Iterable, Mapping
from dataclasses import dataclass
from datetime import date
from typing import Any

from flask_babel import gettext as _
from sqlalchemy import select
from sqlalchemy.orm import Session as Db

from courses.catalogue.models import Course
from courses.cohorts import words
from courses.cohorts.models import CohortChange, Enrolment
from courses.rosters.models import Person
from lms.divisions.models import Centre
from lms.divisions.queries import name_of
from lms.web.formats import day as day_words
from lms.web.formats import short_day


@dataclass(frozen=True, slots=True)
class HistoryLine:
    """A line of the history table."""

    at: Any
    actor_name: str
    label: str
    before: str | None
    after: str | None
    reason: str


def lines(session: Db, changes: Iterable[CohortChange]) -> list[HistoryLine]:
    """Changes in words; a change of several facts takes a line each."""
    listed = list(changes)
    names = Names(session, {uid for one in listed for uid in _uids(one)})
    return [line for change in listed for line in _lines(names, change)]


def _uids(change: CohortChange) -> list[str]:
    """The enrolments a change is about; the log keeps their opaque ids only."""
    return [change.facts[name] for name in ("enrolment", "successor") if change.facts.get(name)]


def _lines(names: "Names", change: CohortChange) -> list[HistoryLine]:
    facts = change.facts
    who = next((names.people[uid] for uid in _uids(change) if uid in names.people), "")
    label = f"{words.CHANGES.get(change.action, change.action)} {who}".strip()
    sides = _sides(names, facts) or _slot_sides(facts) or _counts(facts) or [("", None, None)]
    return [
        HistoryLine(
            change.at,
            change.by,
            f"{label} {what}".strip(),
            before,
            after,
            change.reason if number == 0 else "",
        )
        for number, (what, before, after) in enumerate(sides)
    ]


Side = tuple[str, str | None, str | None]


def _sides(names: "Names", facts: Mapping[str, Any]) -> list[Side]:
    before, after = facts.get("before"), facts.get("after")
    if not isinstance(before, dict) or not isinstance(after, dict) or "half" in before:
        return []
    return [
        (str(words.FIELDS.get(name, name)), names.of(name, before.get(name)), names.of(name, value))
        for name, value in after.items()
    ]


def _slot_sides(facts: Mapping[str, Any]) -> list[Side]:
    before, after = facts.get("before"), facts.get("after")
    if isinstance(before, dict) and isinstance(after, dict):
        return [("", _slot(before), _slot(after))]
    if "half" in facts:
        return [(_slot(facts), *_planned(facts))]
    return []


def _slot(facts: Mapping[str, Any]) -> str:
    return f"{short_day(date.fromisoformat(facts['date']))} {words.half_word(facts['half'])}"


def _planned(facts: Mapping[str, Any]) -> tuple[str | None, str | None]:
    before, after = facts.get("planned_before"), facts.get("planned_after")
    if before is None or before == after:
        return None, None
    return (
        _("共 %(count)s 个半天", count=before),
        _("共 %(count)s 个半天", count=after),
    )


def _counts(facts: Mapping[str, Any]) -> list[Side]:
    if "planned_before" in facts:
        return [("", *_planned(facts))]
    for name in ("enrolled", "count", "removed"):
        if facts.get(name):
            return [(_("%(count)s 人", count=facts[name]), None, None)]
    return []


class Names:
    """Ids and codes of remembered facts in words, each asked once."""

    def __init__(self, session: Db, uids: Collection[str] = ()) -> None:
        self._session = session
        known = session.execute(
            select(Enrolment.uid, Person.name).join(Person).where(Enrolment.uid.in_(uids))
        )
        self.people = {row[0]: row[1] for row in known}
        self._known: dict[tuple[str, Any], str] = {}

    def of(self, field: str, value: Any) -> str:
        """The value as a person would say it."""
        key = (field, str(value))
        if key not in self._known:
            self._known[key] = self._say(field, value)
        return self._known[key]

    def _say(self, field: str, value: Any) -> str:
        if value in (None, ""):
            return ""
        match field:
            case "centre_id":
                centre = self._session.get(Centre, value)
                return centre.name if centre else str(value)
            case "course_id":
                course = self._session.get(Course, value)
                return course.name if course else str(value)
            case "venue_county":
                return name_of(self._session, str(value))
            case "start" | "end" | "filed_on" | "from_date":
                return day_words(date.fromisoformat(str(value)))
            case "minimum_attendance":
                return words.share_word(str(value))
            case "category":
                return words.category_word(str(value))
        return words.said(value)
