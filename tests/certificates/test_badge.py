"""Open Badges 3.0: signed as the standard says, checked here without the library that signed."""

import base64
import gzip
import json
from dataclasses import replace
from datetime import UTC, datetime
from typing import Any
from urllib.parse import urlsplit

import pytest
from cryptography.exceptions import InvalidSignature
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PublicKey
from flask import Flask, current_app
from flask.testing import FlaskClient
from hypothesis import given, settings
from hypothesis import strategies as st
from sqlalchemy.orm import Session

from certificates import queries, services
from certificates.proof import badge, keys
from certificates.rules import RevocationGround
from courses.cohorts.models import Cohort
from tests.certificates.graduates import closed_class, held, issue
from tests.conftest import SignIn
from tests.courses.subsidies.classes import MAKER
from tests.support.running import NOW

BASE = "https://px.example.gov.cn"


@pytest.fixture
def cohort(
    web: Session, sqlite_app: Flask, now: datetime, monkeypatch: pytest.MonkeyPatch
) -> Cohort:
    config = replace(sqlite_app.config["LMS"], public_url=BASE)
    monkeypatch.setitem(sqlite_app.config, "LMS", config)
    made = closed_class(web, now, 3)
    issue(web, now, made, issuer="卢氏县人社局")
    web.commit()
    return made


def part(text: str) -> bytes:
    return base64.urlsafe_b64decode(text + "=" * (-len(text) % 4))


def checked(client: FlaskClient, token: str) -> dict[str, Any]:
    """Header and signature by RFC 7515 and 8037 on bare Ed25519, the key fetched by its address."""
    head, payload, signature = token.split(".")
    header = json.loads(part(head))
    assert header["alg"] == "EdDSA"
    assert header["typ"] == "JWT"
    assert header["kid"].startswith(f"{BASE}/verify/key/")
    jwk = client.get(urlsplit(header["kid"]).path).get_json()
    assert (jwk["kty"], jwk["crv"], jwk["alg"]) == ("OKP", "Ed25519", "EdDSA")
    key = Ed25519PublicKey.from_public_bytes(part(jwk["x"]))
    key.verify(part(signature), f"{head}.{payload}".encode())
    found: dict[str, Any] = json.loads(part(payload))
    return found


