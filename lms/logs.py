"""Logging: one line an event, tracebacks without the values of variables, numbers blotted out.

What is logged must not hold people's numbers: a log is read by others and kept elsewhere than the
database (PIPL art. 28). Values of statements are left out by the engine (`hide_parameters`).
"""

import re
from collections.abc import MutableMapping
from contextlib import suppress
from typing import Any

import structlog

SECRET = frozenset({"password", "token", "id_number", "phone", "account", "key"})
_NUMBERS = re.compile(
    r"(?<![0-9A-Za-z])(?:[0-9]{17}[0-9Xx]|1[3-9][0-9]{9}|[0-9]{16,19})(?![0-9A-Za-z])"
)
BLOT = "•••"


def blot(_log: object, _method: str, event: MutableMapping[str, Any]) -> MutableMapping[str, Any]:
    """Take numbers of people and secrets out of an event."""
    for name, value in event.items():
        if name in SECRET:
            event[name] = BLOT
        elif isinstance(value, str):
            event[name] = _NUMBERS.sub(BLOT, value)
    return event


class PatientLogger(structlog.WriteLogger):
    """Writes to standard output; a full disk behind it, or its end, loses lines and nothing else."""

    def msg(self, message: str) -> None:
        """Write a line if there is room for it."""
        with suppress(OSError, ValueError):  # the latter where standard output was closed
            super().msg(message)

    log = debug = info = warn = warning = msg
    fatal = failure = err = error = critical = exception = msg


def _logger(*_names: object) -> PatientLogger:
    return PatientLogger()


def configure() -> None:
    """Set up logging for every process of the product."""
    structlog.configure(
        processors=[
            structlog.contextvars.merge_contextvars,
            structlog.processors.add_log_level,
            structlog.processors.TimeStamper(fmt="iso", utc=True),
            structlog.processors.format_exc_info,
            blot,
            structlog.dev.ConsoleRenderer(
                colors=False, exception_formatter=structlog.dev.plain_traceback
            ),
        ],
        logger_factory=_logger,
        cache_logger_on_first_use=True,
    )
