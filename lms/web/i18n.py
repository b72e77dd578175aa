"""Two languages: Chinese stands in the source, English in each package's own catalogue.

Catalogues are kept as `.po`; the compiled `.mo` is written beside it at start when it is older.
"""

import hashlib
import os
from collections.abc import Iterable
from pathlib import Path

from babel.messages.mofile import write_mo
from babel.messages.pofile import read_po
from flask import Flask, current_app, has_request_context, request
from flask_babel import Babel

from lms.web import catalogues

LANGUAGES = {"zh": "中文", "en": "English"}
COOKIE = "language"


def language() -> str:
    """The visitor's choice (a cookie), else the installation's default, as outside of requests."""
    chosen = request.cookies.get(COOKIE) if has_request_context() else None
    if chosen in LANGUAGES:
        return chosen
    default: str = current_app.config["LMS"].language
    return default


def compiled(folder: Path, spare: Path) -> Path:
    """The folder with every `.mo` that is missing or older than its `.po` written anew.

    Where nothing may be written beside the source (an installed package), a copy below `spare`.
    """
    try:
        _compile(folder, folder)
    except OSError:
        place = spare / hashlib.sha256(str(folder).encode()).hexdigest()[:16]
        _compile(folder, place)
        return place
    return folder


def _compile(folder: Path, place: Path) -> None:
    for source in folder.glob("*/LC_MESSAGES/*.po"):
        target = place / source.relative_to(folder).with_suffix(".mo")
        if target.exists() and target.stat().st_mtime >= source.stat().st_mtime:
            continue
        with source.open("rb") as file:
            catalogue = read_po(file)
        target.parent.mkdir(parents=True, exist_ok=True)
        part = target.with_suffix(f".{os.getpid()}.part")
        with part.open("wb") as file:
            write_mo(file, catalogue)
        part.replace(target)


def init_app(app: Flask, folders: Iterable[Path]) -> None:
    """Load the catalogues of the frame and of every plugin."""
    spare = app.config["LMS"].home / "translations"
    known = [compiled(folder, spare) for folder in folders if folder.is_dir()]
    app.config["BABEL_TRANSLATION_DIRECTORIES"] = ";".join(str(folder) for folder in known)
    babel = Babel(
        app,
        default_locale="zh",
        default_timezone="Asia/Shanghai",
        default_translation_directories=";".join(str(folder) for folder in known),
        locale_selector=language,
    )
    with app.app_context():
        catalogues.install(app, babel)
