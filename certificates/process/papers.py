"""What the papers of a processed cohort are made of, and making them.

Gathered inside the transaction as plain values, made outside of it: laying out takes longer than
all the rest, and nobody else should wait for it.
"""

import json
from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any

from sqlalchemy.orm import Session

from certificates import printing, queries, standing
from certificates.exports import by_seat
from certificates.papers import CertificatePaper, certificates_pdf
from certificates.process.job import Done, Say
from certificates.unissued import Unissued, unissued, unissued_pdf
from courses.rosters import api as rosters
from courses.subsidies import api as subsidies
from courses.subsidies.api import ListPapers
from lms.documents import require_printable
from lms.web.sentences import sentence

RESULT, CHECKED = "result.json", "roster-checked.xlsx"
LIST_PDF, LIST_XLSX = "subsidy-list.pdf", "subsidy-list.xlsx"
NOTICE, CERTIFICATES = "public-notice.pdf", "certificates.pdf"
NAMES = (CHECKED, LIST_PDF, LIST_XLSX, NOTICE, CERTIFICATES, RESULT)
"""Every file a job may write. Those it did not write are not left from an earlier one."""


@dataclass(frozen=True, slots=True)
class Papers:
    """Equal papers are made of equal values. Without a register there is the roster only.

    `certificates` are those that hold; without any, `none` says why.
    """

    report: Mapping[str, Any]
    reading: rosters.RosterReading = field(compare=False)
    listed: ListPapers | None = None
    certificates: tuple[CertificatePaper, ...] = ()
    none: Unissued | None = None


def gather(session: Session, done: Done, report: Mapping[str, Any]) -> Papers:
    """Everything the files say. Raises CHARACTER_NOT_PRINTABLE while nothing is kept yet."""
    if done.order.register is None:
        return Papers(report, done.reading)
    listed = subsidies.list_papers(session, done.cohort)
    held = [one for one in by_seat(session, done.cohort.id) if queries.live(one)]
    certificates = tuple(printing.paper_of(queries.snapshot_of(one), one.token) for one in held)
    require_printable([*(one.name for one in certificates), *(one.name for one in listed.payout)])
    none = None
    if not certificates:
        none = unissued(done.cohort, standing.standings(session, done.cohort))
    return Papers(report, done.reading, listed, certificates, none)


def files(papers: Papers, say: Say) -> dict[str, bytes]:
    """Every file by name. Without a register the report and the checked roster only."""
    say("papers")
    made = {
        RESULT: (json.dumps(papers.report, ensure_ascii=False, indent=1) + "\n").encode(),
        CHECKED: rosters.checked_workbook(papers.reading, sentence),
    }
    if papers.listed is None:
        return made
    made[LIST_PDF] = subsidies.subsidy_list_pdf(papers.listed)
    made[LIST_XLSX] = subsidies.subsidy_list_xlsx(papers.listed)
    made[NOTICE] = subsidies.public_notice_pdf(papers.listed)
    say("certificates")
    made[CERTIFICATES] = (
        unissued_pdf(papers.none) if papers.none else certificates_pdf(papers.certificates)
    )
    return made
