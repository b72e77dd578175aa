"""The answer to the question which place is meant, and former names that lead to today's."""

from dataclasses import dataclass
from enum import StrEnum

from lms.divisions.prefixes import Level

DIVISION_UNKNOWN = "DIVISION_UNKNOWN"


class Unknown(StrEnum):
    """Why a place was not followed down to a village."""

    MISSING = "missing"
    COUNTY = "county"
    TOWN = "town"
    VILLAGE_MISSING = "village_missing"
    VILLAGE = "village"
    AMBIGUOUS = "ambiguous"
    NOT_LOADED = "not_loaded"


@dataclass(frozen=True, slots=True)
class Place:
    """What a text was found to mean.

    `code` is the deepest certain prefix, `level` its level, `home_county` the six digits that
    decide about subsidies (None when not even the county is known), `problem` DIVISION_UNKNOWN
    or None, `reason` says which part was not found and `text` what was written there.
    """

    code: str | None
    level: Level | None
    home_county: str | None
    problem: str | None = None
    reason: Unknown | None = None
    text: str = ""

    @property
    def village(self) -> str | None:
        """The twelve digits of the village, None when it is not known."""
        return self.code if self.level is Level.VILLAGE else None


@dataclass(frozen=True, slots=True)
class FormerName:
    """A name or code of then: `name` under `parent` (a prefix of today) now means `prefix`."""

    parent: str
    name: str
    prefix: str
