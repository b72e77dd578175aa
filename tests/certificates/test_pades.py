"""PDF files sealed with a test authority's certificate, and what their validation says."""

import io
import subprocess
import threading
from collections.abc import Iterator
from datetime import UTC, datetime, timedelta
from http.server import BaseHTTPRequestHandler, HTTPServer
from pathlib import Path
from typing import Any

import pytest
from asn1crypto import pem, tsp
from asn1crypto import x509 as asn1_x509
from asn1crypto.keys import PrivateKeyInfo
from cryptography import x509
from cryptography.hazmat.primitives import hashes, serialization
from cryptography.hazmat.primitives.asymmetric import ec, rsa
from cryptography.hazmat.primitives.serialization import pkcs12
from cryptography.x509.oid import ExtendedKeyUsageOID, NameOID
from flask import Flask
from pyhanko.pdf_utils.reader import PdfFileReader
from pyhanko.sign.timestamps import DummyTimeStamper
from pyhanko.sign.validation import validate_pdf_signature
from pyhanko.sign.validation.status import PdfSignatureStatus
from pyhanko_certvalidator import ValidationContext
from pyhanko_certvalidator.registry import SimpleCertificateStore

from certificates.proof import pades
from lms.documents import Design, render_pdf
from lms.errors import DomainError
from tests.support.running import make_app

START = datetime.now(UTC) - timedelta(days=1)
SECRET = b"word of the test seal"
SOFT_HSM = Path("/usr/lib/softhsm/libsofthsm2.so")


PrivateKey = ec.EllipticCurvePrivateKey | rsa.RSAPrivateKey


class Authority:
    """A certificate authority of this test, its seal and its clock."""

    def __init__(self) -> None:
        self.key = ec.generate_private_key(ec.SECP256R1())
        self.root = self._certificate("Test root", self.key, None)
        self.seal_key = ec.generate_private_key(ec.SECP256R1())
        self.seal = self._certificate("Test seal", self.seal_key, "seal")
        self.clock_key = rsa.generate_private_key(65537, 2048)
        self.clock = self._certificate("Test clock", self.clock_key, "clock")

    def _certificate(self, name: str, key: PrivateKey, use: str | None) -> Any:
        subject = x509.Name([x509.NameAttribute(NameOID.COMMON_NAME, name)])
        issuer = x509.Name([x509.NameAttribute(NameOID.COMMON_NAME, "Test root")])
        made = (
            x509.CertificateBuilder()
            .subject_name(subject)
            .issuer_name(issuer)
            .public_key(key.public_key())
            .serial_number(x509.random_serial_number())
            .not_valid_before(START)
            .not_valid_after(START + timedelta(days=30))
            .add_extension(x509.BasicConstraints(ca=use is None, path_length=None), critical=True)
            .add_extension(
                x509.KeyUsage(
                    digital_signature=True, content_commitment=use == "seal",
                    key_encipherment=False, data_encipherment=False, key_agreement=False,
                    key_cert_sign=use is None, crl_sign=use is None,
                    encipher_only=False, decipher_only=False,
                ),
                critical=True,
            )
        )  # fmt: skip
        if use == "clock":
            stamping = x509.ExtendedKeyUsage([ExtendedKeyUsageOID.TIME_STAMPING])
            made = made.add_extension(stamping, critical=True)
        return made.sign(self.key, hashes.SHA256())

    def trust(self) -> ValidationContext:
        root = self.root.public_bytes(serialization.Encoding.DER)
        return ValidationContext(trust_roots=[asn1_x509.Certificate.load(root)])


@pytest.fixture(scope="module")
def authority() -> Authority:
    return Authority()


@pytest.fixture
def office(tmp_path: Path) -> Iterator[Flask]:
    app = make_app(tmp_path)
    with app.app_context():
        pades.folder().mkdir(exist_ok=True)
        yield app


@pytest.fixture(scope="module")
def paper() -> bytes:
    return render_pdf(
        Design("lms.documents", "documents/papers/paper.html"), None
    )  # an empty page is a page


def with_pkcs12(authority: Authority, more: str = "", name: str = "pdf.toml") -> Path:
    place = pades.folder()
    locked = serialization.BestAvailableEncryption(SECRET)
    packed = pkcs12.serialize_key_and_certificates(
        b"seal", authority.seal_key, authority.seal, [authority.root], locked
    )
    (place / "seal.p12").write_bytes(packed)
    (place / "seal.pass").write_bytes(SECRET + b"\n")
    path = place / name
    told = 'kind = "pkcs12"\nfile = "seal.p12"\npassword_file = "seal.pass"\n'
    path.write_text(told + more)
    return path


def checked(authority: Authority, content: bytes) -> PdfSignatureStatus:
    reader = PdfFileReader(io.BytesIO(content))
    (signature,) = reader.embedded_signatures
    return validate_pdf_signature(signature, authority.trust(), authority.trust())


