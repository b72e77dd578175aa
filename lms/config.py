"""Settings of an installation, from the environment. Parameters of the domain live in the database."""

import os
from dataclasses import dataclass
from ipaddress import ip_address
from pathlib import Path
from urllib.parse import urlsplit

from lms.errors import DomainError


@dataclass(frozen=True, slots=True)
class Config:
    """Where an installation keeps its things and how it is reached.

    home: folder of the database (SQLite), key file and queue (`LMS_HOME`, default `var`).
    database_url: `LMS_DATABASE_URL`, default an SQLite file in `home`.
    key_file: `LMS_KEY_FILE`, default `home/keys.json`; belongs into another backup than the data.
    public_url: `LMS_PUBLIC_URL`, what a QR code opens; without it certificates print as samples.
    language: `LMS_LANGUAGE`, what a visitor sees first: `zh` or `en`.
    jobs_inline: `LMS_JOBS=inline` runs background work at once (command line, tests).
    """

    home: Path
    database_url: str
    key_file: Path
    public_url: str | None = None
    language: str = "zh"
    jobs_inline: bool = False
    testing: bool = False

    @property
    def secure(self) -> bool:
        """Whether browsers reach us by TLS, so that cookies may insist on it."""
        return bool(self.public_url and self.public_url.startswith("https://"))


def from_environment(home: Path | None = None) -> Config:
    """Read the environment. Raises `PUBLIC_URL_INVALID` for an address that is no http(s) URL."""
    folder = home or Path(os.environ.get("LMS_HOME", "var")).resolve()
    public = os.environ.get("LMS_PUBLIC_URL", "").rstrip("/") or None
    if public is not None:
        check_public_url(public)
    url = os.environ.get("LMS_DATABASE_URL") if home is None else None
    return Config(
        home=folder,
        database_url=_driver(url or f"sqlite:///{folder / 'lms.db'}"),
        key_file=Path(os.environ.get("LMS_KEY_FILE") or folder / "keys.json"),
        public_url=public,
        language="en" if os.environ.get("LMS_LANGUAGE") == "en" else "zh",
        jobs_inline=os.environ.get("LMS_JOBS") == "inline",
    )


def _driver(url: str) -> str:
    """Name our PostgreSQL driver where the operator wrote the plain scheme."""
    scheme, _, rest = url.partition("://")
    return f"postgresql+psycopg://{rest}" if scheme in ("postgres", "postgresql") else url


def check_public_url(url: str) -> None:
    """Plain http is for this machine alone: phones need TLS for offline work and safe cookies."""
    parts = urlsplit(url)
    if parts.scheme not in ("http", "https") or not parts.hostname:
        raise DomainError("PUBLIC_URL_INVALID", url=url)
    if parts.scheme == "http" and not is_loopback(parts.hostname):
        raise DomainError("PUBLIC_URL_NEEDS_TLS", url=url)


def is_loopback(host: str) -> bool:
    """Whether `host` is this machine itself."""
    if host == "localhost":
        return True
    try:
        return ip_address(host).is_loopback
    except ValueError:
        return False
