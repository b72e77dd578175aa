"""Certificates and a long subsidy list as PDF, beside WeasyPrint used as its manual begins and
beside TCPDF.

Naive is one document for each certificate of the same design, and one plain table for the list,
system fonts, nothing shared between documents. It is so slow that a few documents (and a shorter
list) are made and reckoned up; `--full` makes the whole list. Compiling the design is part of
every figure of ours.
"""

import io
import json
import shutil
import subprocess
from collections.abc import Iterator
from datetime import date
from html import escape
from pathlib import Path
from time import perf_counter
from typing import Any

from tests.bench.harness import NONE, ROOT, Bound, Figure, Reading, Sizes, alone, in_turns, middle

ADDRESS = "https://px.lushi.example/verify/"
_FAMILY = "font-family: 'Noto Serif CJK SC', serif"
_TCPDF = Path("/usr/share/php/tcpdf/tcpdf.php")
_TRUETYPE = Path("/usr/share/fonts/truetype/hanazono/HanaMinA.ttf")
_MB = 200


def measure(folder: Path, sizes: Sizes) -> Iterator[Figure]:
    """Seconds, MB held and MB written."""
    yield from _certificate_figures(folder, sizes)
    rows, short = sizes.rows, min(sizes.naive_rows, sizes.rows)
    ours = middle([alone("papers:subsidy_list", folder, count=rows) for _ in range(sizes.rounds)])
    naive = alone("papers:naive_list", folder, count=short)
    peer = f"naive: one plain table of {short:,} rows"
    peer += f", reckoned to {rows:,} (a longer one is slower still)" if short < rows else ""
    naive = {**naive, "seconds": naive["seconds"] * rows / short}
    bound = Bound(faster=40, peak_mb=_MB)
    yield _figure(f"subsidy list of {rows:,} rows", ours, naive, peer, bound)


def _certificate_figures(folder: Path, sizes: Sizes) -> Iterator[Figure]:
    count, few = sizes.certificates, min(sizes.naive, sizes.certificates)
    separate, night = min(sizes.separate, count), sizes.night
    names = ["papers:certificates", "papers:naive_certificates"]
    php = can_tcpdf()
    ours, naive, *tcpdf = in_turns(
        sizes.rounds, folder, [*names, *(["papers:tcpdf"] if php else [])], count=count, few=few
    )
    peer = f"naive: {count:,} documents, reckoned from {few}"
    said = (
        "" if tcpdf else "; TCPDF is not measured: php-cli, php-tcpdf, fonts-hanazono are missing"
    )
    yield _figure(f"{count:,} certificates in one PDF", ours, naive, peer + said, Bound(faster=150))
    if tcpdf:
        name, peer = f"{count:,} certificates, TCPDF", "TCPDF: one file"
        yield _figure(name, ours, tcpdf[0], peer, Bound(faster=2))
    signed = alone("papers:certificates", folder, count=count, few=few, signed=True)
    yield _figure(f"{count:,} certificates, codes with statements", signed, None, "", NONE)
    each = middle([alone("papers:separate", folder, count=separate) for _ in range(sizes.rounds)])
    part = {**naive, "seconds": naive["seconds"] * separate / count}
    part["file_mb"] = naive["file_mb"] * separate / count
    peer = f"naive: {separate:,} documents, reckoned from {few}"
    yield _figure(f"{separate:,} certificates, a file each", each, part, peer, Bound(faster=60))
    two, one = in_turns(sizes.rounds, folder, ("papers:by_two", "papers:by_one"), count=night)
    yield _figure(f"{night:,} certificates by one process", one, None, "", Bound(peak_mb=_MB))
    rare = alone("papers:by_one_with_a_rare_name", folder, count=night)
    yield _figure(
        f"{night:,} certificates, one name in HanaMin", rare, None, "", Bound(peak_mb=_MB)
    )
    peer = "one process; from a compiled design on"
    yield _figure(f"{night:,} certificates by two", two, one, peer, Bound(faster=1.6))


def can_tcpdf() -> bool:
    """Whether Debian's php-cli, php-tcpdf and a TrueType face with Chinese are installed."""
    return shutil.which("php") is not None and _TCPDF.exists() and _TRUETYPE.exists()


def _figure(name: str, ours: Reading, naive: Reading | None, peer: str, bound: Bound) -> Figure:
    more = {"file MB": ours["file_mb"], "pages": ours["pages"]}
    if naive is None:
        return Figure(name, ours["seconds"], ours["peak_mb"], bound=bound, more=more)
    more |= {"their file MB": naive["file_mb"], "their peak MB": round(naive["peak_mb"])}
    return Figure(name, ours["seconds"], ours["peak_mb"], naive["seconds"], peer, bound, more)


