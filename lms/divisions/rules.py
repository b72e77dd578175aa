"""Questions about divisions: which level, what lies above, one place or two, what is meant.

Source of codes and levels: National Bureau of Statistics, 统计用区划代码 (cut-off 2023-06-30).
"""

from lms.divisions.gazetteer import Gazetteer
from lms.divisions.naming import (
    normalise_place,
    short_region,
    split_village,
    squeeze,
    town_spellings,
)
from lms.divisions.places import DIVISION_UNKNOWN, FormerName, Place, Unknown
from lms.divisions.prefixes import (
    DEFAULT_OVERRIDES,
    PREFIX_LENGTHS,
    RETIRED_COUNTIES,
    Division,
    Level,
    Overrides,
    ancestors_of,
    city_of,
    county_of,
    level_of,
    parent_of,
    province_of,
    same_city,
    same_county,
    same_province,
)

__all__ = [
    "DEFAULT_OVERRIDES",
    "DIVISION_UNKNOWN",
    "PREFIX_LENGTHS",
    "RETIRED_COUNTIES",
    "Division",
    "FormerName",
    "Gazetteer",
    "Level",
    "Overrides",
    "Place",
    "Unknown",
    "ancestors_of",
    "city_of",
    "county_of",
    "level_of",
    "normalise_place",
    "parent_of",
    "province_of",
    "same_city",
    "same_county",
    "same_province",
    "short_region",
    "split_village",
    "squeeze",
    "town_spellings",
]
