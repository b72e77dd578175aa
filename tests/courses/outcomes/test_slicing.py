"""Filters of reports: cities and provinces too, and nothing by subtraction across them."""

import re
from collections import Counter
from datetime import date, datetime
from html import unescape

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from sqlalchemy import delete, select
from sqlalchemy.orm import Session

from courses.catalogue.models import Course
from courses.outcomes import interviewing, preparing, report_pages, scheduling, slicing
from courses.outcomes.behind import people
from courses.outcomes.income import Income
from courses.outcomes.models import Case, Prepared
from courses.outcomes.reported import Asked, Report
from courses.outcomes.reporting import report
from courses.outcomes.rules import AttemptCode, ExitKind, Status, WaveState
from courses.outcomes.slicing import Table
from courses.outcomes.tallying import Row, Step
from lms.clock import today
from lms.errors import DomainError, NotFound
from lms.web.paging import page_of
from tests.conftest import SignIn
from tests.courses.outcomes.graduates import answers, cases, closed_class, wave
from tests.courses.subsidies.classes import MAKER
from tests.support.world import World

LUSHI = "411224"
TODAY = date(2020, 6, 1)
KINDS = ("registered_poor", "villager", "veteran")


def told(status: Status | None, category: str, year: int = 2020, course: int = 1) -> Row:
    done = status is not None
    return Row(
        ExitKind.GRADUATE, WaveState.DONE if done else WaveState.OPEN, None,
        AttemptCode.COMPLETE if done else None, TODAY, TODAY, TODAY if done else None, 1, status,
        None, Income(100_000, 0, 0, 0, 0, 1) if done else None,
        course_id=course, category=category, year=year,
    )  # fmt: skip


def looked(rows: list[Row], **filters: int | str) -> Report:
    found, near = slicing.split(filters, rows, TODAY)
    return Report(Asked(LUSHI), found, None, 0, near)


def test_what_is_left_by_a_filter_is_not_told_by_it() -> None:
    """20 farm, 17 of them in one of two categories: the report of these would tell the other 3."""
    rows = [told(Status.FARMING, KINDS[0])] * 17 + [told(Status.FARMING, KINDS[1])] * 3
    rows += [told(Status.SHOP, kind) for kind in KINDS[:2] for _ in range(20)]
    rows += [told(None, kind) for kind in KINDS[:2] for _ in range(9)]
    whole = looked(rows)
    assert dict(whole.statuses())[Status.FARMING] is not None
    for kind in KINDS[:2]:
        found = looked(rows, category=kind)
        assert not found.withheld
        assert dict(found.statuses())[Status.FARMING] is None
    assert looked(rows, category=KINDS[0]).tally.answered == 37


def test_a_small_category_is_withheld_and_so_is_what_would_tell_it() -> None:
    rows = [told(Status.SHOP, kind) for kind in KINDS[:2] for _ in range(20)]
    rows += [told(Status.SHOP, KINDS[2])] * 3
    withheld = [looked(rows, category=kind).withheld for kind in KINDS]
    assert withheld[2]
    assert sum(withheld) == 2
    assert not looked(rows).withheld


CELLS = st.lists(
    st.builds(told, st.sampled_from([None, Status.SHOP, Status.NONE]), st.sampled_from(KINDS)),
    min_size=20, max_size=80,
)  # fmt: skip


@settings(max_examples=40, deadline=None)
@given(CELLS)
def test_reports_of_all_categories_together_tell_no_small_cell(rows: list[Row]) -> None:
    """What all but one of the filtered reports say, taken from the sum, is never 1 to 4."""
    reports = {kind: looked(rows, category=kind) for kind in KINDS}
    whole = looked(rows)
    for status in (Status.SHOP, Status.NONE):
        told_ = {
            kind: share.part
            for kind, found in reports.items()
            if not found.withheld and (share := dict(found.statuses())[status]) is not None
        }
        assert not any(0 < count < 5 for count in told_.values())
        share = dict(whole.statuses())[status]
        left = share.part - sum(told_.values()) if share is not None else 0
        assert not 0 < left < 5


def test_the_flow_of_a_filtered_report_is_hidden_where_it_tells() -> None:
    table = Table("a", {"a": Counter({Step.DIED: 6, "answered": 30}), "b": Counter({Step.DIED: 2})})
    assert Step.DIED in table.hidden_flow()
    table = Table("a", {"a": Counter({Step.DIED: 6, "answered": 30}), "b": Counter()})
    assert table.hidden_flow() == set()


def two_classes(session: Session, now: datetime) -> list[int]:
    """Two classes of two courses, 7 and 6 people, of whom 6 and 6 answered."""
    ids = []
    for at, count in enumerate((7, 6)):
        course = Course(name=f"课程{at}", prefix=LUSHI, kind="skill")
        session.add(course)
        session.flush()
        cohort = closed_class(session, now, count, first=at * 50, title=f"农村电商第{at}期")
        cohort.course_id = course.id
        for case in cases(session, cohort):
            case.course_id = course.id
        for case in cases(session, cohort)[:6]:
            interviewing.submit(session, MAKER, now, wave(session, case), answers(today(now)))
        ids.append(course.id)
    session.flush()
    return ids


