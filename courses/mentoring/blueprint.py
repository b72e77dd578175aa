"""The blueprint of mentoring; the views register themselves on it."""

from flask import Blueprint

blueprint = Blueprint("mentoring", __name__, template_folder="templates", url_prefix="/mentoring")
