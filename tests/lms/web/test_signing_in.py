"""Signing in, being locked out, being disabled."""

from collections.abc import Callable
from datetime import datetime

import pytest
from flask import Flask
from flask.testing import FlaskClient
from sqlalchemy import select
from sqlalchemy.orm import Session

from lms.accounts import services
from lms.accounts.actor import system
from lms.accounts.models import Account
from lms.audit import queries as audit
from lms.errors import DomainError
from tests.support.world import World


def test_first_page_asks_to_sign_in_and_comes_back(client: FlaskClient, world: World) -> None:
    assert client.get("/audit").headers["Location"] == "/sign-in"
    answer = client.post("/sign-in", data={"login": "auditor-411224", "password": world.password})
    assert answer.headers["Location"] == "/audit"


def test_wrong_password_is_one_sentence_and_422(client: FlaskClient, world: World) -> None:
    for login in ("officer-411224", "nobody"):
        answer = client.post("/sign-in", data={"login": login, "password": "wrong"})
        assert answer.status_code == 422
        assert "用户名或密码不对" in answer.text


def test_ten_wrong_passwords_lock_even_for_the_right_one(
    client: FlaskClient, world: World, web: Session
) -> None:
    for _ in range(10):
        client.post("/sign-in", data={"login": "officer-411224", "password": "wrong"})
    answer = client.post("/sign-in", data={"login": "officer-411224", "password": world.password})
    assert answer.status_code == 422
    assert "锁定" in answer.text
    locked = web.scalars(select(Account).where(Account.login == "officer-411224")).one()
    assert locked.failures == 10


def test_disabled_account_is_out_at_the_next_click(
    sign_in: Callable[..., FlaskClient], web: Session, world: World, now: datetime
) -> None:
    client = sign_in("officer")
    assert client.get("/").status_code == 200
    account = web.scalars(select(Account).where(Account.login == "officer-411224")).one()
    services.set_disabled(web, system("test"), now, account, disabled=True)
    web.commit()
    assert client.get("/").headers["Location"] == "/sign-in"


def test_every_engine_keeps_the_audit_chain(session: Session, world: World, now: datetime) -> None:
    services.create(
        session,
        world.actor("admin"),
        now,
        login="new",
        name="新人",
        grants=[("officer", "411224", None)],
    )
    assert audit.verify(session, "411224") is None


def test_admin_cannot_grant_beyond_scope(session: Session, world: World, now: datetime) -> None:
    with pytest.raises(DomainError) as refused:
        services.create(
            session,
            world.actor("admin"),
            now,
            login="spy",
            name="x",
            grants=[("officer", "411202", None)],
        )
    assert refused.value.code == "GRANT_OUT_OF_SCOPE"


def test_english_page(sign_in: Callable[..., FlaskClient], sqlite_app: Flask) -> None:
    page = sign_in("officer", language="en").get("/").text
    assert "Today" in page
    assert "今日" not in page
