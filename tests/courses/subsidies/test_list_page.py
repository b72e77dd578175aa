"""What the page of a list says when something is wrong, and what it offers then."""

import re
from collections.abc import Callable
from dataclasses import replace
from datetime import date, datetime, timedelta

import pytest
from flask.testing import FlaskClient
from sqlalchemy import update
from sqlalchemy.orm import Session

from courses.cohorts import api as cohorts
from courses.cohorts.models import Cohort
from courses.cohorts.rules import CohortState
from courses.subsidies import api, gathering, jobs, paying
from courses.subsidies.models import ListLine, SubsidyList
from lms.jobs.progress import Progress
from lms.settings.services import set_value
from tests.courses.subsidies.builders import pack_of, rule
from tests.courses.subsidies.classes import (
    HUBIN,
    MAKER,
    START,
    enrol,
    mark,
    open_class,
    people,
    sample_class,
    whole_class,
)
from tests.courses.subsidies.test_pages import words
from tests.support.world import World

SignIn = Callable[..., FlaskClient]
WHY = "张三：已核对原文"


@pytest.fixture
def submitted(web: Session, now: datetime, world: World) -> tuple[Cohort, SubsidyList, int]:
    cohort, keys = whole_class(web, now)
    api.confirm_rule(web, MAKER, now, cohort, WHY)
    made = api.make_list(web, world.actor("officer"), now, cohort)
    return cohort, api.submit(web, world.actor("officer"), now, made), keys[0]


Submitted = tuple[Cohort, SubsidyList, int]


def test_a_voided_submission_says_so(
    web: Session, now: datetime, sign_in: SignIn, submitted: Submitted
) -> None:
    cohort, _, key = submitted
    mark(web, now, cohort, [key], {key: 2})
    text = words(sign_in("officer").get(f"/subsidies/cohorts/{cohort.id}"))
    assert "送审后名单有变动，送审作废" in text
    assert "与上次送审相比的变动" in text
    assert "-30.00" in text
    assert "送复核" in text


def test_a_reviewed_list_shows_what_changed_since(
    web: Session, now: datetime, sign_in: SignIn, submitted: Submitted, world: World
) -> None:
    cohort, made, key = submitted
    api.review(web, world.actor("reviewer"), now, made)
    api.add_invoice(web, MAKER, now, cohort, key, 5000)
    page = sign_in("officer").get(f"/subsidies/cohorts/{cohort.id}")
    text = words(page)
    assert "名单已送审，之后有变动" in text
    assert "+50.00" in text
    assert "1,080.00 元" in text
    assert f"/subsidies/lists/{made.id}/submit" not in page.text
    assert len(paying.list_papers(web, cohort).payout) == 3
    assert paying.list_papers(web, cohort).total_fen == 108000


def test_papers_without_anybody_on_them_are_not_offered(
    web: Session, now: datetime, sign_in: SignIn
) -> None:
    cohort, _ = whole_class(web, now)
    url = f"/subsidies/cohorts/{cohort.id}"
    unpaid = sign_in("officer").get(url).text
    assert "subsidies.payout_pdf" not in unpaid
    assert "subsidies.refused_pdf" in unpaid
    assert "没有人发放补贴" in unpaid
    api.confirm_rule(web, MAKER, now, cohort, WHY)
    paid = sign_in("officer").get(url).text
    assert "subsidies.payout_pdf" in paid
    assert "subsidies.refused_pdf" not in paid
    assert "没有人不予发放" in paid


def test_a_rule_that_is_missing_is_said_with_the_countys_name(
    web: Session, now: datetime, sign_in: SignIn
) -> None:
    cohort, _ = whole_class(web, now, start=date(2030, 3, 4))
    sent = {"person": "张三", "reason": "核对"}
    answer = sign_in("officer").post(f"/subsidies/cohorts/{cohort.id}/confirm", data=sent)
    assert answer.status_code == 422
    assert "河南省三门峡市卢氏县（411224）在2030年3月4日没有生效的文件" in words(answer)


def test_an_altered_line_is_shown_and_makes_every_paper_a_draft(
    web: Session, now: datetime, sign_in: SignIn, submitted: Submitted, world: World
) -> None:
    cohort, made, key = submitted
    api.review(web, world.actor("reviewer"), now, made)
    assert not paying.list_papers(web, cohort).facts.draft
    web.execute(
        update(ListLine)
        .where(ListLine.list_id == made.id, ListLine.enrolment_id == key)
        .values(total_fen=1, living_fen=1)
    )
    page = sign_in("officer").get(f"/subsidies/cohorts/{cohort.id}")
    assert "LIST_ALTERED" in page.text
    assert paying.list_papers(web, cohort).facts.draft


def test_whoever_prepared_is_told_why_there_is_no_button(
    web: Session, now: datetime, sign_in: SignIn, submitted: Submitted, world: World
) -> None:
    cohort, made, _ = submitted
    url = f"/subsidies/cohorts/{cohort.id}"
    made.prepared_by = world.actor("reviewer").name
    web.flush()
    page = sign_in("reviewer").get(url)
    assert "SELF_REVIEW" in page.text
    assert f"/subsidies/lists/{made.id}/review" not in page.text
    refused = sign_in("reviewer").post(f"/subsidies/lists/{made.id}/review")
    assert refused.status_code == 422
    assert "即使换账号也不行" in words(refused)


