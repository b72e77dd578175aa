"""What the pages of this plugin share: one form, one act, back to the record."""

from collections.abc import Callable, Sequence

from flask import flash, redirect, render_template, request, url_for
from flask_babel import gettext as _
from werkzeug.wrappers import Response

from courses.leaders.models import Leader, Village
from lms.db import db
from lms.divisions.queries import name_of
from lms.errors import DomainError
from lms.web.form import PageForm
from lms.web.sentences import refusal

Answer = Response | str | tuple[str, int]
Crumbs = Sequence[tuple[object, str | None]]


def form_page(
    form: PageForm,
    act: Callable[[], object],
    *,
    title: object,
    submit: object,
    back: str,
    crumbs: Crumbs,
    note: object = None,
    upload: bool = False,
    done: Callable[[object], str] | None = None,
) -> Answer:
    """Show the form, or do the act it is for: then back, or to `done` of what the act gave."""
    if form.validate_on_submit():
        try:
            made = act()
            if done is None:
                flash(_("已保存。"), "done")
            return redirect(done(made) if done else back)
        except DomainError as fault:
            form.form_errors.append(refusal(fault))
    page = render_template(
        "leaders/form.html", form=form, title=title, submit=submit, back=back,
        crumbs=[*crumbs, (title, request.path)], note=note, upload=upload,
    )  # fmt: skip
    return page, 422 if request.method == "POST" else 200


def leader_url(leader: Leader, anchor: str | None = None) -> str:
    """The record's address."""
    return url_for("leaders.leader", leader_id=leader.id, _anchor=anchor)


def village_url(village: Village) -> str:
    """The village's address."""
    return url_for("leaders.village", village_id=village.id)


def leader_crumbs(leader: Leader) -> list[tuple[object, str | None]]:
    """县 → 村 → 带头人."""
    village = leader.village
    return [
        (name_of(db.session(), leader.county), url_for("leaders.index", county=leader.county)),
        (village.town_name, url_for("leaders.index", place=leader.place[:9])),
        (village.name, village_url(village)),
        (leader.person.name, leader_url(leader)),
    ]


def village_crumbs(village: Village) -> list[tuple[object, str | None]]:
    """县 → 乡镇 → 村."""
    return [
        (
            name_of(db.session(), village.county),
            url_for("leaders.villages_page", county=village.county),
        ),
        (village.town_name, url_for("leaders.villages_page", place=village.code[:9])),
        (village.name, village_url(village)),
    ]
