"""The 结业证书 on paper: A4 landscape, one page a person, one PDF for a class."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import date
from functools import cache

from lms.documents import (
    PLAIN,
    Master,
    Paper,
    Values,
    html_of,
    picture,
    print_bytes,
    print_zip,
    require_printable,
)

TEMPLATE = "certificates/papers/certificate.html"
_DIGITS = "〇一二三四五六七八九"


@dataclass(frozen=True, slots=True)
class CertificatePaper:
    """What stands on one certificate, as frozen when it was issued.

    `id_number` is printed as given (masked or full), `document` is how it is called. `hours` are
    课时, None leaves them out. `photo` is a `data:` PNG or
    JPEG, `verify_url` the address printed beside the QR code: without it the page is a sample
    (样张). `code` is what the QR code holds, with the signed statement; '' for the address alone.
    `note` tells of a reissue (“补发，原证书……作废”); `copy` counts the copies for a lost paper.
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

    @property
    def is_sample(self) -> bool:
        """Whether 样张 is printed across the page and no code that could be verified."""
        return self.sample or not self.verify_url

    @property
    def number_line(self) -> str:
        """The number as printed; a copy for a lost paper says so."""
        return f"{self.number}（补）" if self.copy else self.number

    @property
    def remarks(self) -> str:
        """The note, and which copy it is."""
        copied = f"原件遗失，补发（第{self.copy}次）" if self.copy else ""
        return "；".join(part for part in (self.note, copied) if part)

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
    def person(self) -> str:
        """What follows the name: sex and number of the document."""
        sex = f"　　性别：{self.sex}" if self.sex else ""
        return f"{sex}　　{self.document}：{self.id_number}"

    @property
    def values(self) -> Values:
        """The fields of the design (and of any other design of certificates)."""
        address = "" if self.is_sample else self.verify_url
        return {
            "number": self.number,
            "name": self.name,
            "person": self.person,
            "sentence": self.sentence,
            "issuer": self.issuer,
            "day": chinese_date(self.issued_on) if self.issued_on else "　　　　年　　月　　日",
            "verify_url": address,
            "how": "扫描二维码，或登录以下网址核验本证书：" if address else "",
            "note": self.note,
            "photo": picture(self.photo),
        }


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


SAMPLE = CertificatePaper(
    number="PX41122420180300015",
    name="阿卜杜拉·买买提",
    id_number="41**************12",
    course="农村电商实操",
    hours=96,
    starts_on=date(2018, 9, 10),
    ends_on=date(2018, 9, 22),
    issuer="卢氏县人力资源和社会保障局",
    issued_on=date(2018, 9, 28),
    sex="女",
    cohort="第3期",
    theory_hours=40,
    practice_hours=56,
    result="合格",
    verify_url="https://px.example/verify/8fJk2mQ0c7T1y5RwXbN4zA",
    note="补发，原证书 PX41122420180300027 作废",
)


@cache
def certificate_master() -> Master:
    """The design of the 结业证书, with sample values for the compiler."""
    return Master(html_of("certificates", TEMPLATE), SAMPLE.values, trusted=True)


def certificates_pdf(papers: Sequence[CertificatePaper], paper: Paper = PLAIN) -> bytes:
    """All certificates in one PDF, one page each, in the given order.

    Raises DomainError CHARACTER_NOT_PRINTABLE when a name holds a character no font has.
    """
    require_printable(one.name for one in papers)
    return print_bytes(certificate_master(), [one.values for one in papers], paper)


def certificates_zip(papers: Sequence[CertificatePaper], paper: Paper = PLAIN) -> Iterator[bytes]:
    """A ZIP in parts as it grows: a file for each certificate, named by its number.

    Raises as `certificates_pdf`, before the first part.
    """
    require_printable(one.name for one in papers)
    records = [one.values for one in papers]
    return print_zip(certificate_master(), records, lambda values: values["number"], paper)
