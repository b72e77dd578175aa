"""Every benchmark at a tiny size: it runs, and the file has what readers of figures look for."""

import io
import json
from pathlib import Path
from time import perf_counter

import pytest
from rich.console import Console

from lms.cli import main
from tests.bench import alone, harness, process
from tests.bench.__main__ import run
from tests.bench.harness import Sizes
from tests.bench.process import _environment as environment
from tests.bench.subjects import SUBJECTS
from tests.support.forking import Forked

TINY = Sizes(
    rosters=(20,), few=60, trainees=70, marks=5, certificates=2, separate=2, night=3, rows=10,
    naive=1, naive_rows=10, rounds=1, pages=1,
)  # fmt: skip
BEGUN_ANEW = "sheet"
"""The subject whose processes are begun as `make bench` begins them; the others take the same way
from a process that has everything loaded."""
PATIENCE = 110
"""Seconds one measurement may take."""
KEYS = {"seconds", "peak_mb", "floor", "floor_is", "ratio", "bound", "holds"}
EXPECTED = {
    "import": {"import 20 rows", "import 20 rows, PostgreSQL"},
    "sheet": {"save a sheet of 5 marks", "sheet page of 5 trainees"},
    "pages": {"page cohorts.index, 70 trainees", "page rosters.index, 70 trainees"},
    "papers": {
        "2 certificates in one PDF",
        "2 certificates, a file each",
        "3 certificates by two",
        "subsidy list of 10 rows",
    },
    "proof": set(),
    "mentoring": set(),
    "outcomes": {"outcomes day, 70 graduates", "outcomes province, 70 graduates"},
    "process": {"lms process on the sample of 2018"},
}


def test_every_subject_is_tried() -> None:
    assert EXPECTED.keys() == SUBJECTS.keys()


@pytest.mark.slow
@pytest.mark.parametrize(
    "subject",
    [
        pytest.param(name, marks=pytest.mark.postgres if name == "import" else ())
        for name in SUBJECTS
        if name != "mentoring"  # it has one size, that of a province, and takes minutes
    ],
)
def test_a_subject_is_measured_and_written_down(
    subject: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    def forked(*arguments: str) -> tuple[int, str]:
        child = Forked(lambda: alone.main(*arguments), tmp_path / "said")
        said, complained = child.communicate(PATIENCE)
        return child.returncode or 0, said or complained

    def typed(home: str, *arguments: str) -> float:
        start = perf_counter()
        child = Forked(lambda: main(arguments), tmp_path / "told", environment=environment(home))
        child.communicate(PATIENCE)
        assert child.returncode == 0
        return perf_counter() - start

    if subject != BEGUN_ANEW:
        monkeypatch.setattr(harness, "begun_anew", forked)
        monkeypatch.setattr(process, "_run", typed)
    file, told = tmp_path / "build" / "bench.json", io.StringIO()
    figures = run([subject], TINY, file, Console(file=told, width=160))
    written = json.loads(file.read_text(encoding="utf-8"))
    assert written.keys() == {one.name for one in figures} >= EXPECTED[subject]
    for name, entry in written.items():
        assert entry.keys() >= KEYS, name
        assert entry["seconds"] > 0
        assert entry["peak_mb"] is None or entry["peak_mb"] > 10
        if entry["floor"] is not None:
            assert entry["ratio"] == pytest.approx(entry["seconds"] / entry["floor"], rel=0.01)
    assert all(name.split(",")[0] in told.getvalue() for name in EXPECTED[subject])
