"""Telling the life of one cohort: acts with their moments, done later in the order of time."""

import random
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from itertools import accumulate

from certificates.demo import sheets
from certificates.demo.county import SYLLABUS, Scene
from certificates.demo.days import at
from certificates.demo.people import Somebody
from certificates.demo.staff import COUNTY, FIRST
from courses.attendance import api as attendance
from courses.attendance.rules import Mark
from courses.cohorts import api as cohorts
from courses.cohorts.models import Cohort, Enrolment
from courses.cohorts.models import Session as HalfDay
from courses.cohorts.rules import CohortState, EnrolmentState, Half, SessionState, Slot
from courses.rosters import api as rosters
from lms.accounts.actor import Actor
from lms.runs import services as runs

MINUTES = {Half.AM: (11, 40), Half.PM: (17, 10)}
_ABSENCES = (Mark.ABSENT, Mark.ABSENT, Mark.LEAVE, Mark.LEAVE)


@dataclass(frozen=True, slots=True)
class Act:
    """Something somebody did at a moment."""

    when: datetime
    do: Callable[[datetime], object]


def drawn_mark(title: str, seat: int, slot: Slot) -> Mark:
    """The same trainee is marked the same in every demonstration: most come, some come seldom."""
    habit = random.Random(f"{title}{seat}").random()
    comes = 0.98 if habit < 0.7 else 0.88 if habit < 0.9 else 0.55
    draw = random.Random(f"{title}{seat}{slot[0]}{slot[1]}")
    if draw.random() > comes:
        return draw.choice(_ABSENCES)
    small = draw.random()
    late = Mark.LATE if slot[1] is Half.AM else Mark.LEFT_EARLY
    return late if small < 0.04 else Mark.PRESENT


