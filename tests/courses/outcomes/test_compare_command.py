"""`lms outcomes compare` as it is typed: the published table, and what is refused."""

import json
from pathlib import Path

import pytest
from click.testing import CliRunner, Result

from lms.cli import main
from tests.courses.outcomes.tables import COVARIATES, SAMPLE, as_csv, nsw_file

KEYS = [
    "n_treated", "n_control", "mean_treated", "mean_control", "difference", "difference_ci",
    "did", "did_ci", "balance", "adjusted", "adjusted_ci", "dropped",
]  # fmt: skip


def typed(file: Path, out: Path, **options: str) -> Result:
    given = {"group": "组", "treated": "1", "baseline": "上年", "followup": "今年"} | options
    words = [word for name, value in given.items() for word in (f"--{name}", value)]
    return CliRunner().invoke(main, ["outcomes", "compare", str(file), *words, "--json", str(out)])


@pytest.fixture
def sample(tmp_path: Path) -> Path:
    path = tmp_path / "表.csv"
    path.write_bytes(as_csv(SAMPLE, "gb18030"))
    return path


def test_the_published_evaluation(tmp_path: Path) -> None:
    out = tmp_path / "out.json"
    done = typed(
        nsw_file(tmp_path), out, group="treat", baseline="re74,re75", followup="re78",
        covariates=",".join(COVARIATES),
    )  # fmt: skip
    assert done.exit_code == 0, done.output
    found = json.loads(out.read_text(encoding="utf-8"))
    assert list(found) == KEYS
    assert (found["n_treated"], found["n_control"], found["dropped"]) == (185, 260, 0)
    assert round(found["difference"], 2) == 1794.34
    assert round(found["adjusted"], 2) == 1676.34
    assert list(found["balance"]) == list(COVARIATES)
    assert len(found["difference_ci"]) == len(found["did_ci"]) == len(found["adjusted_ci"]) == 2
    assert "1,794.34" in done.output


def test_without_covariates_nothing_is_adjusted(sample: Path, tmp_path: Path) -> None:
    out = tmp_path / "out.json"
    assert typed(sample, out, id="编号").exit_code == 0
    found = json.loads(out.read_text(encoding="utf-8"))
    assert found["adjusted"] is None
    assert found["adjusted_ci"] is None
    assert found["balance"] == {}


@pytest.mark.parametrize(
    ("options", "code"),
    [
        ({"treated": "丙"}, "COMPARE_GROUP_UNKNOWN"),
        ({"followup": "明年"}, "COMPARE_COLUMN_MISSING"),
        ({"followup": "编号"}, "COMPARE_NOT_A_NUMBER"),
        ({"covariates": "年龄,年龄"}, "COMPARE_COLUMN_TWICE"),
    ],
)
def test_refused_in_one_sentence_with_nothing_written(
    sample: Path, tmp_path: Path, options: dict[str, str], code: str
) -> None:
    out = tmp_path / "out.json"
    done = typed(sample, out, **options)
    assert done.exit_code == 2
    assert f"[{code}]" in done.output
    assert len(done.output.strip().splitlines()) == 1
    assert sorted(path.name for path in tmp_path.iterdir()) == ["表.csv"]


def test_no_file_no_sheet_no_place(sample: Path, tmp_path: Path) -> None:
    assert "[OUTCOME_FILE_UNREADABLE]" in typed(tmp_path / "no.csv", tmp_path / "o").output
    picture = tmp_path / "a.png"
    picture.write_bytes(b"\x89PNG\r\n\x1a\n\0\0\0\rIHDR")
    assert "[SHEET_NOT_A_SPREADSHEET]" in typed(picture, tmp_path / "o").output
    assert "[OUTCOME_OUT_UNWRITABLE]" in typed(sample, tmp_path).output
    assert "[OUTCOME_OUT_UNWRITABLE]" in typed(sample, sample).output
    assert "[OUTCOME_OUT_UNWRITABLE]" in typed(sample, tmp_path / "no" / "o").output
    assert sample.read_bytes() == as_csv(SAMPLE, "gb18030")


def test_one_group_only(tmp_path: Path) -> None:
    path = tmp_path / "one.csv"
    path.write_bytes(as_csv(SAMPLE[:9]))
    done = typed(path, tmp_path / "o.json")
    assert (done.exit_code, (tmp_path / "o.json").exists()) == (2, False)
    assert "[COMPARE_ONE_GROUP]" in done.output
