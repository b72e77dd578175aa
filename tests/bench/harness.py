"""Figures, the processes they are measured in, the table and the file."""

import json
import subprocess
import sys
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import asdict, dataclass, field
from pathlib import Path
from statistics import median
from time import perf_counter, process_time
from typing import Any

from rich.console import Console
from rich.table import Table

ROOT = Path(__file__).parents[2]
Reading = dict[str, Any]
"""What one process measured: `seconds`, `peak_mb` and whatever else its subject wants to tell."""


@dataclass(frozen=True, slots=True)
class Sizes:
    """How much is measured; the figures of the product's promises by default."""

    rosters: tuple[int, ...] = (10_000,)
    few: int = 100
    trainees: int = 10_000
    marks: int = 200
    certificates: int = 1_000
    separate: int = 1_000
    night: int = 10_000
    rows: int = 20_000
    naive: int = 10
    naive_rows: int = 1_000
    rounds: int = 5
    pages: int = 15
    postgresql: bool = True


FULL = Sizes(rosters=(10_000, 100_000), naive_rows=20_000)


@dataclass(frozen=True, slots=True)
class Bound:
    """At most so many times the floor, or so many seconds; or so many times as fast as a peer,
    and at most so many MB."""

    times: float | None = None
    seconds: float | None = None
    faster: float | None = None
    peak_mb: float | None = None

    def __str__(self) -> str:
        if self.faster is not None:
            room = f", < {self.peak_mb:g} MB" if self.peak_mb is not None else ""
            return f"≥ {self.faster:g}× as fast{room}"
        if self.peak_mb is not None:
            return f"< {self.peak_mb:g} MB"
        if self.times is not None:
            return f"≤ {self.times:g}×"
        return f"≤ {self.seconds * 1000:g} ms" if self.seconds is not None else ""


NONE = Bound()


@dataclass(frozen=True, slots=True)
class Figure:
    """One line: seconds (the median), MB at the peak, and the floor or peer it is held against."""

    name: str
    seconds: float
    peak_mb: float | None = None
    floor: float | None = None
    floor_is: str = ""
    bound: Bound = NONE
    more: Mapping[str, Any] = field(default_factory=dict)

    @property
    def ratio(self) -> float | None:
        """Seconds over those of the floor."""
        return self.seconds / self.floor if self.floor else None

    @property
    def holds(self) -> bool | None:
        """Whether the bound is kept; None without a bound."""
        if self.bound.peak_mb is not None and (self.peak_mb or 0) >= self.bound.peak_mb:
            return False
        if self.bound.faster is not None and self.ratio is not None:
            return self.ratio * self.bound.faster <= 1
        if self.bound.peak_mb is not None:
            return True
        if self.bound.times is not None and self.ratio is not None:
            return self.ratio <= self.bound.times
        return None if self.bound.seconds is None else self.seconds <= self.bound.seconds

    def as_json(self) -> dict[str, Any]:
        """The entry in bench.json."""
        kept = {key: value for key, value in asdict(self).items() if key not in ("name", "more")}
        kept |= {"ratio": self.ratio, "bound": str(self.bound), "holds": self.holds, **self.more}
        return {k: round(v, 6) if isinstance(v, float) else v for k, v in kept.items()}


Subject = Callable[[Path, Sizes], Iterator[Figure]]
"""A file of this folder: measures in the folder given and yields its figures."""


def alone(function: str, folder: Path, **facts: Any) -> Reading:
    """Call `module:function(folder, **facts)` of this package in a process of its own."""
    status, said = begun_anew(function, str(folder), json.dumps(facts))
    if status:
        raise RuntimeError(f"{function} ended with {status}")
    found: Reading = json.loads(said.splitlines()[-1])
    return found


def begun_anew(*arguments: str) -> tuple[int, str]:
    """Exit status and output of `tests.bench.alone` in an interpreter of its own."""
    done = subprocess.run(
        [sys.executable, "-m", "tests.bench.alone", *arguments],
        cwd=ROOT,
        stdout=subprocess.PIPE,
        text=True,
        check=False,
    )
    return done.returncode, done.stdout


def in_turns(
    rounds: int, folder: Path, functions: Sequence[str], **facts: Any
) -> tuple[Reading, ...]:
    """Every function `rounds` times, one after the other in turns; medians of their numbers."""
    found: dict[str, list[Reading]] = {name: [] for name in functions}
    for _ in range(rounds):
        for name in functions:
            found[name].append(alone(name, folder, **facts))
    return tuple(middle(found[name]) for name in functions)


def middle(readings: Sequence[Reading]) -> Reading:
    """The median of every number, the last of everything else."""
    numbers = {key for key, value in readings[0].items() if isinstance(value, int | float)}
    return {
        key: median(one[key] for one in readings) if key in numbers else value
        for key, value in readings[-1].items()
    }


@dataclass(frozen=True, slots=True)
class Pace:
    """Medians of one act: seconds on the clock and of the processor; both on a busy machine."""

    seconds: float
    cpu: float


def paced(rounds: int, **acts: Callable[[], Any]) -> dict[str, Pace]:
    """The pace of each act, called in turns within this process."""
    taken: dict[str, list[tuple[float, float]]] = {name: [] for name in acts}
    for _ in range(rounds):
        for name, act in acts.items():
            start, busy = perf_counter(), process_time()
            act()
            taken[name].append((perf_counter() - start, process_time() - busy))
    return {
        name: Pace(median(wall for wall, _ in pairs), median(cpu for _, cpu in pairs))
        for name, pairs in taken.items()
    }


def table_of(figures: Sequence[Figure]) -> Table:
    """The figures for people."""
    table = Table(title="make bench", title_justify="left", highlight=False)
    table.add_column("measure", overflow="fold")
    for heading in ("time", "peak MB", "floor", "ratio", "bound"):
        table.add_column(heading, justify="right", no_wrap=True)
    table.add_column("floor, and more", overflow="fold", ratio=1)
    for one in figures:
        verdict = {None: "", True: "[green]✓[/]", False: "[red]✗[/]"}[one.holds]
        told = [one.floor_is, *(f"{key} {_short(value)}" for key, value in one.more.items())]
        table.add_row(
            one.name,
            _span(one.seconds),
            f"{one.peak_mb:.0f}" if one.peak_mb else "",
            _span(one.floor),
            _times(one),
            f"{one.bound} {verdict}",
            " · ".join(text for text in told if text),
        )
    return table


def _times(one: Figure) -> str:
    if not one.ratio:
        return ""
    return f"1/{1 / one.ratio:.1f}" if one.bound.faster is not None else f"{one.ratio:.2f}×"


def _span(seconds: float | None) -> str:
    if seconds is None:
        return ""
    return f"{seconds * 1000:.1f} ms" if seconds < 1 else f"{seconds:.2f} s"


def _short(value: Any) -> str:
    return f"{value:.3g}" if isinstance(value, float) else str(value)


def report(figures: Sequence[Figure], file: Path, console: Console) -> None:
    """Print the table and write the file."""
    console.print(table_of(figures))
    file.parent.mkdir(parents=True, exist_ok=True)
    entries = {one.name: one.as_json() for one in figures}
    file.write_text(json.dumps(entries, ensure_ascii=False, indent=1) + "\n", encoding="utf-8")
    console.print(f"[dim]{file}[/]")