class Story:
    """One cohort. Each verb adds acts; nothing happens before they are done."""

    def __init__(self, scene: Scene, title: str, course: str, centre: str, registrar: str) -> None:
        self.scene = scene
        self.title = title
        self.course = course
        self.centre = centre
        self.registrar: Actor = scene.staff[registrar]
        self.acts: list[Act] = []
        self._cohort_id = 0

    @property
    def cohort(self) -> Cohort:
        """The cohort, once it is opened."""
        return self.scene.session.get_one(Cohort, self._cohort_id)

    def then(self, when: datetime, do: Callable[[datetime], object]) -> None:
        """Add an act."""
        self.acts.append(Act(when, do))

    def opened(
        self, when: datetime, start: date, end: date, venue: str, venue_county: str = COUNTY
    ) -> None:
        """开班申请."""

        def do(now: datetime) -> None:
            made = cohorts.open_cohort(
                self.scene.session, self.registrar, now,
                county=COUNTY, centre_id=self.scene.centres[self.centre], title=self.title,
                start=start, end=end, venue_county=venue_county, venue=venue,
                course_id=self.scene.courses[self.course], capacity=50,
                fund_source="就业补助资金", filed_on=when.date(),
            )  # fmt: skip
            self._cohort_id = made.id

        self.then(when, do)

    def roster(self, when: datetime, people: Sequence[Somebody]) -> None:
        """导入名册 from the centre's own sheet."""

        def do(now: datetime) -> None:
            data = sheets.roster(self.title, people)
            run = cohorts.rehearse_roster(
                self.scene.session, self.registrar, now, self.cohort, data,
                f"{self.title}名册.xlsx",
            )  # fmt: skip
            runs.start(self.scene.session, self.registrar, now, run)

        self.then(when, do)

    def timetable(self, when: datetime, internship_days: int, extra: Sequence[date] = ()) -> None:
        """The proposal accepted, `extra` rest days added, topics and lecturers entered."""

        def do(now: datetime) -> None:
            known = (self.scene.session, self.registrar, now)
            cohorts.accept_proposal(*known, self.cohort, internship_days)
            for day in extra:
                for half in Half:
                    why = "应学员要求周末上课"
                    cohorts.add_session(*known, self.cohort, day=day, half=half, reason=why)
            self._teach()

        self.then(when, do)

    def _teach(self) -> None:
        """The modules of the syllabus in their order over the half-days, with two lecturers."""
        modules = SYLLABUS[self.course]
        ends = list(accumulate(module.hours for module in modules))
        teachers = list(self.scene.staff.teachers.values())
        own = teachers[0 if self.centre == FIRST else 1]
        rows = self.half_days()
        details = {}
        for number, row in enumerate(rows):
            hour = number * ends[-1] / len(rows)
            place = next(place for place, end in enumerate(ends) if hour < end)
            by = own if number % 4 < 2 else teachers[2 + place % 3]
            details[row.date, row.half] = cohorts.Details(modules[place].title, by)
        cohorts.describe_sessions(self.scene.session, self.registrar, self.cohort, details)

    def half_days(self) -> list[HalfDay]:
        """The planned half-days in order."""
        rows = cohorts.session_rows(self.scene.session, self._cohort_id)
        return [row for row in rows if row.state is SessionState.PLANNED]

    def enrolments(self) -> list[Enrolment]:
        """Who is in the cohort, by seat."""
        rows = cohorts.enrolments_of(self.scene.session, self._cohort_id)
        return [row for row in rows if row.state is EnrolmentState.ENROLLED]

    def marked(self, days: Sequence[date], by: str, leave_out: Sequence[Slot] = ()) -> None:
        """点名 at the end of every half-day of these days."""
        for day in days:
            for half in Half:
                if (day, half) not in leave_out:
                    self.then(at(day, *MINUTES[half]), self._marking((day, half), by))

    def _marking(self, slot: Slot, by: str) -> Callable[[datetime], object]:
        def do(now: datetime) -> None:
            row = next((one for one in self.half_days() if (one.date, one.half) == slot), None)
            if row is None:
                return
            marks = {
                one.id: drawn_mark(self.title, one.seat, slot)
                for one in self.enrolments()
                if cohorts.stay_of(one).active_on(slot[0])
            }
            actor = self.scene.staff[by]
            attendance.mark_sheet(self.scene.session, actor, now, self.cohort, row, marks)

        return do

    def corrected_mark(self, when: datetime, slot: Slot, seat: int, mark: Mark, why: str) -> None:
        """A single mark put right later, with a reason."""

        def do(now: datetime) -> None:
            row = next(one for one in self.half_days() if (one.date, one.half) == slot)
            who = next(one for one in self.enrolments() if one.seat == seat)
            attendance.mark_sheet(
                self.scene.session, self.registrar, now, self.cohort, row, {who.id: mark},
                source="office", reason=why,
            )  # fmt: skip

        self.then(when, do)

    def begun(self, when: datetime) -> None:
        """开班, unless a mark began it already."""

        def do(now: datetime) -> None:
            if self.cohort.state is CohortState.OPEN:
                cohorts.start(self.scene.session, self.registrar, now, self.cohort)

        self.then(when, do)

    def closed(self, when: datetime) -> None:
        """结班."""
        self.then(
            when,
            lambda now: cohorts.close(self.scene.session, self.registrar, now, self.cohort),
        )

    def joined_late(self, when: datetime, who: Somebody, day: date) -> None:
        """Somebody from the archive comes some days after the start."""

        def do(now: datetime) -> None:
            person = rosters.find_by_number(self.scene.session, COUNTY, who.id_number)
            if person is None:
                raise LookupError("the archive was imported before")
            new = cohorts.NewTrainee(person.id, person.category, person.category_text)
            cohorts.enrol(
                self.scene.session, self.registrar, now, self.cohort, [new], from_date=day
            )

        self.then(when, do)

    def withdrew(self, when: datetime, seat: int, last_day: date, why: str) -> None:
        """退班."""

        def do(now: datetime) -> None:
            who = next(one for one in self.enrolments() if one.seat == seat)
            cohorts.withdraw(
                self.scene.session, self.registrar, now, who, last_day=last_day, reason=why
            )

        self.then(when, do)
