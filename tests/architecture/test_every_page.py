"""What every answer of every route keeps: the strict policy, tokens, texts that do nothing."""

import io
import re
from collections.abc import Iterator
from html.parser import HTMLParser

import openpyxl
import pytest
from sqlalchemy import select
from werkzeug.test import TestResponse

from lms.audit.models import AuditEntry
from tests.support.house import Case, House, cases
from tests.support.samples import CANARY, HOSTILE

PAGES = [case for case in cases() if case.method == "GET" and case.permission is not None]
UNSAFE = [case for case in cases() if case.method != "GET"]
EXPORTS = [case for case in cases() if case.endpoint == "lms.export" and case.method == "POST"]
HEADERS = {
    "Content-Security-Policy": "default-src 'self'; script-src 'self'; style-src 'self'; "
    "img-src 'self' data:; object-src 'none'; base-uri 'none'; form-action 'self'; "
    "frame-ancestors 'none'",
    "X-Content-Type-Options": "nosniff",
    "X-Frame-Options": "DENY",
    "Referrer-Policy": "same-origin",
    "Cache-Control": "no-store",
}
NONSENSE = (
    "?page=0&size=-1",
    "?page=-5",
    "?page=99999999999999999999&size=200",
    "?page=abc&size=xyz",
    "?page=１&size=２０",
    "?page=2&page=3&from=2026-13-45&to=yesterday",
    "?q=%00&sort=';--&action=%F0%9F%98%80&county=x&state=none",
)


class Markup(HTMLParser):
    """Everything in a page that the policy would drop, or that came from a text."""

    def __init__(self) -> None:
        super().__init__()
        self.wrong: list[str] = []

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        given = dict(attrs)
        inline = [name for name in given if name.startswith("on") or name == "style"]
        source = given.get("src") or ""
        foreign = tag == "img" and "src" in given and not source.startswith("/")
        if inline or foreign or tag in ("style", "iframe", "object", "base"):
            self.wrong.append(f"<{tag} {inline}>")
        if tag == "script" and not source.startswith("/"):
            self.wrong.append(f"<script src={source!r}>")
        if (given.get("href") or "").casefold().startswith(("javascript:", "data:", "http:")):
            self.wrong.append(f"<{tag} href={given['href']!r}>")


def check(answer: TestResponse) -> None:
    """The headers, and nothing inline."""
    found = {name: answer.headers.get(name) for name in HEADERS}
    assert found == HEADERS
    if answer.mimetype == "text/html":
        markup = Markup()
        markup.feed(answer.text)
        assert markup.wrong == []
        assert HOSTILE not in answer.text


@pytest.mark.parametrize("case", PAGES, ids=str)
def test_pages(house: House, case: Case) -> None:
    person = house.who_may(case)
    for language in ("zh", "en"):
        check(house.ask(case, person, language=language))


@pytest.mark.parametrize("case", UNSAFE, ids=str)
def test_answers_to_empty_forms(house: House, case: Case) -> None:
    person = house.who_may(case) if case.permission else None
    answer = house.ask(case, person)
    assert answer.status_code < 500
    check(answer)


@pytest.mark.parametrize("case", [case for case in PAGES if not case.hidden], ids=str)
def test_nonsense_in_the_address(house: House, case: Case) -> None:
    person = house.who_may(case)
    plain = house.ask(case, person).status_code
    for query in NONSENSE:
        assert house.ask(case, person, query=query).status_code in (plain, 404), query


@pytest.fixture
def with_tokens(house: House) -> Iterator[None]:
    house.app.config["WTF_CSRF_ENABLED"] = True
    yield
    house.app.config["WTF_CSRF_ENABLED"] = False


@pytest.mark.usefixtures("with_tokens")
@pytest.mark.parametrize("case", UNSAFE, ids=str)
def test_nothing_is_done_without_a_token(house: House, case: Case) -> None:
    entries = len(house.session.scalars(select(AuditEntry.id)).all())
    for person in (house.who_may(case) if case.permission else None, None):
        for data in ({}, {"csrf_token": "made-up"}):
            answer = house.ask(case, person, data=data)
            assert (answer.status_code, "CSRF_REFUSED" in answer.text) == (400, True)
            check(answer)
    assert len(house.session.scalars(select(AuditEntry.id)).all()) == entries


def test_errors_keep_the_policy_too(house: House) -> None:
    client = house.app.test_client()
    for method, address, status in (
        ("GET", "/nowhere", 404),
        ("DELETE", "/sign-in", 405),
        ("POST", "/health", 405),
        ("GET", "/accounts/1/reset", 405),
    ):
        answer = client.open(address, method=method)
        assert answer.status_code == status
        found = {name: answer.headers.get(name) for name in HEADERS if name != "Cache-Control"}
        assert found == {name: HEADERS[name] for name in found}
        assert (status == 405) == ("Allow" in answer.headers)


def test_texts_of_people_are_shown_as_they_are(house: House) -> None:
    """The hostile text is there, escaped: otherwise the tests above would prove nothing."""
    shown = [case for case in PAGES if case.endpoint in ("cohorts.index", "rosters.index")]
    assert len(shown) == 2
    for case in shown:
        page = house.ask(case, house.who_may(case)).text
        assert f"=1+1&lt;img src=x onerror=alert(1)&gt;{CANARY}" in page


@pytest.mark.parametrize("case", EXPORTS, ids=str)
def test_exports_are_files_that_do_nothing(house: House, case: Case) -> None:
    person = house.who_may(case)
    answer = house.ask(case, person, data={"purpose": "archive"})
    assert answer.status_code == 200, answer.text
    assert answer.headers["Content-Disposition"].startswith("attachment; filename")
    assert answer.headers["Cache-Control"] == "no-store"
    if answer.mimetype == "application/pdf":
        assert answer.data.startswith(b"%PDF-")
    elif answer.mimetype.endswith("spreadsheetml.sheet"):
        book = openpyxl.load_workbook(io.BytesIO(answer.data))
        cells = [cell for sheet in book for row in sheet.iter_rows() for cell in row]
        assert [cell.value for cell in cells if cell.data_type == "f"] == []
        assert [cell.hyperlink for cell in cells if cell.hyperlink] == []
    else:
        assert answer.mimetype == "text/csv"
        assert not re.search(r'(^|,)"?=', answer.text, re.MULTILINE)
