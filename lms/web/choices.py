"""What a field offers: pairs of value and words, as the form library takes them."""

from collections.abc import Iterable, Mapping

from wtforms import SelectChoice

Pairs = Iterable[tuple[str, object]]


def options(pairs: Pairs, group: str | None = None) -> list[SelectChoice]:
    """The pairs as choices, under a heading if `group` names one."""
    return [SelectChoice(value, words, optgroup=group) for value, words in pairs]


def grouped(groups: Mapping[str, Pairs]) -> list[SelectChoice]:
    """Choices under the heading of each group, in their order."""
    return [one for group, pairs in groups.items() for one in options(pairs, group)]
