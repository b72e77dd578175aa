"""The 结业证书 on paper: one page a person as its design has it, one PDF for a class."""

from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from functools import cache
from itertools import groupby

from certificates.designs.fields import Sample, sample_values
from certificates.designs.pictures import sample_pictures
from certificates.designs.shipping import shipped
from certificates.designs.words import naming_fields
from lms.documents import (
    PLAIN,
    Master,
    Paper,
    Values,
    merged,
    picture,
    print_bytes,
    print_each,
    require_printable,
    zip_of,
)
from lms.errors import DomainError

FORMAL = "formal"
_DIGITS = "〇一二三四五六七八九"


@dataclass(frozen=True, slots=True)
class CertificatePaper:
    """What stands on one certificate, as frozen when it was issued.

    `id_number` is printed as given (masked or full), `document` is how it is called. `hours` are
    课时, None leaves them out. `photo` is a `data:` PNG or
    JPEG, `verify_url` the address printed beside the QR code: without it the page is a sample
    (样张). `code` is what the QR code holds, with the signed statement; '' for the address alone.
    `note` tells of a reissue (“补发，原证书……作废”); `copy` counts the copies for a lost paper.
    `design` is a shipped design or the version of an own one; `seal` and `signature` are pictures
    as `photo` is.
    """

    number: str
    name: str
    id_number: str
    course: str
    hours: int | None
    starts_on: date
    ends_on: date
    issuer: str
    issued_on: date | None
    sex: str = ""
    cohort: str = ""
    theory_hours: int | None = None
    practice_hours: int | None = None
    result: str = ""
    photo: str = ""
    verify_url: str = ""
    sample: bool = False
    note: str = ""
    document: str = "身份证号"
    code: str = ""
    copy: int = 0
    design: str = FORMAL
    valid_until: date | None = None
    signatory: str = ""
    signatory_title: str = ""
    signature: str = ""
    seal: str = ""

    @property
    def is_sample(self) -> bool:
        """Whether 样张 is printed across the page and no code that could be verified."""
        return self.sample or not self.verify_url

    @property
    def course_and_cohort(self) -> str:
        """The course, with the cohort when it is not named in it already."""
        return self.course if self.cohort in self.course else f"{self.course}（{self.cohort}）"

    @property
    def sentence(self) -> str:
        """The sentence that certifies."""
        parts = ""
        if self.theory_hours is not None and self.practice_hours is not None:
            parts = f"（理论{self.theory_hours}课时，实操{self.practice_hours}课时）"
        result = f"，考核成绩：{self.result}" if self.result else ""
        done = "修完规定的课程" if self.hours is None else f"修完规定的{self.hours}课时"
        what = "学习" if self.course_and_cohort.endswith("班") else "培训"
        return (
            f"于{_plain_date(self.starts_on)}至{_plain_date(self.ends_on)}参加"
            f"“{self.course_and_cohort}”{what}，{done}{parts}{result}，准予结业。"
        )

    @property
    def values(self) -> Values:
        """Every field that a design may name (`certificates.designs.fields`)."""
        address = "" if self.is_sample else self.verify_url
        return {
            "number": self.number,
            "name": self.name,
            "sex": self.sex,
            "document": self.document,
            "id_number": self.id_number,
            "sex_and_document": f"{self.sex}　{self.document}：{self.id_number}".lstrip("　"),
            "course": self.course,
            "course_and_cohort": self.course_and_cohort,
            "hours": _number(self.hours),
            "theory_hours": _number(self.theory_hours),
            "practice_hours": _number(self.practice_hours),
            "starts_on": _plain_date(self.starts_on),
            "ends_on": _plain_date(self.ends_on),
            "period": f"{_plain_date(self.starts_on)}至{_plain_date(self.ends_on)}",
            "result": self.result,
            "sentence": self.sentence,
            "issuer": self.issuer,
            "issued_on": chinese_date(self.issued_on)
            if self.issued_on
            else "　　　　年　　月　　日",
            "valid_until": _plain_date(self.valid_until) if self.valid_until else "",
            "signatory": self.signatory,
            "signatory_title": self.signatory_title,
            "copy": f"补发（第{self.copy}次）" if self.copy else "",
            "note": self.note,
            "verify_url": address,
            "code": (self.code or address) if address else "",
            "photo": picture(self.photo),
            "signature": picture(self.signature),
            "seal": picture(self.seal),
        }


def _number(count: int | None) -> str:
    return "" if count is None else str(count)


def _plain_date(day: date) -> str:
    return f"{day.year}年{day.month}月{day.day}日"


def chinese_date(day: date) -> str:
    """A date in Chinese numerals: 二〇一八年九月二十二日."""
    year = "".join(_DIGITS[int(digit)] for digit in str(day.year))
    return f"{year}年{_up_to_99(day.month)}月{_up_to_99(day.day)}日"


def _up_to_99(number: int) -> str:
    tens, ones = divmod(number, 10)
    head = "" if tens == 0 else ("十" if tens == 1 else _DIGITS[tens] + "十")
    return head + (_DIGITS[ones] if ones else "")


@cache
def master_of(html: str, *, trusted: bool = False) -> Master:
    """A design's text with what it is compiled with."""
    return Master(html, sample_values(Sample.USUAL, sample_pictures()), trusted=trusted)


def shipped_master(ref: str = FORMAL) -> Master:
    """A shipped design. Raises DESIGN_NOT_USABLE for any other name."""
    found = shipped(ref)
    if found is None:
        raise DomainError("DESIGN_NOT_USABLE")
    return master_of(found.html, trusted=True)


def certificates_pdf(
    papers: Sequence[CertificatePaper],
    paper: Paper = PLAIN,
    own: Mapping[str, Master] | None = None,
) -> bytes:
    """All certificates in one PDF, one page each, in the given order; `own` are own designs.

    Raises DomainError CHARACTER_NOT_PRINTABLE when a name holds a character no font has,
    TEXT_TOO_LONG when something does not fit into the design.
    """
    require_printable(one.name for one in papers)
    with naming_fields():
        parts = [
            print_bytes(_master(ref, own), [one.values for one in part], paper)
            for ref, part in groupby(papers, key=lambda one: one.design)
        ]
    return merged(parts)


def certificates_zip(
    papers: Sequence[CertificatePaper],
    paper: Paper = PLAIN,
    own: Mapping[str, Master] | None = None,
    seal: Callable[[bytes], bytes] = bytes,
) -> Iterator[bytes]:
    """A ZIP in parts as it grows: a file for each certificate, sealed, named by its number.

    Raises as `certificates_pdf` before the first part; only TEXT_TOO_LONG when that file's turn comes.
    """
    require_printable(one.name for one in papers)
    masters = {ref: _master(ref, own) for ref in {one.design for one in papers}}
    files = _files(papers, paper, masters)
    return zip_of((name, seal(content)) for name, content in files)


def _files(
    papers: Sequence[CertificatePaper], paper: Paper, masters: Mapping[str, Master]
) -> Iterator[tuple[str, bytes]]:
    for ref, part in groupby(papers, key=lambda one: one.design):
        records = [one.values for one in part]
        yield from zip(
            (values["number"] for values in records),
            print_each(masters[ref], records, paper),
            strict=True,
        )


def _master(ref: str, own: Mapping[str, Master] | None) -> Master:
    return (own or {}).get(ref) or shipped_master(ref)
