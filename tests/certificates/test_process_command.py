"""`lms process` as it is typed: from an empty machine, again, refused, killed, two at once."""

import json
import os
import shutil
import sqlite3
import subprocess
import sys
import time
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import pytest
from click.testing import CliRunner

from certificates import cli
from certificates.process import delivery, papers
from certificates.process.papers import NAMES
from lms.cli import main
from lms.errors import DomainError
from lms.orm import new_uid
from tests.certificates.orders import LUSHI, PEOPLE, START, hubin, register
from tests.support.clock import true_time
from tests.support.forking import Forked

LMS = Path(sys.executable).with_name("lms")
PAPERS = [
    "certificates.pdf",
    "public-notice.pdf",
    "result.json",
    "roster-checked.xlsx",
    "subsidy-list.pdf",
    "subsidy-list.xlsx",
]


@dataclass(frozen=True)
class Machine:
    """A folder with an installation, and files to process beside it."""

    folder: Path

    @property
    def home(self) -> Path:
        return self.folder / "home"

    @property
    def out(self) -> Path:
        return self.folder / "out"

    @property
    def environment(self) -> dict[str, str]:
        """That of the shell, of this installation."""
        kept = {key: value for key, value in os.environ.items() if not key.startswith("LMS_")}
        return kept | {"LMS_HOME": str(self.home)}

    def type(self, *arguments: object) -> tuple[int, str, str]:
        """Exit status, what was said, what was complained of: as somebody types it."""
        done = subprocess.run(
            [str(LMS), "process", *map(str, arguments)],
            env=self.environment,
            cwd=self.folder,
            capture_output=True,
            text=True,
            timeout=600,
            check=False,
        )
        return done.returncode, done.stdout, done.stderr

    def start(self, *arguments: object) -> Forked:
        """The same in a process that has everything loaded."""
        words = ["process", *map(str, arguments)]

        def work() -> None:
            with true_time():
                main(words)

        return Forked(work, self.folder / f"said-{new_uid()}", self.folder, self.environment)

    def process(self, *arguments: object) -> tuple[int | None, str, str]:
        """As `type`, in a process that has everything loaded."""
        child = self.start(*arguments)
        said, complained = child.communicate(timeout=600)
        return child.returncode, said, complained

    def rows(self, table: str) -> int:
        with sqlite3.connect(self.home / "lms.db") as connection:
            found = connection.execute(f"SELECT count(*) FROM {table}").fetchone()
        return int(found[0])


def small(machine: Machine, absent: int = 8) -> list[object]:
    """Arguments for four people of 湖滨区; their files are written anew."""
    roster, marks = machine.folder / "名册.csv", machine.folder / "考勤.csv"
    roster.write_bytes(hubin(PEOPLE).data)
    marks.write_bytes(register(PEOPLE, "411202", START, 6, {4: absent}).data)
    return [
        "--roster", roster, "--attendance", marks, "--county", "411202",
        "--venue-county", "411202", "--start", "2018-12-29", "--end", "2019-01-03",
        "--title", "湖滨区2018年第12期班", "--minimum-attendance", "0.80",
        "--confirm-rule", "李四: 已核对", "--out", machine.out,
    ]  # fmt: skip


LUSHI_ARGUMENTS = [
    "--roster", LUSHI / "roster.xlsx", "--attendance", LUSHI / "attendance.xlsx",
    "--invoices", LUSHI / "invoices.csv", "--county", "411224", "--venue-county", "411202",
    "--start", "2018-09-10", "--end", "2018-09-22", "--minimum-attendance", "0.80",
    "--confirm-rule", "张三: 已核对文件原文",
]  # fmt: skip


@pytest.fixture(scope="module")
def bare(tmp_path_factory: pytest.TempPathFactory) -> Machine:
    """A machine on which the command ran once, with a roster only, from nothing."""
    machine = Machine(tmp_path_factory.mktemp("machine"))
    roster = machine.folder / "名册.csv"
    roster.write_bytes(hubin(PEOPLE).data)
    status, said, complained = machine.type(
        "--roster", roster, "--county", "411202", "--venue-county", "411202",
        "--start", "2018-01-08", "--end", "2018-01-12", "--title", "第一班", "--out", machine.out,
    )  # fmt: skip
    assert (status, complained) == (0, ""), complained
    assert "名册：收 4 行" in said
    assert sorted(one.name for one in machine.out.iterdir()) == PAPERS[2:4]
    return machine


@pytest.fixture
def machine(bare: Machine, tmp_path: Path) -> Machine:
    """A copy of that machine for one test, without its results."""
    shutil.copytree(bare.home, tmp_path / "home")
    return Machine(tmp_path)


def test_an_empty_machine_gets_its_database_and_keys(bare: Machine) -> None:
    assert (bare.home / "keys.json").stat().st_mode & 0o077 == 0
    assert bare.rows("divisions_division") > 100_000
    assert bare.rows("cohorts_cohort") == 1


