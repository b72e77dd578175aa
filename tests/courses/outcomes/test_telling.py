"""What all reports that one reader may open tell together: linear algebra, not our own elimination."""

from collections import Counter
from collections.abc import Callable, Iterable, Sequence
from dataclasses import replace
from datetime import date

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from courses.outcomes import slicing
from courses.outcomes.dividing import Divisions
from courses.outcomes.hiding import LEAST
from courses.outcomes.income import Income
from courses.outcomes.reported import Asked, Report
from courses.outcomes.rules import WORKING, AttemptCode, ExitKind, Status, WaveState
from courses.outcomes.slicing import Near
from courses.outcomes.tallying import Row, Step, Tally, as_group

TODAY = date(2020, 6, 1)
ASKED = Asked("411224", "d180")
CLASSES = {"1": ("甲中心", "7"), "2": ("乙中心", "7"), "3": ("甲中心", "8"), "4": ("乙中心", "8")}
"""Each class's centre and course, which everybody knows."""
KINDS = ("registered_poor", "villager")
SAID = (Status.SHOP, Status.EMPLOYED, Status.NONE, Status.STUDY, None)
Atom = tuple[str, str, Status | None]
ATOMS: list[Atom] = [(c, k, s) for c in CLASSES for k in KINDS for s in SAID]
Counts = dict[Atom, int]
Says = tuple[Callable[[Atom], bool], int]


def rows(counts: Counts) -> list[Row]:
    made = []
    for (cohort, kind, said), count in counts.items():
        centre, course = CLASSES[cohort]
        done = said is not None
        made += [Row(
            ExitKind.GRADUATE, WaveState.DONE if done else WaveState.OPEN, None,
            AttemptCode.COMPLETE if done else None, TODAY, TODAY, TODAY if done else None, 1, said,
            None, Income(100_000, 0, 0, 0, 0, 1) if done else None,
            groups=(("category", kind), ("region", "411224101"), ("centre", centre),
                    ("course", course), ("cohort", cohort)),
            course_id=int(course), category=kind, year=2020,
        )] * count  # fmt: skip
    return made


def looked(counts: Counts, category: str = "") -> Report:
    asked = replace(ASKED, category=category)
    found, near = slicing.split(slicing.wanted(asked), rows(counts), TODAY)
    return Report(asked, found, None, 0, near, strict=True)


def working(atom: Atom) -> bool:
    return atom[2] in WORKING


def idle(atom: Atom) -> bool:
    return atom[2] is not None and atom[2] not in WORKING


def silent(atom: Atom) -> bool:
    return atom[2] is None


def saying(status: Status) -> Callable[[Atom], bool]:
    return lambda atom: atom[2] is status


def inside(kind: str, key: str) -> Callable[[Atom], bool]:
    def fits(atom: Atom) -> bool:
        cohort, category, _said = atom
        centre, course = CLASSES[cohort]
        return key == {"category": category, "region": "411224101", "centre": centre,
                       "course": course, "cohort": cohort}[kind]  # fmt: skip

    return fits


def both(*tests: Callable[[Atom], bool]) -> Callable[[Atom], bool]:
    return lambda atom: all(test(atom) for test in tests)


def everybody(_atom: Atom) -> bool:
    return True


def said_by(found: Report, of: Callable[[Atom], bool] = everybody) -> list[Says]:
    """Every count that a report shows, with whom it counts."""
    if found.withheld:
        return []
    says: list[Says] = [
        (both(of, lambda atom: atom[2] is not None), found.tally.answered), (of, found.tally.eligible),
    ]  # fmt: skip
    if found.working is not None:
        says.append((both(of, working), found.working.part))
    for status, share in found.statuses():
        if share is not None:
            says.append((both(of, saying(status)), share.part))
    for kind, lines in found.sub_groups().items():
        for line in lines:
            here = both(of, inside(kind, line.key))
            if line.working is not None:
                says.append((both(here, working), line.working))
            if line.answered is not None:
                says.append((both(here, lambda atom: atom[2] is not None), line.answered))
            if line.eligible is not None:
                says.append((here, line.eligible))
    return says


def secrets(of: Callable[[Atom], bool] = everybody) -> list[Callable[[Atom], bool]]:
    """Who works and who does not, of every sub-group."""
    lines = [("category", kind) for kind in KINDS]
    lines += [("cohort", cohort) for cohort in CLASSES]
    lines += [(kind, key) for at, kind in enumerate(("centre", "course"))
              for key in {facts[at] for facts in CLASSES.values()}]  # fmt: skip
    return [both(of, inside(*line), side) for line in lines for side in (working, idle)]


def told(
    says: Sequence[Says], counts: Counts, wanted: Sequence[Callable[[Atom], bool]]
) -> list[int]:
    """Small counts that follow from what is said, whatever the atoms are."""
    matrix = np.array([[float(of(atom)) for atom in ATOMS] for of, _count in says])
    rank = np.linalg.matrix_rank(matrix)
    found = []
    for of in wanted:
        count = sum(counts[atom] for atom in ATOMS if of(atom))
        row = np.array([float(of(atom)) for atom in ATOMS])
        if 0 < count < LEAST and np.linalg.matrix_rank(np.vstack([matrix, row])) == rank:
            found.append(count)
    return found


COUNTS = st.lists(st.integers(0, 9), min_size=len(ATOMS), max_size=len(ATOMS)).map(
    lambda found: dict(zip(ATOMS, found, strict=True))
)


@settings(max_examples=50, deadline=None)
@given(COUNTS)
def test_one_report_tells_no_small_cell(counts: Counts) -> None:
    """Also not a class by what its centre and its course show."""
    found = looked(counts)
    for of, count in said_by(found):
        assert count == sum(counts[atom] for atom in ATOMS if of(atom))
    assert told(said_by(found), counts, secrets()) == []


