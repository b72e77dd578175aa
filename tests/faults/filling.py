"""A disk of a few megabytes that can be filled and cleared, for one process and its children.

It is a tmpfs in a mount namespace of the process's own, which needs no root where user namespaces
are allowed. What it does not show: a disk that lies about what it has stored, and PostgreSQL, whose
files belong to another process (see `test_disk_full_postgresql`).
"""

import ctypes
import errno
import multiprocessing
import os
import tempfile
import traceback
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import pytest

_FORK = multiprocessing.get_context("fork")
_NEW_MOUNTS, _NEW_USER = 0x00020000, 0x10000000
_PRIVATE = 0x4000 | 0x40000  # MS_REC | MS_PRIVATE
_BLOCK = 1 << 16


@dataclass(frozen=True, slots=True)
class Disk:
    """The disk, and the temporary folder on it."""

    folder: Path

    def fill(self) -> None:
        """Leave not a single byte."""
        with (self.folder / "filler").open("ab", buffering=0) as file:
            block = _BLOCK
            while block:
                try:
                    file.write(b"\0" * block)
                except OSError as fault:
                    if fault.errno != errno.ENOSPC:
                        raise
                    block //= 2

    def clear(self) -> None:
        """Give the room back."""
        (self.folder / "filler").unlink(missing_ok=True)


def on_small_disk(folder: Path, work: Callable[[Disk], None], megabytes: int = 48) -> None:
    """Do `work` in a process for which `folder` is a small disk; skips where that is not allowed."""
    told = _FORK.SimpleQueue()
    child = _FORK.Process(target=_live, args=(folder, work, megabytes, told))
    child.start()
    child.join(600)
    assert child.exitcode == 0, f"the process ended with {child.exitcode}"
    said: str | None = told.get()
    if said == "namespace":
        pytest.skip("this machine allows no mount of one's own")
    assert said is None, said


def _live(folder: Path, work: Callable[[Disk], None], megabytes: int, told: Any) -> None:
    try:
        _mount(folder, megabytes)
    except OSError:
        told.put("namespace")
        return
    temporary = folder / "tmp"
    temporary.mkdir()
    tempfile.tempdir = str(temporary)
    try:
        work(Disk(folder))
    except BaseException:  # noqa: BLE001  # whatever it is, the parent raises it again
        told.put(traceback.format_exc())
    else:
        told.put(None)


def _mount(folder: Path, megabytes: int) -> None:
    """Mount a tmpfs for this process alone. Raises OSError."""
    user, group = os.getuid(), os.getgid()
    libc = ctypes.CDLL(None, use_errno=True)

    def call(name: str, *given: object) -> None:
        if getattr(libc, name)(*given) != 0:
            raise OSError(ctypes.get_errno(), name)

    call("unshare", _NEW_USER | _NEW_MOUNTS)
    Path("/proc/self/setgroups").write_text("deny", "ascii")
    Path("/proc/self/uid_map").write_text(f"0 {user} 1", "ascii")
    Path("/proc/self/gid_map").write_text(f"0 {group} 1", "ascii")
    call("mount", b"none", b"/", None, _PRIVATE, None)
    call("mount", b"none", str(folder).encode(), b"tmpfs", 0, f"size={megabytes}m".encode())
