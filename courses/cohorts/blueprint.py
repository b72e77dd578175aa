"""The pages' common root, and the filters their templates use."""

from collections.abc import Mapping
from datetime import date
from typing import Any

from flask import Blueprint

from courses.cohorts import words
from courses.cohorts.rules import CohortState, EnrolmentState, Finding
from lms.web.formats import short_day
from lms.web.sentences import sentence

blueprint = Blueprint("cohorts", __name__, template_folder="templates", url_prefix="/cohorts")


@blueprint.app_template_filter("cohort_state")
def cohort_state(state: CohortState | EnrolmentState) -> tuple[str, object]:
    """Tone and word of a cohort's or an enrolment's state."""
    return words.STAYS[state] if isinstance(state, EnrolmentState) else words.STATES[state]


@blueprint.app_template_filter("cohort_half")
def cohort_half(half: str) -> str:
    """上午 or 下午."""
    return words.half_word(half)


@blueprint.app_template_filter("cohort_category")
def cohort_category(category: str) -> str:
    """The category of a trainee in words."""
    return words.category_word(category)


@blueprint.app_template_filter("cohort_share")
def cohort_share(share: str) -> str:
    """An exact share as it is said."""
    return words.share_word(share)


@blueprint.app_template_filter("cohort_finding")
def cohort_finding(found: Finding) -> str:
    """The sentence of a finding."""
    return sentence(found.code, found.facts)


@blueprint.app_template_filter("iso_short_day")
def iso_short_day(text: str) -> str:
    """A day that a plan kept as text."""
    return short_day(date.fromisoformat(text))


@blueprint.app_template_filter("plan_note")
def plan_note(found: Mapping[str, Any]) -> str:
    """The sentence of a note that was kept with a plan."""
    return sentence(found["code"], found["facts"])
