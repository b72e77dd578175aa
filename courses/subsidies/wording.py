"""Stored reasons and doubts as sentences, with places by their names."""

from collections.abc import Iterable, Mapping
from datetime import date

from sqlalchemy.orm import Session

from courses.subsidies.models import Doubt
from courses.subsidies.rules import Code, Finding
from courses.subsidies.sentences import DOUBTS, said, sentence
from courses.subsidies.snapshot import Reason
from lms.divisions.queries import names_of

PLACES = ("county", "home", "venue")
"""Facts of a reason that are division codes."""

Names = Mapping[str, str]


def place_names(session: Session, codes: Iterable[str | None]) -> dict[str, str]:
    """Names of counties as people write them (三门峡市卢氏县), in one query."""
    wanted = {code for code in codes if code}
    return {
        code: "".join(levels.get(level, "") for level in ("city", "county")) or code
        for code, levels in names_of(session, wanted).items()
    }


def codes_in(reasons: Iterable[Reason]) -> set[str]:
    """The division codes that reasons speak of."""
    return {str(each.facts[key]) for each in reasons for key in PLACES if each.facts.get(key)}


def say(reason: Reason, names: Names) -> str:
    """The sentence of a stored reason."""
    facts = {
        key: names.get(str(value), value) if key in PLACES else value
        for key, value in reason.facts.items()
    }
    return sentence(Finding(Code(reason.code), facts))


def say_doubt(doubt: Doubt) -> str:
    """The sentence of a 疑点."""
    facts = {key: _restored(value) for key, value in doubt.facts.items() if key != "with"}
    return str(DOUBTS[doubt.code]) % said(facts)


def _restored(value: object) -> object:
    try:
        return date.fromisoformat(value) if isinstance(value, str) else value
    except ValueError:
        return value
