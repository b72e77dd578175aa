"""Addresses, pages of lists, languages, refusals to scripts, files that leave."""

from collections.abc import Callable
from datetime import date
from pathlib import Path

import pytest
from babel.support import Translations
from flask import Flask, render_template_string
from flask.testing import FlaskClient
from hypothesis import given
from hypothesis import strategies as st
from sqlalchemy import select
from sqlalchemy.orm import Session
from werkzeug.exceptions import NotFound
from werkzeug.routing import IntegerConverter

from lms.accounts.actor import system
from lms.audit.models import AuditEntry
from lms.config import check_public_url, from_environment, is_loopback
from lms.divisions.services import save_centre
from lms.errors import DomainError
from lms.web import i18n
from lms.web.paging import SIZES, page_of
from lms.web.sentences import sentence
from lms.web.views import _local
from tests.support.running import NOW
from tests.support.world import World

ELSEWHERE = [
    "https://evil.example/",
    "//evil.example",
    "///evil.example",
    "/\\evil.example",
    "\\\\evil.example",
    "/\t/evil.example",
    "/\n//evil.example",
    " //evil.example",
    "http:evil.example",
    "javascript:alert(1)",
    "evil.example",
    "",
]


@pytest.mark.parametrize("target", ELSEWHERE)
def test_nobody_is_sent_elsewhere(client: FlaskClient, target: str) -> None:
    answer = client.get("/language/en", query_string={"next": target})
    assert answer.headers["Location"] == "/"


@pytest.mark.parametrize("target", ["/", "/audit?page=2", "/cohorts/?q=卢氏"])
def test_pages_of_ours_are_returned_to(client: FlaskClient, target: str) -> None:
    assert _local(target) == target


@given(st.text(max_size=20))
def test_a_local_target_has_no_host(rest: str) -> None:
    found = _local("/" + rest)
    if found is not None:
        stripped = "".join(c for c in found if c not in "\t\r\n")  # as browsers read it
        assert not stripped.startswith(("//", "/\\"))


def test_sign_in_leads_back_only_to_pages(client: FlaskClient, world: World) -> None:
    data = {"login": world.login("officer"), "password": world.password}
    answer = client.post("/sign-in?next=https://evil.example/", data=data)
    assert answer.headers["Location"] == "/"


@pytest.mark.parametrize(
    ("args", "page", "size"),
    [
        ({}, 1, 50),
        ({"page": "3", "size": "200"}, 3, 200),
        ({"page": "0"}, 1, 50),
        ({"page": "-1", "size": "-5"}, 1, 50),
        ({"page": "x", "size": "51"}, 1, 50),
        ({"page": "９", "size": "２０"}, 1, 50),
        ({"page": "9" * 30}, 1, 50),
        ({"page": "1.5", "size": "1e2"}, 1, 50),
    ],
)
def test_paging(args: dict[str, str], page: int, size: int) -> None:
    found = page_of(args)
    assert (found.page, found.per_page) == (page, size)
    assert found.offset == (page - 1) * size


@given(st.dictionaries(st.sampled_from(["page", "size", "from"]), st.text(max_size=12)))
def test_any_address_is_a_page(args: dict[str, str]) -> None:
    found = page_of(args).of(7)
    assert found.page >= 1
    assert found.per_page in SIZES
    assert found.pages == 1
    assert found.day("from") is None or isinstance(found.day("from"), date)


@pytest.mark.parametrize("text", ["0001-01-01", "1899-12-31", "3000-01-01", "9999-12-31", "x", ""])
def test_a_day_nobody_means_is_not_given(text: str) -> None:
    assert page_of({"on": text}).day("on") is None


def test_a_day_of_the_filter_row() -> None:
    assert page_of({"on": "2018-09-10"}).day("on") == date(2018, 9, 10)


def test_an_id_no_row_can_have_leads_nowhere(app: Flask) -> None:
    routes = app.url_map.bind("localhost")
    assert routes.match("/centres/9223372036854775807")[1] == {"centre_id": 2**63 - 1}
    with pytest.raises(NotFound):
        routes.match("/centres/9223372036854775808")
    ids = [
        kind
        for rule in app.url_map.iter_rules()
        for kind in rule._converters.values()
        if isinstance(kind, IntegerConverter)
    ]
    assert len(ids) > 50
    assert {kind.max for kind in ids} == {2**63 - 1}


