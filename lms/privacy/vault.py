"""Sealing of single fields with keys kept in a file outside the database.

A sealed field is `version (1 byte) ‖ nonce (12) ‖ AES-256-GCM ciphertext`, bound by its additional
data to table, row uid and column: moved to another row or column it does not open.
"""

import base64
import hashlib
import json
import os
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field
from functools import cached_property
from pathlib import Path
from typing import Any

from cryptography.exceptions import InvalidTag
from cryptography.hazmat.primitives.ciphers.aead import AESGCM
from flask import Flask, current_app

from lms.errors import DomainError


@dataclass(frozen=True)
class Vault:
    """The keys in use. `seal`/`open` one field; `blind` gives the index value for exact search."""

    version: int
    ciphers: dict[int, AESGCM] = field(repr=False)
    index_key: bytes = field(repr=False)
    session_key: bytes = field(repr=False)

    def seal(self, table: str, uid: str, column: str, text: str | bytes) -> bytes:
        """Encrypt one field of the row `uid`."""
        clear = text if isinstance(text, bytes) else text.encode()
        nonce = os.urandom(12)
        bound = f"{table}:{uid}:{column}".encode()
        return (
            bytes([self.version]) + nonce + self.ciphers[self.version].encrypt(nonce, clear, bound)
        )

    def open_bytes(self, table: str, uid: str, column: str, sealed: bytes) -> bytes:
        """Decrypt one field; raises `SEAL_BROKEN` if it was moved, cut, altered or its key is gone."""
        cipher = self.ciphers.get(sealed[0]) if sealed else None
        if cipher is None:
            raise DomainError("SEAL_BROKEN", table=table, column=column)
        try:
            return cipher.decrypt(sealed[1:13], sealed[13:], f"{table}:{uid}:{column}".encode())
        except (InvalidTag, ValueError) as fault:
            raise DomainError("SEAL_BROKEN", table=table, column=column) from fault

    def open(self, table: str, uid: str, column: str, sealed: bytes | None) -> str | None:
        """Decrypt one text field; None stays None."""
        return None if sealed is None else self.open_bytes(table, uid, column, sealed).decode()

    def blind(self, kind: str, text: str) -> bytes:
        """32 bytes that are equal for equal texts of one `kind`, and tell nothing without the key."""
        inner, outer = self._index_hashes
        half, whole = inner.copy(), outer.copy()
        half.update(f"{kind}:{text}".encode())
        whole.update(half.digest())
        return whole.digest()

    def blind_many(self, kind: str, texts: Iterable[str | None]) -> list[bytes | None]:
        """`blind` of a column of many rows; None for an empty one."""
        inner, outer = self._index_hashes
        begun = inner.copy()
        begun.update(f"{kind}:".encode())
        begin, end = begun.copy, outer.copy
        found: list[bytes | None] = []
        for text in texts:
            if text:
                half, whole = begin(), end()
                half.update(text.encode())
                whole.update(half.digest())
                found.append(whole.digest())
            else:
                found.append(None)
        return found

    @cached_property
    def _index_hashes(self) -> "tuple[hashlib._Hash, hashlib._Hash]":
        """HMAC-SHA-256 (RFC 2104) begun with the key: a roster needs it 30,000 times."""
        key = (
            self.index_key if len(self.index_key) <= 64 else hashlib.sha256(self.index_key).digest()
        )
        padded = key.ljust(64, b"\0")
        inner, outer = (bytes(x ^ pad for x in padded) for pad in (0x36, 0x5C))
        return hashlib.sha256(inner), hashlib.sha256(outer)

    def seal_many(
        self, table: str, column: str, uids: Iterable[str], texts: Sequence[str | None]
    ) -> list[bytes | None]:
        """Encrypt one column of many rows; None stays None."""
        head, encrypt = bytes([self.version]), self.ciphers[self.version].encrypt
        random = os.urandom(12 * len(texts))
        nonces = [random[at : at + 12] for at in range(0, len(random), 12)]
        return [
            None
            if text is None
            else head + nonce + encrypt(nonce, text.encode(), f"{table}:{uid}:{column}".encode())
            for nonce, uid, text in zip(nonces, uids, texts, strict=True)
        ]

    @property
    def fingerprint(self) -> str:
        """What the database remembers of its keys, to refuse to start with others."""
        return hashlib.sha256(b"fingerprint" + self.index_key).hexdigest()[:16]


def create_key_file(path: Path) -> None:
    """Make a new key file, readable by its owner only; never overwrites one."""
    path.parent.mkdir(parents=True, exist_ok=True)
    keys = {
        "version": 1,
        "field_keys": {"1": _fresh()},
        "index_key": _fresh(),
        "session_key": _fresh(),
    }
    handle = os.open(path, os.O_CREAT | os.O_EXCL | os.O_WRONLY, 0o600)
    with os.fdopen(handle, "w") as file:
        json.dump(keys, file, indent=1)
        file.flush()
        os.fsync(file.fileno())


def load_key_file(path: Path) -> Vault:
    """Read the keys. Raises `KEY_FILE_MISSING` or `KEY_FILE_BROKEN`."""
    try:
        return _vault(json.loads(path.read_text()))
    except FileNotFoundError as fault:
        raise DomainError("KEY_FILE_MISSING", path=path) from fault
    except (OSError, ValueError, KeyError, TypeError, AttributeError) as fault:
        raise DomainError("KEY_FILE_BROKEN", path=path) from fault


def _vault(keys: Any) -> Vault:
    ciphers = {int(v): AESGCM(base64.b64decode(k)) for v, k in keys["field_keys"].items()}
    found = Vault(
        version=int(keys["version"]),
        ciphers=ciphers,
        index_key=base64.b64decode(keys["index_key"]),
        session_key=base64.b64decode(keys["session_key"]),
    )
    if found.version not in ciphers or min(len(found.index_key), len(found.session_key)) < 32:
        raise ValueError("a key is missing or too short")
    return found


def install(app: Flask, keys: Vault) -> None:
    """Give the application its keys."""
    app.extensions["lms_vault"] = keys


def vault() -> Vault:
    """The keys of the running application."""
    keys: Vault = current_app.extensions["lms_vault"]
    return keys


def _fresh() -> str:
    return base64.b64encode(os.urandom(32)).decode()
