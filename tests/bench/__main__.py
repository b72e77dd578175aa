"""`python -m tests.bench [--full] [SUBJECT …]`: measure, print the table, write build/bench.json."""

import argparse
from collections.abc import Sequence
from pathlib import Path
from tempfile import TemporaryDirectory

from rich.console import Console

from tests.bench.harness import FULL, ROOT, Figure, Sizes, report
from tests.bench.subjects import SUBJECTS

FILE = ROOT / "build" / "bench.json"
WIDTH = 200
"""Characters a line where nobody says how many there are (a file, a pipe)."""


def run(names: Sequence[str], sizes: Sizes, file: Path, console: Console) -> list[Figure]:
    """Measure these subjects; figures that are done are written even if a later one breaks."""
    figures: list[Figure] = []
    with TemporaryDirectory(prefix="lms-bench-") as folder:
        try:
            for name in names:
                console.print(f"[dim]{name} …[/]")
                figures += SUBJECTS[name](Path(folder), sizes)
        finally:
            report(figures, file, console)
    return figures


def main() -> None:
    """Read the command line."""
    parser = argparse.ArgumentParser(prog="python -m tests.bench", description=__doc__)
    parser.add_argument("--full", action="store_true", help="rosters of 100,000 rows too")
    parser.add_argument("subjects", nargs="*", metavar="SUBJECT", help=", ".join(SUBJECTS))
    asked = parser.parse_args()
    if unknown := set(asked.subjects) - set(SUBJECTS):
        parser.error(f"unknown: {', '.join(sorted(unknown))}")
    console = Console()
    if not console.is_terminal:
        console = Console(width=WIDTH)
    run(asked.subjects or list(SUBJECTS), FULL if asked.full else Sizes(), FILE, console)


if __name__ == "__main__":
    main()
