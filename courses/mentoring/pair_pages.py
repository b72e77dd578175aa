"""What the pages of pairs share: usual terms, who may be chosen, the way back, filters."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime

from flask import url_for
from flask_babel import gettext as _
from sqlalchemy.orm import Session

from courses.mentoring import matching, matching_facts, pair_words
from courses.mentoring.blueprint import blueprint
from courses.mentoring.models import Pair, PairStep
from courses.mentoring.queries import BOARD
from courses.mentoring.rules import EndedBy, PairRole
from lms.accounts.actor import Actor
from lms.db import db
from lms.divisions.queries import name_of, places_for
from lms.runs.models import Run
from lms.web.access import actor
from lms.web.formats import day


def lecturer_choices(
    session: Session, place: str, leader_id: int, on: date
) -> list[tuple[str, object]]:
    """Lecturers with room for one leader, the most suitable first, each with what speaks for it."""
    scene = matching_facts.gather(session, place[:6], on, leader_id=leader_id)
    return [
        (str(one.key), _choice(scene.lecturers[one.key], why))
        for one, why in matching.alternatives(scene, leader_id)
    ]


def _choice(name: str, why: dict[str, object]) -> str:
    return _(
        "%(name)s（%(taken)s/%(most)s）%(why)s",
        name=name, taken=int(str(why["held"])) - 1, most=why["capacity"], why=pair_words.short(why),
    )  # fmt: skip


def places_of(who: Actor) -> list[tuple[str, str]]:
    """The places whose board an actor may see, the widest first."""
    found = places_for(db.session(), who, BOARD)
    if who.may(BOARD, ""):
        found.insert(0, ("", _("全国")))
    return sorted(found, key=lambda one: (len(one[0]), one[0]))


def place_asked(who: Actor, asked: str | None) -> str | None:
    """The place of the address if the actor may see it, else the actor's own; None for neither."""
    if asked is not None and asked.isascii() and (asked == "" or asked.isdecimal()):
        return asked if len(asked) <= 12 and who.may(BOARD, asked) else None
    known = places_of(who)
    return known[0][0] if known else None


def crumbs_to(place: str, *more: tuple[object, str]) -> list[tuple[object, str]]:
    """From the widest place an actor may see down to this one."""
    steps = [place[:n] for n in (2, 4, 6, 9) if len(place) >= n and actor().may(BOARD, place[:n])]
    crumbs: list[tuple[object, str]] = [
        (name_of(db.session(), one), url_for("mentoring.board", place=one)) for one in steps
    ]
    return [*crumbs, *more]


def pair_crumbs(pair: Pair) -> list[tuple[object, str]]:
    """结对 → leader."""
    here = url_for("mentoring.pair", pair_id=pair.id)
    return [(_("结对"), url_for("mentoring.pairs")), (pair.leader.person.name, here)]


def run_back(run: Run) -> str:
    """The page a matching belongs to."""
    return url_for("mentoring.match", place=run.options.get("place", run.county))


@blueprint.app_template_filter("mentoring_role")
def role_word(role: str) -> object:
    """主带, 第二讲师."""
    return pair_words.ROLES[PairRole(role)]


@blueprint.app_template_filter("mentoring_explain")
def explain(why: dict[str, object]) -> str:
    """The sentence that explains a proposal."""
    return pair_words.explain(why)


@blueprint.app_template_filter("mentoring_way")
def way(found: object) -> str:
    """How far."""
    return pair_words.way_word(found.level, found.km)  # type: ignore[attr-defined]  # a Way


@dataclass(frozen=True, slots=True)
class StepRow:
    """A step as the history shows it."""

    at: datetime
    actor_name: str
    label: object
    before: object
    after: object
    reason: str


def step_rows(steps: Sequence[PairStep]) -> list[StepRow]:
    """The steps of a pair, and of those it continues, as the history shows them."""
    return [
        StepRow(
            one.at, one.by, _label(one), _day(one.facts.get("before")),
            _day(one.facts["until"]) if one.action == "extended" else None, one.reason,
        )
        for one in steps
    ]  # fmt: skip


def _label(step: PairStep) -> str:
    """What was done, and until or by whom."""
    what = str(pair_words.STEPS[step.action])
    if step.action == "paired":
        return _("%(what)s，协议至 %(day)s", what=what, day=_day(step.facts["until"]))
    if step.action == "ended":
        by = pair_words.ENDED_BY[EndedBy(step.facts["by"])]
        return _("%(what)s（%(by)s，%(day)s）", what=what, by=by, day=_day(step.facts["on"]))
    return what


def _day(text: str | None) -> str | None:
    """A day of a step's facts as it is said."""
    return None if text is None else day(date.fromisoformat(text))
