"""Pages of the coverage board, its villages, who waits, and the contact debt map."""

from datetime import date
from fractions import Fraction

from flask import abort, render_template, request
from flask_babel import gettext as _

from courses.mentoring import coverage_queries, debt_queries, matching_facts, pair_words, pairing
from courses.mentoring.blueprint import blueprint
from courses.mentoring.coverage_charts import Bar, bars
from courses.mentoring.coverage_rules import Coverage
from courses.mentoring.pair_pages import crumbs_to, place_asked, places_of
from lms.clock import today
from lms.db import db
from lms.divisions.queries import full_name
from lms.web.access import actor, requires
from lms.web.paging import page_of

COUNTY = 6


@blueprint.get("/")
@requires("mentoring:board:view")
def board() -> str:
    """带头人覆盖."""
    place, day = _place(), _day()
    found = coverage_queries.board(db.session(), place, day, today())
    past = coverage_queries.history(db.session(), place, day) if len(place) >= COUNTY else []
    return render_template(
        "mentoring/board.html", board=found, places=places_of(actor()), day=day, today=today(),
        name=full_name(db.session(), place) if place else _("全国"), place=place,
        past=past, picture=_picture(past, found.target), crumbs=crumbs_to(place)[:-1],
        may_match=actor().may("mentoring:match:run", place), percent=percent, share_words=share_words,
    )  # fmt: skip


@blueprint.get("/history")
@requires("mentoring:board:view")
def history() -> str:
    """覆盖变化."""
    place, day = _place(), _day()
    past = coverage_queries.history(db.session(), place, day)
    target = coverage_queries.target(db.session(), place)
    return render_template(
        "mentoring/history.html", past=past, picture=_picture(past, target), place=place, day=day,
        name=full_name(db.session(), place) if place else _("全国"), percent=percent,
        crumbs=_crumbs(place, _("覆盖变化")), target=target,
    )  # fmt: skip


@blueprint.get("/villages")
@requires("mentoring:board:view")
def villages() -> str:
    """有条件村: which have a leader, which have not."""
    place, day, kind = _place(), _day(), request.args.get("kind", "")
    lines, page = coverage_queries.villages(
        db.session(), place, day, today(), kind, page_of(request.args)
    )
    return render_template(
        "mentoring/villages.html", lines=lines, page=page, day=day, place=place, kind=kind,
        name=full_name(db.session(), place) if place else _("全国"),
        crumbs=_crumbs(place, _("有条件村")),
    )  # fmt: skip


@blueprint.get("/waiting")
@requires("mentoring:board:view")
def waiting() -> str:
    """等待结对的带头人."""
    place = _place()
    lines, page = matching_facts.leader_lines(
        db.session(), matching_facts.waiting(place), page_of(request.args)
    )
    return render_template(
        "mentoring/waiting.html", lines=lines, page=page, place=place,
        crumbs=_crumbs(place, _("等待结对")),
        may_edit=actor().may(pairing.EDIT, place), may_match=actor().may("mentoring:match:run", place),
    )  # fmt: skip


@blueprint.get("/pool")
@requires("mentoring:board:view")
def pool() -> str:
    """候选储备."""
    place = _place()
    lines, page = matching_facts.leader_lines(
        db.session(), matching_facts.pool(place), page_of(request.args)
    )
    return render_template(
        "mentoring/pool.html",
        lines=lines,
        page=page,
        place=place,
        crumbs=_crumbs(place, _("候选储备")),
    )


@blueprint.get("/debt")
@requires("mentoring:board:view")
def debt() -> str:
    """联系欠账: leaders held, days overdue, ways and hours of every lecturer."""
    place = _place()
    lines, page = debt_queries.debtors(db.session(), place, today(), page_of(request.args))
    spread = debt_queries.distribution(db.session(), place)
    most = max((count for _held, count in spread), default=0)
    drawn = bars([Bar(str(held), count, count) for held, count in spread]) if most else ""
    return render_template(
        "mentoring/debt.html", lines=lines, page=page, place=place, picture=drawn,
        spread_rows=[{"held": held, "lecturers": count} for held, count in spread],
        words=pair_words, crumbs=_crumbs(place, _("联系欠账")), day=today(), places=places_of(actor()),
    )  # fmt: skip


def _crumbs(place: str, title: str) -> list[tuple[object, str]]:
    """From the widest place down to this one, and the page itself."""
    return crumbs_to(place, (title, request.path))


def _place() -> str:
    found = place_asked(actor(), request.args.get("place"))
    if found is None:
        abort(404)
    return found


def _day() -> date:
    """The cut-off day of the address; today otherwise and for a day to come."""
    return min(page_of(request.args).day("on") or today(), today())


def _picture(past: list[tuple[date, Coverage]], target: Fraction | None) -> str:
    drawn = [Bar(f"{day:%m-%d}", one.covered, one.eligible) for day, one in past]
    goal = float(target) if target is not None else None
    return bars(drawn, goal, _("目标")) if any(one.whole for one in drawn) else ""


def percent(one: Coverage) -> str:
    """The share to one place, cut and never rounded up: 699/1000 reads 69.9%; 不适用 of none."""
    if not one.eligible:
        return _("不适用")
    tenths = one.covered * 1000 // one.eligible
    return f"{tenths // 10}.{tenths % 10}%"


def share_words(share: Fraction) -> str:
    """A target as it is said: 70%."""
    return f"{float(share * 100):g}%"
