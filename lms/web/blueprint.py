"""The frame's own blueprint; the view modules of the frame add their routes to it."""

from flask import Blueprint

blueprint = Blueprint("lms", __name__, static_folder=None)
