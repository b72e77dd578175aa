"""Setting parameters."""

from datetime import datetime

from flask import current_app
from sqlalchemy import select
from sqlalchemy.orm import Session

from lms.accounts.actor import Actor
from lms.audit import services as audit
from lms.errors import DomainError
from lms.events import publish
from lms.settings.events import SettingChanged
from lms.settings.models import SettingValue
from lms.settings.rules import is_valid


def set_value(
    session: Session,
    actor: Actor,
    now: datetime,
    name: str,
    prefix: str,
    value: str | None,
    source: str = "",
) -> None:
    """Set a parameter below `prefix`; None or '' unsets it there.

    Raises `SETTING_UNKNOWN`, `SETTING_INVALID` or `NOT_PERMITTED`.
    """
    setting = current_app.extensions["lms_registry"].settings.get(name)
    if setting is None:
        raise DomainError("SETTING_UNKNOWN", name=name)
    actor.require("settings:value:edit", prefix)
    value = (value or "").strip() or None
    if value is not None and setting.choices:
        value = next((key for key, said in setting.choices.items() if value in (key, said)), value)
    if value is not None and not is_valid(setting.kind, value, setting.choices):
        raise DomainError("SETTING_INVALID", title=setting.title, value=value)
    row = session.scalar(
        select(SettingValue).where(SettingValue.name == name, SettingValue.prefix == prefix)
    )
    if row is None:
        row = SettingValue(name=name, prefix=prefix)
        session.add(row)
    before = row.value
    row.value, row.source, row.set_by, row.set_at = value, source.strip(), actor.name, now
    session.flush()
    audit.record(
        session,
        actor,
        now,
        "settings:changed",
        county=prefix if len(prefix) == 6 else "",
        object_type="setting",
        object_id=name,
        prefix=prefix,
        before=before,
        after=value,
    )
    if before != value:
        publish(session, SettingChanged(name, prefix, actor, now))
