"""What the pages of contacts show and read: filters, bodies of plain forms, words."""

import base64
import datetime as dt
from collections.abc import Mapping
from fractions import Fraction
from typing import Any

from werkzeug.datastructures import FileStorage, ImmutableMultiDict

from courses.leaders.api import EVIDENCE
from courses.leaders.rules import Evidence
from courses.mentoring.blueprint import blueprint
from courses.mentoring.contacts_photo import MOST_BYTES
from courses.mentoring.contacts_queries import Wanted
from courses.mentoring.contacts_rules import ContactKind, Doubt
from courses.mentoring.contacts_words import (
    DOUBTS,
    DUES,
    KINDS,
    PATTERN_SENTENCES,
    PATTERNS,
    RESULTS,
    TICKET_ACTIONS,
    TICKET_STATES,
    TOPICS,
)
from lms.errors import DomainError
from lms.web.formats import day as day_words
from lms.web.paging import Page

LISTS = ("pairs", "topics")
WORDS: Mapping[str, Mapping[Any, Any]] = {
    "kind": KINDS, "topic": TOPICS, "evidence": EVIDENCE, "doubt": DOUBTS, "due": DUES,
    "ticket": TICKET_STATES, "ticket_action": TICKET_ACTIONS, "result": RESULTS,
    "pattern": PATTERNS,
}  # fmt: skip


@blueprint.app_template_filter("mentoring_word")
def mentoring_word(value: object, kind: str) -> object:
    """The word of a code, with its tone before it where it is a state."""
    return WORDS[kind][value]


@blueprint.app_template_filter("mentoring_pattern")
def mentoring_pattern(flag: Any) -> str:
    """A flag as a sentence."""
    facts = {
        name: day_words(value) if isinstance(value, dt.date) else value
        for name, value in flag.facts.items()
    }
    return str(PATTERN_SENTENCES[flag.pattern]) % facts


@blueprint.app_template_filter("mentoring_tenths")
def mentoring_tenths(value: Fraction) -> str:
    """A number of contacts with one decimal, rounded up: nothing owed reads as done."""
    tenths = -(-value.numerator * 10 // value.denominator)
    return f"{tenths // 10}.{tenths % 10}" if tenths % 10 else str(tenths // 10)


def wanted_in(page: Page) -> Wanted:
    """The filters of the address; nonsense counts as not given."""
    args = page.args
    return Wanted(
        kind=_member(ContactKind, args.get("kind")),
        evidence=_member(Evidence, args.get("evidence")),
        doubt=_member(Doubt, args.get("doubt")),
        from_date=page.day("from"),
        to_date=page.day("to"),
        lecturer_id=number_in(args.get("lecturer")),
        leader_id=number_in(args.get("leader")),
        ids=tuple(key for text in args.get("ids", "").split(".")[:500] if (key := number_in(text))),
    )


def _member(kind: Any, text: str | None) -> Any:
    try:
        return kind(text) if text else None
    except ValueError:
        return None


def number_in(text: str | None) -> int | None:
    """An id in an address, None for anything else."""
    return int(text) if text and text.isascii() and text.isdecimal() and len(text) < 16 else None


def fields_in(
    form: "ImmutableMultiDict[str, str]", files: "ImmutableMultiDict[str, FileStorage]"
) -> dict[str, Any]:
    """A plain form as the body a phone would send; photos as data addresses."""
    found: dict[str, Any] = {
        name: form.getlist(name) if name in LISTS else form[name]
        for name in form
        if name not in ("csrf_token", "event_id")
    }
    for name, file in files.items():
        data = file.stream.read(MOST_BYTES + 1)
        if len(data) > MOST_BYTES:
            raise DomainError("PICTURE_TOO_LARGE", most=2)
        if data:
            found[name] = f"data:image/any;base64,{base64.b64encode(data).decode()}"
    return found
