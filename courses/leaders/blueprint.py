"""The pages' common root."""

from flask import Blueprint

blueprint = Blueprint("leaders", __name__, template_folder="templates", url_prefix="/leaders")
