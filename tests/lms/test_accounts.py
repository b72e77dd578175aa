"""Accounts: made, disabled, reset, scoped, locked out."""

from collections.abc import Callable
from datetime import datetime, timedelta
from typing import Any

import pytest
from flask import Flask
from flask.testing import FlaskClient
from sqlalchemy import select
from sqlalchemy.orm import Session

from lms.accounts import queries, services
from lms.accounts.actor import Actor, Grant, below, system
from lms.accounts.models import Account, AccountSession
from lms.accounts.roles import EVERYONE
from lms.accounts.rules import LOCK_AFTER, LOCK_FOR, lock_after_failure, password_fault
from lms.audit.models import AuditEntry
from lms.db import db, unit_of_work
from lms.divisions.models import Centre
from lms.errors import DomainError, NotFound
from tests.support.processes import together
from tests.support.running import NOW
from tests.support.world import PASSWORD, World

GRANTS = [("officer", "411224", None)]


def code_of(refused: pytest.ExceptionInfo[DomainError]) -> str:
    return refused.value.code


def made(session: Session, actor: Actor, login: str = "new", **facts: Any) -> tuple[Account, str]:
    return services.create(
        session, actor, NOW, login=login, name="新人", **{"grants": GRANTS, **facts}
    )


def test_a_drawn_password_must_be_changed_and_then_holds(session: Session, world: World) -> None:
    account, drawn = made(session, world.actor("admin"))
    assert account.must_change_password
    assert password_fault(drawn, account.login) is None
    services.sign_in(session, NOW, "new", drawn)
    services.change_own_password(
        session, world.actor("officer"), NOW, account, drawn, "another 1 two"
    )
    assert not account.must_change_password
    with pytest.raises(DomainError):
        services.sign_in(session, NOW, "new", drawn)
    assert services.sign_in(session, NOW, "new", "another 1 two")[0] is account


@pytest.mark.parametrize(
    ("facts", "code"),
    [
        ({"login": "officer-411224"}, "LOGIN_TAKEN"),
        ({"login": ""}, "LOGIN_INVALID"),
        ({"login": "a b"}, "LOGIN_INVALID"),
        ({"login": "x" * 65}, "LOGIN_INVALID"),
        ({"login": "<b>"}, "LOGIN_INVALID"),
        ({"grants": []}, "GRANT_MISSING"),
        ({"grants": [("king", "411224", None)]}, "GRANT_OUT_OF_SCOPE"),
        ({"grants": [("officer", "", None)]}, "GRANT_OUT_OF_SCOPE"),
        ({"grants": [("officer", "4112", None)]}, "GRANT_OUT_OF_SCOPE"),
        ({"grants": [("officer", "411202", None)]}, "GRANT_OUT_OF_SCOPE"),
        ({"grants": [("officer", "41122", None)]}, "GRANT_OUT_OF_SCOPE"),
        ({"grants": [("registrar", "411224", None)]}, "GRANT_NEEDS_CENTRE"),
        ({"grants": [("lecturer", "411224", 10**9)]}, "GRANT_NEEDS_CENTRE"),
        ({"password": "short"}, "PASSWORD_TOO_SHORT"),
        ({"password": "aaaaaaaaaaaa"}, "PASSWORD_TOO_SIMPLE"),
        ({"login": "zhang", "password": "xx-Zhang-1234"}, "PASSWORD_TOO_SIMPLE"),
    ],
)
def test_refused_accounts(session: Session, world: World, facts: dict[str, Any], code: str) -> None:
    with pytest.raises(DomainError) as refused:
        made(session, world.actor("admin"), **facts)
    assert code_of(refused) == code


@pytest.mark.parametrize("login", ["-", "x", "李"])
def test_short_names_get_their_passwords(session: Session, world: World, login: str) -> None:
    account, drawn = made(session, world.actor("admin"), login=login)
    services.change_own_password(
        session, world.actor("admin"), NOW, account, drawn, "x-李-another 1"
    )


def test_a_centre_elsewhere_cannot_be_granted(session: Session, world: World) -> None:
    there = world.centre("411202")
    with pytest.raises(DomainError) as refused:
        made(session, world.actor("admin"), grants=[("lecturer", "411224", there)])
    assert code_of(refused) == "GRANT_OUT_OF_SCOPE"


@pytest.mark.parametrize("role", [role for role in EVERYONE if role != "admin"])
def test_only_administrators_grant(session: Session, world: World, role: str) -> None:
    with pytest.raises(DomainError) as refused:
        made(session, world.actor(role))
    assert code_of(refused) == "GRANT_OUT_OF_SCOPE"


