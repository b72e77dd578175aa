"""Files into a folder: prepared beside it, put into place once the database has its part."""

import os
import shutil
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from pathlib import Path
from tempfile import TemporaryFile, mkdtemp

from lms.db import storage_full
from lms.errors import DomainError

_PART = ".part-"
LAST = "result.json"
"""Placed last: where it lies, everything else lies too."""


@dataclass(frozen=True, slots=True)
class Staged:
    """Finished files in a folder beside the one they are for; `names` are all a job may write."""

    folder: Path
    out: Path
    names: tuple[str, ...] = ()

    def place(self) -> None:
        """Give the folder its name; into a folder that exists every file goes as a whole.

        Files an earlier job left under one of our names, and that this one has none for, go: what
        lies there belongs together. Raises OUT_NOT_PLACED: everything else is done by then.
        """
        try:
            if self.out.exists():
                self._into()
            else:
                self.folder.rename(self.out)
        except OSError as fault:
            self.discard()
            raise DomainError("OUT_NOT_PLACED", path=self.out) from fault

    def _into(self) -> None:
        made = {file.name for file in self.folder.iterdir()}
        for name in (LAST, *(name for name in self.names if name not in made)):
            (self.out / name).unlink(missing_ok=True)
        for name in sorted(made, key=lambda name: name == LAST):
            (self.folder / name).replace(self.out / name)
        self.folder.rmdir()

    def discard(self) -> None:
        """Leave nothing behind."""
        shutil.rmtree(self.folder, ignore_errors=True)


def check(out: Path, names: Iterable[str] = ()) -> None:
    """Raise OUT_NOT_A_FOLDER, OUT_NOT_WRITABLE or STORAGE_FULL before anything is done."""
    try:
        if out.exists() and not out.is_dir():
            raise DomainError("OUT_NOT_A_FOLDER", path=out)
        for name in names:
            if (out / name).is_dir():
                raise DomainError("OUT_NOT_WRITABLE", path=out / name)
        out.parent.mkdir(parents=True, exist_ok=True)
        for folder in (out.parent, *([out] if out.exists() else [])):
            with TemporaryFile(dir=folder) as file:
                file.write(b" ")
    except OSError as fault:
        raise _refused(out, fault) from fault


def stage(out: Path, files: Mapping[str, bytes], names: Iterable[str] = ()) -> Staged:
    """Write the files beside `out`, down to the disk. Raises OUT_NOT_WRITABLE, STORAGE_FULL."""
    _sweep(out)
    try:
        folder = Path(mkdtemp(prefix=f".{out.name}{_PART}", dir=out.parent))
    except OSError as fault:
        raise _refused(out, fault) from fault
    staged = Staged(folder, out, tuple(names))
    try:
        staged.folder.chmod(0o755)
        for name, content in files.items():
            with (staged.folder / name).open("wb") as file:
                file.write(content)
                file.flush()
                os.fsync(file.fileno())
    except OSError as fault:
        staged.discard()
        raise _refused(out, fault) from fault
    return staged


def _refused(out: Path, fault: OSError) -> DomainError:
    if storage_full(fault):
        return DomainError("STORAGE_FULL")
    return DomainError("OUT_NOT_WRITABLE", path=out)


def _sweep(out: Path) -> None:
    """What a killed run left beside the folder."""
    for left in out.parent.glob(f".{out.name}{_PART}*"):
        shutil.rmtree(left, ignore_errors=True)