def certificates(folder: Path, count: int, few: int, *, signed: bool = False) -> Reading:
    """All in one PDF, the design compiled within; `signed` codes hold a statement's 300 digits."""
    import weasyprint  # noqa: F401 - loading it is no part of either figure

    from lms.documents import print_bytes

    master, records = _design(), list(_records(count))
    if signed:
        for number, one in enumerate(records):
            one["code"] += "#" + str(pow(7, number + 400))[:300]
    start = perf_counter()
    made = print_bytes(master, records)
    return _reading(perf_counter() - start, [made])


def separate(folder: Path, count: int) -> Reading:
    """A file for each, with faces of its own, the design compiled within."""
    import weasyprint  # noqa: F401 - loading it is no part of either figure

    from lms.documents import print_each

    master, records = _design(), list(_records(count))
    start = perf_counter()
    files = list(print_each(master, records))
    return _reading(perf_counter() - start, files)


def by_one(folder: Path, count: int) -> Reading:
    """One large PDF into a file, one process."""
    return _printed(folder, count, 1)


def by_one_with_a_rare_name(folder: Path, count: int) -> Reading:
    """As `by_one`, but a name has a character that only a face for rare ones holds."""
    return _printed(folder, count, 1, rare="𪚥")


def by_two(folder: Path, count: int) -> Reading:
    """The same by two processes."""
    return _printed(folder, count, 2)


def _printed(folder: Path, count: int, processes: int, rare: str = "") -> Reading:
    from lms.documents import print_one

    master, records = _design(), list(_records(count))
    records[count // 2]["name"] += rare
    path = folder / "certificates.pdf"
    with path.open("wb") as target:
        print_one(master, records[:1], io.BytesIO())
        start = perf_counter()
        made = print_one(master, records, target, processes=processes)
        seconds = perf_counter() - start
    return {"seconds": seconds, "file_mb": path.stat().st_size / 1e6, "pages": made.pages}


def naive_certificates(folder: Path, count: int, few: int) -> Reading:
    """`few` documents of the same design, seconds and file size reckoned up to `count`."""
    import weasyprint

    from lms.documents.marks import conditions_of, fill, hide, marks_of

    html = _design().html.replace("<style>", f"<style>html {{ {_FAMILY} }}", 1)
    start = perf_counter()
    files = []
    for record in _records(few):
        document = weasyprint.HTML(string=html)
        root = document.etree_element
        hide(root, {field: bool(record[field]) for field in conditions_of(root)})
        for mark in marks_of(root):
            fill(mark, record)
        files.append(document.write_pdf())
    reading = _reading((perf_counter() - start) * count / few, files)
    pages = reading["pages"] * count // few
    return {**reading, "file_mb": reading["file_mb"] * count / few, "pages": pages}


def tcpdf(folder: Path, count: int, few: int) -> Reading:
    """TCPDF's one file of `count` pages with the same texts; its clock, without starting PHP."""
    records = "\n".join(json.dumps(one) for one in _records(count))
    done = subprocess.run(
        [
            "php", "-d", "memory_limit=4G", "-d", "include_path=/usr/share/php",
            str(ROOT / "tests/bench/tcpdf.php"), str(_TRUETYPE), str(folder),
        ],
        input=records,
        capture_output=True,
        text=True,
        check=True,
    )  # fmt: skip
    told = json.loads(done.stdout.splitlines()[-1])
    return {"seconds": told["seconds"], "file_mb": told["bytes"] / 1e6, "pages": told["pages"]}


def _design() -> Any:
    """The formal certificate as shipped, with sample values."""
    from certificates.designs.shipping import shipped
    from lms.documents import Master

    found = shipped("formal")
    if found is None:
        raise LookupError("formal")
    return Master(found.html, next(_records(1)), trusted=True)


def _records(count: int) -> Iterator[dict[str, str]]:
    """What stands on each certificate: values for every field of the design."""
    from certificates.papers import CertificatePaper

    for facts in _certificates(count):
        yield dict(CertificatePaper(**facts).values)


def _certificates(count: int) -> Iterator[dict[str, Any]]:
    from tests.bench.invented import COUNTY, people

    for number, one in enumerate(people(count), 1):
        yield {
            "number": f"PX{COUNTY}201800{number:05}7",
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
