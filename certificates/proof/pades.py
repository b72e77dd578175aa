"""PAdES signatures on PDF files, where an operator has set up a seal for them.

The set-up is `pdf.toml` beside the signing keys, or `pdf-<county>.toml` for one county:

    kind = "pkcs12"                 # or "pem", "pkcs11"
    file = "seal.p12"               # beside this file unless absolute; for pem the private key
    certificate = "seal.pem"        # pem only
    chain = ["ca.pem"]              # further certificates to embed
    password_file = "seal.pass"     # one line
    timestamp = "https://tsa…"      # a time-stamping authority (RFC 3161), optional
    module = "/usr/lib/…/pkcs11.so" # pkcs11 only, with token, label and password_file (the PIN)

Without a set-up files leave unsigned. A set-up that does not work refuses: a paper that should be
sealed never leaves without its seal.
"""

import io
import tomllib
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, Any

from flask import current_app

from certificates.proof.keys import folder
from lms.errors import DomainError

if TYPE_CHECKING:
    from pyhanko.sign.signers import PdfSigner

FIELD, REASON = "Certificate", "结业证书"


@dataclass(frozen=True, slots=True)
class Seal:
    """A seal held ready, and the state of the set-up it was made from."""

    stamp: tuple[str, int, int]
    signer: "PdfSigner"


def configured(county: str) -> Path | None:
    """The set-up for a county; None without one."""
    own, common = folder() / f"pdf-{county}.toml", folder() / "pdf.toml"
    return next((path for path in (own, common) if path.exists()), None)


def sealed(content: bytes, county: str) -> bytes:
    """The PDF with its signature; as it is without a set-up. Raises PDF_SEAL_BROKEN."""
    return sealer(county)(content)


def sealer(county: str) -> Callable[[bytes], bytes]:
    """What seals one PDF after the other; raises PDF_SEAL_BROKEN before the first and at each."""
    path = configured(county)
    if path is None:
        return lambda content: content
    signer, place = _signer(path), path
    from pyhanko.pdf_utils.incremental_writer import IncrementalPdfFileWriter

    def seal(content: bytes) -> bytes:
        out = io.BytesIO()
        try:
            signer.sign_pdf(IncrementalPdfFileWriter(io.BytesIO(content)), output=out)
        except Exception as fault:  # network, token, library: each refuses alike
            raise _broken(place, fault) from fault
        return out.getvalue()

    return seal


def _signer(path: Path) -> "PdfSigner":
    """Made once, and again when the set-up was changed."""
    found = path.stat()
    stamp = (str(path), found.st_mtime_ns, found.st_size)
    held: dict[str, Seal] = current_app.extensions.setdefault("certificates_seals", {})
    if path.name not in held or held[path.name].stamp != stamp:
        held[path.name] = Seal(stamp, _made(path))
    return held[path.name].signer


def _made(path: Path) -> "PdfSigner":
    from pyhanko.sign import fields, signers
    from pyhanko.sign.timestamps import HTTPTimeStamper

    try:
        told = tomllib.loads(path.read_text("utf-8"))
        signer = _key(told, path.parent)
        address = told.get("timestamp")
    except Exception as fault:  # whatever is wrong with the set-up, it refuses
        raise _broken(path, fault) from fault
    if signer is None:
        raise _broken(path, ValueError("no key could be read"))
    return signers.PdfSigner(
        signers.PdfSignatureMetadata(
            field_name=FIELD,
            md_algorithm="sha256",
            reason=REASON,
            subfilter=fields.SigSeedSubFilter.PADES,
        ),
        signer=signer,
        timestamper=HTTPTimeStamper(address) if address else None,
    )


def _key(told: Mapping[str, Any], place: Path) -> Any:
    """The signer of pyHanko for each kind of set-up; None where pyHanko could not read the key."""
    from pyhanko.sign import signers

    simple: Any = signers.SimpleSigner  # its loaders have no annotations
    chain = [str(place / name) for name in told.get("chain", [])]
    password = _password(told, place)
    if told["kind"] == "pkcs12":
        return simple.load_pkcs12(
            str(place / told["file"]), ca_chain_files=chain, passphrase=password
        )
    if told["kind"] == "pem":
        key, certificate = str(place / told["file"]), str(place / told["certificate"])
        return simple.load(key, certificate, chain, key_passphrase=password)
    if told["kind"] == "pkcs11":
        from pkcs11 import Mechanism
        from pyhanko.config.pkcs11 import TokenCriteria
        from pyhanko.sign.pkcs11 import PKCS11Signer, open_pkcs11_session

        opened = open_pkcs11_session(
            told["module"], token_criteria=TokenCriteria(label=told["token"]),
            user_pin=password.decode() if password else None,
        )  # fmt: skip
        able = opened.token.slot.get_mechanisms()
        return PKCS11Signer(
            opened, cert_label=told["label"], key_label=told["label"],
            # many tokens sign with an elliptic curve but leave the hashing to the caller
            use_raw_mechanism=Mechanism.ECDSA in able and Mechanism.ECDSA_SHA256 not in able,
        )  # fmt: skip
    raise ValueError(f"kind {told['kind']}")


def _password(told: Mapping[str, Any], place: Path) -> bytes | None:
    if "password_file" not in told:
        return None
    kept: str = (place / told["password_file"]).read_text("utf-8")
    return kept.strip().encode()


def _broken(path: Path, fault: Exception) -> DomainError:
    said = f"{type(fault).__name__}: {fault}"[:200]
    return DomainError("PDF_SEAL_BROKEN", path=path, fault=said)
