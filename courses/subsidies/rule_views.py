"""Pages of the rules: what is in force where, since when, by which paper, and how sure that is."""

from flask import render_template, url_for
from flask_babel import gettext as _

from courses.subsidies import words
from courses.subsidies.blueprint import blueprint
from courses.subsidies.packs import load_packs
from courses.subsidies.rule_words import conditions, item_word
from lms.db import db
from lms.divisions.queries import full_name
from lms.errors import NotFound
from lms.web.access import requires


@blueprint.get("/rules")
@requires("subsidies:rule:view")
def rules() -> str:
    """补贴规则."""
    packs = load_packs()
    return render_template(
        "subsidies/rules.html",
        packs=packs,
        names=_names({pack.jurisdiction for pack in packs}),
        crumbs=[(_("补贴"), url_for("subsidies.index")), (_("补贴规则"), None)],
    )


@blueprint.get("/rules/<pack_id>")
@requires("subsidies:rule:view")
def rule(pack_id: str) -> str:
    """One pack in full: every item with its clause, its conditions in words, its source."""
    pack = next((each for each in load_packs() if each.id == pack_id), None)
    if pack is None:
        raise NotFound
    names = _names({pack.jurisdiction, *(each.jurisdiction for each in pack.rules)})
    return render_template(
        "subsidies/rule.html",
        pack=pack,
        names=names,
        parts=[(each, item_word(each), conditions(each, names)) for each in pack.rules],
        confidence=words.word(words.CONFIDENCES, pack.confidence),
        crumbs=[
            (_("补贴"), url_for("subsidies.index")),
            (_("补贴规则"), url_for("subsidies.rules")),
            (pack.id, None),
        ],
    )


def _names(prefixes: set[str]) -> dict[str, str]:
    """Names of divisions from the province down; the whole country for ''."""
    return {code: full_name(db.session(), code) if code else _("全国") for code in prefixes}
