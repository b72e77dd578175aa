"""Page number, page size and filters kept in the URL."""

from collections.abc import Mapping
from dataclasses import dataclass, replace
from datetime import date

SIZES = (20, 50, 100, 200)
FIRST_YEAR, LAST_YEAR = 1900, 2999


@dataclass(frozen=True, slots=True)
class Page:
    """Which part of a list is asked for; `total` is filled in once it is counted."""

    page: int
    per_page: int
    args: Mapping[str, str]
    total: int = 0

    @property
    def pages(self) -> int:
        return max(1, -(-self.total // self.per_page))

    @property
    def offset(self) -> int:
        return (self.page - 1) * self.per_page

    def of(self, total: int) -> "Page":
        """The same page, of so many rows."""
        return replace(self, total=total)

    def day(self, name: str) -> date | None:
        """A day from the filter row; nonsense counts as not given, and so do years nobody means."""
        try:
            found = date.fromisoformat(self.args.get(name, ""))
        except ValueError:
            return None
        return found if FIRST_YEAR <= found.year <= LAST_YEAR else None


def page_of(args: Mapping[str, str]) -> Page:
    """Read `page` and `size` from the query; nonsense becomes the first page of 50."""
    size = _whole(args.get("size"), 50)
    return Page(max(1, _whole(args.get("page"), 1)), size if size in SIZES else 50, args)


def _whole(text: str | None, default: int) -> int:
    return int(text) if text and text.isascii() and text.isdigit() and len(text) < 8 else default
