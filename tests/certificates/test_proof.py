"""Keys, signed statements and the revocation list: what proves a certificate without a server."""

import json
import os
import stat
from dataclasses import replace
from datetime import datetime, timedelta

import cbor2
import pytest
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey
from flask import current_app
from hypothesis import given, settings
from hypothesis import strategies as st
from sqlalchemy import select
from sqlalchemy.orm import Session

from certificates import queries, services
from certificates.models import Certificate, SigningKey
from certificates.proof import keys, link, listing
from certificates.proof import statement as statements
from certificates.proof.bundle import bundle_of, key_set
from certificates.proof.cose import opened, sign1
from certificates.proof.keys import Signer, kid_of
from certificates.rules import CertificateState, KeyState, RevocationGround
from certificates.snapshot import Snapshot
from courses.cohorts.models import Cohort
from lms.errors import DomainError
from tests.certificates.graduates import closed_class, held, issue
from tests.courses.subsidies.classes import MAKER
from tests.support.running import NOW

COUNTY = "411224"
LATER = timedelta(minutes=5)


@pytest.fixture
def cohort(session: Session, now: datetime) -> Cohort:
    """Three who hold certificates."""
    made = closed_class(session, now, 3)
    issue(session, now, made, issuer="卢氏县人社局")
    return made


@pytest.fixture(autouse=True)
def _fresh_keys(request: pytest.FixtureRequest) -> None:
    """The database of a test is rolled back, so are the keys on disk."""
    if "session" not in request.fixturenames:
        return
    app = request.getfixturevalue("app")
    request.getfixturevalue("session")
    app.extensions.pop("certificates_signers", None)
    for file in keys.folder().glob("*.json"):
        file.unlink()


def said(session: Session, one: Certificate) -> tuple[bytes, statements.Statement]:
    message = link.statement_of(one, keys.signer_if_any(session, one.county), NOW)
    assert message is not None
    return message, statements.read(message)


def public(session: Session) -> bytes:
    found = keys.active(session, COUNTY)
    assert found is not None
    return found.public


def test_a_statement_says_what_the_paper_says(session: Session, cohort: Cohort) -> None:
    one = held(session, cohort)[0]
    message, found = said(session, one)
    printed = queries.snapshot_of(one)
    assert opened(message).good(public(session))
    assert (found.number, found.course, found.hours) == (
        one.number, printed.facts.course, printed.facts.hours,
    )  # fmt: skip
    assert (found.starts_on, found.ends_on) == (printed.facts.starts_on, printed.facts.ends_on)
    assert (found.issuer, found.issued_on, found.valid_until) == (
        "卢氏县人社局",
        one.issued_on,
        None,
    )
    assert found.name == "学**"
    assert found.proves(printed.facts.name)
    assert found.proves(f" {printed.facts.name[0]}　{printed.facts.name[1:]} ")
    assert not found.proves(printed.facts.name + "一")
    assert printed.facts.name.encode() not in message
    assert printed.facts.id_number.encode() not in message


def test_the_statement_is_kept_sealed_and_never_changes(session: Session, cohort: Cohort) -> None:
    one = held(session, cohort)[0]
    before, _ = said(session, one)
    assert one.statement is not None
    assert before not in one.statement
    keys.rotate(session, MAKER, NOW + LATER, COUNTY)
    assert said(session, one)[0] == before


def test_the_link_stays_small_enough_for_the_paper(
    session: Session, now: datetime, monkeypatch: pytest.MonkeyPatch
) -> None:
    """The longest course and issuer there is room for: version 15 at most."""
    import segno

    from lms.documents.qr import qr_code

    config = replace(current_app.config["LMS"], public_url="https://peixun.lushi-county.gov.cn")
    monkeypatch.setitem(current_app.config, "LMS", config)
    made = closed_class(session, now, 1, title="农村电子商务带头人能力提升与直播营销实操" * 3)
    issue(session, now, made, issuer="三门峡市卢氏县人力资源和社会保障局职业技能培训指导中心" * 2)
    one = held(session, made)[0]
    text = link.code_text(one, None, now)
    assert text.startswith(f"https://peixun.lushi-county.gov.cn/v/{one.token}#")
    assert int(str(qr_code(text).version)) <= 15
    assert int(str(qr_code(text).version)) < int(
        str(segno.make(text, error="m", micro=False).version)
    )


@settings(max_examples=60, deadline=None)
@given(at=st.integers(0, 2000), bit=st.integers(0, 7))
def test_every_bit_is_signed(at: int, bit: int) -> None:
    signer, message = a_message()
    place = at % len(message)
    altered = bytes(b ^ (1 << bit) if n == place else b for n, b in enumerate(message))
    try:
        found = opened(altered)
    except ValueError:
        return
    assert not found.good(signer.private.public_key().public_bytes_raw())


