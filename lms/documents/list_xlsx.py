"""The same list as a spreadsheet: one declaration of columns for paper and Excel."""

from collections.abc import Sequence

from lms.documents.amounts import yuan
from lms.documents.lists import Cell, Foot, Head, ListDesign
from lms.sheets.export import Column as SheetColumn
from lms.sheets.export import Kind, Value, write_xlsx

_CHARACTERS_PER_MM = 0.52


def list_xlsx(
    design: ListDesign, head: Head, rows: Sequence[tuple[Cell, ...]], foot: Foot
) -> bytes:
    """A list as xlsx, laid out as on paper; amounts are numbers of yuan, everything else text."""
    columns = [
        SheetColumn(
            column.title,
            Kind.MONEY if column.money else Kind.TEXT if column.align == "left" else Kind.CENTRED,
            round(column.width * _CHARACTERS_PER_MM + 1, 1),
        )
        for column in design.columns
    ]
    lines = [*([head.lead] if head.lead else []), *("　　".join(line) for line in head.facts)]
    foot_lines = [*foot.lines, "　　　　".join(foot.signatures)]
    return write_xlsx(
        columns,
        (_values(row) for row in rows),
        title=f"{head.title}（{head.mark}）" if head.mark else head.title,
        sheet_name=head.title,
        head_lines=lines,
        foot_lines=foot_lines,
        total_row=_total(design, rows),
        landscape=not design.portrait,
        page_header=head.mark,
    )


def _values(row: tuple[Cell, ...]) -> list[Value]:
    return [yuan(cell) if isinstance(cell, int) else cell for cell in row]


def _total(design: ListDesign, rows: Sequence[tuple[Cell, ...]]) -> list[Value] | None:
    if not any(column.money for column in design.columns):
        return None
    values: list[Value] = [
        yuan(sum(int(row[place]) for row in rows)) if column.money else None
        for place, column in enumerate(design.columns)
    ]
    return ["合计", *values[1:]]
