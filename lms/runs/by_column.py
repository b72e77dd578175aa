"""Rows kept by column: as many lists as they have fields, and no object for each of thousands."""

from collections.abc import Iterable, Iterator, Mapping, Sequence
from itertools import compress
from typing import Any, overload


class ByColumn(Sequence[dict[str, Any]]):
    """Rows that all have the same fields. A row asked for is a dict of its own.

    `columns` has the cells of every field in the order of the rows; all columns are equally long.
    """

    __slots__ = ("_length", "columns")

    def __init__(self, columns: Mapping[str, Sequence[Any]]) -> None:
        self.columns = columns
        self._length = len(next(iter(columns.values()), ()))

    @classmethod
    def of(cls, rows: Sequence[Mapping[str, Any]]) -> "ByColumn":
        """Any rows by column; a field that a row does not have is None there."""
        fields = dict.fromkeys(field for row in rows for field in row)
        return cls({field: [row.get(field) for row in rows] for field in fields})

    def __len__(self) -> int:
        return self._length

    @overload
    def __getitem__(self, at: int) -> dict[str, Any]: ...
    @overload
    def __getitem__(self, at: slice) -> "ByColumn": ...
    def __getitem__(self, at: int | slice) -> "dict[str, Any] | ByColumn":
        if isinstance(at, slice):
            return ByColumn({field: cells[at] for field, cells in self.columns.items()})
        if not -self._length <= at < self._length:
            raise IndexError(at)
        return {field: cells[at] for field, cells in self.columns.items()}

    def __iter__(self) -> Iterator[dict[str, Any]]:
        fields = tuple(self.columns)
        for cells in zip(*self.columns.values(), strict=True):
            yield dict(zip(fields, cells, strict=True))

    def where(self, wanted: Iterable[object]) -> "ByColumn":
        """The rows for which `wanted`, one value for each row, is true."""
        chosen = list(map(bool, wanted))
        if all(chosen):
            return self
        return ByColumn({f: list(compress(cells, chosen)) for f, cells in self.columns.items()})
