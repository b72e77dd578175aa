"""The pages' common root, and the filters their templates use."""

from collections.abc import Mapping
from datetime import date, datetime
from typing import Any

from flask import Blueprint
from flask_babel import gettext as _

from certificates import words
from certificates.proof.listing import ground_of
from certificates.proof.statement import id_of
from certificates.proof.words import GROUND_WORDS
from certificates.rules import CertificateState, PrintKind
from lms.clock import today
from lms.privacy import mask_id_number
from lms.web.formats import day

blueprint = Blueprint(
    "certificates",
    __name__,
    template_folder="templates",
    static_folder="static",
    static_url_path="/certificates/static",
)


@blueprint.app_template_filter("certificate_state")
def certificate_state(state: CertificateState) -> tuple[str, object]:
    """Tone and word of a state."""
    return words.STATES[state]


@blueprint.app_template_filter("certificate_print")
def certificate_print(kind: PrintKind) -> object:
    """What kind of print a batch is, in words."""
    return words.PRINTS[kind]


@blueprint.app_template_filter("certificate_ground")
def certificate_ground(ground: str) -> object:
    """The class of the reason of a revocation, in words."""
    return GROUND_WORDS.get(ground_of(ground)) if ground else ""


@blueprint.app_template_filter("certificate_list_id")
def certificate_list_id(token: str) -> str:
    """What statement and revocation list call the certificate of a code."""
    return id_of(token).hex()


@blueprint.app_template_filter("certificate_fields")
def certificate_fields(differs: str) -> list[object]:
    """The names of printed facts that the records contradict, in words."""
    return words.fields(differs)


@blueprint.app_template_filter("certificate_sentence")
def certificate_sentence(code: str, facts: Mapping[str, Any] | None = None) -> str:
    """Why somebody gets no certificate, or what else there is to say."""
    return words.said(code, facts)


@blueprint.app_template_filter("certificate_day")
def certificate_day(text: str) -> str:
    """A day that a plan kept as text."""
    return day(date.fromisoformat(text))


@blueprint.app_template_filter("certificate_local_day")
def certificate_local_day(moment: datetime | None) -> str:
    """The day in China on which something happened."""
    return day(today(moment)) if moment else ""


@blueprint.app_template_filter("certificate_masked")
def certificate_masked(number: str) -> str:
    """A document number as everybody may see it."""
    return mask_id_number(number)


@blueprint.app_template_filter("certificate_value")
def certificate_value(value: object) -> str:
    """A printed fact in a comparison."""
    if isinstance(value, date):
        return day(value)
    return _("未填") if value is None or value == "" else str(value)
