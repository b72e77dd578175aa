"""Papers and tables of the leaders as they leave the system."""

from collections.abc import Mapping, Sequence
from datetime import date, datetime

from flask import request
from flask_babel import force_locale
from sqlalchemy import distinct, func, select
from sqlalchemy.orm import Session, joinedload, selectinload

from courses.leaders import coverage, listing, papers, queries, record, words
from courses.leaders.counting import Effect, mask_household, once_per_year
from courses.leaders.events import MentorsAsked
from courses.leaders.models import Leader, LeaderStep, Sales
from courses.leaders.papers import LeaderSheet, StepLine
from courses.leaders.record import LinkLine
from courses.leaders.rules import LeaderAction, LeaderState
from courses.rosters.api import masked, opened
from courses.rosters.models import Person
from courses.rosters.rules import EDUCATION_LABELS, ETHNIC_LABELS, SEX_LABELS, Sex
from lms.accounts.actor import Actor
from lms.clock import today as day_of
from lms.divisions.queries import full_name
from lms.documents import Foot, Head
from lms.documents.amounts import format_yuan
from lms.events import publish
from lms.plugin import File

PDF = "application/pdf"
XLSX = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"
_SIGN = ("制表：", "审核：", "负责人：", "（盖章）")


def day_text(day: date | None) -> str:
    """A date as printed."""
    return f"{day.year}年{day.month}月{day.day}日" if day else ""


def leader_pdf(session: Session, actor: Actor, now: datetime, leader_id: int) -> File:
    """带头人信息表 of one leader, with whole numbers: its columns are what offices file."""
    leader = queries.leader_for(session, actor, leader_id)
    with force_locale("zh"):
        sheet = _sheet(session, leader, day_of(now))
    content = papers.sheets_pdf([sheet], full_name(session, leader.county))
    return File(f"{leader.person.name}带头人信息表.pdf", PDF, content)


def _sheet(session: Session, leader: Leader, today: date) -> LeaderSheet:
    person, numbers = leader.person, opened(leader.person)
    links = [one for one in record.links_of(session, leader.id) if _holds(one, today)]
    steps = record.steps_of(session, leader.id)
    return LeaderSheet(
        **_person(person), id_number=numbers.id_number, phone=numbers.phone or "",
        political=words.political_word(leader.political),
        village=f"{leader.village.town_name}{leader.village.name}",
        kind=words.kind_word(leader.group, leader.source),
        shops=_shops(session, leader), sales=_sales(session, leader),
        households=len({one.link.household_id for one in links}),
        people=_people(session, links),
        models="、".join(dict.fromkeys(str(words.MODELS[one.link.model]) for one in links)),
        trainings=_trainings(session, leader, steps),
        mentors=_mentors(session, leader, today), supports=_supports(session, leader),
        steps=tuple(_step(one) for one in steps), certificate=leader.certificate_number,
        appraisals=tuple(
            f"{day_text(one.awarded_on)} {one.title} {one.awarded_by}"
            for one in record.awards_of(session, leader.id)
        ),
        exit_reason=_exit(leader, steps),
    )  # fmt: skip


def _mentors(session: Session, leader: Leader, today: date) -> str:
    """The lecturers who mentor the leader now, as plugins above tell."""
    asked = MentorsAsked([leader.id], today)
    publish(session, asked)
    return asked.mentors.get(leader.id, "")


def _person(person: Person) -> dict[str, str]:
    born = person.birth_date
    return {
        "name": person.name,
        "sex": SEX_LABELS[Sex(person.sex)] if person.sex else "",
        "ethnic": ETHNIC_LABELS.get(person.ethnic or "", person.ethnic or ""),
        "born": f"{born.year}年{born.month}月" if born else "",
        "education": EDUCATION_LABELS.get(person.education or "", person.education or ""),
    }


def _holds(one: LinkLine, today: date) -> bool:
    return one.link.from_on <= today and (one.link.to_on is None or one.link.to_on >= today)


def _people(session: Session, links: Sequence[LinkLine]) -> int | None:
    """People of these households; None where the archive does not know one of them."""
    wanted = {one.link.household_id for one in links}
    known, count = session.execute(
        select(func.count(distinct(Person.household_id)), func.count()).where(
            Person.household_id.in_(wanted)
        )
    ).one()
    return count if known == len(wanted) else None


