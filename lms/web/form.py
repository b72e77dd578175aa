"""What every form is made from."""

from flask_wtf import FlaskForm


class PageForm(FlaskForm):  # type: ignore[misc]  # flask-wtf has no annotations: said here once for all
    """A form with its token against forged requests."""
