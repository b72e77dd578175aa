"""Papers: HTML designs filled with frozen records, laid out as PDF, the same on every machine."""

from lms.documents.design import Design, Document
from lms.documents.engine import (
    render,
    render_batch,
    render_list,
    render_pdf,
    require_printable,
)
from lms.documents.faces import engine_problems, missing_characters, printable
from lms.documents.list_xlsx import list_xlsx
from lms.documents.lists import Cell, Column, Foot, Head, ListDesign
from lms.documents.press import picture

__all__ = [
    "Cell",
    "Column",
    "Design",
    "Document",
    "Foot",
    "Head",
    "ListDesign",
    "engine_problems",
    "list_xlsx",
    "missing_characters",
    "picture",
    "printable",
    "render",
    "render_batch",
    "render_list",
    "render_pdf",
    "require_printable",
]