def test_a_city_and_a_county_filter_alike(session: Session, world: World, now: datetime) -> None:
    one, other = two_classes(session, now)
    day, year = today(now), today(now).year
    assert preparing.prepare(session, now, day, LUSHI) == 6 * 6
    for facts in (
        {"course_id": one}, {"course_id": other}, {"category": "registered_poor"}, {"year": year},
        {"course_id": one, "category": "registered_poor", "year": year}, {"category": "veteran"},
        {"year": year - 5},
    ):  # fmt: skip
        live = report(session, MAKER, day, Asked(LUSHI, "d30", **facts))
        wide = report(session, MAKER, day, Asked("4112", "d30", **facts))
        assert wide.flow() == live.flow()
        assert wide.statuses() == live.statuses()
        assert wide.withheld == live.withheld
        assert wide.all_after() == live.all_after()
        wide.near.pop("division", None)  # other counties, which a county reads beside itself too
        assert {kind: table.own for kind, table in wide.near.items()} == {
            kind: table.own for kind, table in live.near.items()
        }
    found = report(session, MAKER, day, Asked("4112", "d30", course_id=one))
    assert (found.tally.eligible, found.tally.answered) == (7, 6)
    assert set(found.tally.groups["category"]) == {"registered_poor"}


def test_a_county_in_a_filtered_report_of_its_city(
    session: Session, world: World, now: datetime
) -> None:
    """8 of 10 who work are of one category: with the filter the county's line would tell the two."""
    found = cases(session, closed_class(session, now, 20))
    for at, case in enumerate(found):
        case.category = "veteran" if at % 5 == 0 or at > 16 else case.category
        status = Status.SHOP if at < 10 else Status.NONE
        told_ = answers(today(now), status=status)
        interviewing.submit(session, MAKER, now, wave(session, case), told_)
    session.flush()
    preparing.prepare(session, now, today(now), LUSHI)
    observer = world.actor("observer")

    def works(**facts: str) -> int | None:
        found = report(session, observer, today(now), Asked("4112", "d30", **facts))
        return found.lines("region")[0].working

    assert works() == 10
    assert works(category="registered_poor") is None
    assert works(category="veteran") is None


def test_parts_of_a_county_are_for_who_sees_its_people(
    session: Session, world: World, now: datetime
) -> None:
    cohort = closed_class(session, now, 6)
    for asked in (
        Asked(f"{LUSHI}100", "d30"), Asked(LUSHI, "d30", cohort_id=cohort.id),
        Asked(LUSHI, "d30", centre_id=world.centre()),
    ):  # fmt: skip
        assert report(session, world.actor("officer"), today(now), asked) is not None
        with pytest.raises(NotFound):
            report(session, world.actor("observer"), today(now), asked)
    whole = report(session, world.actor("observer"), today(now), Asked(LUSHI, "d30"))
    assert whole.tally.eligible == 6


def test_waves_of_a_region_s_own_plans_are_offered_and_prepared(
    session: Session, world: World, now: datetime
) -> None:
    def offered(prefix: str) -> set[str]:
        return {code for code, _said in report_pages.waves(session, Asked(prefix))}

    scheduling.add_plan(
        session, MAKER, now, prefix=LUSHI, course_id=None, valid_from=date(2018, 1, 1), days=[45],
        before=7, after=14, basis="某文",
    )  # fmt: skip
    assert "d45" in offered(LUSHI) & offered("41") & offered(f"{LUSHI}100")
    assert "d45" not in offered("4414")
    closed_class(session, now, 2, ended=60)
    preparing.prepare(session, now, today(now), LUSHI)
    assert "d45" in set(session.scalars(select(Prepared.wave)))


def test_what_is_no_more_there_is_prepared_no_more(session: Session, now: datetime) -> None:
    one, other = two_classes(session, now)
    day = today(now)
    preparing.prepare(session, now, day, LUSHI)
    for case in session.scalars(select(Case).where(Case.course_id == other)):
        case.course_id = one
    session.flush()
    preparing.prepare(session, now, day, LUSHI)
    kept = set(session.scalars(select(Prepared.course_id)))
    assert kept == {0, one}
    session.execute(delete(Prepared))


def test_the_page_and_the_paper(web: Session, sign_in: SignIn, now: datetime) -> None:
    one, _other = two_classes(web, now)
    case = cases(web, closed_class(web, now, 2, first=900, title="农村电商第9期"))[0]
    case.category = "veteran"
    preparing.prepare(web, now, today(now), LUSHI)
    web.commit()
    observer = sign_in("observer")
    page = observer.get(f"/outcomes/report?prefix=4112&wave=d30&course={one}")
    assert page.status_code == 200
    assert "6 ÷ 7" in page.text
    assert "由 1 个县的数字汇总" in page.text
    small = observer.get("/outcomes/report?prefix=4112&wave=d30&category=veteran").text
    assert "少选一个条件" in small
    assert "÷" not in small
    officer = sign_in("officer")
    assert (
        "少选一个条件"
        not in officer.get(f"/outcomes/report?prefix={LUSHI}&wave=d30&category=veteran").text
    )
    seen = officer.get(f"/outcomes/report?prefix={LUSHI}&wave=d30&category=veteran").text
    asked = officer.get(_link(seen, "href", "outcomes.report_xlsx")).text
    sent = _link(asked, "action", "outcomes.report_xlsx")
    assert "category=veteran" in sent
    refused = officer.post(sent, data={"purpose": "filing"})
    assert refused.status_code == 422
    assert "不能导出" in refused.text


def _link(page: str, attribute: str, name: str) -> str:
    """The address of an export as the page has it."""
    found = re.search(rf'{attribute}="(/exports/{name}[^"]*)"', page)
    assert found, page
    return unescape(found[1])


def test_a_county_elsewhere_lends_no_name(web: Session, sign_in: SignIn, now: datetime) -> None:
    cohort = closed_class(web, now, 2, title="别县的班")
    web.commit()
    url = f"/outcomes/report?prefix=411202&wave=d30&cohort={cohort.id}"
    assert "别县的班" not in sign_in("officer", "411202").get(url).text


def test_nobody_is_named_behind_prepared_figures(session: Session, now: datetime) -> None:
    with pytest.raises(DomainError):
        people(session, MAKER, today(now), Asked("41", "d30"), [Step.ANSWERED], "", page_of({}))
