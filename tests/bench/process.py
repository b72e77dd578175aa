"""`lms process` on the sample class, from the start of the command to its last file."""

import os
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path
from tempfile import TemporaryDirectory
from time import perf_counter

from tests.bench.harness import ROOT, Figure, Reading, Sizes, in_turns

SAMPLE = ROOT / "tests" / "data" / "lushi_2018"
COMMAND = (
    "process",
    "--roster", str(SAMPLE / "roster.xlsx"),
    "--attendance", str(SAMPLE / "attendance.xlsx"),
    "--invoices", str(SAMPLE / "invoices.csv"),
    "--county", "411224", "--venue-county", "411202",
    "--start", "2018-09-10", "--end", "2018-09-22",
    "--minimum-attendance", "0.80",
    "--confirm-rule", "张三: 已核对文件",
)  # fmt: skip


def measure(folder: Path, sizes: Sizes) -> Iterator[Figure]:
    """A whole run into an empty database, and the same files once more."""
    (found,) = in_turns(sizes.rounds, folder, ["process:twice"])
    yield Figure(
        "lms process on the sample of 2018", found["seconds"], found["peak_mb"],
        more={"the same files again": found["again"], "an empty command": found["empty"]},
    )  # fmt: skip


def twice(folder: Path) -> Reading:
    """Seconds of the first and of the second run, and of a command that does nothing."""
    with TemporaryDirectory(dir=folder) as home:
        first = _run(home, *COMMAND, "--out", f"{home}/out")
        again = _run(home, *COMMAND, "--out", f"{home}/out")
        return {"seconds": first, "again": again, "empty": _run(home, "plugins")}


def _run(home: str, *arguments: str) -> float:
    start = perf_counter()
    subprocess.run(
        [sys.executable, "-m", "lms", *arguments],
        cwd=ROOT,
        env=_environment(home),
        stdout=subprocess.DEVNULL,
        check=True,
    )
    return perf_counter() - start


def _environment(home: str) -> dict[str, str]:
    """An installation of its own; modules are compiled once, as everywhere but in some sandboxes."""
    kept = {name: value for name, value in os.environ.items() if name != "PYTHONDONTWRITEBYTECODE"}
    return {**kept, "LMS_HOME": home, "LMS_DATABASE_URL": f"sqlite:///{home}/lms.db"}
