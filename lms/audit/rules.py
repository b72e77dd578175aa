"""How entries are chained and how a broken chain is found."""

import hashlib
import json
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import UTC, datetime
from typing import Any

GENESIS = "0" * 64


@dataclass(frozen=True, slots=True)
class Entry:
    """An audit entry as it is hashed."""

    county: str
    sequence: int
    at: datetime
    actor: str
    action: str
    object_type: str
    object_id: str
    facts: Mapping[str, Any]
    previous: str

    def digest(self) -> str:
        """SHA-256 over the canonical JSON of every field, the previous hash included."""
        body = [
            self.county,
            self.sequence,
            self.at.astimezone(UTC).isoformat(timespec="microseconds"),
            self.actor,
            self.action,
            self.object_type,
            self.object_id,
            self.facts,
            self.previous,
        ]
        text = json.dumps(body, sort_keys=True, ensure_ascii=True, separators=(",", ":"))
        return hashlib.sha256(text.encode()).hexdigest()


@dataclass(frozen=True, slots=True)
class Break:
    """The first row at which a chain does not hold, and why: `gap`, `link`, `altered` or `cut`."""

    sequence: int
    why: str


def first_break(
    entries: Iterable[tuple[Entry, str]], *, length: int | None = None, head: str | None = None
) -> Break | None:
    """Follow one chain of (entry, stored hash) in order of sequence.

    Deleting a row leaves a gap, altering one changes its digest, reordering breaks the link;
    `length` and `head` from the chain's row show a tail that was cut off.
    """
    previous, expected = GENESIS, 1
    for entry, stored in entries:
        if entry.sequence != expected:
            return Break(expected, "gap")
        if entry.previous != previous:
            return Break(entry.sequence, "link")
        if entry.digest() != stored:
            return Break(entry.sequence, "altered")
        previous, expected = stored, expected + 1
    if length is not None and (length != expected - 1 or (head or GENESIS) != previous):
        return Break(expected, "cut")
    return None
