"""Panels looked at before and after an act."""

from dataclasses import dataclass

from lms.web.trying import sides


@dataclass(frozen=True)
class Named:
    name: str


def entry(name: str, number: int) -> dict[str, object]:
    return {"panel": Named(name), "context": {"number": number}}


def test_only_what_was_there_before_has_two_sides() -> None:
    found = sides([entry("a", 1), entry("b", 2)], [entry("c", 3), entry("a", 4)])
    assert [(one["panel"].name, one["before"], one["after"]) for one in found] == [
        ("a", {"number": 1}, {"number": 4}), ("b", {"number": 2}, None),
    ]  # fmt: skip
