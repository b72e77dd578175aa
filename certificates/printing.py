"""Certificates on paper, from their snapshots alone, and the register as a spreadsheet."""

from collections.abc import Iterable, Mapping, Sequence
from datetime import datetime

from sqlalchemy.orm import object_session

from certificates.designs import queries as designs
from certificates.designs.pictures import address_of
from certificates.designs.shipping import SHIPPED
from certificates.models import Certificate
from certificates.papers import CertificatePaper, certificates_pdf, master_of
from certificates.proof.link import code_texts, online_address
from certificates.queries import live, snapshot_of
from certificates.register import Line
from certificates.rules import CertificateState
from certificates.snapshot import Snapshot
from courses.rosters import api as rosters
from lms.clock import CHINA, now
from lms.documents import PLAIN, Master, Paper
from lms.errors import DomainError
from lms.privacy import mask_id_number
from lms.sheets.export import Column, Kind, Value, write_xlsx

STATE_WORDS = {
    CertificateState.VALID: "有效",
    CertificateState.EXPIRED: "已过期",
    CertificateState.REPLACED: "已换发",
    CertificateState.REVOKED: "已撤销",
}
COLUMNS = (
    Column("序号", Kind.CENTRED, 6),
    Column("证书编号", Kind.CENTRED, 23),
    Column("姓名", Kind.CENTRED, 14),
    Column("身份证号", Kind.CENTRED, 22),
    Column("培训项目", Kind.TEXT, 30),
    Column("课时", Kind.NUMBER, 7),
    Column("起止日期", Kind.CENTRED, 24),
    Column("发证日期", Kind.DATE, 12),
    Column("状态", Kind.CENTRED, 9),
    Column("领取人签字", Kind.CENTRED, 16),
    Column("领取日期", Kind.CENTRED, 14),
)


def paper_of(
    printed: Snapshot,
    token: str,
    code: str = "",
    copy: int = 0,
    pictures: Mapping[str, str] | None = None,
) -> CertificatePaper:
    """A snapshot as it stands on paper; `code` is what the QR code holds, `pictures` by uid."""
    facts, terms = printed.facts, printed.terms
    shown = pictures or {}
    return CertificatePaper(
        design=terms.design,
        valid_until=terms.valid_until,
        signatory=terms.signatory,
        signatory_title=terms.signatory_title,
        photo=shown.get(printed.photo, ""),
        seal=shown.get(terms.seal, ""),
        signature=shown.get(terms.signature, ""),
        number=printed.number,
        name=facts.name,
        id_number=facts.id_number,
        course=facts.course,
        hours=facts.hours,
        starts_on=facts.starts_on,
        ends_on=facts.ends_on,
        issuer=terms.issuer,
        issued_on=terms.issued_on,
        sex=facts.sex,
        cohort=facts.cohort,
        theory_hours=facts.theory_hours,
        practice_hours=facts.practice_hours,
        result=terms.result,
        verify_url=online_address(token),
        note=terms.note,
        document=facts.document,
        code=code,
        copy=copy,
    )


def pdf_of(certificates: Iterable[Certificate], paper: Paper = PLAIN) -> bytes:
    """Those that hold in one PDF, in the order given. Raises CERTIFICATES_NONE."""
    papers, own = papers_of(certificates)
    return certificates_pdf(papers, paper, own)


def papers_of(
    certificates: Iterable[Certificate],
) -> tuple[list[CertificatePaper], dict[str, Master]]:
    """Those that hold as they stand on paper, and the own designs they name.

    Raises CERTIFICATES_NONE.
    """
    rows = [one for one in certificates if live(one)]
    session = object_session(rows[0]) if rows else None
    if session is None:
        raise DomainError("CERTIFICATES_NONE")
    codes = code_texts(session, rows, now())
    printed = {one.id: snapshot_of(one) for one in rows}
    shown = designs.pictures(
        session, {uid for one in printed.values() for uid in (one.terms.seal, one.terms.signature)}
    )
    portraits = rosters.photos(session, {one.photo for one in printed.values() if one.photo})
    shown |= {uid: address_of(content, "image/jpeg") for uid, content in portraits.items()}
    papers = [
        paper_of(printed[one.id], one.token, codes[one.id], one.duplicates, shown) for one in rows
    ]
    own = {paper.design for paper in papers} - set(SHIPPED)
    return papers, {ref: master_of(designs.html_of(session, ref)) for ref in own}


def register_xlsx(lines: Sequence[Line], title: str, by: str, at: datetime) -> bytes:
    """证书台账 of a cohort, void numbers too, with room to sign for each; numbers are masked."""
    if not lines:
        raise DomainError("CERTIFICATES_NONE")
    held = sum(live(line.certificate) for line in lines)
    return write_xlsx(
        COLUMNS,
        (_row(number, line) for number, line in enumerate(lines, 1)),
        title="结业证书发放台账",
        sheet_name="证书台账",
        head_lines=[f"班次：{title}"],
        foot_lines=[f"合计 {len(lines)} 个编号，其中有效 {held} 个", "经办人：　　　　负责人："],
        landscape=True,
        page_header=f"{by} {at.astimezone(CHINA):%Y-%m-%d %H:%M} 导出",
    )


def _row(number: int, line: Line) -> list[Value]:
    facts, terms = line.printed.facts, line.printed.terms
    return [
        number,
        line.printed.number,
        facts.name,
        mask_id_number(facts.id_number),
        facts.course,
        facts.hours,
        f"{facts.starts_on:%Y.%m.%d}—{facts.ends_on:%Y.%m.%d}",
        terms.issued_on,
        STATE_WORDS[line.state],
        "",
        "",
    ]
