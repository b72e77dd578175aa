"""The form of a credential by the standards' own contexts, read by PyLD, which we did not write.

What a context does not know is dropped by every JSON-LD reader without a word; here nothing may be.
"""

import json
from collections.abc import Iterator
from dataclasses import replace
from datetime import date
from functools import cache
from pathlib import Path
from typing import Any

import pytest
from flask import Flask
from flask.testing import FlaskClient
from pyld import jsonld
from sqlalchemy.orm import Session

from certificates.models import Certificate
from certificates.proof import badge
from courses.cohorts.models import Cohort
from tests.certificates.graduates import closed_class, held, issue
from tests.certificates.test_badge import BASE, checked
from tests.support.running import NOW

DATA = Path(__file__).parents[1] / "data" / "badge"
FILES = dict(zip(badge.CONTEXT, ("credentials-v2.json", "open-badges-3.0.3.json"), strict=True))
OB = "https://purl.imsglobal.org/spec/vc/ob/vocab.html#"
VC = "https://www.w3.org/2018/credentials#"
STATUS = "https://www.w3.org/ns/credentials/status#"
JWT = frozenset({"iss", "jti", "sub", "nbf", "iat", "exp"})
"""Claims of the envelope (RFC 7519), which are no part of the credential."""


@cache
def loaded(address: str) -> dict[str, Any]:
    """A context, from the data of the tests; no other address is known."""
    text = (DATA / FILES[address]).read_text("utf-8")
    return {"contextUrl": None, "documentUrl": address, "document": json.loads(text)}


def meant(said: dict[str, Any]) -> dict[str, Any]:
    """What a credential means; fails when a term has no meaning."""
    plain = {name: value for name, value in said.items() if name not in JWT}
    dropped: list[object] = []
    (found,) = jsonld.expand(
        plain,
        options={"documentLoader": lambda address, _options: loaded(address)},
        on_property_dropped=dropped.append,
    )
    assert dropped == []
    expanded: dict[str, Any] = found
    return expanded


@pytest.fixture
def issued(web: Session, sqlite_app: Flask, monkeypatch: pytest.MonkeyPatch) -> list[Certificate]:
    """Certificates of a county with a public address; they end some day."""
    config = replace(sqlite_app.config["LMS"], public_url=BASE)
    monkeypatch.setitem(sqlite_app.config, "LMS", config)
    cohort: Cohort = closed_class(web, NOW, 2)
    issue(web, NOW, cohort, issuer="卢氏县人社局", valid_until=date(2029, 12, 31))
    web.commit()
    return held(web, cohort)


def words(value: Any) -> Iterator[str]:
    """Every name and type in expanded JSON-LD."""
    if isinstance(value, dict):
        for name, inner in value.items():
            yield name
            yield from inner if name == "@type" and isinstance(inner, list) else words(inner)
    elif isinstance(value, list):
        for one in value:
            yield from words(one)


def test_every_word_of_a_credential_is_a_word_of_the_standards(
    web: Session, issued: list[Certificate], client: FlaskClient
) -> None:
    found = meant(checked(client, badge.credential(web, NOW, issued[0])))
    assert found["@type"] == [f"{VC}VerifiableCredential", f"{OB}OpenBadgeCredential"]
    (subject,) = found[f"{VC}credentialSubject"]
    assert subject["@type"] == [f"{OB}AchievementSubject"]
    (achievement,) = subject[f"{OB}achievement"]
    assert achievement["@type"] == [f"{OB}Achievement"]
    (issuer,) = found[f"{VC}issuer"]
    assert issuer["@type"] == [f"{OB}Profile"]
    (status,) = found[f"{VC}credentialStatus"]
    assert status["@type"] == [f"{STATUS}BitstringStatusListEntry"]
    for name in ("validFrom", "validUntil"):
        (moment,) = found[f"{VC}{name}"]
        assert moment["@type"] == "http://www.w3.org/2001/XMLSchema#dateTime"
    for word in words(found):
        assert word.startswith(("@", "https://", "http://")), word


def test_the_status_list_and_the_issuer_speak_them_too(
    web: Session, issued: list[Certificate], client: FlaskClient
) -> None:
    county = issued[0].county
    status = meant(checked(client, badge.status_list(web, NOW, county, 0) or ""))
    assert f"{STATUS}BitstringStatusListCredential" in status["@type"]
    (listed,) = status[f"{VC}credentialSubject"]
    assert listed[f"{STATUS}encodedList"]
    profile = badge.issuer_profile(web, county)
    assert profile is not None
    assert meant({key: value for key, value in profile.items() if key != "jwks"})["@type"] == [
        f"{OB}Profile"
    ]


def test_a_word_of_ours_would_be_found(
    web: Session, issued: list[Certificate], client: FlaskClient
) -> None:
    said = checked(client, badge.credential(web, NOW, issued[0]))
    said["credentialSubject"]["achievement"]["hours"] = 56
    with pytest.raises(AssertionError, match="hours"):
        meant(said)
