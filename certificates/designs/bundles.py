"""A design as a file for another county: a zip of its text and what it is called. Pure.

`design.json` holds `format` (1), `title`, `digest` (SHA-256 of the text) and `based_on`;
`design.html` the text. Nothing else may be in it.
"""

import hashlib
import io
import json
import zipfile
from dataclasses import dataclass

from lms.errors import DomainError

FORMAT = 1
MOST_BYTES = 3 << 20
_NAMES = ("design.json", "design.html")
_MOMENT = (1980, 1, 1, 0, 0, 0)


@dataclass(frozen=True, slots=True)
class Bundle:
    """What a bundle holds."""

    title: str
    html: str
    based_on: str = ""

    @property
    def digest(self) -> str:
        """SHA-256 of the text."""
        return digest_of(self.html)


def digest_of(html: str) -> str:
    """SHA-256 of a design's text, in hexadecimal."""
    return hashlib.sha256(html.encode()).hexdigest()


def pack(bundle: Bundle) -> bytes:
    """The bundle as a zip; equal designs give equal bytes."""
    facts = {
        "format": FORMAT,
        "title": bundle.title,
        "digest": bundle.digest,
        "based_on": bundle.based_on,
    }
    target = io.BytesIO()
    with zipfile.ZipFile(target, "w", zipfile.ZIP_DEFLATED) as archive:
        for name, text in zip(
            _NAMES, (json.dumps(facts, ensure_ascii=False, indent=1), bundle.html), strict=True
        ):
            archive.writestr(zipfile.ZipInfo(name, _MOMENT), text, zipfile.ZIP_DEFLATED)
    return target.getvalue()


def unpack(content: bytes) -> Bundle:
    """What a bundle holds.

    Raises DESIGN_TOO_LARGE before anything large is unpacked, DESIGN_BUNDLE_UNREADABLE for any
    other file, DESIGN_BUNDLE_ALTERED when text and digest disagree.
    """
    if len(content) > MOST_BYTES:
        raise DomainError("DESIGN_TOO_LARGE", most=MOST_BYTES >> 20)
    try:
        with zipfile.ZipFile(io.BytesIO(content)) as archive:
            if sorted(archive.namelist()) != sorted(_NAMES):
                raise DomainError("DESIGN_BUNDLE_UNREADABLE")
            facts, html = (_read(archive, name) for name in _NAMES)
        known = json.loads(facts)
        title, based_on, digest = (str(known[key]) for key in ("title", "based_on", "digest"))
        readable = known["format"] == FORMAT
    except (zipfile.BadZipFile, ValueError, KeyError, TypeError, OSError, RuntimeError) as fault:
        raise DomainError("DESIGN_BUNDLE_UNREADABLE") from fault
    if not readable:
        raise DomainError("DESIGN_BUNDLE_UNREADABLE")
    if digest != digest_of(html):
        raise DomainError("DESIGN_BUNDLE_ALTERED")
    return Bundle(title[:60], html, based_on[:32])


def _read(archive: zipfile.ZipFile, name: str) -> str:
    """One text of the archive; what it says of its size is not believed."""
    with archive.open(name) as part:
        content = part.read(MOST_BYTES + 1)
    if len(content) > MOST_BYTES:
        raise DomainError("DESIGN_TOO_LARGE", most=MOST_BYTES >> 20)
    return content.decode("utf-8")
