"""One roster row judged: accepted, warned or rejected, with every reason and its facts."""

from collections.abc import Iterable, Iterator, Mapping
from datetime import date, datetime
from enum import StrEnum
from functools import lru_cache
from types import MappingProxyType
from typing import NamedTuple

from courses.rosters.categories import Category, category_of
from courses.rosters.cells import text_of
from courses.rosters.codes import SEX_LABELS, education_code, ethnic_code, sex_of
from courses.rosters.contact import check_account, check_phone
from courses.rosters.identity import (
    DocumentType,
    Identity,
    IdentityFault,
    Sex,
    check_citizen_number,
    check_document,
)
from courses.rosters.names import check_name
from lms.divisions.rules import Gazetteer, Place

DUPLICATE_IN_FILE = "DUPLICATE_IN_FILE"
SEX_MISMATCH = "SEX_MISMATCH"
ID_LEGACY_15 = "ID_LEGACY_15"
BIRTH_DIFFERS = "BIRTH_DIFFERS"

_NO_FACTS: Mapping[str, Mapping[str, object]] = MappingProxyType({})
_FOOTER_WORDS = (
    "合计", "总计", "小计", "共计", "制表", "填表", "审核", "复核", "负责人", "单位负责人",
    "经办人", "盖章", "审批", "培训单位", "说明", "注：", "注:", "备注：",
)  # fmt: skip

_FOOTER_STARTS = frozenset(word[0] for word in _FOOTER_WORDS)


class Outcome(StrEnum):
    """What becomes of a row."""

    ACCEPTED = "accepted"
    WARNED = "warned"
    REJECTED = "rejected"


class CheckedRow(NamedTuple):
    """A row in its one spelling with the judgement (a tuple: a roster makes thousands of them).

    `codes` has the reasons for rejection first, then the doubts, each group in the order of the
    alphabet; `facts` holds for a code what its sentence needs, never a whole
    number. `notes` are remarks that raise no doubt (ID_LEGACY_15, BIRTH_DIFFERS). `id_number` is
    None when the number does not stand up. `home_text` is the home place as the sheet writes it.
    """

    row: int
    outcome: Outcome
    codes: tuple[str, ...]
    facts: Mapping[str, Mapping[str, object]]
    notes: tuple[str, ...]
    name: str
    document_type: DocumentType
    id_number: str | None
    birth_date: date | None
    sex: Sex | None
    ethnic: str | None
    education: str | None
    place: Place
    category: Category
    category_text: str
    household_number: str
    relation_to_head: str
    phone: str
    account: str
    card: str
    bank: str
    trade: str
    cohort_number: str
    intention: str
    remark: str
    home_text: str = ""

    @property
    def kept(self) -> bool:
        """Whether the row enters the roster."""
        return self.outcome is not Outcome.REJECTED

    @property
    def village_code(self) -> str | None:
        """The twelve digits of the home village, None when unknown."""
        return self.place.village


class _Findings:
    """Codes and facts collected while the cells of one row are read."""

    __slots__ = ("facts", "notes", "rejections", "warnings")

    def __init__(self) -> None:
        self.rejections: list[str] = []
        self.warnings: list[str] = []
        self.notes: list[str] = []
        self.facts: dict[str, Mapping[str, object]] = {}

    def codes(self) -> tuple[str, ...]:
        """Reasons for rejection first, then the doubts."""
        if not self.rejections and not self.warnings:
            return ()
        return (*sorted(self.rejections), *sorted(self.warnings))

    def outcome(self) -> Outcome:
        if self.rejections:
            return Outcome.REJECTED
        return Outcome.WARNED if self.warnings else Outcome.ACCEPTED


def birth_of(text: str) -> date | None:
    """A birth date or month as sheets write it (1985-03-02, 1985年3月, 198503); no age."""
    for sign in "年月日./\\":
        text = text.replace(sign, "-")
    parts = [part for part in text.split(" ")[0].split("-") if part]
    if len(parts) == 1 and len(parts[0]) in (6, 8):
        parts = [parts[0][:4], parts[0][4:6], parts[0][6:] or "1"]
    try:
        return date(int(parts[0]), int(parts[1]), int(parts[2]) if len(parts) > 2 else 1)
    except (ValueError, IndexError, OverflowError):
        return None


def _birth(value: object) -> date | None:
    if value.__class__ is str:
        return _written_birth(value)
    if isinstance(value, datetime):
        return value.date()
    return value if isinstance(value, date) else birth_of(text_of(value))


@lru_cache(maxsize=8192)
def _written_birth(text: str) -> date | None:
    return birth_of(text_of(text))


def _place(town: str, village: str, address: str, gazetteer: Gazetteer, county: str) -> Place:
    """The home place: town and village columns first, the address column where they fail."""
    if not (town or village):
        return gazetteer.resolve((address,), county)
    place = gazetteer.resolve((town, village), county)
    if place.problem and address:
        whole = gazetteer.resolve((address, town, village), county)
        alone = gazetteer.resolve((address,), county)
        place = max((place, whole, alone), key=lambda found: len(found.code or ""))
    return place


