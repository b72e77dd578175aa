"""Days around today, seen from China, for stories that are told relative to it."""

import datetime as dt
from collections.abc import Callable
from dataclasses import dataclass

from lms.clock import CHINA

ONE = dt.timedelta(days=1)


@dataclass(frozen=True, slots=True)
class Days:
    """Today and which days nobody works."""

    today: dt.date
    is_rest_day: Callable[[dt.date], bool]

    def working(self, start: dt.date, count: int) -> list[dt.date]:
        """The first `count` working days from `start` on."""
        found: list[dt.date] = []
        day = start
        while len(found) < count:
            if not self.is_rest_day(day):
                found.append(day)
            day += ONE
        return found

    def back(self, day: dt.date, count: int) -> dt.date:
        """The working day `count` working days before `day`."""
        while count:
            day -= ONE
            count -= not self.is_rest_day(day)
        return day

    def next_monday(self) -> dt.date:
        """Monday of next week, or of the first week after it in which work begins on its Monday."""
        day = self.today + (7 - self.today.weekday()) * ONE
        while self.is_rest_day(day):
            day += 7 * ONE
        return day


def at(day: dt.date, hour: int, minute: int = 0) -> dt.datetime:
    """A moment of a day by the clocks of China, in UTC."""
    return dt.datetime(day.year, day.month, day.day, hour, minute, tzinfo=CHINA).astimezone(dt.UTC)
