"""What is asked of `lms process`: files read into memory, options judged before anything is done."""

import re
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date
from pathlib import Path

from courses.attendance.rules import read_minimum
from lms.errors import DomainError
from lms.sheets import LIMITS
from lms.sheets.limits import too_large

_CONFIRMATION = re.compile(r"\s*[^:：\s][^:：]*[:：]\s*\S")
_UNIT = re.compile(
    r"(?:培训单位|培训机构|承办单位|承训单位|培训学校)\s*(?:[（(][^（）()]*[）)])?\s*[：:]\s*([^\s，,；;]+)"
)


@dataclass(frozen=True, slots=True)
class Sent:
    """A file as it came: its name (for sentences and notes) and its bytes."""

    name: str
    data: bytes


@dataclass(frozen=True, slots=True)
class Order:
    """One cohort's papers and what is said of it. Counties have 6 digits."""

    roster: Sent
    county: str
    venue_county: str
    start: date
    end: date
    register: Sent | None = None
    invoices: Sent | None = None
    title: str = ""
    course: str = ""
    minimum: str | None = None
    confirmation: str = ""


def read_file(path: Path | None) -> Sent | None:
    """The file's bytes. Raises FILE_UNREADABLE, SHEET_TOO_LARGE."""
    if path is None:
        return None
    try:
        if path.stat().st_size > LIMITS.file_bytes:
            raise too_large(path.name, LIMITS)
        return Sent(path.name, path.read_bytes())
    except OSError as fault:
        raise DomainError("FILE_UNREADABLE", path=path) from fault


def read_day(text: str) -> date:
    """A day as 2018-09-10. Raises DAY_UNREADABLE."""
    try:
        return date.fromisoformat(text.strip())
    except ValueError as fault:
        raise DomainError("DAY_UNREADABLE", text=text) from fault


def read_share(text: str | None) -> str | None:
    """A minimum as 0.80 or 80%, in the spelling that is stored. Raises COHORT_MINIMUM_INVALID."""
    if text is None or not text.strip():
        return None
    share = read_minimum(text)
    if share is None:
        raise DomainError("COHORT_MINIMUM_INVALID", value=text)
    plain = text.strip()
    if re.fullmatch(r"[0-9.]+", plain):
        return plain
    exact = f"{float(share):.6f}".rstrip("0")
    if read_minimum(exact) != share:
        raise DomainError("COHORT_MINIMUM_INVALID", value=text)
    return exact


def check_confirmation(text: str) -> str:
    """ "PERSON: reason". Raises CONFIRMATION_INCOMPLETE."""
    if text and not _CONFIRMATION.match(text):
        raise DomainError("CONFIRMATION_INCOMPLETE")
    return text


def unit_in_lines(title_lines: Iterable[str]) -> str:
    """The name after 培训单位（盖章）： in the head of a sheet, '' where there is none."""
    for line in title_lines:
        if found := _UNIT.search(line):
            return found[1]
    return ""