def _trainings(session: Session, leader: Leader, steps: Sequence[LeaderStep]) -> tuple[str, ...]:
    """Classes the person finished, and a training elsewhere by its paper."""
    classes = [
        f"{one.title}（{day_text(one.end)}结业）"
        for one in record.trainings_of(session, leader.person_id)
    ]
    elsewhere = [
        f"{one.document}（{day_text(one.effective_on)}）"
        for one in steps
        if one.action is LeaderAction.TRAIN and one.document and leader.cohort_id is None
    ]
    return (*classes, *elsewhere)


def _shops(session: Session, leader: Leader) -> tuple[str, ...]:
    return tuple(
        f"{one.name}（{words.PLATFORMS[one.platform]}）{words.goods_words(one.goods)}"
        + (f"，{day_text(one.opened_on)}开店" if one.opened_on else "")
        + (f"，{day_text(one.closed_on)}关店" if one.closed_on else "")
        for one in record.shops_of(session, leader.id)
    )


def _sales(session: Session, leader: Leader) -> tuple[str, ...]:
    rows = record.sales_of(session, leader.id)
    levels: dict[int, list[str]] = {}
    for row in rows:
        if row.superseded_at is None:
            levels.setdefault(row.year, []).append(str(words.EVIDENCE[row.evidence][1]))
    return tuple(
        f"{year}年 {format_yuan(fen)} 元（{'、'.join(dict.fromkeys(levels.get(year, [])))}）"
        for year, fen in record.sales_by_year(rows).items()
    )


def _supports(session: Session, leader: Leader) -> tuple[str, ...]:
    return tuple(
        f"{words.SUPPORTS[one.kind]} {format_yuan(one.amount)} 元 {one.institution} "
        f"{words.SUPPORT_STATES[one.state][1]}（{day_text(steps[-1].effective_on)}）"
        for one, steps in record.supports_of(session, leader.id)
    )


def _step(step: LeaderStep) -> StepLine:
    notice = ""
    if step.notice_from and step.notice_to:
        days = day_text(step.notice_from), day_text(step.notice_to)
        year = f"{step.notice_from.year}年"
        notice = f"公示{days[0]}至{days[1].removeprefix(year)}"
    return StepLine(
        str(words.ACTIONS[step.action]), day_text(step.effective_on), step.by,
        "；".join(part for part in (step.document, notice) if part), step.reason,
    )  # fmt: skip


def _exit(leader: Leader, steps: Sequence[LeaderStep]) -> str:
    if leader.state is not LeaderState.LEFT:
        return ""
    return next((one.reason for one in reversed(steps) if one.after is LeaderState.LEFT), "")


def register_pdf(session: Session, actor: Actor, now: datetime, county: int) -> File:
    """带头人信息表 as a list, as filtered on the page; numbers masked."""
    title, rows, head, foot = _register(session, actor, now, f"{county:06d}")
    return File(f"{title}.pdf", PDF, papers.register_pdf(rows, head, foot))


def register_xlsx(session: Session, actor: Actor, now: datetime, county: int) -> File:
    """The same as a spreadsheet."""
    title, rows, head, foot = _register(session, actor, now, f"{county:06d}")
    return File(f"{title}.xlsx", XLSX, papers.register_xlsx(rows, head, foot))


def _register(
    session: Session, actor: Actor, now: datetime, county: str
) -> tuple[str, list[tuple[str | int, ...]], Head, Foot]:
    today = day_of(now)
    with force_locale("zh"):
        ids = listing.all_leaders(session, actor, county, request.args, today)
        rows = _register_rows(session, ids, today)
    title = "电商带头人信息表"
    head = Head(title, ((full_name(session, county), f"截至 {day_text(today)}"),))
    serving = f"合计 {len(rows)} 人"
    return title, rows, head, Foot((serving,), _SIGN)


def _register_rows(
    session: Session, ids: Sequence[int], today: date
) -> list[tuple[str | int, ...]]:
    leaders = _loaded(session, ids)
    shops: dict[int, list[str]] = {}
    for one in record.shops_where(session, ids):
        if one.closed_on is None:
            text = f"{one.name}/{words.PLATFORMS[one.platform]}/{words.goods_words(one.goods)}"
            shops.setdefault(one.leader_id, []).append(text)
    sales: dict[int, list[Sales]] = {}
    for row in record.sales_where(session, ids):
        sales.setdefault(row.leader_id, []).append(row)
    driven = coverage.households_now(session, ids, today)
    rows: list[tuple[str | int, ...]] = []
    for number, key in enumerate(ids, 1):
        leader = leaders[key]
        facts, numbers = _person(leader.person), masked(leader.person)
        yearly = record.sales_by_year(sales.get(key, []))
        rows.append(
            (
                str(number), facts["name"], facts["sex"], facts["ethnic"], facts["born"],
                numbers.id_number, words.political_word(leader.political), facts["education"],
                f"{leader.village.town_name}{leader.village.name}",
                words.kind_word(leader.group, leader.source), numbers.phone,
                "；".join(shops.get(key, [])), _latest(yearly),
                str(driven.get(key, 0)), leader.certificate_number,
                str(words.STATES[leader.state][1]),
            )
        )  # fmt: skip
    return rows