@pytest.mark.slow
def test_the_sample_and_the_sample_again(machine: Machine) -> None:
    status, said, complained = machine.type(*LUSHI_ARGUMENTS, "--out", machine.out)
    assert (status, complained) == (0, "")
    assert "32 人，15,409.50 元" in said
    assert sorted(one.name for one in machine.out.iterdir()) == PAPERS
    found = json.loads((machine.out / "result.json").read_text(encoding="utf-8"))
    assert (found["total_fen"], found["paid_people"], len(found["certificates"])) == (
        1_540_950, 32, 34,
    )  # fmt: skip
    before = {one.name: one.read_bytes() for one in machine.out.iterdir()}
    (machine.out / "result.json").write_text("old", encoding="utf-8")
    (machine.out / "mine.txt").write_text("kept", encoding="utf-8")
    assert machine.process(*LUSHI_ARGUMENTS, "--out", machine.out)[0] == 0
    after = {one.name: one.read_bytes() for one in machine.out.iterdir()}
    assert after == before | {"mine.txt": b"kept"}
    assert machine.rows("certificates_certificate") == 34


@pytest.mark.slow
def test_changed_files_end_with_three(machine: Machine) -> None:
    assert machine.process(*small(machine))[0] == 0
    before = (machine.out / "result.json").read_bytes()
    marks = machine.rows("attendance_entry")
    status, said, complained = machine.process(*small(machine, absent=9))
    assert (status, complained) == (3, "")
    assert "没有作任何改动" in said
    assert "考勤表第 5 行 某3 12月30日 下午：√ → ×" in said
    assert (machine.out / "result.json").read_bytes() == before
    assert machine.rows("attendance_entry") == marks


@pytest.mark.parametrize(
    ("change", "code"),
    [
        ({"--roster": "missing.xlsx"}, "FILE_UNREADABLE"),
        ({"--start": "2019-01-04"}, "COHORT_DATES_ORDER"),
        ({"--attendance": "picture.png"}, "SHEET_NOT_A_SPREADSHEET"),
        ({"--out": "file/out"}, "OUT_NOT_WRITABLE"),
    ],
)
def test_what_cannot_be_done_ends_with_two_and_one_sentence(
    machine: Machine, change: dict[str, str], code: str
) -> None:
    (machine.folder / "picture.png").write_bytes(b"\x89PNG\r\n\x1a\n\0\0\0")
    (machine.folder / "file").touch()
    given = small(machine)
    for option, value in change.items():
        given[given.index(option) + 1] = value
    status, said, complained = machine.process(*given)
    assert (status, said) == (2, "")
    assert complained.strip().endswith(f"[{code}]")
    assert "Traceback" not in complained
    assert not machine.out.exists()
    assert machine.rows("cohorts_cohort") == 1
    assert machine.rows("runs_run") == 1


@pytest.mark.slow
def test_killed_at_any_moment_leaves_nothing_and_can_be_done_again(
    bare: Machine, tmp_path: Path
) -> None:
    whole = 0.0
    for part in (1.5, 0.4, 0.7, 0.85):
        machine = Machine(tmp_path / f"at-{part}")
        shutil.copytree(bare.home, machine.home)
        began = time.monotonic()
        child = machine.start(*small(machine))
        try:
            child.communicate(timeout=whole * part if whole else 600)
        except subprocess.TimeoutExpired:
            child.kill()
            child.communicate(timeout=600)
        whole = whole or time.monotonic() - began
        if child.returncode != 0 and machine.rows("cohorts_cohort") == 1:
            assert not machine.out.exists()
            assert machine.rows("runs_run") == 1
            assert machine.rows("certificates_certificate") == 0
        else:  # it was through already: then as a whole
            assert machine.rows("certificates_certificate") == 3
        again = machine.process(*small(machine))
        assert again[0] == 0, again[2]
        assert sorted(one.name for one in machine.out.iterdir()) == PAPERS
        assert machine.rows("certificates_certificate") == 3
        beside = [one.name for one in machine.folder.iterdir() if one.name.startswith(".")]
        assert beside == []


@pytest.mark.slow
def test_two_at_once_do_it_once(machine: Machine) -> None:
    given = small(machine)
    elsewhere = machine.folder / "other"
    other = [*given[:-1], elsewhere]
    children = [machine.start(*given), machine.start(*other)]
    ended = [child.communicate(timeout=600) for child in children]
    assert [child.returncode for child in children] == [0, 0], ended
    assert machine.rows("cohorts_cohort") == 2
    assert machine.rows("certificates_certificate") == 3
    left, right = ((folder / "result.json").read_bytes() for folder in (machine.out, elsewhere))
    assert left == right


