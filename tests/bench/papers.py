"""Certificates and a long subsidy list as PDF, beside WeasyPrint used as its manual begins.

Naive is one document for each certificate and one plain table for the list, system fonts, nothing
shared between documents. It is so slow for certificates that a few are made and reckoned up.
"""

import io
from collections.abc import Iterator
from datetime import date
from html import escape
from pathlib import Path
from time import perf_counter
from typing import Any

from tests.bench.harness import Figure, Reading, Sizes, in_turns

ADDRESS = "https://px.lushi.example/verify/"
_FAMILY = "font-family: 'Noto Serif CJK SC', serif"


def measure(folder: Path, sizes: Sizes) -> Iterator[Figure]:
    """Seconds, MB held and MB written."""
    count, rows, few = sizes.certificates, sizes.rows, min(sizes.naive, sizes.certificates)
    pair = ("papers:certificates", "papers:naive_certificates")
    ours, naive = in_turns(sizes.rounds, folder, pair, count=count, few=few)
    peer = f"naive: {count} documents, reckoned from {few}"
    yield _figure(f"{count} certificates in one PDF", ours, naive, peer)
    pair = ("papers:subsidy_list", "papers:naive_list")
    ours, naive = in_turns(sizes.rounds, folder, pair, count=rows)
    yield _figure(f"subsidy list of {rows:,} rows", ours, naive, "naive: one plain table")


def _figure(name: str, ours: Reading, naive: Reading, peer: str) -> Figure:
    more = {
        "file MB": ours["file_mb"],
        "naive file MB": naive["file_mb"],
        "naive peak MB": round(naive["peak_mb"]),
        "pages": ours["pages"],
    }
    return Figure(name, ours["seconds"], ours["peak_mb"], naive["seconds"], peer, more=more)


def certificates(folder: Path, count: int, few: int) -> Reading:
    """As the export makes them."""
    from certificates.papers import CertificatePaper, certificates_pdf

    papers = [CertificatePaper(**facts) for facts in _certificates(count)]
    start = perf_counter()
    made = certificates_pdf(papers)
    return _reading(perf_counter() - start, [made])


def naive_certificates(folder: Path, count: int, few: int) -> Reading:
    """`few` documents, seconds and file size reckoned up to `count`."""
    import segno
    import weasyprint

    start = perf_counter()
    files = []
    for facts in _certificates(few):
        code = segno.make(facts["verify_url"]).svg_inline(scale=2)
        text = (
            f"{facts['name']}，{facts['sex']}，身份证号{facts['id_number']}，于"
            f"{facts['starts_on']}至{facts['ends_on']}参加“{facts['course']}”培训，"
            f"修完规定的{facts['hours']}课时，准予结业。"
        )
        page = "@page { size: A4 landscape; margin: 25mm }"
        files.append(
            weasyprint.HTML(
                string=f"<style>{page} body {{ {_FAMILY}; font-size: 18pt }}</style>"
                f"<h1>结业证书</h1><p>{text}</p><p>证书编号：{facts['number']}</p>"
                f"<p>{facts['issuer']}　{facts['issued_on']}</p>{code}"
            ).write_pdf()
        )
    reading = _reading((perf_counter() - start) * count / few, files)
    return {**reading, "file_mb": reading["file_mb"] * count / few}


def _certificates(count: int) -> Iterator[dict[str, Any]]:
    from tests.bench.invented import COUNTY, people

    for number, one in enumerate(people(count), 1):
        yield {
            "number": f"PX{COUNTY}2018003{number:04}7",
            "name": one.name,
            "sex": one.sex,
            "id_number": one.id_number,
            "course": "农村电商实操",
            "hours": 80,
            "starts_on": date(2018, 9, 10),
            "ends_on": date(2018, 9, 22),
            "issuer": "卢氏县电商培训中心",
            "issued_on": date(2018, 9, 25),
            "verify_url": f"{ADDRESS}{number:032x}",
        }


def subsidy_list(folder: Path, count: int) -> Reading:
    """补贴发放花名册 as the export makes it."""
    from courses.subsidies.papers import ListFacts, PayoutLine, payout_pdf

    lines = [PayoutLine(**facts) for facts in _lines(count)]
    head = ListFacts("卢氏县电商培训中心", "卢氏县2018年第3期农村电商实操培训班")
    start = perf_counter()
    made = payout_pdf(lines, head)
    return _reading(perf_counter() - start, [made])


def naive_list(folder: Path, count: int) -> Reading:
    """The same cells in one table that WeasyPrint breaks into pages."""
    import weasyprint

    from courses.subsidies.papers import PAYOUT, PayoutLine, payout_rows
    from lms.documents.amounts import format_yuan

    rows = payout_rows([PayoutLine(**facts) for facts in _lines(count)])
    start = perf_counter()
    head = "".join(f"<th>{escape(column.title)}</th>" for column in PAYOUT.columns)
    body = "".join(
        "<tr>" + "".join(f"<td>{_cell(cell, format_yuan)}</td>" for cell in row) + "</tr>"
        for row in rows
    )
    page = "@page { size: A4 landscape; margin: 10mm }"
    table = f"<table border=1><thead><tr>{head}</tr></thead><tbody>{body}</tbody></table>"
    made = weasyprint.HTML(
        string=f"<style>{page} body {{ {_FAMILY}; font-size: 7pt }}</style><h1>花名册</h1>{table}"
    ).write_pdf()
    return _reading(perf_counter() - start, [made])


def _cell(cell: str | int, money: Any) -> str:
    return escape(money(cell) if isinstance(cell, int) else cell)


def _lines(count: int) -> Iterator[dict[str, Any]]:
    from tests.bench.invented import people

    for number, one in enumerate(people(count), 1):
        yield {
            "number": number,
            "name": one.name,
            "id_number": one.id_number,
            "home": one.home,
            "trade": "农村电商实操",
            "starts_on": date(2018, 9, 10),
            "ends_on": date(2018, 9, 22),
            "half_days": 24,
            "rate_fen": 3_000,
            "living_fen": 36_000,
            "transport_lodging_fen": 26_850 if number % 3 else 0,
            "bank": "农村信用社",
            "account": one.account,
            "phone": one.phone,
        }


def _reading(seconds: float, files: list[bytes]) -> Reading:
    import pikepdf

    pages = 0
    for file in files:
        with pikepdf.open(io.BytesIO(file)) as document:
            pages += len(document.pages)
    return {"seconds": seconds, "file_mb": sum(map(len, files)) / 1e6, "pages": pages}