@settings(max_examples=50, deadline=None)
@given(COUNTS)
def test_statuses_are_not_told_by_the_share_that_works(counts: Counts) -> None:
    found = looked(counts)
    wanted = [saying(status) for status in Status]
    assert told(said_by(found), counts, wanted) == []


@settings(max_examples=50, deadline=None)
@given(COUNTS)
def test_filtered_reports_tell_no_small_cell(counts: Counts) -> None:
    """All of a county's reports by category together with the one of everybody."""
    says, wanted = said_by(looked(counts)), secrets()
    for kind in KINDS:
        own = inside("category", kind)
        says += said_by(looked(counts, kind), own)
        wanted += [both(own, test) for test in (working, idle, *map(saying, Status))]
    assert told(says, counts, wanted) == []


COUNTIES = ("411224", "411221", "411202", "410122", "410181")
"""Three of one city, two of another."""
EVERY = (*Status, None)
PLACES = [(county, said) for county in COUNTIES for said in EVERY]


def counted(counts: dict[tuple[str, Status | None], int], prefix: str) -> Tally:
    found = Tally()
    for county in COUNTIES:
        if not county.startswith(prefix):
            continue
        part = Tally()
        for said in EVERY:
            part.steps[Step.UNTRIED if said is None else Step.ANSWERED] += counts[county, said]
            if said is not None:
                part.statuses[said] += counts[county, said]
        part.groups["region"] = {county: as_group(part)}
        found.merge(part)
    return found


@settings(max_examples=50, deadline=None)
@given(st.lists(st.integers(0, 9), min_size=len(PLACES), max_size=len(PLACES)))
def test_cities_and_their_counties_tell_no_small_cell(numbers: list[int]) -> None:
    """Whoever reads a province opens the reports of its cities and of every county too."""
    counts = dict(zip(PLACES, numbers, strict=True))
    known = {county: Counter(slicing.counts(counted(counts, county))) for county in COUNTIES}
    matrix: list[list[float]] = []
    for prefix in ("41", "4112", "4101", *COUNTIES):
        near: Near = {slicing.DIVISION: Divisions(prefix, known)}
        found = Report(Asked(prefix), counted(counts, prefix), None, 0, near, strict=True)
        if found.withheld:
            continue
        here = [county for county in COUNTIES if county.startswith(prefix)]
        matrix += [_of(here, EVERY), _of(here, Status)]
        matrix += [_of(here, WORKING)] if found.working else []
        matrix += [_of(here, [status]) for status, share in found.statuses() if share]
        for line in found.lines("region") if len(prefix) < 6 else ():
            matrix += [_of([line.key], WORKING)] if line.share is not None else []
            matrix += [_of([line.key], Status)] if line.answered is not None else []
            matrix += [_of([line.key], EVERY)] if line.eligible is not None else []
    rank = np.linalg.matrix_rank(np.array(matrix)) if matrix else 0
    for county in COUNTIES:
        for side in (set(WORKING), set(Status) - WORKING, *({x} for x in Status)):
            count = sum(counts[county, said] for said in side)
            if matrix and 0 < count < LEAST:
                assert np.linalg.matrix_rank(np.array([*matrix, _of([county], side)])) > rank


def _of(counties: Sequence[str], which: Iterable[Status | None]) -> list[float]:
    said = list(which)
    return [float(county in counties and each in said) for county, each in PLACES]


def test_a_county_alone_in_its_city_shows_its_flow() -> None:
    """Only what would tell the small step is hidden, not everything."""
    steps: Counter[str] = Counter(
        {Step.DIED: 2, Step.REFUSED: 9, Step.UNTRIED: 30, Step.ANSWERED: 40, Step.IN_CLASS: 20}
    )
    gone = Divisions("411224", {"411224": steps}).hidden_flow()
    assert gone == {Step.DIED, "asked", "graduates", Step.IN_CLASS}
    assert gone == Divisions("4112", {"411224": steps}).hidden_flow()


def test_a_class_that_is_alone_in_its_centre_hides_its_centre() -> None:
    """3 work in class 1; class 2 hides it, and centre 乙 would tell class 2 if it had no other."""
    counts = dict.fromkeys(ATOMS, 0)
    for cohort, working_, idle_ in (("1", 3, 20), ("2", 10, 20), ("3", 20, 20)):
        counts[cohort, KINDS[0], Status.SHOP] = working_
        counts[cohort, KINDS[0], Status.NONE] = idle_
    found = looked(counts)
    lines = {(kind, x.key): x.working for kind, by in found.sub_groups().items() for x in by}
    assert lines["cohort", "1"] is None
    assert lines["cohort", "2"] is None
    assert lines["centre", "乙中心"] is None


@pytest.mark.parametrize(("none", "shown"), [(3, False), (8, True)])
def test_few_out_of_work_are_not_told_by_the_rest(none: int, shown: bool) -> None:
    """35 of 38 work in one way: neither the share nor the one status may be shown, nor the three."""
    counts = dict.fromkeys(ATOMS, 0)
    counts["1", KINDS[0], Status.SHOP] = 35
    counts["1", KINDS[0], Status.NONE] = none
    found = looked(counts)
    assert (found.working is not None) is shown
    assert (dict(found.statuses())[Status.SHOP] is not None) is shown
    for_whom_may_see = replace(found, strict=False)
    assert for_whom_may_see.working is not None
    assert (dict(for_whom_may_see.statuses())[Status.STUDY] is not None) is shown
