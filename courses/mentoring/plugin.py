"""Mentoring as a plugin: pairs and matching, coverage and debt; contacts, tickets, ratings."""

from dataclasses import replace
from pathlib import Path

from courses.mentoring import contacts_plugin, pairs_plugin
from courses.mentoring.blueprint import blueprint

ROUTES = (*pairs_plugin.ROUTES, *contacts_plugin.ROUTES)
_PAIRS, _CONTACTS = pairs_plugin.part, contacts_plugin.part

plugin = replace(
    _PAIRS,
    blueprint=blueprint,
    models=_PAIRS.models + _CONTACTS.models,
    permissions=_PAIRS.permissions + _CONTACTS.permissions,
    navigation=_PAIRS.navigation + _CONTACTS.navigation,
    places=_PAIRS.places + _CONTACTS.places,
    cards=_PAIRS.cards + _CONTACTS.cards,
    panels=_PAIRS.panels + _CONTACTS.panels,
    indicators=_PAIRS.indicators + _CONTACTS.indicators,
    jobs=_PAIRS.jobs + _CONTACTS.jobs,
    runs=_PAIRS.runs + _CONTACTS.runs,
    offline=_PAIRS.offline + _CONTACTS.offline,
    cli=_PAIRS.cli + _CONTACTS.cli,
    settings=_PAIRS.settings + _CONTACTS.settings,
    exports=_PAIRS.exports + _CONTACTS.exports,
    listens=_PAIRS.listens + _CONTACTS.listens,
    events=_PAIRS.events + _CONTACTS.events,
    audit_labels={**_PAIRS.audit_labels, **_CONTACTS.audit_labels},
    sentences={**_PAIRS.sentences, **_CONTACTS.sentences},
    translations=str(Path(__file__).parent / "translations"),
)
