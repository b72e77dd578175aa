"""Forms that hang on a leader's page: shops, sales, grants and loans, awards, households."""

from collections.abc import Callable
from typing import Any

from flask_babel import gettext as _

from courses.leaders import business, driving, queries, record, words
from courses.leaders.blueprint import blueprint
from courses.leaders.business import Claim, ShopFacts, SupportFacts
from courses.leaders.driving import LinkFacts
from courses.leaders.entering import EDIT
from courses.leaders.models import Leader
from courses.leaders.pages import Answer, form_page, leader_crumbs, leader_url
from courses.leaders.record_forms import (
    AwardForm,
    EffectForm,
    EndForm,
    LinkForm,
    SalesForm,
    ShopForm,
    SupportForm,
)
from courses.leaders.rules import SupportKind, SupportState
from lms.clock import now, today
from lms.db import db
from lms.errors import NotFound
from lms.web.access import actor, requires


def _leader(leader_id: int) -> Leader:
    return queries.leader_for(db.session(), actor(), leader_id, EDIT)


def _page(
    found: Leader,
    form: Any,
    act: Callable[[], object],
    title: object,
    anchor: str,
    note: Any = None,
) -> Answer:
    return form_page(
        form, act, title=title, submit=_("保存"), back=leader_url(found, anchor),
        crumbs=leader_crumbs(found), note=note,
    )  # fmt: skip


@blueprint.route("/<int:leader_id>/shops/new", methods=["GET", "POST"], defaults={"shop_id": None})
@blueprint.route("/<int:leader_id>/shops/<int:shop_id>", methods=["GET", "POST"])
@requires("leaders:leader:edit")
def shop(leader_id: int, shop_id: int | None) -> Answer:
    """登记或修改店铺."""
    session, who, found = db.session(), actor(), _leader(leader_id)
    known = record.shop_of(session, found, shop_id) if shop_id is not None else None
    form = ShopForm(obj=known)

    def act() -> None:
        facts = ShopFacts(**form.chosen())  # type: ignore[arg-type]  # the form's own shape
        business.save_shop(session, who, now(), found, facts, known)

    return _page(found, form, act, known.name if known else _("登记店铺"), "shops")


@blueprint.route("/<int:leader_id>/shops/<int:shop_id>/close", methods=["GET", "POST"])
@requires("leaders:leader:edit")
def close_shop(leader_id: int, shop_id: int) -> Answer:
    """关店."""
    session, who, found = db.session(), actor(), _leader(leader_id)
    known = record.shop_of(session, found, shop_id)
    form = EndForm(data={"on": today()})

    def act() -> None:
        business.close_shop(session, who, now(), found, known, form.on.data, form.reason.data)

    return _page(found, form, act, _("登记关店"), "shops", known.name)


@blueprint.route("/<int:leader_id>/sales", methods=["GET", "POST"])
@requires("leaders:leader:edit")
def sales(leader_id: int) -> Answer:
    """登记年销售额."""
    session, who, found = db.session(), actor(), _leader(leader_id)
    shops = record.shops_of(session, found.id)
    form = SalesForm.offered([(str(one.id), one.name) for one in shops], today().year)

    def act() -> None:
        chosen = int(form.shop.data) if form.shop.data else None
        of_shop = record.shop_of(session, found, chosen) if chosen is not None else None
        claim = Claim(**form.claim())  # type: ignore[arg-type]  # the form's own shape
        business.record_sales(session, who, now(), found, claim, of_shop)

    return _page(found, form, act, _("登记年销售额"), "sales")


@blueprint.route("/<int:leader_id>/supports/new/<kind>", methods=["GET", "POST"])
@requires("leaders:leader:edit")
def refer(leader_id: int, kind: str) -> Answer:
    """申报开店补助或推荐贷款."""
    if kind not in set(SupportKind):
        raise NotFound
    session, who, found = db.session(), actor(), _leader(leader_id)
    form, wanted = SupportForm(data={"on": today()}), SupportKind(kind)

    def act() -> None:
        business.refer(session, who, now(), found, wanted, _facts(form))

    return _page(found, form, act, words.SUPPORTS[wanted], "supports")


