"""Reading parameters."""

from collections.abc import Mapping
from dataclasses import dataclass
from decimal import Decimal

from flask import current_app
from sqlalchemy import select
from sqlalchemy.orm import Session

from lms.accounts.actor import Actor
from lms.plugin import Setting
from lms.settings.models import SettingValue
from lms.settings.rules import value_in


def text(session: Session, name: str, division: str) -> str | None:
    """The value of a declared parameter in a place, or None when it is unset."""
    setting = current_app.extensions["lms_registry"].settings[name]
    return value_in(values(session, name), division, setting.default)


def number(session: Session, name: str, division: str) -> Decimal | None:
    """As `text`, as an exact number."""
    found = text(session, name, division)
    return None if found in (None, "") else Decimal(found)


def values(session: Session, name: str) -> dict[str, str | None]:
    """Values by prefix."""
    rows = session.execute(
        select(SettingValue.prefix, SettingValue.value).where(SettingValue.name == name)
    )
    return dict(rows.all())


@dataclass(frozen=True, slots=True)
class SettingLine:
    """A parameter with the values set within the reader's scope."""

    setting: Setting
    values: tuple[SettingValue, ...]


def overview(session: Session, actor: Actor, settings: Mapping[str, Setting]) -> list[SettingLine]:
    """Every declared parameter with what is set for the places the actor reaches."""
    reach = actor.within("settings:value:edit", SettingValue.prefix)
    rows = session.scalars(select(SettingValue).where(reach).order_by(SettingValue.prefix)).all()
    return [
        SettingLine(setting, tuple(row for row in rows if row.name == name))
        for name, setting in settings.items()
    ]
