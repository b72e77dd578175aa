"""更正一项: the form, what the correction would touch, and (when that was seen) the correction."""

import json
from base64 import urlsafe_b64decode, urlsafe_b64encode
from binascii import Error
from typing import Any

from flask import flash, redirect, render_template, request
from flask_babel import gettext as _

from courses.rosters import queries, record, services, words
from courses.rosters.blueprint import blueprint
from courses.rosters.changed import differing_places
from courses.rosters.correcting import CORRECTABLE
from courses.rosters.forms import CorrectForm, SureForm, correct_form, entered
from courses.rosters.models import Person
from courses.rosters.records import TABLE, opened
from courses.rosters.views import Answer, crumbs_of, record_url
from lms.clock import now
from lms.db import db
from lms.errors import DomainError, NotFound
from lms.privacy import vault
from lms.web.access import actor, requires
from lms.web.sentences import refusal
from lms.web.trying import sides, tried
from lms.web.views import panels_at

PLACE = "rosters.correction"
TOUCHING = frozenset({"name", "id_number", "sex", "category", "home_place", "account", "bank"})
"""Fields on which money, lists or certificates depend: their effect is shown before saving."""


@blueprint.route("/<int:person_id>/correct/<field>", methods=["GET", "POST"])
@requires("rosters:person:edit")
def correct(person_id: int, field: str) -> Answer:
    """更正一项."""
    found = queries.person_for(db.session(), actor(), person_id, services.EDIT)
    if field not in CORRECTABLE:
        raise NotFound
    villages = record.villages(db.session(), found.county) if field == "home_place" else {}
    form = correct_form(field, record.plain_value(found, field), found.version, villages)
    try:
        if "sealed" in request.form:
            return _confirmed(found, field)
        if form.validate_on_submit():
            return _asked(found, field, form)
    except DomainError as fault:
        form.form_errors.append(refusal(fault))
    return _form_page(found.id, field, form)


def _asked(found: Person, field: str, form: CorrectForm) -> Answer:
    """What was written: done at once where nothing hangs on it, else its effect first."""
    version = int(form.version.data) if form.version.data.isdecimal() else 0
    given = (entered(form), form.reason.data, version)
    if field not in TOUCHING:
        return _done(found, field, *given)
    session, number = db.session(), opened(found).id_number

    def look() -> tuple[list[Any], dict[str, record.FieldLine], str]:
        lines = {line.field: line for line in record.field_lines(session, found, None)}
        return panels_at(PLACE, found), lines, opened(found).id_number

    before, after, _result = tried(session, lambda: _correct(found, field, *given), look)
    session.expire(found)  # the correction that was tried is not to be seen any more
    fresh = queries.person_for(session, actor(), found.id, services.EDIT)
    changed = [
        (old, after[1][of]) for of, old in before[1].items() if of == field or old != after[1][of]
    ]
    sure = SureForm(
        formdata=None, sealed=_sealed(fresh, field, given[0]), reason=given[1], version=version
    )
    return render_template(
        "rosters/correction.html", person=fresh, form=sure, panels=sides(before[0], after[0]),
        field=field, changed=changed, places=differing_places(number, after[2]),
        back=record_url(fresh), crumbs=_crumbs(fresh, field),
    )  # fmt: skip


def _confirmed(found: Person, field: str) -> Answer:
    form = SureForm()
    if not form.validate_on_submit():
        raise DomainError("VALUE_INVALID", field=field)
    version = int(form.version.data) if form.version.data.isdecimal() else 0
    return _done(found, field, _opened(found, field, form.sealed.data), form.reason.data, version)


def _done(found: Person, field: str, value: str, reason: str, version: int) -> Answer:
    _correct(found, field, value, reason, version)
    flash(_("已更正。"), "done")
    return redirect(record_url(found))


def _correct(found: Person, field: str, value: str, reason: str, version: int) -> Person:
    return services.correct(
        db.session(), actor(), now(), found, field, value, reason, version=version
    )


def _sealed(found: Person, field: str, value: str) -> str:
    """The value as the page carries it to the second step: no number stands in clear."""
    sealed = vault().seal(TABLE, found.uid, "correction", json.dumps([field, value]))
    return urlsafe_b64encode(sealed or b"").decode()


def _opened(found: Person, field: str, text: str) -> str:
    try:
        sealed = urlsafe_b64decode(text.encode())
    except (Error, ValueError) as fault:
        raise DomainError("VALUE_INVALID", field=field) from fault
    opened = vault().open(TABLE, found.uid, "correction", sealed) or "[null, null]"
    of, value = json.loads(opened)
    if of != field:
        raise DomainError("VALUE_INVALID", field=field)
    return str(value)


def _form_page(person_id: int, field: str, form: CorrectForm) -> Answer:
    session = db.session()
    found = queries.person_for(session, actor(), person_id, services.EDIT)
    lines = {line.field: line for line in record.field_lines(session, found, None)}
    shown = {"person": found, "form": form, "line": lines[field], "back": record_url(found)}
    page = render_template(
        "rosters/correct.html", crumbs=_crumbs(found, field), touching=field in TOUCHING, **shown
    )
    return page, 422 if request.method == "POST" else 200


def _crumbs(found: Person, field: str) -> list[tuple[object, str]]:
    return [*crumbs_of(found), (words.FIELDS[field], request.path)]
