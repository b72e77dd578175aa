"""An event as a phone sends it: its shape, its digest, its clock. Pure."""

import hashlib
import json
import re
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from enum import StrEnum
from typing import Any

SKEW = timedelta(minutes=10)
"""A device clock further off than this at the moment of sending is flagged and corrected for."""
MOST_EVENTS = 100
"""Events in one batch."""
MOST_BODY = 3_000_000
"""Characters of one event's body as JSON: room for one photo of 2 MB."""
_UUID = re.compile(r"[0-9a-f]{8}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{12}")
_DEVICE = re.compile(r"[0-9A-Za-z-]{1,36}")
_KIND = re.compile(r"[a-z_]{1,30}\.[a-z_]{1,30}")


class Outcome(StrEnum):
    """What became of an event: done, refused for good, or to be sent again."""

    DONE = "done"
    REFUSED = "refused"
    RETRY = "retry"


@dataclass(frozen=True, slots=True)
class OfflineEvent:
    """One event. `device_time` is what the phone's clock said when it happened.

    `happened_at` is the same moment with the clock put right; it is what plugins use.
    """

    id: str
    kind: str
    seq: int
    device: str
    device_time: datetime
    happened_at: datetime
    body: Mapping[str, Any]


def skew_of(sent_at: datetime, received: datetime) -> timedelta:
    """How far the phone's clock is ahead of ours; what it said when sending, less when that came."""
    return sent_at - received


def is_skewed(skew: timedelta) -> bool:
    """Whether a clock is wrong rather than the network slow."""
    return abs(skew) > SKEW


def happened(device_time: datetime, skew: timedelta, received: datetime) -> datetime:
    """When it really happened: a wrong clock is put right, and nothing happens after its receipt."""
    known = device_time - skew if is_skewed(skew) else device_time
    return min(known, received)


def is_late(happened_at: datetime, received: datetime, most_days: int) -> bool:
    """Whether an event comes more than `most_days` after it happened."""
    return received - happened_at > timedelta(days=most_days)


def digest_of(kind: str, body: Mapping[str, Any]) -> str:
    """SHA-256 of what the event says, whatever the order of its fields."""
    text = json.dumps([kind, body], sort_keys=True, ensure_ascii=False, separators=(",", ":"))
    return hashlib.sha256(text.encode("utf-8", "surrogatepass")).hexdigest()


def moment_in(value: object) -> datetime | None:
    """An ISO 8601 moment with its zone as aware UTC; None for anything else or an absurd year."""
    if not isinstance(value, str) or len(value) > 40:
        return None
    try:
        told = datetime.fromisoformat(value)
        found = told.astimezone(UTC)
    except (ValueError, OverflowError):
        return None
    return found if told.tzinfo is not None and 2000 <= found.year <= 2200 else None


def read_event(sent: object, skew: timedelta, received: datetime) -> OfflineEvent | None:
    """One event of a batch, or None for what is none."""
    if not isinstance(sent, Mapping):
        return None
    key, kind, device = (str(sent.get(name, "")) for name in ("id", "kind", "device"))
    seq, body, told = sent.get("seq"), sent.get("body"), moment_in(sent.get("device_time"))
    if not (_UUID.fullmatch(key) and _KIND.fullmatch(kind) and _DEVICE.fullmatch(device)):
        return None
    if not isinstance(seq, int) or isinstance(seq, bool) or not 0 <= seq < 2**53:
        return None
    if told is None or not isinstance(body, Mapping):
        return None
    if not _is_storable(body):
        return None
    return OfflineEvent(key, kind, seq, device, told, happened(told, skew, received), body)


def _is_storable(body: Mapping[str, Any]) -> bool:
    """Whether both databases can keep the texts: no NUL, no half of a character, not too much."""
    text = json.dumps(body, ensure_ascii=False)
    try:
        text.encode()
    except UnicodeEncodeError:
        return False
    return len(text) <= MOST_BODY and "\\u0000" not in text