@settings(max_examples=100, deadline=None)
@given(st.binary(min_size=1, max_size=300))
def test_nonsense_is_no_statement(data: bytes) -> None:
    with pytest.raises(ValueError, match="no "):
        statements.read(data)


@given(st.binary(min_size=1, max_size=300).filter(lambda data: data[0] != 0))
def test_digits_and_back(data: bytes) -> None:
    assert statements.from_digits(statements.as_digits(data)) == data


def a_message() -> tuple[Signer, bytes]:
    private = Ed25519PrivateKey.from_private_bytes(bytes(range(32)))
    signer = Signer(COUNTY, kid_of(private.public_key().public_bytes_raw()), private)
    return signer, sign1(signer, {1: "某机构", 7: b"12345678"})


@given(st.text(max_size=80))
def test_shortened_texts_fit_and_stay_text(text: str) -> None:
    found = statements.shortened(text)
    assert len(found.encode()) <= statements.LONGEST
    assert found == text or found.endswith("…")


def test_one_kind_does_not_pass_for_another(session: Session, cohort: Cohort) -> None:
    signed = listing.signed_list(session, NOW, COUNTY)
    assert signed is not None
    with pytest.raises(ValueError, match="no signed message"):
        statements.read(signed)
    message, _ = said(session, held(session, cohort)[0])
    with pytest.raises(ValueError, match="no signed message"):
        listing.read_list(message, public(session))


def test_the_private_key_is_its_owners_alone(session: Session, cohort: Cohort) -> None:
    path = keys.folder() / f"{COUNTY}.json"
    assert stat.S_IMODE(os.stat(path).st_mode) == 0o600
    assert stat.S_IMODE(os.stat(path.parent).st_mode) == 0o700
    row = keys.active(session, COUNTY)
    assert row is not None
    assert list(json.loads(path.read_text())["keys"]) == [row.kid]


def test_rotation_keeps_old_certificates_verifiable(session: Session, cohort: Cohort) -> None:
    one, two, _three = held(session, cohort)
    old = keys.active(session, COUNTY)
    assert old is not None
    made = keys.rotate(session, MAKER, NOW + LATER, COUNTY)
    assert (old.state, old.valid_until) == (KeyState.REPLACED, NOW + LATER)
    assert made.state is KeyState.ACTIVE
    assert made.kid != old.kid
    new = services.replace(session, MAKER, NOW + 2 * LATER, two, "字迹不清")
    known = {key.kid: key for key in keys.keys_of(session, COUNTY)}
    for certificate, kid in ((one, old.kid), (two, old.kid), (new, made.kid)):
        message, found = said(session, certificate)
        assert found.kid == kid
        assert opened(message).good(known[kid].public)
    assert {key["kid"] for key in key_set(list(known.values()))["keys"]} == set(known)


def test_a_withdrawn_key_is_no_longer_published_as_good(session: Session, cohort: Cohort) -> None:
    old = keys.active(session, COUNTY)
    assert old is not None
    keys.rotate(session, MAKER, NOW, COUNTY, withdrawn=True)
    assert old.state is KeyState.WITHDRAWN
    assert old.kid not in str(key_set(keys.keys_of(session)))
    assert {key["state"] for key in bundle_of(session, NOW)["keys"]} == {"withdrawn", "active"}


def test_a_lost_private_key_is_said_and_never_replaced_in_silence(
    session: Session, now: datetime, cohort: Cohort
) -> None:
    (keys.folder() / f"{COUNTY}.json").unlink()
    current_app.extensions.pop("certificates_signers", None)
    with pytest.raises(DomainError, match="SIGNING_KEY_MISSING"):
        services.replace(session, MAKER, now, held(session, cohort)[0], "字迹不清")
    keys.rotate(session, MAKER, now, COUNTY)
    assert services.replace(session, MAKER, now, held(session, cohort)[0], "字迹不清").number


def test_a_county_without_a_key_cannot_rotate(session: Session, now: datetime) -> None:
    with pytest.raises(DomainError, match="SIGNING_KEY_NONE"):
        keys.rotate(session, MAKER, now, "441403")


def test_a_key_made_for_a_transaction_that_failed_is_used_again(
    session: Session, now: datetime
) -> None:
    point = session.begin_nested()
    first = keys.signer(session, now, COUNTY)
    point.rollback()
    assert session.scalars(select(SigningKey)).all() == []
    assert keys.signer(session, now, COUNTY).kid == first.kid


