"""The door of phones' events: token, session, what may be kept on the phone (S9, S3)."""

import re

import pytest
from flask.testing import FlaskClient

from lms.clock import now
from tests.conftest import SignIn

EMPTY: dict[str, object] = {"events": []}


def batch() -> dict[str, object]:
    return EMPTY | {"sent_at": now().isoformat()}


def test_nothing_is_taken_without_a_token(sign_in: SignIn) -> None:
    client = sign_in("lecturer")
    app = client.application
    app.config["WTF_CSRF_ENABLED"] = True
    try:
        assert client.post("/offline/events", json=batch()).status_code == 400
        told = client.get("/offline/token", headers={"Accept": "application/json"}).json
        assert told is not None
        assert told["account"].startswith("account:")
        wrong = client.post("/offline/events", json=batch(), headers={"X-CSRFToken": "made-up"})
        assert (wrong.status_code, wrong.get_json()["code"]) == (400, "CSRF_REFUSED")
        right = client.post("/offline/events", json=batch(), headers={"X-CSRFToken": told["csrf"]})
        assert (right.status_code, right.get_json()["events"]) == (200, [])
    finally:
        app.config["WTF_CSRF_ENABLED"] = False


def test_an_ended_session_is_asked_to_sign_in(client: FlaskClient) -> None:
    answer = client.post("/offline/events", json=batch())
    assert (answer.status_code, answer.get_json()["code"]) == (401, "SIGN_IN_FIRST")
    token = client.get("/offline/token", headers={"Accept": "application/json"})
    assert token.status_code == 401


@pytest.mark.parametrize(
    "sent", [3, [], {"events": []}, {"events": {}, "sent_at": "2026-11-20T10:00:00Z"}, "x"]
)
def test_what_is_no_batch_is_refused(sign_in: SignIn, sent: object) -> None:
    answer = sign_in("officer").post("/offline/events", json=sent)
    assert (answer.status_code, answer.get_json()["code"]) == (422, "REQUEST_INVALID")


def test_pages_for_the_phone_say_whose_they_are_and_others_do_not(sign_in: SignIn) -> None:
    client = sign_in("lecturer")
    for address in ("/mentoring/mine", "/mentoring/record"):
        assert client.get(address).headers["Offline-Ready"].startswith("account:")
    for address in ("/", "/mentoring/contacts", "/offline", "/attendance/"):
        assert "Offline-Ready" not in client.get(address).headers


def test_the_service_worker_names_the_version_of_the_shell(client: FlaskClient) -> None:
    answer = client.get("/sw.js")
    assert (answer.mimetype, answer.headers["Cache-Control"]) == ("text/javascript", "no-cache")
    assert re.search(r"shell-[0-9a-f]{16}'", answer.text)
    assert "SHELL_VERSION" not in answer.text


def test_the_offline_page_leads_to_everything_the_shell_needs(client: FlaskClient) -> None:
    page = client.get("/offline").text
    links = set(re.findall(r'(?:href|src)="(/[^"]*static[^"#]*)', page))
    for name in ("js/offline.js", "js/store.js", "js/house.js", "css/house.css", "icons.svg"):
        assert any(link.endswith(name) for link in links), name
    assert {client.get(link).status_code for link in links} == {200}
