"""Codes become sentences here, at the edge: Chinese first, English second."""

from collections.abc import Mapping
from datetime import date, datetime
from decimal import Decimal

from flask import Flask, current_app
from flask_babel import gettext as _

from lms.clock import CHINA
from lms.db import db
from lms.divisions.queries import county_exists, full_name
from lms.errors import DomainError
from lms.web.formats import day, moment


class _Facts(dict[str, object]):
    def __missing__(self, key: str) -> str:
        return "…"


def sentence(code: str, facts: Mapping[str, object] | None = None) -> str:
    """The sentence of a code with its facts filled in; the bare code where none is declared."""
    known = current_app.extensions["lms_registry"].sentences
    if code not in known:
        return code
    return str(known[code]) % _Facts({k: _readable(v) for k, v in (facts or {}).items()})


def refusal(fault: DomainError) -> str:
    """A refusal as a sentence, with a county by its name beside its code."""
    facts = dict(fault.facts)
    county = facts.get("county")
    if isinstance(county, str) and county_exists(db.session(), county):
        facts["county"] = f"{full_name(db.session(), county)}（{county}）"
    return sentence(fault.code, facts)


def _readable(value: object) -> object:
    if isinstance(value, datetime):
        return moment(value.astimezone(CHINA))
    if isinstance(value, date):
        return day(value)
    if isinstance(value, Decimal):
        return f"{value.normalize():f}"
    if isinstance(value, bool):
        return _("是") if value else _("否")
    if isinstance(value, list | tuple | frozenset | set):
        return _("、").join(str(_readable(item)) for item in value)
    return "…" if value is None else value


def init_app(app: Flask) -> None:
    """Let templates say codes: `{{ code|sentence(facts) }}`."""
    app.jinja_env.filters["sentence"] = sentence
