"""The pages' common root, and the filters their templates use."""

from functools import partial

from flask import Blueprint

from courses.rosters import words
from courses.rosters.importing import PLACE
from courses.rosters.run_lines import run_lines
from lms.web.views import panels_at

blueprint = Blueprint("rosters", __name__, template_folder="templates", url_prefix="/people")
blueprint.add_app_template_filter(words.value_of, "rosters_value")
blueprint.add_app_template_filter(words.OUTCOMES.__getitem__, "rosters_outcome")
blueprint.add_app_template_filter(words.CHANGES.__getitem__, "rosters_change")
blueprint.add_app_template_global(run_lines, "rosters_run")
blueprint.add_app_template_global(partial(panels_at, PLACE), "rosters_import_panels")