def _identity(raw: Mapping[str, object], today: date, found: _Findings) -> Identity | None:
    kind = raw.get("document_type")
    value = raw.get("id_number")
    # Almost every number is a plain citizen number, so that is asked first.
    checked = None if kind else check_citizen_number(value, today)
    if checked is None or checked.__class__ is IdentityFault:
        checked = check_document(value, text_of(kind), today)
    if isinstance(checked, IdentityFault):
        found.rejections.append(checked.code)
        if checked.facts:
            found.facts[checked.code] = checked.facts
        return None
    if checked.legacy15:
        found.notes.append(ID_LEGACY_15)
    return checked


def _person(
    raw: Mapping[str, object], identity: Identity | None, found: _Findings
) -> tuple[date | None, Sex | None]:
    """Birth date and sex: the number goes before the sheet, a contradiction is said."""
    birth = identity.birth_date if identity else None
    sex = identity.sex if identity else None
    sheet_sex = sex_of(text_of(raw.get("sex")))
    if sheet_sex is not None:
        if sex is not None and sheet_sex is not sex:
            found.warnings.append(SEX_MISMATCH)
            found.facts[SEX_MISMATCH] = {"sheet": SEX_LABELS[sheet_sex], "number": SEX_LABELS[sex]}
        sex = sex or sheet_sex
    written = raw.get("birth")
    if written:
        sheet_birth = _birth(written)
        if birth is None:
            birth = sheet_birth
        elif sheet_birth and (sheet_birth.year, sheet_birth.month) != (birth.year, birth.month):
            found.notes.append(BIRTH_DIFFERS)
            found.facts[BIRTH_DIFFERS] = {"sheet": str(sheet_birth), "number": str(birth)}
    return birth, sex


def check_row(
    raw: Mapping[str, object], gazetteer: Gazetteer, county: str, today: date, row: int = 0
) -> CheckedRow:
    """One row judged by itself. `raw` is by field (see columns.FIELDS), `county` the roster's own.

    `row` is the row in the sheet and only handed on. The row's place must lie in the gazetteer,
    else it is DIVISION_UNKNOWN.
    """
    get = raw.get

    def text(name: str) -> str:
        value = get(name)
        return value if value.__class__ is str and value.isalnum() else text_of(value)

    found = _Findings()
    name, name_fault = check_name(get("name"))
    if name_fault:
        found.rejections.append(name_fault)
        found.facts[name_fault] = {"length": len(name)}
    identity = _identity(raw, today, found)
    number = identity.number if identity else None
    birth, sex = _person(raw, identity, found)
    town, village, address = text("town"), text("village"), text("address")
    place = _place(town, village, address, gazetteer, county)
    if place.problem:
        found.warnings.append(place.problem)
        found.facts[place.problem] = {"text": place.text or "—", "reason": place.reason}
    phone, phone_fault = check_phone(get("phone"))
    if phone_fault:
        found.warnings.append(phone_fault)
    account, account_fault = check_account(get("account"), number)
    if account_fault:
        found.warnings.append(account_fault)
    category_text = text("category")
    return CheckedRow(
        row,
        found.outcome(),
        found.codes(),
        found.facts or _NO_FACTS,
        tuple(found.notes),
        name,
        identity.document_type if identity else DocumentType.CITIZEN,
        number,
        birth,
        sex,
        ethnic_code(text("ethnic")),
        education_code(text("education")),
        place,
        category_of(category_text),
        category_text,
        text("household_number"),
        text("relation_to_head"),
        phone,
        account,
        text("card"),
        text("bank"),
        text("trade"),
        text("cohort_number"),
        text("intention"),
        text("remark"),
        town + village or address,
    )


def is_person_row(raw: Mapping[str, object]) -> bool:
    """Whether a row speaks of a person: not blank, and not the total or signature line below."""
    name = text_of(raw.get("name"))
    if name and text_of(raw.get("id_number")):
        return not _is_footer(name)
    texts = [text for text in map(text_of, raw.values()) if text]
    return any(not _is_footer(text) for text in texts)


def _is_footer(text: str) -> bool:
    if text[0] not in _FOOTER_STARTS and text[-1] not in "：:":
        return False
    plain = text.replace(" ", "").replace("\u3000", "")
    return plain.startswith(_FOOTER_WORDS) or plain.endswith(("：", ":"))


def check_rows(
    rows: Iterable[tuple[int, Mapping[str, object]]],
    gazetteer: Gazetteer,
    county: str,
    today: date,
) -> Iterator[CheckedRow]:
    """The person rows of a file judged in order; `rows` are pairs of sheet row and raw fields.

    The second and later rows with one number are DUPLICATE_IN_FILE, however the number is
    spelled. A row refused for another reason does not count as the first.
    """
    seen: dict[str, int] = {}
    for row, raw in rows:
        if not is_person_row(raw):
            continue
        checked = check_row(raw, gazetteer, county, today, row)
        if checked.id_number is not None:
            number = checked.id_number
            first = seen.get(number)
            if first is not None:
                checked = _as_duplicate(checked, first)
            elif checked.kept:
                seen[number] = row
        yield checked


def _as_duplicate(checked: CheckedRow, first: int) -> CheckedRow:
    facts = {**checked.facts, DUPLICATE_IN_FILE: {"first": first}}
    codes = (DUPLICATE_IN_FILE, *checked.codes)
    return checked._replace(outcome=Outcome.REJECTED, codes=codes, facts=facts)
