"""What the shell shows around every page."""

from dataclasses import dataclass, field
from typing import Any

from flask import Flask, request, url_for

from lms.accounts.roles import role_named
from lms.web.access import optional_actor, registry
from lms.web.i18n import LANGUAGES, language


@dataclass(slots=True)
class Link:
    """An entry of the navigation as the shell draws it."""

    title: object
    url: str
    active: bool
    icon: str
    children: list["Link"] = field(default_factory=list)


def links() -> list[Link]:
    """What this person may open, in order; what a role may not do it does not see."""
    actor = optional_actor()
    if actor is None:
        return []
    items = [i for p in registry().plugins for i in p.navigation if actor.may(i.permission)]
    section = (request.endpoint or "").split(".")[0]
    return [
        Link(item.title, url_for(item.endpoint), _active(item.endpoint, section), item.icon)
        for item in sorted(items, key=lambda item: item.order)
    ]


def _active(endpoint: str, section: str) -> bool:
    if section == "lms":
        return request.endpoint == endpoint
    return endpoint.split(".")[0] == section


def _here() -> str:
    """This page's address, or the first page's where only a form leads here."""
    rule = request.url_rule
    if rule is None or "GET" not in (rule.methods or ()):
        return "/"
    return request.full_path.rstrip("?")


def shell() -> dict[str, Any]:
    """Context of every template."""
    signed_in = optional_actor()
    return {
        "actor": signed_in,
        "role_titles": [role_named(name).title for name in signed_in.role_names]
        if signed_in
        else [],
        "navigation": links(),
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
