"""The pages' common root, and the filters their templates use."""

from flask import Blueprint

from courses.attendance.rules import Mark
from courses.subsidies import wording, words
from courses.subsidies.models import Doubt
from courses.subsidies.sentences import ITEMS, REQUIREMENTS, UNCOUNTED
from lms.documents.amounts import amount_in_words
from lms.web.sentences import sentence

blueprint = Blueprint("subsidies", __name__, template_folder="templates", url_prefix="/subsidies")


@blueprint.app_template_filter("subsidy_list_state")
def list_state(state: str) -> tuple[str, object]:
    """Tone and word of a list's state."""
    return words.LIST_STATES[state]


@blueprint.app_template_filter("subsidy_reason")
def reason_word(code: str) -> str:
    """A reason in a few characters."""
    return words.word(words.REASONS, code)


@blueprint.app_template_filter("subsidy_doubt")
def doubt_word(doubt: Doubt) -> str:
    """A 疑点 in a few characters."""
    return words.word(words.DOUBTS, doubt.code)


@blueprint.app_template_filter("subsidy_doubt_said")
def doubt_said(doubt: Doubt) -> str:
    """The sentence of a 疑点."""
    return wording.say_doubt(doubt)


@blueprint.app_template_filter("subsidy_step")
def step_word(step: str) -> str:
    """What was done to a list."""
    return words.word(words.STEPS, step)


@blueprint.app_template_filter("subsidy_written")
def written(reason: str) -> str:
    """A written reason in the reader's language where the system wrote it."""
    return words.written(reason)


@blueprint.app_template_filter("subsidy_item")
def item_word(item: str) -> str:
    """What is paid for."""
    return words.word(ITEMS, item)


@blueprint.app_template_filter("subsidy_uncounted")
def uncounted_word(why: str) -> str:
    """Why a date is not counted."""
    return words.word(UNCOUNTED, why) if why else ""


@blueprint.app_template_filter("subsidy_mode")
def mode_word(mode: str) -> str:
    """How a day was taught."""
    return words.word(words.MODES, mode)


@blueprint.app_template_filter("subsidy_status")
def status_word(status: str) -> tuple[str, object]:
    """Tone and word of a rule's status."""
    return words.STATUSES[status]


@blueprint.app_template_filter("subsidy_mark")
def mark_word(mark: Mark) -> str:
    """A mark of the register with its sign."""
    return f"{mark.symbol} {words.word(words.MARKS, mark)}".strip()


@blueprint.app_template_filter("subsidy_paper")
def paper_word(kind: str) -> str:
    """What kind of paper was handed in."""
    return words.word(REQUIREMENTS, kind)


@blueprint.app_template_filter("subsidy_change")
def change_word(change: str) -> tuple[str, object]:
    """Tone and word of what an import does with a ticket."""
    return words.INVOICE_CHANGES[change]


@blueprint.app_template_filter("subsidy_sentence")
def coded_sentence(code: str) -> str:
    """The sentence of a code without facts."""
    return sentence(code)


@blueprint.app_template_filter("subsidy_in_words")
def in_words(fen: int) -> str:
    """金额大写, as the paper's total is written."""
    return amount_in_words(fen)


@blueprint.app_template_filter("subsidy_payee")
def _payee(field: str) -> str:
    """The word of a field of a payee."""
    return words.word(words.PAYEE, field)