def test_the_list_names_what_no_longer_holds_and_nothing_else(
    session: Session, now: datetime, cohort: Cohort
) -> None:
    good, bad, old = held(session, cohort)
    services.revoke(session, MAKER, now, bad, "考试代考", RevocationGround.FRAUD)
    services.replace(session, MAKER, now, old, "字迹不清")
    services.duplicate(session, MAKER, now, good, "洪水中遗失")
    signed = listing.signed_list(session, now, COUNTY)
    assert signed is not None
    found = listing.read_list(signed, public(session))
    ids = {one.id: statements.id_of(one.token).hex() for one in (good, bad, old)}
    assert set(found.entries) == set(ids.values())
    assert found.entries[ids[bad.id]].state == listing.REVOKED
    assert listing.GROUNDS[found.entries[ids[bad.id]].more] is RevocationGround.FRAUD
    assert found.entries[ids[old.id]].state == listing.REPLACED
    assert (found.entries[ids[good.id]].state, found.entries[ids[good.id]].more) == (3, 1)
    assert (found.made_at, found.next_update) == (
        now.replace(microsecond=0),
        now + listing.FRESH_FOR,
    )
    for certificate in (good, bad, old):
        assert certificate.number[2:].encode() not in signed
        assert int(certificate.number[2:]).to_bytes(8) not in signed
        assert certificate.token.encode() not in signed
    assert "考试代考".encode() not in signed


def test_a_list_by_another_key_is_refused(session: Session, cohort: Cohort) -> None:
    signed = listing.signed_list(session, NOW, COUNTY)
    assert signed is not None
    other = Ed25519PrivateKey.generate().public_key().public_bytes_raw()
    with pytest.raises(ValueError, match="not signed by this key"):
        listing.read_list(signed, other)


def test_a_revoked_one_stays_revoked_after_another_is_issued(
    session: Session, now: datetime, cohort: Cohort
) -> None:
    one = held(session, cohort)[0]
    services.revoke(session, MAKER, now, one, "登记错误", RevocationGround.ERROR)
    services.replace(session, MAKER, now + LATER, one, "申诉成立")
    assert one.state is CertificateState.REVOKED
    signed = listing.signed_list(session, now, COUNTY)
    assert signed is not None
    entry = listing.read_list(signed, public(session)).entries[statements.id_of(one.token).hex()]
    assert listing.GROUNDS[entry.more] is RevocationGround.ERROR


def test_a_copy_for_a_lost_paper_keeps_number_and_content(
    session: Session, now: datetime, cohort: Cohort
) -> None:
    one = held(session, cohort)[0]
    before, number, digest = said(session, one)[1], one.number, one.digest
    assert services.duplicate(session, MAKER, now + LATER, one, "搬家时遗失") == 1
    assert services.duplicate(session, MAKER, now + LATER, one, "又遗失") == 2
    message, after = said(session, one)
    assert opened(message).good(public(session))
    assert (one.number, one.digest, one.state) == (number, digest, CertificateState.VALID)
    assert (before.copy, after.copy) == (0, 2)
    assert replace(after, copy=0, signed_at=before.signed_at) == before
    actions = [step.action for step in queries.history(session, one.id)]
    assert actions == ["copied", "copied"]


def test_copies_are_for_certificates_that_hold_and_say_why(
    session: Session, now: datetime, cohort: Cohort
) -> None:
    one = held(session, cohort)[0]
    with pytest.raises(DomainError, match="CERTIFICATE_REASON_MISSING"):
        services.duplicate(session, MAKER, now, one, " ")
    services.revoke(session, MAKER, now, one, "登记错误")
    with pytest.raises(DomainError, match="CERTIFICATE_VOID"):
        services.duplicate(session, MAKER, now, one, "遗失")


def test_correcting_needs_an_error_and_what_proves_it(
    session: Session, now: datetime, cohort: Cohort
) -> None:
    one = held(session, cohort)[0]
    with pytest.raises(DomainError, match="CERTIFICATE_EVIDENCE_MISSING"):
        services.correct(session, MAKER, now, one, "姓名错误", " ")
    with pytest.raises(DomainError, match="CERTIFICATE_NOTHING_DIFFERS"):
        services.correct(session, MAKER, now, one, "姓名错误", "身份证")


def test_one_issued_before_there_were_statements_gets_one_when_it_is_printed(
    session: Session, now: datetime, cohort: Cohort
) -> None:
    one = held(session, cohort)[0]
    one.statement = None
    session.flush()
    message, found = said(session, one)
    assert opened(message).good(public(session))
    assert found.number == one.number
    assert link.statement_of(one, None, now) is None


def test_a_snapshot_without_hours_or_with_an_end_is_said_so(
    session: Session, cohort: Cohort
) -> None:
    printed = queries.snapshot_of(held(session, cohort)[0])
    until = printed.terms.issued_on + timedelta(days=400)
    other = Snapshot(
        "PX41122420189990019",
        replace(printed.facts, hours=None, name="欧阳·阿布都热合曼"),
        replace(printed.terms, valid_until=until),
        printed.salt,
    )
    signer = keys.signer(session, NOW, COUNTY)
    found = statements.read(statements.write(signer, other, "t" * 22, NOW))
    assert (found.hours, found.valid_until, found.number) == (None, until, other.number)
    assert found.proves("欧阳•阿布都热合曼")
    assert cbor2.loads(opened(statements.write(signer, other, "t" * 22, NOW)).payload)[4] > 0
