"""Commands and functions in a copy of this process: a process of its own, without loading it all again.

What is lost beside a start from the shell is the start itself, which takes longer than most of what is
tested; one test of every kind starts as people do.
"""

import multiprocessing
import os
import subprocess
import sys
import traceback
from collections.abc import Callable, Mapping
from pathlib import Path

_FORK = multiprocessing.get_context("fork")


class Forked:
    """A function running in a copy of this process, to be used as `subprocess.Popen` is."""

    def __init__(
        self,
        work: Callable[[], object],
        said: Path,
        cwd: Path | None = None,
        environment: Mapping[str, str] | None = None,
    ) -> None:
        """Start it; `said` names the files for what it says: with `.out` and `.err` behind."""
        self._files = [said.with_name(f"{said.name}.{end}") for end in ("out", "err")]
        for file in self._files:
            file.write_bytes(b"")
        self._process = _FORK.Process(target=self._be, args=(work, cwd, environment))
        self._process.start()

    def _be(
        self, work: Callable[[], object], cwd: Path | None, environment: Mapping[str, str] | None
    ) -> None:
        for number, file in enumerate(self._files, 1):
            handle = os.open(file, os.O_WRONLY | os.O_APPEND)
            os.dup2(handle, number)
            os.close(handle)
        sys.stdout, sys.stderr = (open(number, "w", encoding="utf-8") for number in (1, 2))  # noqa: SIM115  # the process ends with them
        if cwd is not None:
            os.chdir(cwd)
        if environment is not None:
            os.environ.clear()
            os.environ.update(environment)
        status = 1
        try:
            work()
            status = 0
        except SystemExit as ended:
            status = ended.code if isinstance(ended.code, int) else int(ended.code is not None)
        except BaseException:  # noqa: BLE001  # as an interpreter that ends
            traceback.print_exc()
        finally:
            sys.stdout.flush()
            sys.stderr.flush()
            os._exit(status)

    @property
    def returncode(self) -> int | None:
        """Its exit status, minus the signal that killed it; None while it runs."""
        return self._process.exitcode

    def communicate(self, timeout: float) -> tuple[str, str]:
        """What was said and complained of, at the end. Raises `subprocess.TimeoutExpired`."""
        self._process.join(timeout)
        if self._process.exitcode is None:
            raise subprocess.TimeoutExpired(self._files[0].name, timeout)
        said, complained = (file.read_text(encoding="utf-8") for file in self._files)
        return said, complained

    def kill(self) -> None:
        """Kill it (-9)."""
        self._process.kill()
