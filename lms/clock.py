"""The one place that asks what time it is. Rules and services are told."""

from datetime import UTC, date, datetime, timedelta, timezone

CHINA = timezone(timedelta(hours=8), "CST")


def now() -> datetime:
    """This moment, aware, in UTC."""
    return datetime.now(UTC)


def today(moment: datetime | None = None) -> date:
    """The calendar day in China at `moment` (default: now)."""
    return (moment or now()).astimezone(CHINA).date()