def test_without_a_set_up_files_stay_as_they_are(office: Flask, paper: bytes) -> None:
    assert pades.sealed(paper, "411224") == paper


def test_sealed_with_a_pkcs12_file(office: Flask, authority: Authority, paper: bytes) -> None:
    with_pkcs12(authority)
    content = pades.sealed(paper, "411224")
    status = checked(authority, content)
    assert status.bottom_line, status.pretty_print_details()
    assert status.trusted
    assert status.intact
    assert content.startswith(paper)
    assert b"ETSI.CAdES.detached" in content


def test_sealed_with_pem_files(office: Flask, authority: Authority, paper: bytes) -> None:
    place, encoding = pades.folder(), serialization.Encoding.PEM
    plain = serialization.PrivateFormat.PKCS8, serialization.NoEncryption()
    (place / "key.pem").write_bytes(authority.seal_key.private_bytes(encoding, *plain))
    (place / "seal.pem").write_bytes(authority.seal.public_bytes(encoding))
    (place / "ca.pem").write_bytes(authority.root.public_bytes(encoding))
    (place / "pdf.toml").write_text(
        'kind = "pem"\nfile = "key.pem"\ncertificate = "seal.pem"\nchain = ["ca.pem"]\n'
    )
    assert checked(authority, pades.sealed(paper, "411224")).bottom_line


@pytest.mark.skipif(not SOFT_HSM.exists(), reason="a token is tested where softhsm2 is installed")
def test_sealed_by_a_token(
    office: Flask, authority: Authority, paper: bytes, monkeypatch: pytest.MonkeyPatch
) -> None:
    """PKCS#11: the key never leaves the token; a wrong PIN seals nothing."""
    place = pades.folder()
    (place / "tokens").mkdir()
    (place / "softhsm2.conf").write_text(f"directories.tokendir = {place / 'tokens'}\n")
    monkeypatch.setenv("SOFTHSM2_CONF", str(place / "softhsm2.conf"))
    fill_token(authority)
    (place / "pin").write_text("4711\n")
    told = f'kind = "pkcs11"\nmodule = "{SOFT_HSM}"\ntoken = "office"\nlabel = "seal"\n'
    (place / "pdf.toml").write_text(told + 'password_file = "pin"\n')
    content = pades.sealed(paper, "411224")
    assert checked(authority, content).bottom_line
    assert checked(authority, pades.sealed(paper, "441403")).bottom_line
    (place / "pdf-441403.toml").write_text(told + 'password_file = "wrong"\n')
    (place / "wrong").write_text("0815\n")
    with pytest.raises(DomainError, match="PDF_SEAL_BROKEN"):
        pades.sealed(paper, "441403")


def fill_token(authority: Authority) -> None:
    """A token `office` with the PIN 4711 that holds the seal's key and certificate."""
    import pkcs11
    from pkcs11.util.ec import decode_ec_private_key
    from pkcs11.util.x509 import decode_x509_certificate

    told = ["--label", "office", "--pin", "4711", "--so-pin", "0000"]
    subprocess.run(
        ["softhsm2-util", "--init-token", "--free", *told], check=True, capture_output=True
    )
    library = pkcs11.lib(str(SOFT_HSM))
    library.reinitialize()  # it looks for tokens once
    token = library.get_token(token_label="office")
    encoding = serialization.Encoding.DER
    key = authority.seal_key.private_bytes(
        encoding, serialization.PrivateFormat.TraditionalOpenSSL, serialization.NoEncryption()
    )
    named = {pkcs11.Attribute.LABEL: "seal", pkcs11.Attribute.ID: b"1"}
    certificates = (authority.seal, authority.root)
    with token.open(rw=True, user_pin="4711") as session:
        session.create_object({**decode_ec_private_key(key), **named, pkcs11.Attribute.TOKEN: True})
        for certificate, label in zip(certificates, ("seal", "root"), strict=True):
            found = decode_x509_certificate(certificate.public_bytes(encoding))
            told = {**named, pkcs11.Attribute.LABEL: label, pkcs11.Attribute.TOKEN: True}
            session.create_object({**found, **told})


def test_an_edited_file_shows_as_broken(office: Flask, authority: Authority, paper: bytes) -> None:
    with_pkcs12(authority)
    content = bytearray(pades.sealed(paper, "411224"))
    place = content.index(b"/MediaBox")
    content[place + 12] ^= 1
    status = checked(authority, bytes(content))
    assert not status.intact
    assert not status.bottom_line


