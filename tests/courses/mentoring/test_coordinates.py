"""Points of divisions from a file: what is read, what is refused, and who may."""

from collections.abc import Callable
from pathlib import Path

import pytest
from click.testing import CliRunner
from sqlalchemy import select
from sqlalchemy.orm import Session

from courses.mentoring import coordinates, matching_facts
from courses.mentoring.models import Coordinate
from lms.cli import main
from lms.db import unit_of_work
from lms.errors import DomainError
from lms.installation import Installation
from lms.settings.services import set_value
from tests.courses.mentoring.corps import MAKER
from tests.support.running import NOW, config_in, make_app
from tests.support.world import World


def refused(act: Callable[[], object]) -> str:
    with pytest.raises(DomainError) as fault:
        act()
    return fault.value.code


def test_a_file_of_any_office_is_read() -> None:
    text = "区划代码,纬度,经度\n\n411224100000, 34.054321 ,111.05\n411224100001,34,111\n"
    for encoding in ("utf-8", "utf-8-sig", "gb18030"):
        lines = coordinates.read(text.encode(encoding))
        assert [(one.division, one.at) for one in lines] == [
            ("411224100", (34_054_321, 111_050_000)),
            ("411224100001", (34_000_000, 111_000_000)),
        ]


@pytest.mark.parametrize(
    ("line", "code"),
    [
        ("4112241,34,111", "COORDINATE_CODE_INVALID"),
        ("x,34,111\nabc,34,111", "COORDINATE_CODE_INVALID"),
        ("411224,111,34", "COORDINATE_VALUE_INVALID"),
        ("411224,34", "COORDINATE_VALUE_INVALID"),
        ("411224,nan,111", "COORDINATE_VALUE_INVALID"),
        ("区划代码,纬度,经度", "COORDINATES_EMPTY"),
    ],
)
def test_what_is_no_point_is_refused(line: str, code: str) -> None:
    assert refused(lambda: coordinates.read(line.encode())) == code


def test_a_new_file_replaces_points_and_stays_in_the_county(session: Session, world: World) -> None:
    officer = world.actor("officer")
    for latitude in ("34.1", "34.2"):
        lines = coordinates.read(f"411224100,{latitude},111".encode())
        assert coordinates.store(session, officer, NOW, lines) == 1
    assert coordinates.count(session, ["411224"]) == 1
    assert coordinates.points(session, ["411224100"]) == {"411224100": (34_200_000, 111_000_000)}
    assert coordinates.points(session, ["411224100007"], towns=True)
    assert not coordinates.points(session, ["411224100007"])
    outside = coordinates.read(b"411224101,34,111\n441403001,24,116")
    assert (
        refused(lambda: coordinates.store(session, officer, NOW, outside)) == "COORDINATE_OUTSIDE"
    )
    assert session.scalars(select(Coordinate.division)).all() == ["411224100"]


def test_distances_that_cannot_be_meant(session: Session) -> None:
    set_value(session, MAKER, NOW, "mentoring.weight_way", "411224", "5,4,3", "测试")
    assert refused(lambda: matching_facts.weights(session, "411224")) == "MATCHING_WEIGHTS_INVALID"
    assert matching_facts.weights(session, "4414").way == (0, 10, 40, 100, 250, 500)


def test_the_command_reads_a_file(tmp_path: Path) -> None:
    app = make_app(tmp_path)
    file = tmp_path / "points.csv"
    file.write_text("411224,34.05,111.05\n411224100,34.1,111.1\n", "utf-8")
    known = Installation(config_in(tmp_path))
    said = CliRunner().invoke(main, ["coordinates", str(file)], obj=known)
    assert (said.exit_code, said.output.strip()) == (0, "2"), said.output
    with app.app_context(), unit_of_work() as session:
        assert coordinates.count(session, [""]) == 2
    file.write_text("411224,94,111\n", "utf-8")
    said = CliRunner().invoke(main, ["coordinates", str(file)], obj=known)
    assert said.exit_code != 0
    assert "COORDINATE_VALUE_INVALID" in said.output or "纬度" in said.output
