"""Finding the division that a roster's place text means, and saying why when there is none."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass

from lms.divisions.naming import short_region, split_village, squeeze, town_spellings
from lms.divisions.places import DIVISION_UNKNOWN, FormerName, Place, Unknown
from lms.divisions.prefixes import RETIRED_COUNTIES, Division, Level, level_of

# Rows of "cities" that stand for no city and are never written in an address.
_UNSPOKEN = frozenset({"市辖区", "县", "省直辖县级行政区划", "自治区直辖县级行政区划"})
_GROUP_MARKS = ("组", "队", "号", "屯", "户", "巷", "街", "路")
_VILLAGE_ENDS = frozenset("村区会")
_GROUP_DIGITS = frozenset("0123456789一二三四五六七八九十第")
_REMEMBERED = 65_536


_RETIRED = tuple(FormerName(today[:4], name, today) for _, name, today in RETIRED_COUNTIES)
# One reading of a text: prefix reached, characters not yet read.
_Reading = tuple[str, str]
# A village as kept for look-up: full name, kind (村 or 社区), code.
_Entry = tuple[str, str, str]


@dataclass(frozen=True, slots=True)
class _Towns:
    """The towns of one county by every spelling, and how long the spellings are."""

    names: Mapping[str, list[str]]
    lengths: Mapping[str, tuple[int, ...]]


class Gazetteer:
    """Look-up over any part of the division tree. Immutable but for its memory of answers."""

    def __init__(self, divisions: Iterable[Division], former: Iterable[FormerName] = ()) -> None:
        self._regions: dict[str, list[str]] = {}
        self._short: dict[str, list[str]] = {}
        self._counties: set[str] = set()
        self._raw_towns: dict[str, dict[str, list[str]]] = {}
        self._towns: dict[str, _Towns] = {}
        self._raw_villages: dict[str, list[tuple[str, str]]] = {}
        self._villages: dict[str, dict[str, list[_Entry]]] = {}
        self._answers: dict[tuple[tuple[str, ...], str], Place] = {}
        for division in divisions:
            self._add(division.code, division.name, division.level)
        for old in (*_RETIRED, *former):
            self._add_former(old)
        self._lengths = _lengths_by_first((*self._regions, *self._short))

    def _add(self, code: str, name: str, level: Level) -> None:
        if level is Level.VILLAGE:
            self._raw_villages.setdefault(code[:6], []).append((name, code))
        elif level is Level.TOWN:
            self._raw_towns.setdefault(code[:6], {}).setdefault(name, []).append(code[:9])
        elif level is Level.COUNTY:
            self._counties.add(code[:6])
            self._regions.setdefault(name, []).append(code[:6])
        elif name not in _UNSPOKEN:
            prefix = code[:2] if level is Level.PROVINCE else code[:4]
            self._regions.setdefault(name, []).append(prefix)
            self._short.setdefault(short_region(name), []).append(prefix)

    def _add_former(self, old: FormerName) -> None:
        level = level_of(old.prefix)
        if level is Level.VILLAGE:
            self._raw_villages.setdefault(old.prefix[:6], []).append((old.name, old.prefix))
        elif level is Level.TOWN:
            towns = self._raw_towns.setdefault(old.prefix[:6], {})
            towns.setdefault(old.name, []).append(old.prefix)
        elif level is not Level.COUNTY or old.prefix in self._counties:
            self._regions.setdefault(old.name, []).append(old.prefix)

    # -- one county, indexed when it is first asked for ------------------------------------

    def _town_index(self, county: str) -> _Towns:
        """Towns by name, by name without the county's own, and by what they may have been."""
        towns = self._towns.get(county)
        if towns is None:
            raw = {squeeze(n): c for n, c in self._raw_towns.get(county, {}).items()}
            own = [name for name, codes in self._regions.items() if raw and county in codes]
            names = {name: list(codes) for name, codes in raw.items()}
            for name, codes in raw.items():
                plain = next((name[len(o) :] for o in own if name.startswith(o)), name)
                for spelling in town_spellings(plain) - raw.keys():
                    known = names.setdefault(spelling, [])
                    known.extend(code for code in codes if code not in known)
            towns = self._towns[county] = _Towns(names, _lengths_by_first(names))
        return towns

    def _village_index(self, county: str) -> dict[str, list[_Entry]]:
        """Villages by core name."""
        index = self._villages.get(county)
        if index is None:
            index = self._villages[county] = {}
            for name, code in self._raw_villages.get(county, ()):
                core, kind = split_village(name)
                index.setdefault(core, []).append((squeeze(name), kind, code))
        return index

    # -- asking ----------------------------------------------------------------------------

    def resolve(self, text_parts: tuple[str, ...], within: str = "") -> Place:
        """The place that the parts (town and village columns, or one address) mean.

        `within` is the prefix of the roster's own county, city or province: levels that the text
        leaves out are taken from it, levels that the text names go before it.
        """
        key = (text_parts, within)
        place = self._answers.get(key)
        if place is None:
            if len(self._answers) >= _REMEMBERED:
                self._answers.clear()
            place = self._answers[key] = self._resolve(text_parts, within)
        return place

    def _resolve(self, text_parts: tuple[str, ...], within: str) -> Place:
        parts = [plain for plain in map(squeeze, text_parts) if plain]
        if not parts:
            return Place(None, None, None, DIVISION_UNKNOWN, Unknown.MISSING)
        if len(parts) == 2 and len(within) == 6:
            towns = self._town_index(within).names.get(parts[0], ())
            if len(towns) == 1:
                return self._second_chance(self._village(within, towns[0], parts[1]), parts, within)
        return self._second_chance(self._best("".join(parts), within), parts, within)

    def _second_chance(self, place: Place, parts: list[str], within: str) -> Place:
        """A village column may hold the whole address: read alone, it must agree with the rest."""
        if place.problem is None or len(parts) == 1:
            return place
        last = self._best(parts[-1], within)
        agrees = place.code is None or (last.code or "").startswith(place.code)
        return last if last.village and agrees else place

    def _best(self, text: str, within: str) -> Place:
        """The deepest reading; of equals the nearest to `within`; of those more than one: none.

        The roster's own county is only supposed when a town or village of it is found, or when
        the text names no region at all.
        """
        readings = sorted(self._read(text, ""), key=lambda reading: -len(reading[0]))
        places: list[Place] = []
        for prefix, rest in readings:
            if len(prefix) < 6 and any(place.village for place in places):
                break
            places.append(self._finish(prefix, rest, within))
        if len(within) == 6 and not any(place.village for place in places):
            supposed = self._in_county(within, text)
            if not places or supposed.code != within:
                places.append(supposed)
        if not places:
            return Place(None, None, None, DIVISION_UNKNOWN, Unknown.COUNTY, text)
        top = max(_rank(place, within) for place in places)
        tied = [place for place in places if _rank(place, within) == top]
        if len({place.code for place in tied}) > 1:
            return Place(None, None, None, DIVISION_UNKNOWN, Unknown.AMBIGUOUS, text)
        return tied[0]

    def _read(self, text: str, above: str) -> list[_Reading]:
        """Every way to read region names off the front of the text, below `above`."""
        readings: list[_Reading] = []
        for length in self._lengths.get(text[:1], ()):
            head, rest = text[:length], text[length:]
            for prefix in self._regions.get(head, ()):
                if len(prefix) > len(above) and prefix.startswith(above):
                    readings += [(prefix, rest), *self._read(rest, prefix)]
            for prefix in self._short.get(head, ()):
                if len(prefix) > len(above) and prefix.startswith(above):
                    readings += self._read(rest, prefix)
        return readings

    def _finish(self, prefix: str, rest: str, within: str) -> Place:
        """The place of one reading; a county left out is the roster's own if it lies there."""
        if len(prefix) == 6:
            return self._in_county(prefix, rest)
        if len(within) == 6 and within.startswith(prefix):
            place = self._in_county(within, rest)
            if place.code != within:
                return place
        return Place(prefix, level_of(prefix), None, DIVISION_UNKNOWN, Unknown.COUNTY, rest)

    def _in_county(self, county: str, text: str) -> Place:
        """Town and village at the front of the text; a village alone if its name is unique."""
        towns = self._town_index(county)
        for length in towns.lengths.get(text[:1], ()):
            codes = towns.names.get(text[:length], ())
            if len(codes) == 1:
                return self._village(county, codes[0], text[length:])
        entries = self._matching(county, county, text)
        if len(entries) == 1:
            return Place(entries[0][2], Level.VILLAGE, county)
        if entries:
            reason = Unknown.AMBIGUOUS
        elif not text:
            reason = Unknown.VILLAGE_MISSING
        elif not towns.names:
            reason = Unknown.NOT_LOADED
        else:
            reason = Unknown.TOWN
        return Place(county, Level.COUNTY, county, DIVISION_UNKNOWN, reason, text)

    def _village(self, county: str, town: str, text: str) -> Place:
        entries = self._matching(county, town, text) if text else []
        if len(entries) == 1:
            return Place(entries[0][2], Level.VILLAGE, county)
        if entries:
            reason = Unknown.AMBIGUOUS
        elif not text:
            reason = Unknown.VILLAGE_MISSING
        elif county not in self._raw_villages:
            reason = Unknown.NOT_LOADED
        else:
            reason = Unknown.VILLAGE
        return Place(town, Level.TOWN, county, DIVISION_UNKNOWN, reason, text)

    def _matching(self, county: str, under: str, text: str) -> list[_Entry]:
        """The villages under a prefix that the text names, with or without a group behind."""
        index = self._village_index(county)
        core, kind = split_village(text)
        entries = _narrow(index.get(core, ()), under, text, kind)
        for length in range(len(text) - 1, 1, -1):
            if entries:
                break
            head = text[:length]
            if head[-1] in _VILLAGE_ENDS or _is_group(text[length:]):
                core, kind = split_village(head)
                entries = _narrow(index.get(core, ()), under, head, kind)
        return entries


def _lengths_by_first(names: Iterable[str]) -> dict[str, tuple[int, ...]]:
    """For every first character the lengths of the names that begin with it, longest first."""
    lengths: dict[str, set[int]] = {}
    for name in names:
        lengths.setdefault(name[0], set()).add(len(name))
    return {first: tuple(sorted(found, reverse=True)) for first, found in lengths.items()}


def _narrow(entries: Iterable[_Entry], under: str, text: str, kind: str) -> list[_Entry]:
    """Of villages with one core name: the same name, else the same kind, else all of them."""
    found = [entry for entry in entries if entry[2].startswith(under)]
    if len(found) > 1:
        found = [e for e in found if e[0] == text] or [e for e in found if e[1] == kind] or found
    return found


def _is_group(tail: str) -> bool:
    """Whether the text is only a group or house number, such as 3组 or 第二村民小组."""
    return tail[0] in _GROUP_DIGITS and tail.endswith(_GROUP_MARKS)


def _rank(place: Place, within: str) -> tuple[int, int]:
    """Depth first, then how many levels the place shares with the roster's own county."""
    code = place.code or ""
    shared = sum(1 for length in (2, 4, 6) if within and code[:length] == within[:length])
    return len(code), shared
