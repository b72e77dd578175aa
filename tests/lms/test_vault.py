"""Sealed fields open only where they belong and with their key; the database knows its keys."""

import base64
import json
import os
import stat
from pathlib import Path
from typing import Any

import pytest
from flask import Flask
from hypothesis import given
from hypothesis import strategies as st
from sqlalchemy import select

from lms import migrate
from lms.app import create_app, ensure_key_file
from lms.config import Config
from lms.db import db
from lms.errors import DomainError
from lms.privacy import mask_account, mask_id_number, mask_phone, pairing
from lms.privacy.models import KeyMark
from lms.privacy.vault import Vault, create_key_file, load_key_file
from tests.support.running import config_in


@pytest.fixture
def keys(tmp_path: Path) -> Vault:
    create_key_file(tmp_path / "keys.json")
    return load_key_file(tmp_path / "keys.json")


PLACE = ("rosters_person", "uid1", "id_number")


@pytest.mark.parametrize(
    "elsewhere",
    [
        ("rosters_household", "uid1", "id_number"),
        ("rosters_person", "uid2", "id_number"),
        ("rosters_person", "uid1", "phone"),
    ],
)
def test_moved_it_does_not_open(keys: Vault, elsewhere: tuple[str, str, str]) -> None:
    sealed = keys.seal(*PLACE, "41122419800101996X")
    assert keys.open(*PLACE, sealed) == "41122419800101996X"
    with pytest.raises(DomainError, match="SEAL_BROKEN"):
        keys.open(*elsewhere, sealed)


def test_truncated_or_altered_it_does_not_open(keys: Vault) -> None:
    sealed = keys.seal(*PLACE, "secret")
    for cut in range(len(sealed)):
        with pytest.raises(DomainError, match="SEAL_BROKEN"):
            keys.open(*PLACE, sealed[:cut])
    for at in range(len(sealed)):
        altered = sealed[:at] + bytes([sealed[at] ^ 1]) + sealed[at + 1 :]
        with pytest.raises(DomainError, match="SEAL_BROKEN"):
            keys.open(*PLACE, altered)


def test_another_key_does_not_open(keys: Vault, tmp_path: Path) -> None:
    create_key_file(tmp_path / "other.json")
    other = load_key_file(tmp_path / "other.json")
    with pytest.raises(DomainError, match="SEAL_BROKEN"):
        other.open(*PLACE, keys.seal(*PLACE, "secret"))
    assert other.blind("phone", "1") != keys.blind("phone", "1")
    assert other.fingerprint != keys.fingerprint


def test_an_older_key_still_opens(keys: Vault, tmp_path: Path) -> None:
    sealed = keys.seal(*PLACE, "secret")
    file = json.loads((tmp_path / "keys.json").read_text())
    file["version"] = 2
    file["field_keys"]["2"] = base64.b64encode(os.urandom(32)).decode()
    (tmp_path / "keys.json").write_text(json.dumps(file))
    rotated = load_key_file(tmp_path / "keys.json")
    assert rotated.open(*PLACE, sealed) == "secret"
    assert rotated.seal(*PLACE, "secret")[0] == 2
    assert rotated.fingerprint == keys.fingerprint


@given(st.text(), st.text())
def test_equal_texts_seal_differently_and_index_alike(first: str, second: str) -> None:
    vault = _vault()
    assert vault.seal(*PLACE, first) != vault.seal(*PLACE, first)
    assert vault.open(*PLACE, vault.seal(*PLACE, first)) == first
    assert (vault.blind("a", first) == vault.blind("a", second)) is (first == second)
    assert vault.blind("a", first) != vault.blind("b", first)


def test_many_are_sealed_as_one_by_one(keys: Vault) -> None:
    sealed = keys.seal_many("t", "c", ["u1", "u2", "u3"], ["a", None, "c"])
    assert [keys.open("t", f"u{n}", "c", one) for n, one in enumerate(sealed, 1)] == [
        "a",
        None,
        "c",
    ]


def _vault() -> Vault:
    from cryptography.hazmat.primitives.ciphers.aead import AESGCM

    return Vault(1, {1: AESGCM(bytes(32))}, b"k" * 32, b"s" * 32)


