"""What the shell shows around every page."""

from collections.abc import Sequence
from dataclasses import dataclass, field
from typing import Any

from flask import Flask, request, url_for
from flask_babel import lazy_gettext as _l
from flask_babel import lazy_pgettext

from lms.accounts.roles import role_named
from lms.plugin import NavItem, Section
from lms.web.access import optional_actor, registry
from lms.web.i18n import LANGUAGES, language

MOST_SIDE_BY_SIDE = 8
"""Entries that fit into the top row of a desk's screen beside the name."""
SECTION_TITLES = {
    Section.TRAINING: _l("培训"),
    Section.CERTIFICATES: _l("证书"),
    Section.LEADERS: lazy_pgettext("many", "带头人"),
    Section.OUTCOMES: _l("跟踪"),
    Section.OFFICE: _l("管理"),
}


@dataclass(slots=True)
class Link:
    """An entry of the navigation as the shell draws it."""

    title: object
    url: str
    active: bool
    icon: str
    section: Section
    children: list["Link"] = field(default_factory=list)
    phone: int = 0


def links() -> list[Link]:
    """What this person may open, in order; what a role may not do it does not see."""
    actor = optional_actor()
    if actor is None:
        return []
    items = [i for p in registry().plugins for i in p.navigation if actor.may(i.permission)]
    return [_link(item) for item in sorted(items, key=lambda item: item.order)]


def gathered(found: Sequence[Link]) -> list[Link]:
    """The entries of the top row: side by side while they are few, else under their sections.

    A section stands where its first entry stood; one of a single entry is that entry.
    """
    if len(found) <= MOST_SIDE_BY_SIDE:
        return list(found)
    under: dict[str, list[Link]] = {}
    for link in found:
        under.setdefault(link.url if link.section is Section.NONE else link.section, []).append(
            link
        )
    return [group[0] if len(group) == 1 else _section(group) for group in under.values()]


def _section(group: list[Link]) -> Link:
    first = group[0]
    active = any(link.active for link in group)
    title = SECTION_TITLES[first.section]
    return Link(title, first.url, active, first.icon, first.section, group)


def _link(item: NavItem) -> Link:
    own = (request.endpoint or "").split(".")[0]
    phone = item.order if item.phone is None else item.phone
    url, active = url_for(item.endpoint), _active(item, own)
    return Link(item.title, url, active, item.icon, item.section, phone=phone)


def _active(item: NavItem, own: str) -> bool:
    """Whether the page belongs to the entry: of several entries of a plugin the one that leads here,
    the one that names the page among its own, else the plugin's first.
    """
    here = request.endpoint or ""
    entries = [i for p in registry().plugins for i in p.navigation]
    siblings = [one for one in entries if one.endpoint.split(".")[0] == own]
    if own == "lms" or here in {one.endpoint for one in siblings}:
        return here == item.endpoint
    named = [one for one in siblings if one.pages and here.startswith(one.pages)]
    return (named or siblings)[:1] == [item]


def _here() -> str:
    """This page's address, or the first page's where only a form leads here."""
    rule = request.url_rule
    if rule is None or "GET" not in (rule.methods or ()):
        return "/"
    return request.full_path.rstrip("?")


def shell() -> dict[str, Any]:
    """Context of every template."""
    signed_in = optional_actor()
    found = links()
    return {
        "actor": signed_in,
        "role_titles": [role_named(name).title for name in signed_in.role_names]
        if signed_in
        else [],
        "navigation": gathered(found),
        "thumb": sorted(found, key=lambda link: link.phone),
        "language": language(),
        "language_links": [
            (code, label, url_for("lms.choose_language", code=code, next=_here()))
            for code, label in LANGUAGES.items()
        ],
        "password_url": url_for("lms.password") if signed_in else None,
        "sign_out_url": url_for("lms.sign_out") if signed_in else None,
    }


def init_app(app: Flask) -> None:
    """Give the shell its context."""
    app.context_processor(shell)


def came_from() -> str:
    """The address of our own page that led here, '' where none is known."""
    came = request.referrer or ""
    ours = came.startswith(request.host_url) and came.partition("?")[0] != request.base_url
    return came if ours else ""