def _facts(form: SupportForm) -> SupportFacts:
    texts = {name: getattr(form, name).data or "" for name in ("institution", "document", "reason")}
    return SupportFacts(form.on.data, form.amount.fen, **texts)


@blueprint.route("/<int:leader_id>/supports/<int:support_id>/<after>", methods=["GET", "POST"])
@requires("leaders:leader:edit")
def advance(leader_id: int, support_id: int, after: str) -> Answer:
    """登记补助或贷款的进展."""
    if after not in {state.value for state in words.SUPPORT_ACTIONS}:
        raise NotFound
    session, who, found = db.session(), actor(), _leader(leader_id)
    known = record.support_of(session, found, support_id)
    yuan = f"{known.amount // 100}.{known.amount % 100:02}"
    form = SupportForm(data={"on": today(), "amount": yuan, "institution": known.institution})
    wanted = SupportState(after)

    def act() -> None:
        business.advance_support(session, who, now(), found, known, wanted, _facts(form))

    title = words.SUPPORT_ACTIONS[wanted]
    return _page(found, form, act, title, "supports", words.SUPPORTS[known.kind])


@blueprint.route("/<int:leader_id>/awards/new", methods=["GET", "POST"])
@requires("leaders:leader:edit")
def award(leader_id: int) -> Answer:
    """登记表彰或年度考核."""
    session, who, found = db.session(), actor(), _leader(leader_id)
    form = AwardForm(data={"on": today()})

    def act() -> None:
        business.add_award(
            session, who, now(), found, title=form.title.data, level=form.level.data,
            on=form.on.data, awarded_by=form.awarded_by.data or "",
            document=form.document.data or "",
        )  # fmt: skip

    return _page(found, form, act, _("登记表彰或年度考核"), "awards")


@blueprint.route("/<int:leader_id>/households/new", methods=["GET", "POST"])
@requires("leaders:leader:edit")
def household(leader_id: int) -> Answer:
    """登记带动户."""
    session, who, found = db.session(), actor(), _leader(leader_id)
    form = LinkForm(data={"from_on": today()})

    def act() -> None:
        facts = LinkFacts(**form.chosen())  # type: ignore[arg-type]  # the form's own shape
        driving.drive(session, who, now(), found, facts)

    return _page(found, form, act, _("登记带动户"), "households")


@blueprint.route("/<int:leader_id>/households/<int:link_id>/end", methods=["GET", "POST"])
@requires("leaders:leader:edit")
def end_household(leader_id: int, link_id: int) -> Answer:
    """结束带动关系."""
    session, who, found = db.session(), actor(), _leader(leader_id)
    link = record.link_of(session, found, link_id)
    form = EndForm(data={"on": today()})

    def act() -> None:
        driving.end_link(session, who, now(), found, link, form.on.data, form.reason.data)

    return _page(found, form, act, _("结束带动关系"), "households")


@blueprint.route("/<int:leader_id>/households/<int:link_id>/effect", methods=["GET", "POST"])
@requires("leaders:leader:edit")
def effect(leader_id: int, link_id: int) -> Answer:
    """登记增收额."""
    session, who, found = db.session(), actor(), _leader(leader_id)
    link = record.link_of(session, found, link_id)
    form = EffectForm(data={"year": link.to_on.year if link.to_on else today().year})

    def act() -> None:
        claim = Claim(**form.claim())  # type: ignore[arg-type]  # the form's own shape
        income = form.income.fen if (form.income.data or "").strip() else None
        driving.record_effect(session, who, now(), found, link, claim, income)

    return _page(found, form, act, _("登记增收额"), "households")