def test_scripts_are_refused_in_their_language(client: FlaskClient) -> None:
    answer = client.get("/audit", headers={"Accept": "application/json"})
    assert answer.status_code == 401
    assert answer.json == {"code": "SIGN_IN_FIRST", "sentence": "请先登录。"}
    client.set_cookie("language", "en")
    answer = client.get("/nowhere", headers={"Accept": "application/json"})
    assert answer.json is not None
    assert answer.json["code"] == "NOT_FOUND"
    assert answer.json["sentence"].isascii()


def test_the_language_is_kept_and_nonsense_ignored(client: FlaskClient) -> None:
    client.get("/language/en")
    assert "Sign in" in client.get("/sign-in").text
    client.get("/language/xx")
    assert "Sign in" in client.get("/sign-in").text
    client.get("/language/zh")
    assert "登录" in client.get("/sign-in").text


def test_health_says_whether_the_database_answers(client: FlaskClient) -> None:
    answer = client.get("/health")
    assert (answer.status_code, answer.json) == (200, {"status": "ok"})


def test_uploads_have_an_end(sign_in: Callable[..., FlaskClient]) -> None:
    client = sign_in("officer")
    big = b"x" * (41 * 1024 * 1024)
    answer = client.post("/people/import", data=big, content_type="multipart/form-data; boundary=x")
    assert answer.status_code == 413
    assert "UPLOAD_TOO_LARGE" in answer.text


def test_sentences_take_their_facts_and_show_gaps(sqlite_app: Flask) -> None:
    with sqlite_app.test_request_context():
        assert sentence("LOGIN_UNKNOWN", {"login": "张三"}) == "没有用户名 张三。"
        assert sentence("LOGIN_UNKNOWN") == "没有用户名 …。"
        assert sentence("LOGIN_UNKNOWN", {"login": None}) == "没有用户名 …。"
        assert sentence("LOGIN_UNKNOWN", {"login": "%(x)s %d"}) == "没有用户名 %(x)s %d。"
        assert sentence("NO_SUCH_CODE", {"x": 1}) == "NO_SUCH_CODE"
        assert sentence("CALENDAR_DAY_OUTSIDE_YEAR", {"day": date(2026, 1, 2), "year": 2027}) == (
            "2026年1月2日 不在 2027 年内。"
        )


def test_facts_in_sentences_are_escaped_in_pages(sqlite_app: Flask) -> None:
    with sqlite_app.test_request_context():
        said = sentence("LOGIN_UNKNOWN", {"login": "<script>"})
        assert "<script>" not in render_template_string("{{ said }}", said=said)


def test_leaving_needs_a_purpose_and_is_noted(
    sign_in: Callable[..., FlaskClient], web: Session
) -> None:
    client = sign_in("officer")
    page = "/exports/rosters.people_list/411224"
    assert client.get(page).status_code == 200
    for data in ({}, {"purpose": "because"}):
        assert client.post(page, data=data).status_code == 422
    assert web.scalars(select(AuditEntry).where(AuditEntry.action == "lms:exported")).all() == []
    answer = client.post(page, data={"purpose": "filing"})
    assert answer.status_code == 200
    noted = web.scalars(select(AuditEntry).where(AuditEntry.action == "lms:exported")).one()
    assert noted.facts["purpose"] == "filing"
    assert noted.county == "411224"
    assert client.get("/exports/no.such/1").status_code == 404


def test_an_export_needs_its_own_permission_where_its_subject_is(
    sign_in: Callable[..., FlaskClient], web: Session, world: World
) -> None:
    """Being an observer there and an officer elsewhere does not add up."""
    from lms.accounts import services

    account = services.create(
        web, system("test"), NOW, login="both", name="x", password=world.password,
        grants=[("officer", "441403", None), ("observer", "4112", None)],
    )[0]  # fmt: skip
    web.commit()
    client = sign_in("officer").application.test_client()
    client.post("/sign-in", data={"login": account.login, "password": world.password})
    assert client.get("/exports/rosters.people_list/441403").status_code == 200
    assert client.get("/exports/rosters.people_list/411224").status_code == 404


