"""The verifier as one HTML file: scripts, style, keys and lists inside, nothing asked from outside.

The same file is what a phone keeps of the site for when there is no network.
"""

import base64
import json
import re
from dataclasses import dataclass
from datetime import datetime
from functools import cache
from hashlib import sha256
from pathlib import Path

from flask import render_template
from markupsafe import Markup
from sqlalchemy.orm import Session

from certificates.proof.bundle import bundle_of
from certificates.proof.words import words_in_both

STATIC = Path(__file__).parents[1] / "static" / "verify"
MODULES = ("sha512.js", "statement.js", "camera.js", "page.js", "alone.js")
_IMPORT = re.compile(r"^import .*;\n", re.MULTILINE)
_EXPORT = re.compile(r"^export (?=const |function |async function )", re.MULTILINE)
_NOBLE_EXPORT = re.compile(r"^export \{[^}]*\};?\s*\Z", re.MULTILINE)


@dataclass(frozen=True, slots=True)
class Parts:
    """What is fixed in the file: style, jsQR, our module; and the policy that admits just these."""

    style: Markup
    detector: Markup
    module: Markup
    policy: str


@cache
def parts() -> Parts:
    """Made once in a process."""
    noble = _NOBLE_EXPORT.sub("", _file("ed25519.js"))
    ours = "\n".join(_EXPORT.sub("", _IMPORT.sub("", _file(name))) for name in MODULES)
    wrapped = f"const noble = (() => {{\n{noble}\nreturn {{ verify, hashes }};\n}})();\n{ours}"
    style, detector = _file("verify.css"), _file("jsQR.js")
    scripts = " ".join(_hash(text) for text in (detector, wrapped))
    policy = (
        f"default-src 'none'; script-src {scripts}; style-src {_hash(style)}; img-src data:; "
        "base-uri 'none'; form-action 'none'"
    )
    return Parts(_inline(style), _inline(detector), _inline(wrapped), policy)


def verifier(session: Session, now: datetime) -> str:
    """The file, with the keys and lists of this moment."""
    return render_template(
        "certificates/verifier.html",
        parts=parts(),
        bundle=as_script(bundle_of(session, now)),
        words=as_script(words_in_both()),
        # a file on a phone has no header: the policy must stand in it
        policy=parts().policy,
    )


def as_script(plain: object) -> Markup:
    """JSON that may stand inside a script element: no character in it can end one."""
    text = json.dumps(plain, ensure_ascii=False, separators=(",", ":"))
    safe = text.replace("<", "\\u003c").replace(">", "\\u003e").replace("&", "\\u0026")
    return Markup(safe)  # noqa: S704 # nosec B704 - JSON with <, > and & escaped


def _file(name: str) -> str:
    return (STATIC / name).read_text("utf-8")


def _hash(text: str) -> str:
    return f"'sha256-{base64.b64encode(sha256(text.encode()).digest()).decode()}'"


def _inline(text: str) -> Markup:
    if re.search("</(script|style)", text, re.IGNORECASE):
        raise ValueError("a script that would end its own element")
    return Markup(text)  # noqa: S704 # nosec B704 - our own files
