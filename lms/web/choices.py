"""What a field offers: pairs of value and words, as the form library takes them."""

from collections.abc import Iterable, Mapping

from wtforms import SelectChoice, SelectField

Pairs = Iterable[tuple[str, object]]


def options(pairs: Pairs, group: str | None = None) -> list[SelectChoice]:
    """The pairs as choices, under a heading if `group` names one."""
    return [SelectChoice(value, words, optgroup=group) for value, words in pairs]


def grouped(groups: Mapping[str, Pairs]) -> list[SelectChoice]:
    """Choices under the heading of each group, in their order."""
    return [one for group, pairs in groups.items() for one in options(pairs, group)]


class PlaceField(SelectField):  # type: ignore[misc]  # wtforms has no annotations
    """归入: a county or one of its centres, offered as `divisions.queries.counties_and_centres`."""

    def offer(self, places: Pairs) -> None:
        """Offer these (`county/centre id`, name)."""
        self.choices = options(places)

    @property
    def target(self) -> tuple[str, int | None]:
        """County and centre id of what was chosen."""
        county, _, centre = str(self.data).partition("/")
        return county, int(centre) if centre else None