def test_disabled_and_reset_accounts_lose_their_sessions(session: Session, world: World) -> None:
    admin = world.actor("admin")
    account, drawn = made(session, admin)
    _, token = services.sign_in(session, NOW, "new", drawn)
    assert services.account_of(session, NOW, token) is account
    services.set_disabled(session, admin, NOW, account, disabled=True)
    session.expire_all()
    assert services.account_of(session, NOW, token) is None
    with pytest.raises(DomainError) as refused:
        services.sign_in(session, NOW, "new", drawn)
    assert code_of(refused) == "SIGN_IN_REFUSED"
    services.set_disabled(session, admin, NOW, account, disabled=False)
    session.expire_all()
    assert services.account_of(session, NOW, token) is None
    _, token = services.sign_in(session, NOW, "new", drawn)
    again = services.reset_password(session, admin, NOW, account)
    session.expire_all()
    assert services.account_of(session, NOW, token) is None
    assert services.sign_in(session, NOW, "new", again)[0].must_change_password


def test_sessions_end_by_themselves_and_by_signing_out(session: Session, world: World) -> None:
    _, drawn = made(session, world.actor("admin"))
    _, token = services.sign_in(session, NOW, "new", drawn)
    assert services.account_of(session, NOW + services.SESSION_LIFE, token) is None
    services.sign_out(session, NOW, token)
    assert services.account_of(session, NOW, token) is None
    assert services.account_of(session, NOW, "guessed") is None
    kept = session.scalars(select(AccountSession.token_hash)).all()
    assert all(token not in row for row in kept)


def test_nobody_disables_themselves(session: Session, world: World) -> None:
    own = session.get_one(Account, world.actor("admin").id)
    with pytest.raises(DomainError) as refused:
        services.set_disabled(session, world.actor("admin"), NOW, own, disabled=True)
    assert code_of(refused) == "ACCOUNT_OWN"


def test_an_account_with_a_grant_elsewhere_is_out_of_reach(session: Session, world: World) -> None:
    both = [*GRANTS, ("officer", "411202", None)]
    account, _ = made(session, system("test"), grants=both)
    with pytest.raises(NotFound):
        queries.account_for(session, world.actor("admin"), account.id)
    listed = queries.accounts(session, world.actor("admin"))
    assert (
        account in listed
    )  # seen, because one of its grants is here; changed only by who has both


def test_grants_are_replaced(session: Session, world: World) -> None:
    admin = world.actor("admin")
    account, _ = made(session, admin)
    services.change_grants(
        session, admin, NOW, account, name="改名", grants=[("auditor", "411224", None)]
    )
    assert [grant.place for grant in account.grants] == ["auditor@411224"]
    session.commit()
    acts = session.scalars(
        select(AuditEntry.action)
        .where(AuditEntry.object_id == str(account.id))
        .order_by(AuditEntry.id)
    ).all()
    assert acts == ["accounts:created", "accounts:grants_changed"]


def test_audit_facts_hold_no_names(session: Session, world: World) -> None:
    account, drawn = made(session, world.actor("admin"), login="secret-login")
    session.commit()
    entry = session.scalars(select(AuditEntry).order_by(AuditEntry.id.desc())).first()
    assert entry is not None
    told = f"{entry.facts} {entry.object_id} {entry.actor}"
    assert all(word not in told for word in (account.login, account.name, drawn))


def test_failures_lock_and_a_success_forgets_them(app: Flask, world: World) -> None:
    """In transactions of their own: the count outlives the refusal."""
    login = world.login("auditor")

    def try_to_enter(password: str, now: datetime) -> str:
        try:
            with unit_of_work() as session:
                services.sign_in(session, now, login, password)
        except DomainError as fault:
            return fault.code
        return "in"

    with app.app_context():
        for _ in range(LOCK_AFTER - 1):
            assert try_to_enter("wrong", NOW) == "SIGN_IN_REFUSED"
        assert try_to_enter(PASSWORD, NOW) == "in"
        for _ in range(LOCK_AFTER):
            assert try_to_enter("wrong", NOW) == "SIGN_IN_REFUSED"
        assert try_to_enter(PASSWORD, NOW) == "ACCOUNT_LOCKED"
        assert try_to_enter(PASSWORD, NOW + LOCK_FOR - timedelta(seconds=1)) == "ACCOUNT_LOCKED"
        assert try_to_enter(PASSWORD, NOW + LOCK_FOR) == "in"


