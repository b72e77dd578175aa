"""What other plugins may use of subsidies.

Money is decided anew by itself whenever marks, sessions, enrolments or a cohort change. A plugin
that issues or revokes a paper tells it by `record_evidence` and `withdraw_evidence`.
"""

from courses.subsidies.confirming import confirm_rule, settle_ambiguity
from courses.subsidies.doubting import settle_doubt
from courses.subsidies.evidence import (
    add_invoice,
    record_all_evidence,
    record_evidence,
    void_invoice,
    withdraw_evidence,
)
from courses.subsidies.importing import changes_nothing, rehearse_invoices
from courses.subsidies.invoices import InvoiceReading, Ticket, read_invoices
from courses.subsidies.listing import list_of, make_list, submit
from courses.subsidies.paying import (
    ListPapers,
    list_papers,
    public_notice_pdf,
    refused_list_pdf,
    subsidy_list_pdf,
    subsidy_list_xlsx,
)
from courses.subsidies.queries import ResultLine, decision_history, decisions, result_lines
from courses.subsidies.redeciding import redecide
from courses.subsidies.reviewing import review, send_back, withdraw

__all__ = [
    "InvoiceReading",
    "ListPapers",
    "ResultLine",
    "Ticket",
    "add_invoice",
    "changes_nothing",
    "confirm_rule",
    "decision_history",
    "decisions",
    "list_of",
    "list_papers",
    "make_list",
    "public_notice_pdf",
    "read_invoices",
    "record_all_evidence",
    "record_evidence",
    "redecide",
    "refused_list_pdf",
    "rehearse_invoices",
    "result_lines",
    "review",
    "send_back",
    "settle_ambiguity",
    "settle_doubt",
    "submit",
    "subsidy_list_pdf",
    "subsidy_list_xlsx",
    "void_invoice",
    "withdraw",
    "withdraw_evidence",
]
