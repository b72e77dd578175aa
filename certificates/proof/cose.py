"""COSE_Sign1 (RFC 9052) with EdDSA, as far as statements and lists need it."""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

import cbor2
from cryptography.exceptions import InvalidSignature
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PublicKey

from certificates.proof.keys import Signer

TAG = 18
ALGORITHM, KEY_ID, CONTENT_TYPE = 1, 4, 3
EDDSA = -8
SIGNATURE = 64
"""Bytes of an Ed25519 signature (RFC 8032)."""


@dataclass(frozen=True, slots=True)
class Opened:
    """What was signed and by which key, before anybody checked it."""

    kid: str
    claims: Mapping[Any, Any]
    protected: bytes
    payload: bytes
    signature: bytes

    def good(self, public: bytes) -> bool:
        """Whether the signature is this key's."""
        try:
            key = Ed25519PublicKey.from_public_bytes(public)
            key.verify(self.signature, _signed(self.protected, self.payload))
        except (InvalidSignature, ValueError):
            return False
        return True


def sign1(signer: Signer, claims: Mapping[Any, Any], kind: str = "") -> bytes:
    """The claims signed; `kind` is the content type that keeps one sort from passing as another."""
    head: dict[int, Any] = {ALGORITHM: EDDSA, KEY_ID: bytes.fromhex(signer.kid)}
    if kind:
        head[CONTENT_TYPE] = kind
    protected = cbor2.dumps(head, canonical=True)
    payload = cbor2.dumps(dict(claims), canonical=True)
    signature = signer.sign(_signed(protected, payload))
    return _message(protected, payload, signature)


def _message(protected: bytes, payload: bytes, signature: bytes) -> bytes:
    """The one spelling of a message."""
    return cbor2.dumps(cbor2.CBORTag(TAG, [protected, {}, payload, signature]))


def opened(message: bytes, kind: str = "") -> Opened:
    """The parts of a message. Raises ValueError for anything that is none of this kind."""
    try:
        tagged = cbor2.loads(message)
        protected, free, payload, signature = tagged.value
        head, claims = cbor2.loads(protected), cbor2.loads(payload)
        sound = tagged.tag == TAG and head[ALGORITHM] == EDDSA and isinstance(claims, Mapping)
        parts = (protected, payload, signature, head[KEY_ID])
        if not all(isinstance(part, bytes) for part in parts) or len(signature) != SIGNATURE:
            raise ValueError("parts of another kind")
        if _message(protected, payload, signature) != message or free != {}:
            raise ValueError("written in another way")
        if not sound or head.get(CONTENT_TYPE, "") != kind or len(head[KEY_ID]) != 4:
            raise ValueError("another kind of message")
        return Opened(head[KEY_ID].hex(), claims, protected, payload, signature)
    except Exception as fault:  # altered CBOR fails in as many ways as it has types
        raise ValueError("no signed message") from fault


def _signed(protected: bytes, payload: bytes) -> bytes:
    return cbor2.dumps(["Signature1", protected, b"", payload])
