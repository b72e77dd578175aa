"""What the report says, in words and pictures, for the page and for the papers."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from typing import Any

from flask_babel import gettext as _
from sqlalchemy import literal, or_, select
from sqlalchemy.orm import Session

from courses.catalogue.models import Course
from courses.cohorts.models import Cohort
from courses.outcomes import charts, prices, words
from courses.outcomes.models import PlanRow
from courses.outcomes.reported import WAVES, Asked, GroupLine, Report
from courses.outcomes.rules import Status
from courses.rosters.rules import CATEGORY_LABELS, Category
from lms.accounts.actor import Actor, below
from lms.divisions.models import Centre
from lms.divisions.queries import centres, full_name, names_of


@dataclass(frozen=True, slots=True)
class NamedLine:
    """A sub-group with its name, and what is added to the report's address to open it."""

    name: str
    line: GroupLine
    query: Mapping[str, str]


def asked_from(args: Mapping[str, str], default: str) -> Asked:
    """What a page's address asks for; nonsense is not asked for."""
    prefix = args.get("prefix", "")
    fits = prefix.isascii() and prefix.isdecimal() and len(prefix) in (2, 4, 6, 9)
    wave = args.get("wave", "")
    fine = wave.startswith("d") and wave[1:].isdecimal() and len(wave) <= 5
    return Asked(
        prefix if fits else default,
        wave if wave in WAVES or fine else "d180",
        _whole(args.get("cohort")),
        _whole(args.get("course")),
        _whole(args.get("centre")),
        args.get("category", "") if args.get("category") in set(Category) else "",
        _whole(args.get("year")),
    )


def query_of(asked: Asked) -> dict[str, Any]:
    """The same as parts of an address."""
    found = {
        "prefix": asked.prefix, "wave": asked.wave, "cohort": asked.cohort_id,
        "course": asked.course_id, "centre": asked.centre_id, "category": asked.category or None,
        "year": asked.year,
    }  # fmt: skip
    return {key: value for key, value in found.items() if value is not None}


def with_own(session: Session, places: list[tuple[str, str]], prefix: str) -> list[tuple[str, str]]:
    """The regions to choose from, with the one that is looked at: a town opened from its county."""
    here = prefix and prefix not in dict(places)
    return [*places, (prefix, full_name(session, prefix))] if here else places


def waves(session: Session, asked: Asked) -> list[tuple[str, object]]:
    """The waves to choose from: the standard ones and those of plans of the region."""
    planned = session.scalars(
        select(PlanRow.days).where(
            or_(
                below(PlanRow.prefix, asked.prefix),
                literal(asked.prefix).startswith(PlanRow.prefix),
            )
        )
    )
    codes = {asked.wave, *(f"d{day}" for days in planned for day in days)} - set(words.WAVES)
    own = sorted(codes, key=lambda code: int(code[1:]))
    return [*words.WAVES.items(), *((code, words.wave_word(code)) for code in own)]


def years(today: date) -> list[tuple[str, str]]:
    """The years somebody may have left a class in, for a filter."""
    return [(str(year), str(year)) for year in range(today.year, today.year - 9, -1)]


def categories() -> list[tuple[str, str]]:
    """The categories of people, for a filter."""
    return [(each.value, _(CATEGORY_LABELS[each])) for each in Category]


def centre_choices(session: Session, actor: Actor, prefix: str) -> list[tuple[str, str]]:
    """The training centres of a county the actor sees, for a filter; of more than one county none,
    for what is prepared knows no centres."""
    if len(prefix) < 6:
        return []
    found = centres(session, actor)
    return [(str(row.id), row.name) for row in found if row.county == prefix[:6]]


def title_of(session: Session, asked: Asked) -> str:
    """What the report is about, in words; a class or centre elsewhere has no name here."""
    if asked.cohort_id is not None:
        cohort = session.get(Cohort, asked.cohort_id)
        if cohort is not None and cohort.county.startswith(asked.prefix[:6]):
            return cohort.title
    parts = [full_name(session, asked.prefix)]
    centre = session.get(Centre, asked.centre_id) if asked.centre_id is not None else None
    if centre is not None and not centre.county.startswith(asked.prefix[:6]):
        centre = None
    course = session.get(Course, asked.course_id) if asked.course_id is not None else None
    parts += [row.name for row in (centre, course) if row is not None]
    if asked.category:
        parts.append(_(CATEGORY_LABELS[Category(asked.category)]))
    return " ".join(parts)


def groups(session: Session, report: Report) -> list[tuple[object, list[NamedLine]]]:
    """The sub-groups of every kind that has more than one, by name."""
    found = []
    for kind, lines in report.sub_groups().items():
        if len(lines) > 1:
            names = _names(session, kind, [line.key for line in lines])
            named = [
                NamedLine(names.get(x.key, _("其他")), x, {FILTERS[kind]: x.key} if x.key else {})
                for x in lines
            ]
            found.append((words.KINDS[kind], named))
    return found


def _names(session: Session, kind: str, keys: list[str]) -> dict[str, str]:
    if kind == "category":
        known = set(Category)
        return {key: _(CATEGORY_LABELS[Category(key)]) for key in keys if key in known}
    if kind == "region":
        return {key: list(by.values())[-1] for key, by in names_of(session, keys).items() if by}
    model: Any = {"centre": Centre, "course": Course, "cohort": Cohort}[kind]
    title = model.title if kind == "cohort" else model.name
    ids = [int(key) for key in keys if key]
    return {
        str(key): name
        for key, name in session.execute(select(model.id, title).where(model.id.in_(ids)))
    }


FILTERS = {"category": "category", "region": "prefix", "centre": "centre", "course": "course",
           "cohort": "cohort"}  # fmt: skip
"""What an address calls the sub-groups of a kind."""


def figure_word(box: str, status: str) -> str:
    """What a figure counts, in words."""
    if status:
        return str(words.STATUSES[Status(status)])
    known = {**words.FLOW, **words.STEPS, **words.FIGURES}
    return str(known.get(box, ""))


def pictures(report: Report, *, people: bool = False) -> dict[str, str]:
    """The pictures of a report as SVG; with small numbers for who may see the people."""
    unseen = frozenset() if people else report.unseen()
    found = {
        "flow": charts.flow([(str(words.FLOW[k]), n) for k, n in report.flow() if k not in unseen])
    }
    bars = [
        charts.Bar(
            str(words.STATUSES[status]), float(share.of_answered),
            share.interval[0], share.interval[1],
        )
        for status, share in report.statuses()
        if share is not None and share.of_answered is not None and share.interval and share.part
    ]  # fmt: skip
    found["statuses"] = charts.shares(bars) if bars else ""
    pairs = report.tally.pairs
    found["incomes"] = (
        charts.before_after(
            [p[0] for p in pairs], [p[1] for p in pairs], (_("培训前"), _("回访时"))
        )
        if report.before() is not None
        else ""
    )
    return found


def line_of_poverty(asked: Asked) -> tuple[int, prices.Figure] | None:
    """The poverty line of the report's year, with its source, where one is known."""
    if asked.year is None:
        return None
    found = prices.poverty_line(asked.prefix, asked.year)
    return (asked.year, found) if found else None


def _whole(text: str | None) -> int | None:
    fine = text and text.isascii() and text.isdecimal() and len(text) < 10
    return int(text or 0) if fine else None