def test_names_of_centres_are_kept_apart(web: Session, world: World) -> None:
    known = save_centre(web, world.actor("officer"), NOW, None, county="411224", name="新中心")
    with pytest.raises(DomainError, match="CENTRE_NAME_TAKEN"):
        save_centre(web, world.actor("officer"), NOW, None, county="411224", name="新中心")
    again = save_centre(
        web, world.actor("officer"), NOW, known, county="411224", name="新中心", phone="1"
    )
    assert again is known
    with pytest.raises(DomainError, match="COUNTY_UNKNOWN"):
        save_centre(web, system("test"), NOW, None, county="999999", name="x")
    with pytest.raises(DomainError, match="NOT_PERMITTED"):
        save_centre(web, world.actor("officer"), NOW, None, county="411202", name="x")


@pytest.mark.parametrize(
    ("url", "code"),
    [
        ("https://lms.example.cn", None),
        ("https://lms.example.cn/school", None),
        ("http://127.0.0.1:8000", None),
        ("http://localhost", None),
        ("http://[::1]:8000", None),
        ("http://lms.example.cn", "PUBLIC_URL_NEEDS_TLS"),
        ("http://10.0.0.5", "PUBLIC_URL_NEEDS_TLS"),
        ("ftp://x", "PUBLIC_URL_INVALID"),
        ("lms.example.cn", "PUBLIC_URL_INVALID"),
        ("https://", "PUBLIC_URL_INVALID"),
    ],
)
def test_public_addresses(url: str, code: str | None) -> None:
    if code is None:
        check_public_url(url)
        return
    with pytest.raises(DomainError, match=code):
        check_public_url(url)


@pytest.mark.parametrize(
    ("host", "ours"),
    [("127.0.0.1", True), ("::1", True), ("localhost", True), ("0.0.0.0", False), ("x.cn", False)],  # noqa: S104  # not bound
)
def test_this_machine(host: str, ours: bool) -> None:
    assert is_loopback(host) is ours


@pytest.mark.parametrize("scheme", ["postgres", "postgresql", "postgresql+psycopg"])
def test_plain_postgresql_addresses_are_ours_too(
    monkeypatch: pytest.MonkeyPatch, scheme: str
) -> None:
    monkeypatch.setenv("LMS_DATABASE_URL", f"{scheme}://u@h/d")
    monkeypatch.setenv("LMS_PUBLIC_URL", "https://lms.example.cn/")
    config = from_environment()
    assert config.database_url == "postgresql+psycopg://u@h/d"
    assert config.public_url == "https://lms.example.cn"
    assert config.secure


def test_catalogues_where_nothing_may_be_written(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """As a third party's package in a folder of the system's."""
    folder = tmp_path / "installed"
    source = folder / "en" / "LC_MESSAGES" / "messages.po"
    source.parent.mkdir(parents=True)
    source.write_text('msgid ""\nmsgstr "Language: en\\n"\n\nmsgid "班次"\nmsgstr "Cohort"\n')
    write = i18n._compile

    def refuse(read_from: Path, place: Path) -> None:
        if place == read_from:
            raise PermissionError
        write(read_from, place)

    monkeypatch.setattr(i18n, "_compile", refuse)
    place = i18n.compiled(folder, tmp_path / "spare")
    assert place.parent == tmp_path / "spare"
    assert Translations.load(str(place), ["en"]).gettext("班次") == "Cohort"
    assert not source.with_suffix(".mo").exists()
    monkeypatch.setattr(i18n, "_compile", write)
    assert i18n.compiled(folder, tmp_path / "spare") == folder
    assert source.with_suffix(".mo").exists()


def test_a_refusal_leads_back_to_the_page_it_happened_on(
    sign_in: Callable[..., FlaskClient],
) -> None:
    client = sign_in("officer")
    page, came = "/exports/rosters.people_list/441403", "http://localhost/people/?q=zhang"
    back = f'href="{came}"'
    assert back in client.get(page, headers={"Referer": came}).text
    for other in ("https://example.org/people/", f"http://localhost{page}"):
        assert f'href="{other}"' not in client.get(page, headers={"Referer": other}).text
