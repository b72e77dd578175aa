"""Papers: HTML designs filled with frozen records, laid out as PDF, the same on every machine."""

from lms.documents.calibration import calibration_pdf
from lms.documents.design import Design, Document
from lms.documents.engine import (
    html_of,
    merged,
    render,
    render_batch,
    render_grid,
    render_list,
    render_pdf,
    require_printable,
)
from lms.documents.faces import engine_problems, missing_characters, printable
from lms.documents.fit import Fitted, fitted
from lms.documents.imposition import PLAIN, Paper
from lms.documents.list_xlsx import list_xlsx
from lms.documents.lists import Cell, Column, Foot, GridPage, Head, ListDesign
from lms.documents.places import Values
from lms.documents.press import picture
from lms.documents.printshop import (
    Made,
    Master,
    print_bytes,
    print_each,
    print_one,
    print_zip,
    zip_of,
)

__all__ = [
    "PLAIN",
    "Cell",
    "Column",
    "Design",
    "Document",
    "Fitted",
    "Foot",
    "GridPage",
    "Head",
    "ListDesign",
    "Made",
    "Master",
    "Paper",
    "Values",
    "calibration_pdf",
    "engine_problems",
    "fitted",
    "html_of",
    "list_xlsx",
    "merged",
    "missing_characters",
    "picture",
    "print_bytes",
    "print_each",
    "print_one",
    "print_zip",
    "printable",
    "render",
    "render_batch",
    "render_grid",
    "render_list",
    "render_pdf",
    "require_printable",
    "zip_of",
]