def _latest(yearly: Mapping[int, int]) -> str:
    """The newest year's sales with its year; years are not added up."""
    return next((f"{format_yuan(fen)}（{year}）" for year, fen in yearly.items()), "")


def _loaded(session: Session, ids: Sequence[int]) -> dict[int, Leader]:
    found: dict[int, Leader] = {}
    for at in range(0, len(ids), 5000):
        rows = session.scalars(
            select(Leader)
            .where(Leader.id.in_(ids[at : at + 5000]))
            .options(
                joinedload(Leader.person), joinedload(Leader.village), selectinload(Leader.fields)
            )
        )
        found.update((row.id, row) for row in rows)
    return found


def ledger_of_leader(session: Session, actor: Actor, now: datetime, leader_id: int) -> File:
    """带动贫困户台账 of one leader."""
    leader = queries.leader_for(session, actor, leader_id)
    rows, head, foot = _ledger(session, [leader.id], leader.county, day_of(now))
    name = f"{leader.person.name}带动贫困户台账.pdf"
    return File(name, PDF, papers.ledger_pdf(rows, head, foot))


def ledger_pdf(session: Session, actor: Actor, now: datetime, county: int) -> File:
    """带动贫困户台账 of the leaders as filtered on the page."""
    rows, head, foot = _county_ledger(session, actor, now, f"{county:06d}")
    return File("带动贫困户台账.pdf", PDF, papers.ledger_pdf(rows, head, foot))


def ledger_xlsx(session: Session, actor: Actor, now: datetime, county: int) -> File:
    """The same as a spreadsheet."""
    rows, head, foot = _county_ledger(session, actor, now, f"{county:06d}")
    return File("带动贫困户台账.xlsx", XLSX, papers.ledger_xlsx(rows, head, foot))


Ledger = tuple[list[tuple[str | int, ...]], Head, Foot]


def _county_ledger(session: Session, actor: Actor, now: datetime, county: str) -> Ledger:
    today = day_of(now)
    ids = listing.all_leaders(session, actor, county, request.args, today)
    return _ledger(session, ids, county, today)


def _ledger(session: Session, ids: Sequence[int], county: str, today: date) -> Ledger:
    """One line for each link with the effects of its latest year; household numbers masked."""
    leaders = _loaded(session, ids)
    lines = record.links_where(session, ids)
    rows: list[tuple[str | int, ...]] = []
    with force_locale("zh"):
        for number, one in enumerate(lines, 1):
            leader, last = leaders[one.link.leader_id], one.effects[-1] if one.effects else None
            proof = f"{last.year}年 {words.EVIDENCE[last.evidence][1]}" if last else ""
            rows.append(
                (
                    str(number), leader.person.name,
                    f"{leader.village.town_name}{leader.village.name}", one.head,
                    mask_household(one.number), str(words.MODELS[one.link.model]),
                    str(words.ROLES[one.link.role]), day_text(one.link.from_on),
                    day_text(one.link.to_on), one.link.agreement,
                    _yuan(last.income if last else None), _yuan(last.gain if last else None), proof,
                )
            )  # fmt: skip
    households = len({one.link.household_id for one in lines})
    counted = once_per_year(
        Effect(one.link.household_id, last.year, last.gain, last.evidence)
        for one in lines
        for last in one.effects[-1:]
    )
    gain = format_yuan(sum(one.gain for one in counted.values()))
    count = f"合计：{len(lines)} 条带动关系，涉及 {households} 户（同一户只计一次）"
    head = Head("带动贫困户台账", ((full_name(session, county), f"截至 {day_text(today)}"),))
    total = f"收入、增收额为最近一个年度的数字。增收额合计 {gain} 元（同一户同一年只计一次）"
    return rows, head, Foot((count, total), _SIGN)


def _yuan(fen: int | None) -> str:
    return "" if fen is None else format_yuan(fen)