def test_the_key_file_is_its_owners_alone_and_never_overwritten(tmp_path: Path) -> None:
    path = tmp_path / "deep" / "keys.json"
    create_key_file(path)
    assert stat.S_IMODE(path.stat().st_mode) == 0o600
    with pytest.raises(FileExistsError):
        create_key_file(path)


@pytest.mark.parametrize(
    "text",
    [
        "",
        "[]",
        "{}",
        "not json",
        '{"version": 1, "field_keys": []}',
        '{"version": 1, "field_keys": {"1": "c2hvcnQ="}, "index_key": "", "session_key": ""}',
    ],
)
def test_a_broken_key_file_is_refused(tmp_path: Path, text: str) -> None:
    (tmp_path / "keys.json").write_text(text)
    with pytest.raises(DomainError, match="KEY_FILE_BROKEN"):
        load_key_file(tmp_path / "keys.json")


@pytest.mark.parametrize(
    "change",
    [
        lambda keys: keys.update(version=7),
        lambda keys: keys.update(index_key=""),
        lambda keys: keys.update(session_key="YQ=="),
        lambda keys: keys.pop("index_key"),
    ],
)
def test_a_key_file_that_lacks_a_key_is_refused(tmp_path: Path, change: Any) -> None:
    path = tmp_path / "keys.json"
    create_key_file(path)
    keys = json.loads(path.read_text())
    change(keys)
    path.write_text(json.dumps(keys))
    with pytest.raises(DomainError, match="KEY_FILE_BROKEN"):
        load_key_file(path)


@pytest.fixture(params=["sqlite", pytest.param("postgresql", marks=pytest.mark.postgres)])
def installed(request: pytest.FixtureRequest, tmp_path: Path) -> Config:
    """A new installation with its tables."""
    sqlite = request.param == "sqlite"
    config = config_in(tmp_path, None if sqlite else request.getfixturevalue("fresh_postgres_url"))
    assert ensure_key_file(config) is True
    app = create_app(config)
    migrate.upgrade(app)
    _close(app)
    return config


def _close(app: Flask) -> None:
    with app.app_context():
        db.session.remove()
        db.engine.dispose()


def test_the_database_remembers_its_keys_once(installed: Config) -> None:
    app = create_app(installed)
    migrate.upgrade(app)
    with app.app_context():
        marks = db.session().scalars(select(KeyMark.fingerprint)).all()
    assert marks == [app.extensions["lms_vault"].fingerprint]
    _close(app)


def test_other_keys_are_refused_at_start(installed: Config) -> None:
    installed.key_file.unlink()
    create_key_file(installed.key_file)
    with pytest.raises(DomainError, match="KEY_FILE_OTHER"):
        create_app(installed)


def test_no_new_keys_for_a_database_that_has_its_own(installed: Config) -> None:
    installed.key_file.unlink()
    with pytest.raises(DomainError, match="KEY_FILE_MISSING"):
        ensure_key_file(installed)
    assert not installed.key_file.exists()
    with pytest.raises(DomainError, match="KEY_FILE_MISSING"):
        create_app(installed)


def test_a_database_that_does_not_answer_is_named_without_its_password(tmp_path: Path) -> None:
    with pytest.raises(DomainError) as refused:
        pairing.mark_of("postgresql+psycopg://lms:hush@127.0.0.1:1/lms")
    assert refused.value.code == "DATABASE_UNREACHABLE"
    assert "hush" not in str(refused.value)


def test_asking_for_the_mark_makes_no_database(tmp_path: Path) -> None:
    assert pairing.mark_of(f"sqlite:///{tmp_path / 'none.db'}") is None
    assert list(tmp_path.iterdir()) == []


@pytest.mark.parametrize(
    ("masked", "shown"),
    [
        (mask_id_number("41122419800101996X"), "41*************96X"),
        (mask_id_number("12345"), "*****"),
        (mask_id_number(""), ""),
        (mask_id_number(None), ""),
        (mask_phone("13900001234"), "139****1234"),
        (mask_phone("0398-1234567"), "****4567"),
        (mask_phone(None), ""),
        (mask_account("6217000711380835419"), "**** 5419"),
        (mask_account(""), ""),
    ],
)
def test_masks(masked: str, shown: str) -> None:
    assert masked == shown
