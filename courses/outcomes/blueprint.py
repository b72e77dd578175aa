"""The pages' common root, and the filters their templates use."""

from decimal import ROUND_HALF_UP, Decimal
from fractions import Fraction

from flask import Blueprint
from flask_babel import gettext as _

from courses.outcomes import words

blueprint = Blueprint("outcomes", __name__, template_folder="templates", url_prefix="/outcomes")
_TABLES = {
    "wave": words.WAVES,
    "code": words.CODES,
    "channel": words.CHANNELS,
    "contact": words.CONTACTS,
    "status": words.STATUSES,
    "evidence": words.EVIDENCE,
    "need": words.NEEDS,
    "alarm": words.ALARMS,
    "priority": words.PRIORITIES,
    "exit": words.EXITS,
    "closed": words.CLOSED,
    "step": words.STEPS,
    "flow": words.FLOW,
    "kind": words.KINDS,
    "exclusion": words.EXCLUSIONS,
    "beside": words.BESIDE_SHORT,
    "reason": words.REASONS,
    "group": words.GROUPS,
    "group_told": words.GROUPS_TOLD,
    "concluded": words.MAY_CONCLUDE,
    "trait": words.TRAITS,
}
_TONED = {
    "standing": words.STANDINGS,
    "consent": words.CONSENTS,
    "referral": words.REFERRALS,
}


@blueprint.app_template_filter("outcome")
def word(value: str, table: str) -> object:
    """The word of a code: `{{ code|outcome('code') }}`."""
    return words.wave_word(value) if table == "wave" else _TABLES[table].get(value, value)


@blueprint.app_template_filter("outcome_state")
def toned(value: str, table: str) -> tuple[str, object]:
    """Tone and word of a state."""
    return _TONED[table][value]


@blueprint.app_template_filter("outcome_percent")
def rounded(share: Fraction | float | None) -> str:
    """One decimal, half up: 60/97 reads 61.9%; 不适用 of nothing."""
    if share is None:
        return _("不适用")
    exact = (
        Decimal(share.numerator) / Decimal(share.denominator)
        if isinstance(share, Fraction)
        else Decimal(repr(share))
    )
    return f"{(exact * 100).quantize(Decimal('0.1'), ROUND_HALF_UP)}%"
