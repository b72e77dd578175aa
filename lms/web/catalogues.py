"""Catalogues found once a request: a long page asks for a thousand words."""

from typing import Any

from flask import Flask, g, has_app_context
from flask_babel import Babel, Domain

_CONTEXT = "_flask_babel"
"""Where flask-babel keeps the language of a request."""


class RememberedDomain(Domain):
    """Asks for language and catalogue only when the language of the request changed."""

    def get_translations(self) -> Any:
        """The catalogue of this request's language; an empty one outside of requests."""
        if not has_app_context():
            return _ask(super())
        context = g.get(_CONTEXT)
        language = getattr(context, "babel_locale", None)
        known = getattr(context, "lms_catalogue", None)
        if known is not None and known[0] is language:
            return known[1]
        found = _ask(super())
        context = g.get(_CONTEXT)
        context.lms_catalogue = (context.babel_locale, found)
        return found


def _ask(domain: Any) -> Any:
    return domain.get_translations()


def install(app: Flask, babel: Babel) -> None:
    """Use it in templates and in Python alike."""
    make: Any = RememberedDomain  # flask-babel has no annotations
    domain = make(domain=babel.domain)
    babel.domain_instance = domain
    app.jinja_env.install_gettext_callables(  # type: ignore[attr-defined]  # of the extension
        gettext=lambda text: domain.get_translations().ugettext(text),
        ngettext=lambda one, many, count: domain.get_translations().ungettext(one, many, count),
        newstyle=True,
        pgettext=lambda about, text: domain.get_translations().upgettext(about, text),
        npgettext=lambda about, one, many, count: domain.get_translations().unpgettext(
            about, one, many, count
        ),
    )
