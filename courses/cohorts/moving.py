"""Where the half-days of a postponed cohort go: as many days, in the same order and shape."""

import datetime as dt
from collections.abc import Collection, Iterable
from dataclasses import replace

from courses.cohorts.rules import Finding, SessionFact, fault, note
from courses.cohorts.timetable import RestDay


def postponed(
    sessions: Iterable[SessionFact],
    held: Collection[int],
    start: dt.date,
    end: dt.date,
    *,
    is_rest_day: RestDay,
) -> tuple[tuple[SessionFact, ...], tuple[Finding, ...]]:
    """The timetable in the new dates, and what there is to say.

    Sessions whose key is in `held` (they carry marks) and cancelled ones stay. The other days move
    in order to the working days after the last held one; a day keeps its halves, kind and mode.
    Where working days are too few every day is used (a session on a rest day is a note); where
    even these do not suffice: POSTPONE_NO_ROOM with the days needed and available.
    """
    every = tuple(sessions)
    ahead = [one for one in every if one.planned and one.key not in held]
    stays = [one for one in every if one.planned and one.key in held]
    days = sorted({one.date for one in ahead})
    mixed = {one.date for one in stays}
    first = max([start, *(day + dt.timedelta(days=1) for day in mixed)])
    free = [first + dt.timedelta(days=n) for n in range(max(0, (end - first).days + 1))]
    rest = {day: is_rest_day(day) for day in free}
    working = [day for day in free if rest[day] is False]
    unknown = sorted({day.year for day in free if rest[day] is None})
    findings = [note("CALENDAR_YEAR_UNKNOWN", year=year) for year in unknown] if days else []
    chosen = working if len(working) >= len(days) else free
    if len(chosen) < len(days):
        return every, (fault("POSTPONE_NO_ROOM", needed=len(days), days=len(chosen)), *findings)
    to = dict(zip(days, chosen, strict=False))
    findings += [note("SESSION_ON_REST_DAY", date=day) for day in to.values() if rest[day]]
    moving = set(ahead)
    return tuple(replace(one, date=to[one.date]) if one in moving else one for one in every), tuple(
        findings
    )
