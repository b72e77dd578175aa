"""Tables of outcomes for the tests, and the published one."""

import csv
import io
from collections.abc import Sequence
from functools import cache
from pathlib import Path

import causaldata

from courses.outcomes.outcome_tables import Columns
from lms.sheets import Workbook, read_workbook

SAMPLE = [
    ("编号", "组", "上年", "今年", "年龄"),
    *[(f"a{n}", "1", 1000 + 10 * n, 1500 + 17 * n, 30 + n % 5) for n in range(8)],
    *[(f"b{n}", "0", 1000 + 9 * n, 1200 + 11 * n, 31 + n % 4) for n in range(9)],
]
ASKED = Columns("组", "1", ("上年",), "今年", ("年龄",), "编号")
COVARIATES = ("age", "educ", "black", "hisp", "marr", "nodegree", "re74", "re75")


def as_csv(rows: Sequence[Sequence[object]], encoding: str = "utf-8") -> bytes:
    text = io.StringIO(newline="")
    csv.writer(text).writerows(rows)
    return text.getvalue().encode(encoding)


def workbook(rows: Sequence[Sequence[object]]) -> Workbook:
    return read_workbook(as_csv(rows), "表.csv")


@cache
def nsw() -> list[tuple[object, ...]]:
    """LaLonde's National Supported Work experiment in the sample of Dehejia and Wahba (1999).

    Ships with the package `causaldata` as `nsw_mixtape` (Cunningham, Causal Inference: The Mixtape).
    """
    frame = causaldata.nsw_mixtape.load_pandas().data
    frame["age2"] = frame["age"].astype(float) ** 2
    return [tuple(frame.columns), *frame.itertuples(index=False, name=None)]


def nsw_file(folder: Path) -> Path:
    path = folder / "nsw.csv"
    path.write_bytes(as_csv(nsw()))
    return path
