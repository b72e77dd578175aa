"""Few entries stand side by side, many are gathered under the parts of the office's work."""

from lms.plugin import Section
from lms.web.navigation import MOST_SIDE_BY_SIDE, Link, gathered


def link(name: str, section: Section = Section.NONE, active: bool = False) -> Link:
    return Link(name, f"/{name}", active, "list", section)


def many(*sections: Section, active: int = -1) -> list[Link]:
    return [link(str(n), section, n == active) for n, section in enumerate(sections)]


def test_few_stay_side_by_side() -> None:
    found = many(*[Section.TRAINING] * MOST_SIDE_BY_SIDE)
    assert gathered(found) == found


def test_many_are_gathered_where_the_first_of_them_stood() -> None:
    found = many(
        Section.NONE,
        *[Section.TRAINING] * 4,
        Section.LEADERS,
        Section.OFFICE,
        Section.TRAINING,
        Section.OFFICE,
        active=7,
    )
    top = gathered(found)
    assert [(one.section, one.url, len(one.children)) for one in top] == [
        (Section.NONE, "/0", 0),
        (Section.TRAINING, "/1", 5),
        (Section.LEADERS, "/5", 0),
        (Section.OFFICE, "/6", 2),
    ]
    assert [one.active for one in top] == [False, True, False, False]


def test_nothing_is_lost_by_gathering() -> None:
    found = many(*list(Section) * 3)
    top = gathered(found)
    shown = [child.url for one in top for child in (one.children or [one])]
    assert sorted(shown) == sorted(one.url for one in found)
