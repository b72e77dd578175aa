"""The clock of the tests: it begins at `NOW` and goes on from there, whatever day it is.

Pages ask for the time themselves; samples are of 2026. What is started anew (a command as it is
typed) and what a browser shows have the true time.
"""

from collections.abc import Iterator
from contextlib import contextmanager
from datetime import UTC, datetime, timedelta, tzinfo

from lms import clock

NOW = datetime(2026, 11, 20, 2, 0, tzinfo=UTC)
"""The moment services are told it is: 20 November 2026, 10:00 in China."""


class Shifted:
    """Stands for `datetime` where the product asks what time it is."""

    def __init__(self, by: timedelta) -> None:
        self._by = by

    def now(self, zone: tzinfo) -> datetime:
        """The true time and so much more or less."""
        return datetime.now(zone) + self._by


def begin_at(moment: datetime) -> None:
    """Let the clock of this process show a moment and go on."""
    setattr(clock, "datetime", Shifted(moment - datetime.now(UTC)))  # noqa: B010  # no such attribute for mypy


@contextmanager
def true_time() -> Iterator[None]:
    """Inside it is as late as it is."""
    shifted = clock.datetime
    setattr(clock, "datetime", datetime)  # noqa: B010  # as above
    try:
        yield
    finally:
        setattr(clock, "datetime", shifted)  # noqa: B010  # as above