def test_choosing_between_rules_by_clicking(
    web: Session, now: datetime, sign_in: SignIn, monkeypatch: pytest.MonkeyPatch
) -> None:
    one = rule(pack="X-1", id="X-1.living", jurisdiction="4112")
    packs = (
        pack_of(one, pack="X-1"),
        pack_of(replace(one, pack="X-2", id="X-2.living", rate_fen=20000), pack="X-2"),
    )
    monkeypatch.setattr(gathering, "load_packs", lambda: packs)
    cohort, _ = whole_class(web, now)
    officer = sign_in("officer")
    here = f"/subsidies/cohorts/{cohort.id}"
    assert "RULE_AMBIGUOUS" in officer.get(here).text
    form = {"pack": "X-2", "person": "李四", "reason": "依据第二条"}
    assert officer.get(f"{here}/choose").text.count('type="radio"') == 2
    assert officer.post(f"{here}/choose", data={**form, "pack": "X-9"}).status_code == 422
    assert officer.post(f"{here}/choose", data=form).status_code == 302
    text = words(officer.get(here))
    assert "李四明确适用X-2：依据第二条" in text
    assert "600.00 元" in text
    assert officer.post(f"{here}/choose", data=form).status_code == 422


def test_a_day_paid_elsewhere_names_the_class_only_to_whom_it_exists(
    web: Session, now: datetime, sign_in: SignIn
) -> None:
    first = open_class(web, now, days=4, title="先办的班", county=HUBIN)
    second = open_class(web, now, days=6, start=START + timedelta(days=3), title="后办的班")
    (one,) = enrol(web, now, first, people(web, now, 1, county=HUBIN))
    (two,) = enrol(web, now, second, people(web, now, 1))
    for cohort, key in ((first, one), (second, two)):
        api.confirm_rule(web, MAKER, now, cohort, WHY)
        mark(web, now, cohort, [key])
    page = words(sign_in("officer").get(f"/subsidies/enrolments/{two}"))
    assert "当天已由其他班期计发：管理范围以外的班次" in page
    assert "先办的班" not in page
    city = words(sign_in("observer").get(f"/subsidies/enrolments/{two}"))
    assert "先办的班" in city
    assert "同一人在两个班同日签到，共1天" in city


def test_a_new_parameter_is_worked_through_in_the_background(web: Session, now: datetime) -> None:
    cohort, _ = whole_class(web, now, minimum=None)
    api.confirm_rule(web, MAKER, now, cohort, WHY)
    set_value(web, MAKER, now, "attendance.minimum", "41", "0.5")

    class Unmoved(Progress):
        def advance(self, session: Session, done: int, total: int) -> None:
            """Nobody watches."""

    by = {"id": None, "name": "管理员", "handle": "account:1"}
    jobs.redecide_below(Unmoved("", ""), "41", by)
    web.expire_all()
    rows = api.decisions(web, cohort.id).values()
    assert {(row.total_fen, row.by) for row in rows} == {(36000, "管理员")}


def test_papers_of_the_sample(web: Session, now: datetime) -> None:
    cohort = sample_class(web, now)
    empty = paying.list_papers(web, cohort)
    assert (empty.payout, len(empty.refused)) == ((), 42)
    assert paying.subsidy_list_pdf(empty).startswith(b"%PDF")
    api.confirm_rule(web, MAKER, now, cohort, WHY)
    found = paying.list_papers(web, cohort)
    assert found.facts.draft
    assert found.facts.basis == "豫人社〔2017〕71号"
    assert (found.notice_facts.office, found.notice_facts.starts_on) == ("", None)
    by_name = {line.name: line for line in found.notice}
    assert by_name["韩梅燕"].village == "沙河乡无此村村委会"
    assert by_name["傅英"].village == "杜关镇郑家湾村村委会"
    assert by_name["傅英"].masked_id == "41*************986"
    assert {line.reason.count("。") for line in found.refused} == {1}
    assert len({line.number for line in found.payout}) == len(found.payout) == 32


def test_a_class_called_off_before_it_began_has_no_next_step(
    web: Session, now: datetime, sign_in: SignIn
) -> None:
    cohort = open_class(web, now)
    enrol(web, now, cohort, people(web, now, 1))
    cohorts.cancel(web, MAKER, now, cohort, reason="停办")
    web.commit()
    officer = sign_in("officer")
    assert "确认补贴规则" not in words(officer.get(f"/cohorts/{cohort.id}"))
    assert "补贴规则待确认" not in words(officer.get("/"))


def test_calling_a_class_off_keeps_the_money_of_the_days_held(
    web: Session, now: datetime, sign_in: SignIn
) -> None:
    """The page says so before; afterwards the list is made as for a class that was closed."""
    cohort, keys = whole_class(web, now)
    api.confirm_rule(web, MAKER, now, cohort, WHY)
    web.commit()
    officer = sign_in("officer")
    act = f"/cohorts/{cohort.id}/cancel"
    preview = officer.post(act, data={"reason": "停办"})
    assert "取消不收回已经上过的课的补贴" in preview.text
    form = dict(re.findall(r'<input[^>]*name="(\w+)"[^>]*value="([^"]*)"', preview.text))
    assert officer.post(act, data=form | {"reason": "停办"}).status_code == 302
    web.expire_all()
    assert cohort.state is CohortState.CANCELLED
    assert api.decisions(web, cohort.id)[keys[0]].total_fen == 36000
    assert "编制补贴名单" in words(officer.get(f"/cohorts/{cohort.id}"))
    assert "1 个已结束的班次还没有编制补贴名单" in words(officer.get("/"))
