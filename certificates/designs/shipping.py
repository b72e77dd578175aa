"""The designs that come with the product (自带版式)."""

from dataclasses import dataclass
from functools import cache
from importlib.resources import files

SHIPPED = ("formal", "modern", "card")
"""formal 正式红章, A4 landscape · modern 现代, A4 landscape · card 照片卡片, A5 landscape."""


@dataclass(frozen=True, slots=True)
class Shipped:
    """One shipped design: its name in addresses and snapshots, and its text."""

    name: str
    html: str


@cache
def shipped(name: str) -> Shipped | None:
    """A shipped design, None for any other name."""
    if name not in SHIPPED:
        return None
    text = files("certificates").joinpath(f"designs/shipped/{name}.html").read_text("utf-8")
    return Shipped(name, text)
