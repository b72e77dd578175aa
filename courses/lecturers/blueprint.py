"""The pages' common root, and the filters their templates use."""

from flask import Blueprint

from courses.lecturers.rules import Standing
from courses.lecturers.words import (
    EXPERTISE,
    KINDS,
    STANDINGS,
    field_word,
    languages_text,
    regions_text,
    value_word,
)

blueprint = Blueprint("lecturers", __name__, template_folder="templates", url_prefix="/lecturers")
blueprint.add_app_template_filter(lambda code: KINDS.get(code, code), "expert_kind")
blueprint.add_app_template_filter(EXPERTISE.__getitem__, "expertise_word")
blueprint.add_app_template_filter(lambda held: STANDINGS[Standing(held)], "lecturer_standing")
blueprint.add_app_template_filter(field_word, "lecturer_field")
blueprint.add_app_template_filter(value_word, "lecturer_value")
blueprint.add_app_template_filter(languages_text, "lecturer_languages")
blueprint.add_app_template_filter(regions_text, "lecturer_regions")