def test_files_stay_beside_the_folder_until_they_are_placed(tmp_path: Path) -> None:
    out = tmp_path / "out"
    delivery.check(out)
    staged = delivery.stage(out, {"result.json": b"1", "a.pdf": b"2"})
    assert not out.exists()
    staged.place()
    assert sorted(one.name for one in out.iterdir()) == ["a.pdf", "result.json"]
    left = delivery.stage(out, {"result.json": b"3"})  # and killed before it was placed
    again = delivery.stage(out, {"result.json": b"4"})
    assert not left.folder.exists()
    again.discard()
    assert (out / "result.json").read_bytes() == b"1"
    assert sorted(one.name for one in tmp_path.iterdir()) == ["out"]


def test_a_full_disk_leaves_nothing(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    def full(_handle: int) -> None:
        raise OSError(28, "No space left on device")

    monkeypatch.setattr("certificates.process.delivery.os.fsync", full)
    with pytest.raises(DomainError, match="STORAGE_FULL"):
        delivery.stage(tmp_path / "out", {"result.json": b"1"})
    assert list(tmp_path.iterdir()) == []


def test_no_file_of_an_earlier_job_stays(tmp_path: Path) -> None:
    out = tmp_path / "out"
    out.mkdir()
    for name in (*NAMES, "mine.txt"):
        (out / name).write_bytes(b"old")
    made = {"result.json": b"new", "roster-checked.xlsx": b"new"}
    delivery.stage(out, made, NAMES).place()
    there = {one.name: one.read_bytes() for one in out.iterdir()}
    assert there == {**made, "mine.txt": b"old"}


def test_a_folder_in_the_way_of_a_file_is_said_before(tmp_path: Path) -> None:
    (tmp_path / "out" / "result.json").mkdir(parents=True)
    with pytest.raises(DomainError, match="OUT_NOT_WRITABLE"):
        delivery.check(tmp_path / "out", NAMES)


def test_a_disk_that_is_full_from_the_start(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    def full(*_given: object, **_named: object) -> object:
        raise OSError(28, "No space left on device")

    monkeypatch.setattr("certificates.process.delivery.TemporaryFile", full)
    with pytest.raises(DomainError, match="STORAGE_FULL"):
        delivery.check(tmp_path / "out")
    monkeypatch.setattr("certificates.process.delivery.mkdtemp", full)
    with pytest.raises(DomainError, match="STORAGE_FULL"):
        delivery.stage(tmp_path / "out", {"result.json": b"1"})
    assert list(tmp_path.iterdir()) == []


def test_what_cannot_be_placed_is_one_sentence(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    out = tmp_path / "out"
    out.mkdir()
    (out / "result.json").write_bytes(b"old")

    def denied(*_given: object, **_named: object) -> None:
        raise PermissionError(13, "Permission denied")

    staged = delivery.stage(out, {"result.json": b"1"}, NAMES)
    monkeypatch.setattr(Path, "unlink", denied)
    with pytest.raises(DomainError, match="OUT_NOT_PLACED"):
        staged.place()
    monkeypatch.undo()
    assert (out / "result.json").read_bytes() == b"old"
    assert [one.name for one in tmp_path.iterdir()] == ["out"]


def test_papers_are_made_while_nobody_waits(
    machine: Machine, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Laying out happens outside of the transaction, and before anything is kept."""
    seen: list[tuple[int, bool]] = []
    original = papers.files

    def watched(*given: Any, **named: Any) -> dict[str, bytes]:
        with sqlite3.connect(machine.home / "lms.db", timeout=1) as other:
            other.execute("BEGIN IMMEDIATE")  # would wait for a writer
            other.rollback()
        seen.append((machine.rows("certificates_certificate"), machine.out.exists()))
        return original(*given, **named)

    monkeypatch.setattr(papers, "files", watched)
    monkeypatch.setenv("LMS_HOME", str(machine.home))
    monkeypatch.delenv("LMS_DATABASE_URL", raising=False)
    answer = CliRunner().invoke(cli.process, [str(one) for one in small(machine)])
    assert answer.exit_code == 0, answer.output
    assert seen == [(0, False)]
    assert machine.rows("certificates_certificate") == 3


def test_what_changes_meanwhile_is_printed_anew(
    machine: Machine, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Somebody corrects a name while papers are laid out: they are made once more."""
    made: list[int] = []
    original = papers.files

    def slow(*given: Any, **named: Any) -> dict[str, bytes]:
        if not made:
            assert machine.type(*small(machine))[0] == 0  # another one does the same job
        made.append(machine.rows("certificates_certificate"))
        return original(*given, **named)

    monkeypatch.setattr(papers, "files", slow)
    monkeypatch.setenv("LMS_HOME", str(machine.home))
    monkeypatch.setenv("LMS_PUBLIC_URL", "https://example.org")
    answer = CliRunner().invoke(cli.process, [str(one) for one in small(machine)])
    assert answer.exit_code == 0, answer.output
    assert made == [3, 3], "the codes of the other job's certificates are not ours: made twice"
    assert machine.rows("certificates_certificate") == 3