def test_a_file_changed_behind_the_signature_is_noticed(
    office: Flask, authority: Authority, paper: bytes
) -> None:
    """An incremental update that replaces the page: the signed bytes are intact, the file is not."""
    from pyhanko.pdf_utils import generic
    from pyhanko.pdf_utils.incremental_writer import IncrementalPdfFileWriter

    with_pkcs12(authority)
    content = io.BytesIO(pades.sealed(paper, "411224"))
    writer = IncrementalPdfFileWriter(content)
    page = writer.root["/Pages"]["/Kids"][0]
    page["/MediaBox"] = generic.ArrayObject(map(generic.NumberObject, (0, 0, 100, 100)))
    writer.update_container(page)
    out = io.BytesIO()
    writer.write(out)
    status = checked(authority, out.getvalue())
    assert not status.bottom_line
    assert status.modification_level is not None
    assert status.modification_level.name == "OTHER"


def test_another_authority_is_not_trusted(
    office: Flask, authority: Authority, paper: bytes
) -> None:
    with_pkcs12(authority)
    status = checked(Authority(), pades.sealed(paper, "411224"))
    assert status.intact
    assert not status.trusted


def test_a_county_may_have_its_own_seal(office: Flask, authority: Authority, paper: bytes) -> None:
    with_pkcs12(authority, name="pdf-411224.toml")
    assert pades.sealed(paper, "411224") != paper
    assert pades.sealed(paper, "441403") == paper


def test_the_signer_is_held_until_the_set_up_changes(office: Flask, authority: Authority) -> None:
    path = with_pkcs12(authority)
    held = pades._signer(path)
    assert pades._signer(path) is held
    path.write_text(path.read_text() + "# changed\n")
    assert pades._signer(path) is not held


def test_a_time_stamp_where_a_service_is_set_up(
    office: Flask, authority: Authority, paper: bytes
) -> None:
    with stamping(authority) as address:
        with_pkcs12(authority, f'timestamp = "{address}"\n')
        status = checked(authority, pades.sealed(paper, "411224"))
    assert status.bottom_line, status.pretty_print_details()
    assert status.timestamp_validity is not None
    assert status.timestamp_validity.trusted


@pytest.mark.parametrize(
    "told",
    [
        'kind = "pkcs12"\nfile = "gone.p12"\n',
        'kind = "pkcs12"\nfile = "seal.p12"\n',  # without its password
        'kind = "wax"\nfile = "seal.p12"\n',
        'kind = "pkcs11"\nmodule = "/nowhere.so"\ntoken = "t"\nlabel = "l"\n',
        "not toml at all",
    ],
)
def test_a_set_up_that_does_not_work_refuses(
    office: Flask, authority: Authority, paper: bytes, told: str
) -> None:
    with_pkcs12(authority)
    (pades.folder() / "pdf.toml").write_text(told)
    with pytest.raises(DomainError, match="PDF_SEAL_BROKEN"):
        pades.sealed(paper, "411224")


def test_without_its_time_stamp_nothing_leaves(
    office: Flask, authority: Authority, paper: bytes
) -> None:
    with stamping(authority) as address:
        pass
    with_pkcs12(authority, f'timestamp = "{address}"\n')
    with pytest.raises(DomainError, match="PDF_SEAL_BROKEN"):
        pades.sealed(paper, "411224")


class stamping:  # noqa: N801  # reads as a verb in `with`
    """A time-stamping service on this machine."""

    def __init__(self, authority: Authority) -> None:
        encoding = serialization.Encoding.DER
        clock = asn1_x509.Certificate.load(authority.clock.public_bytes(encoding))
        root = asn1_x509.Certificate.load(authority.root.public_bytes(encoding))
        kept = authority.clock_key.private_bytes(
            serialization.Encoding.PEM,
            serialization.PrivateFormat.PKCS8,
            serialization.NoEncryption(),
        )
        store = SimpleCertificateStore()
        store.register(root)
        key = PrivateKeyInfo.load(pem.unarmor(kept)[2])
        stamper = DummyTimeStamper(clock, key, certs_to_embed=store)

        class Answers(BaseHTTPRequestHandler):
            def do_POST(self) -> None:
                asked = self.rfile.read(int(self.headers["Content-Length"]))
                answer = stamper.request_tsa_response(tsp.TimeStampReq.load(asked)).dump()
                self.send_response(200)
                self.send_header("Content-Type", "application/timestamp-reply")
                self.send_header("Content-Length", str(len(answer)))
                self.end_headers()
                self.wfile.write(answer)

            def log_message(self, *_args: object) -> None:
                """Nothing."""

        self.server = HTTPServer(("127.0.0.1", 0), Answers)

    def __enter__(self) -> str:
        threading.Thread(target=self.server.serve_forever, daemon=True).start()
        return f"http://127.0.0.1:{self.server.server_port}/"

    def __exit__(self, *_fault: object) -> None:
        self.server.shutdown()
        self.server.server_close()