@pytest.mark.parametrize(("failures", "locks"), [(1, False), (9, False), (10, True), (20, True)])
def test_every_tenth_failure_locks(failures: int, locks: bool) -> None:
    assert (lock_after_failure(failures, NOW) is not None) is locks


@pytest.mark.slow
def test_wrong_passwords_over_four_processes_lock(apart: Flask) -> None:
    with apart.app_context(), unit_of_work() as session:
        centre = Centre(county="411224", name="中心")
        session.add(centre)
        services.create(
            session, system("test"), NOW, login="zhang", name="张", grants=GRANTS, password=PASSWORD
        )

    def guess() -> list[int]:
        client = apart.test_client()
        data = {"login": "zhang", "password": "wrong"}
        return [client.post("/sign-in", data=data).status_code for _ in range(3)]

    assert together(apart, [guess] * 4) == [[422] * 3] * 4
    answer = apart.test_client().post("/sign-in", data={"login": "zhang", "password": PASSWORD})
    assert "锁定" in answer.text
    with apart.app_context():
        account = db.session().scalars(select(Account)).one()
        assert account.failures >= LOCK_AFTER
        assert account.locked_until is not None


def test_one_time_password_lets_nobody_past_the_change(
    sign_in: Callable[..., FlaskClient], web: Session, world: World, sqlite_app: Flask
) -> None:
    account, drawn = made(web, world.actor("admin"))
    web.commit()
    client = sqlite_app.test_client()
    client.post("/sign-in", data={"login": account.login, "password": drawn})
    for page in ("/", "/accounts", "/audit"):
        assert client.get(page).headers["Location"] == "/password"
    weak = client.post("/password", data={"old": drawn, "new": "short"})
    assert weak.status_code == 422
    assert "密码至少 10 个字符" in weak.text
    assert client.post("/password", data={"old": drawn, "new": "another 1 two"}).status_code == 302
    assert client.get("/").status_code == 200


def test_the_cookie_is_renewed_at_sign_in(sqlite_app: Flask, web: Session, world: World) -> None:
    """A session fixed before signing in is not the one after it."""
    client = sqlite_app.test_client()
    client.get("/audit")
    before = client.get_cookie("lms_session")
    data = {"login": world.login("auditor"), "password": world.password}
    client.post("/sign-in", data=data)
    after = client.get_cookie("lms_session")
    assert before is not None
    assert after is not None
    thief = sqlite_app.test_client()
    thief.set_cookie("lms_session", before.value)
    assert thief.get("/").headers["Location"] == "/sign-in"
    client.post("/sign-out")
    thief.set_cookie("lms_session", after.value)
    assert thief.get("/").headers["Location"] == "/sign-in"


def grant(prefix: str, centre: int | None = None) -> Grant:
    return Grant("officer", prefix, centre, frozenset({"x:y:z"}))


@pytest.mark.parametrize(
    ("held", "division", "centre", "reaches"),
    [
        (grant(""), "411224", None, True),
        (grant("41"), "411224", 7, True),
        (grant("411224"), "411224", None, True),
        (grant("411224"), "411202", None, False),
        (grant("411224"), "4112", None, False),
        (grant("411224"), "", None, False),
        (grant("411224", 7), "411224", 7, True),
        (grant("411224", 7), "411224", 8, False),
        (grant("411224", 7), "411224", None, False),
    ],
)
def test_reach(held: Grant, division: str, centre: int | None, reaches: bool) -> None:
    actor = Actor(1, "x", "account:1", (held,))
    assert actor.may("x:y:z", division, centre) is reaches
    assert actor.may("x:y:other", division, centre) is False


@pytest.mark.parametrize("prefix", ["", "09", "41", "4112", "411224", "99"])
def test_below_is_a_range_that_means_the_prefix(session: Session, prefix: str) -> None:
    session.add_all(
        Centre(county=county, name=f"c{county}")
        for county in ("090000", "411224", "411225", "419999", "420000", "990000", "999999")
    )
    session.flush()
    found = session.scalars(select(Centre.county).where(below(Centre.county, prefix))).all()
    every = session.scalars(select(Centre.county)).all()
    assert sorted(found) == sorted(county for county in every if county.startswith(prefix))


def test_actors_without_the_permission_see_no_row(session: Session, world: World) -> None:
    reach = world.actor("lecturer").within("accounts:account:manage", Centre.county)
    assert session.scalars(select(Centre).where(reach)).all() == []
    assert session.scalars(select(Centre).where(system("x").within("any", Centre.county))).all()
