"""The result of a comparison as a file: in place as a whole, or not at all."""

import json
import os
from dataclasses import asdict
from pathlib import Path
from tempfile import NamedTemporaryFile
from typing import Any

from courses.outcomes.comparing import Comparison
from lms.errors import DomainError
from lms.sheets import LIMITS, Workbook, read_file
from lms.sheets.limits import too_large


def open_table(path: Path) -> Workbook:
    """Read FILE. Raises OUTCOME_FILE_UNREADABLE, SHEET_…"""
    try:
        if not path.is_file():
            raise DomainError("OUTCOME_FILE_UNREADABLE", path=path)
        if path.stat().st_size > LIMITS.file_bytes:
            raise too_large(path.name, LIMITS)
        return read_file(path)
    except OSError as fault:
        raise DomainError("OUTCOME_FILE_UNREADABLE", path=path) from fault


def check_place(out: Path, source: Path) -> None:
    """Raise OUTCOME_OUT_UNWRITABLE before any work is done; the source is never overwritten."""
    folder = out.parent
    same = out.exists() and source.exists() and out.samefile(source)
    if same or out.is_dir() or not folder.is_dir() or not os.access(folder, os.W_OK):
        raise DomainError("OUTCOME_OUT_UNWRITABLE", path=out)


def document(found: Comparison, dropped: int) -> dict[str, Any]:
    """What the JSON file holds; intervals are pairs, what cannot be told is null."""
    return {**asdict(found), "dropped": dropped}


def write_result(out: Path, result: dict[str, Any]) -> None:
    """Write beside `out`, then give it the name. Raises OUTCOME_OUT_UNWRITABLE."""
    part: Path | None = None
    try:
        with NamedTemporaryFile(
            "w", encoding="utf-8", dir=out.parent, prefix=f".{out.name}.", delete=False
        ) as file:
            part = Path(file.name)
            json.dump(result, file, ensure_ascii=False, indent=2, allow_nan=False)
            file.write("\n")
            file.flush()
            os.fsync(file.fileno())
        part.chmod(0o644)
        part.replace(out)
    except OSError as fault:
        if part is not None:
            part.unlink(missing_ok=True)
        raise DomainError("OUTCOME_OUT_UNWRITABLE", path=out) from fault
