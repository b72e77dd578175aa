"""The pages' common root, and the filters their templates use."""

from flask import Blueprint

from courses.leaders import words
from courses.leaders.counting import mask_household
from courses.leaders.rules import (
    SUPPORT_MOVES,
    ChainRole,
    LeaderAction,
    LeaderState,
    LinkModel,
    Platform,
    SupportState,
)

blueprint = Blueprint("leaders", __name__, template_folder="templates", url_prefix="/leaders")
blueprint.add_app_template_filter(lambda code: words.STATES[LeaderState(code)], "leader_state")
blueprint.add_app_template_filter(lambda code: words.ACTIONS[LeaderAction(code)], "leader_action")
blueprint.add_app_template_filter(words.EVIDENCE.__getitem__, "evidence_word")
blueprint.add_app_template_filter(words.goods_words, "goods_words")
blueprint.add_app_template_filter(words.language_words, "language_words")
blueprint.add_app_template_filter(words.political_word, "political_word")
blueprint.add_app_template_filter(mask_household, "household_number")
blueprint.add_app_template_filter(lambda code: words.MODELS[LinkModel(code)], "link_model")
blueprint.add_app_template_filter(lambda code: words.ROLES[ChainRole(code)], "chain_role")
blueprint.add_app_template_filter(lambda code: words.PLATFORMS[Platform(code)], "platform_word")
blueprint.add_app_template_global(words.kind_word, "leader_kind")
blueprint.add_app_template_filter(lambda state: SUPPORT_MOVES[SupportState(state)], "support_moves")
