"""Files into a folder: prepared beside it, put into place once the database has its part."""

import os
import shutil
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path
from tempfile import TemporaryFile, mkdtemp

from lms.errors import DomainError

_PART = ".part-"


@dataclass(frozen=True, slots=True)
class Staged:
    """Finished files in a folder beside the one they are for."""

    folder: Path
    out: Path

    def place(self) -> None:
        """Give the folder its name; into a folder that exists every file goes as a whole."""
        if not self.out.exists():
            self.folder.rename(self.out)
            return
        for file in sorted(self.folder.iterdir(), key=lambda one: one.suffix == ".json"):
            file.replace(self.out / file.name)  # the report last: with it everything is there
        self.folder.rmdir()

    def discard(self) -> None:
        """Leave nothing behind."""
        shutil.rmtree(self.folder, ignore_errors=True)


def check(out: Path) -> None:
    """Raise OUT_NOT_A_FOLDER or OUT_NOT_WRITABLE before anything is done."""
    if out.exists() and not out.is_dir():
        raise DomainError("OUT_NOT_A_FOLDER", path=out)
    try:
        out.parent.mkdir(parents=True, exist_ok=True)
        for folder in (out.parent, *([out] if out.exists() else [])):
            with TemporaryFile(dir=folder):
                pass
    except OSError as fault:
        raise DomainError("OUT_NOT_WRITABLE", path=out) from fault


def stage(out: Path, files: Mapping[str, bytes]) -> Staged:
    """Write the files beside `out`, down to the disk. Raises OUT_NOT_WRITABLE, STORAGE_FULL."""
    _sweep(out)
    staged = Staged(Path(mkdtemp(prefix=f".{out.name}{_PART}", dir=out.parent)), out)
    try:
        staged.folder.chmod(0o755)
        for name, content in files.items():
            with (staged.folder / name).open("wb") as file:
                file.write(content)
                file.flush()
                os.fsync(file.fileno())
    except OSError as fault:
        staged.discard()
        full = "STORAGE_FULL" if fault.errno == 28 else "OUT_NOT_WRITABLE"
        raise DomainError(full, path=out) from fault
    return staged


def _sweep(out: Path) -> None:
    """What a killed run left beside the folder."""
    for left in out.parent.glob(f".{out.name}{_PART}*"):
        shutil.rmtree(left, ignore_errors=True)