def bit(client: FlaskClient, status: dict[str, Any]) -> bool:
    """What the status list says, by the W3C recommendation."""
    assert status["type"] == "BitstringStatusListEntry"
    assert status["statusPurpose"] == "revocation"
    answer = client.get(urlsplit(status["statusListCredential"]).path)
    assert answer.mimetype == "application/vc+jwt"
    listed = checked(client, answer.text)
    assert listed["id"] == status["statusListCredential"]
    assert "BitstringStatusListCredential" in listed["type"]
    subject = listed["credentialSubject"]
    assert (subject["type"], subject["statusPurpose"]) == ("BitstringStatusList", "revocation")
    assert subject["encodedList"][0] == "u"
    bits = gzip.decompress(part(subject["encodedList"][1:]))
    assert len(bits) >= 16 * 1024
    index = int(status["statusListIndex"])
    return bool(bits[index // 8] >> (7 - index % 8) & 1)


def test_a_credential_is_what_the_standard_asks_for(
    web: Session, cohort: Cohort, client: FlaskClient
) -> None:
    one = held(web, cohort)[0]
    printed = queries.snapshot_of(one)
    said = checked(client, badge.credential(web, NOW, one))
    assert said["@context"] == [
        "https://www.w3.org/ns/credentials/v2",
        "https://purl.imsglobal.org/spec/ob/v3p0/context-3.0.3.json",
    ]
    assert said["type"] == ["VerifiableCredential", "OpenBadgeCredential"]
    assert said["iss"] == said["issuer"]["id"]
    assert said["jti"] == said["id"] == f"{BASE}/v/{one.token}"
    assert said["sub"] == said["credentialSubject"]["id"]
    since = datetime.fromisoformat(said["validFrom"])
    assert said["nbf"] == int(since.timestamp())
    assert since.astimezone(UTC).tzinfo is UTC
    subject = said["credentialSubject"]
    assert subject["type"] == ["AchievementSubject"]
    assert subject["licenseNumber"] == one.number
    (name,) = subject["identifier"]
    assert name == {
        "type": "IdentityObject", "hashed": False, "identityType": "name",
        "identityHash": printed.facts.name,
    }  # fmt: skip
    achievement = subject["achievement"]
    for required in ("id", "type", "name", "description", "criteria"):
        assert achievement[required]
    assert achievement["criteria"]["narrative"].endswith("准予结业。")
    assert printed.facts.id_number not in json.dumps(said)
    profile = client.get(urlsplit(said["issuer"]["id"]).path).get_json()
    assert profile["id"] == said["issuer"]["id"]
    assert profile["type"] == ["Profile"]
    assert profile["jwks"]["keys"]


def test_an_edited_credential_does_not_verify(
    web: Session, cohort: Cohort, client: FlaskClient
) -> None:
    head, payload, signature = badge.credential(web, NOW, held(web, cohort)[0]).split(".")
    said = json.loads(part(payload))
    said["credentialSubject"]["creditsEarned"] = 999.0
    forged = base64.urlsafe_b64encode(json.dumps(said).encode()).decode().rstrip("=")
    with pytest.raises(InvalidSignature):
        checked(client, f"{head}.{forged}.{signature}")


def test_the_status_list_follows_revocation(
    web: Session, cohort: Cohort, client: FlaskClient, now: datetime
) -> None:
    good, bad, old = held(web, cohort)
    said = [checked(client, badge.credential(web, NOW, one)) for one in (good, bad, old)]
    assert [bit(client, one["credentialStatus"]) for one in said] == [False, False, False]
    services.revoke(web, MAKER, now, bad, "代考", RevocationGround.FRAUD)
    services.replace(web, MAKER, now, old, "字迹不清")
    web.commit()
    assert [bit(client, one["credentialStatus"]) for one in said] == [False, True, True]


def test_an_old_key_still_verifies(web: Session, cohort: Cohort, client: FlaskClient) -> None:
    token = badge.credential(web, NOW, held(web, cohort)[0])
    keys.rotate(web, MAKER, NOW, cohort.county)
    web.commit()
    assert checked(client, token)["jti"]
    renewed = badge.credential(web, NOW, held(web, cohort)[0])
    assert (
        json.loads(part(renewed.split(".")[0]))["kid"]
        != json.loads(part(token.split(".")[0]))["kid"]
    )


def test_the_graduate_downloads_it_with_number_and_name(
    web: Session, cohort: Cohort, client: FlaskClient
) -> None:
    one = held(web, cohort)[0]
    name = queries.snapshot_of(one).facts.name
    assert "Open Badges" in client.get(f"/v/{one.token}").text
    answer = client.post("/verify/badge", data={"number": one.number, "name": name})
    assert answer.status_code == 200
    assert answer.mimetype == "application/vc+jwt"
    assert checked(client, answer.text)["jti"].endswith(one.token)
    for wrong in ({"number": one.number, "name": "李四"}, {"number": "PX1", "name": name}, {}):
        refused = client.post("/verify/badge", data=wrong)
        assert refused.status_code == 404
    services.revoke(web, MAKER, NOW, one, "登记错误")
    web.commit()
    void = client.post("/verify/badge", data={"number": one.number, "name": name})
    assert void.status_code == 422
    assert "已作废" in void.text


def test_the_officer_takes_it_for_the_graduate(
    web: Session, cohort: Cohort, sign_in: SignIn
) -> None:
    one = held(web, cohort)[0]
    officer, url = sign_in("officer"), f"/certificates/{one.id}/badge"
    assert url in officer.get(f"/certificates/{one.id}").text
    assert officer.post(url).mimetype == "application/vc+jwt"
    assert sign_in("registrar").post(url).status_code == 403
    assert sign_in("officer", at="441403").post(url).status_code == 404


def test_without_a_public_address_there_are_none(
    web: Session, cohort: Cohort, client: FlaskClient, monkeypatch: pytest.MonkeyPatch
) -> None:
    one = held(web, cohort)[0]
    config = replace(current_app.config["LMS"], public_url=None)
    monkeypatch.setitem(current_app.config, "LMS", config)
    assert "Open Badges" not in client.get(f"/v/{one.token}").text
    name = queries.snapshot_of(one).facts.name
    answer = client.post("/verify/badge", data={"number": one.number, "name": name})
    assert "没有设定公开网址" in answer.text


@settings(max_examples=30, deadline=None)
@given(st.sets(st.integers(0, badge.BITS - 1), max_size=40))
def test_bits_stand_where_the_standard_counts_them(places: set[int]) -> None:
    bits = gzip.decompress(part(badge.encoded(sorted(places))[1:]))
    found = {
        at * 8 + n for at, byte in enumerate(bits) if byte for n in range(8) if byte >> (7 - n) & 1
    }
    assert found == places
