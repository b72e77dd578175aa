"""Statistical division codes as prefixes: province 2, city 4, county 6, town 9, village 12 digits.

The packaged data write every code with twelve digits (`411224000000`); the product works with the
significant prefix (`411224`), because containment is then a plain `startswith`.
"""

from collections.abc import Mapping
from dataclasses import dataclass, field
from enum import StrEnum
from types import MappingProxyType


class Level(StrEnum):
    """The five levels of the tree, from the top."""

    PROVINCE = "province"
    CITY = "city"
    COUNTY = "county"
    TOWN = "town"
    VILLAGE = "village"


PREFIX_LENGTHS: Mapping[Level, int] = MappingProxyType(
    {Level.PROVINCE: 2, Level.CITY: 4, Level.COUNTY: 6, Level.TOWN: 9, Level.VILLAGE: 12}
)
_LEVELS: Mapping[int, Level] = MappingProxyType({n: level for level, n in PREFIX_LENGTHS.items()})
_PARENT_LENGTHS: Mapping[int, int] = MappingProxyType({4: 2, 6: 4, 9: 6, 12: 9})


@dataclass(frozen=True, slots=True)
class Division:
    """One division. `code` has twelve digits, `parent` is the prefix above ("" for a province)."""

    code: str
    name: str
    level: Level
    parent: str

    @property
    def prefix(self) -> str:
        """The significant digits of the code."""
        return self.code[: PREFIX_LENGTHS[self.level]]


def level_of(prefix: str) -> Level:
    """The level of a significant prefix; ValueError when no level has so many digits."""
    level = _LEVELS.get(len(prefix))
    if level is None or not (prefix.isascii() and prefix.isdigit()):
        raise ValueError(f"not a division prefix: {prefix!r}")
    return level


def parent_of(prefix: str) -> str:
    """The prefix one level up, "" above a province."""
    level_of(prefix)
    length = _PARENT_LENGTHS.get(len(prefix))
    return prefix[:length] if length else ""


def ancestors_of(prefix: str) -> tuple[str, ...]:
    """All prefixes above, nearest first; a province has none."""
    found: list[str] = []
    above = parent_of(prefix)
    while above:
        found.append(above)
        above = parent_of(above)
    return tuple(found)


@dataclass(frozen=True, slots=True)
class Overrides:
    """Where the digits do not say which city or county a place counts as.

    `cities` maps a prefix (2 to 6 digits, the longest wins) to the city it counts as; `counties`
    maps a county to the county it counts as. An officer may add entries, for instance the urban
    districts of a city that the province treats as one place.
    """

    cities: Mapping[str, str] = field(default_factory=dict)
    counties: Mapping[str, str] = field(default_factory=dict)


# County codes retired between 2012 and 2021 in the two programme provinces: code and name of then,
# code of today. Source: 民政部, 县级以上行政区划变更情况 of these years.
RETIRED_COUNTIES: tuple[tuple[str, str, str], ...] = (
    ("410224", "开封县", "410212"),
    ("410306", "吉利区", "410308"),
    ("410322", "孟津县", "410308"),
    ("410381", "偃师市", "410307"),
    ("410728", "长垣县", "410783"),
    ("411023", "许昌县", "411003"),
    ("411222", "陕县", "411203"),
    ("411626", "淮阳县", "411603"),
    ("440183", "增城市", "440118"),
    ("440184", "从化市", "440117"),
    ("440923", "电白县", "440904"),
    ("441283", "高要市", "441204"),
    ("441421", "梅县", "441403"),
    ("441723", "阳东县", "441704"),
    ("441827", "清新县", "441803"),
    ("445121", "潮安县", "445103"),
    ("445221", "揭东县", "445203"),
    ("445323", "云安县", "445303"),
)

# The four municipalities are one city each, whatever digits 3 and 4 say. Counties directly under
# a province share the city digits 90 (济源 4190xx) without being one city: see city_of().
DEFAULT_OVERRIDES = Overrides(
    cities=MappingProxyType({"11": "11", "12": "12", "31": "31", "50": "50"}),
    counties=MappingProxyType({then: today for then, _, today in RETIRED_COUNTIES}),
)


def province_of(prefix: str) -> str:
    """The province of a prefix of any level."""
    level_of(prefix)
    return prefix[:2]


def county_of(prefix: str, overrides: Overrides = DEFAULT_OVERRIDES) -> str:
    """The county a county, town or village counts as; ValueError above the county."""
    if len(prefix) < 6:
        raise ValueError(f"a county or something below it is needed, not {prefix!r}")
    level_of(prefix)
    return overrides.counties.get(prefix[:6], prefix[:6])


def city_of(prefix: str, overrides: Overrides = DEFAULT_OVERRIDES) -> str:
    """The city a county, town or village counts as.

    A county directly under its province (city digits 90) is its own city.
    """
    county = county_of(prefix, overrides)
    for length in (6, 4, 2):
        city = overrides.cities.get(county[:length])
        if city is not None:
            return city
    return county if county[2:4] == "90" else county[:4]


def same_county(home: str, venue: str, overrides: Overrides = DEFAULT_OVERRIDES) -> bool:
    """Whether both places count as one county (codes of 6 digits or more)."""
    return county_of(home, overrides) == county_of(venue, overrides)


def same_city(home: str, venue: str, overrides: Overrides = DEFAULT_OVERRIDES) -> bool:
    """Whether both places count as one city (codes of 6 digits or more)."""
    return city_of(home, overrides) == city_of(venue, overrides)


def same_province(home: str, venue: str, overrides: Overrides = DEFAULT_OVERRIDES) -> bool:
    """Whether both places are in one province (codes of 6 digits or more)."""
    return county_of(home, overrides)[:2] == county_of(venue, overrides)[:2]
