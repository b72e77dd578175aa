"""Words are looked up in the language of the moment, however often they were before."""

from flask import Flask
from flask_babel import force_locale, gettext, lazy_gettext

from lms.web.i18n import COOKIE

LAZY = lazy_gettext("查询")


def said(app: Flask) -> tuple[str, str, str]:
    template = app.jinja_env.from_string("{{ _('查询') }}")
    return gettext("查询"), str(LAZY), template.render()


def test_every_way_of_asking_gives_the_language_of_the_request(app: Flask) -> None:
    with app.test_request_context(headers={"Cookie": f"{COOKIE}=en"}):
        words = said(app)
        assert words == said(app)
        assert len(set(words)) == 1
        assert words[0].isascii()
    with app.test_request_context(headers={"Cookie": f"{COOKIE}=zh"}):
        assert said(app) == ("查询",) * 3


def test_a_forced_language_holds_inside_only(app: Flask) -> None:
    with app.test_request_context(headers={"Cookie": f"{COOKIE}=en"}):
        before = said(app)
        with force_locale("zh"):
            assert said(app) == ("查询",) * 3
        assert said(app) == before


def test_outside_of_an_application_the_source_is_said() -> None:
    assert str(LAZY) == "查询"
