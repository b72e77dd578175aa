"""The fields a certificate's design may name, with what a preview prints in them. Pure.

Every value is text; '' prints nothing. `code` is what the QR code leads to, `photo`, `seal` and
`signature` are `data:` pictures.
"""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from enum import StrEnum


class FieldKind(StrEnum):
    """What a field holds, and so in which kind of place it may stand."""

    TEXT = "text"
    DATE = "date"
    NUMBER = "number"
    CODE = "code"
    PICTURE = "picture"


@dataclass(frozen=True, slots=True)
class Field:
    """One field: `usual` is a common value, `longest` the longest the rules admit."""

    name: str
    kind: FieldKind
    usual: str
    longest: str
    needed: bool = False


_LINK = "https://px.example.gov.cn/verify/0123456789abcdefghijklmnopqrstuvwxyzABCDEFG"
_LONG_NAME = "阿卜杜热合曼江·买买提吐尔逊·阿卜杜拉提甫江·玉素甫艾力·吐尔洪江·艾合买提江吾"
_LONG_COURSE = "农村电子商务与直播带货实用技术暨乡村特色农产品网络营销推广综合能力提升培训（示范）"
_SENTENCE = (
    "于2026年11月16日至2026年11月27日参加“农村电商实操（第3期）”培训，"
    "修完规定的80课时（理论32课时，实操48课时），考核成绩：合格，准予结业。"
)
_LONG_SENTENCE = _SENTENCE.replace("农村电商实操（第3期）", f"{_LONG_COURSE}（第118期）")

FIELDS: tuple[Field, ...] = (
    Field("number", FieldKind.TEXT, "PX41122420260030016", "PX411224202611899998", needed=True),
    Field("name", FieldKind.TEXT, "张文静", _LONG_NAME, needed=True),
    Field("sex", FieldKind.TEXT, "女", "女"),
    Field("document", FieldKind.TEXT, "身份证号", "港澳居民来往内地通行证号"),
    Field("id_number", FieldKind.TEXT, "411224199609099971", "411224199609099971"),
    Field("sex_and_document", FieldKind.TEXT, "女　身份证号：411224199609099971",
          "女　港澳居民来往内地通行证号：411224199609099971"),
    Field("course", FieldKind.TEXT, "农村电商实操", _LONG_COURSE),
    Field("course_and_cohort", FieldKind.TEXT, "农村电商实操（第3期）", f"{_LONG_COURSE}（第118期）"),
    Field("hours", FieldKind.NUMBER, "80", "1200"),
    Field("theory_hours", FieldKind.NUMBER, "32", "480"),
    Field("practice_hours", FieldKind.NUMBER, "48", "720"),
    Field("starts_on", FieldKind.DATE, "2026年11月16日", "2026年11月16日"),
    Field("ends_on", FieldKind.DATE, "2026年11月27日", "2026年11月27日"),
    Field("period", FieldKind.TEXT, "2026年11月16日至2026年11月27日",
          "2026年11月16日至2026年12月27日"),
    Field("result", FieldKind.TEXT, "合格", "理论九十八分、实操九十九分，总评优秀"),
    Field("sentence", FieldKind.TEXT, _SENTENCE, _LONG_SENTENCE),
    Field("issuer", FieldKind.TEXT, "卢氏县电商培训中心",
          "河南省三门峡市卢氏县农村电子商务公共服务中心暨返乡创业人员职业技能培训学校"),
    Field("issued_on", FieldKind.DATE, "二〇二六年十一月三十日", "二〇二六年十一月二十九日"),
    Field("valid_until", FieldKind.DATE, "2029年11月30日", "2029年11月30日"),
    Field("signatory", FieldKind.TEXT, "李国强", _LONG_NAME[:20]),
    Field("signatory_title", FieldKind.TEXT, "中心主任", "卢氏县农村电子商务公共服务中心常务副主任"),
    Field("copy", FieldKind.TEXT, "", "补发（第12份）"),
    Field("note", FieldKind.TEXT, "", "原证书 PX41122420260030009 因姓名有误，凭公安机关证明换发。"),
    Field("verify_url", FieldKind.TEXT, _LINK, _LINK),
    Field("code", FieldKind.CODE, _LINK, _LINK),
    Field("photo", FieldKind.PICTURE, "", ""),
    Field("signature", FieldKind.PICTURE, "", ""),
    Field("seal", FieldKind.PICTURE, "", ""),
)  # fmt: skip
NAMES = frozenset(field.name for field in FIELDS)
RAREST_NAME = "䶮㛃𫖯𬭩𠅤𪚥"
"""Characters that common faces lack: the basic plane's end, and beyond it."""


class Sample(StrEnum):
    """What a preview is filled with: common values, the longest, the rarest name."""

    USUAL = "usual"
    LONGEST = "longest"
    RAREST = "rarest"
    SHORTEST = "shortest"


def sample_values(sample: Sample, pictures: Mapping[str, str]) -> dict[str, str]:
    """Values for a preview; `pictures` gives those of photo, seal and signature."""
    longest = sample is Sample.LONGEST
    values = {field.name: field.longest if longest else field.usual for field in FIELDS}
    if sample is Sample.RAREST:
        values["name"] = RAREST_NAME
    if sample is Sample.SHORTEST:
        values["name"] = "一"
    return values | dict(pictures)


def faults(used: Iterable[str]) -> tuple[tuple[str, str], ...]:
    """What is wrong with the fields a design names, as (code, field).

    `DESIGN_FIELD_UNKNOWN` for one nobody fills, `DESIGN_FIELD_NEEDED` for a number or name that
    is not printed at all.
    """
    named = set(used)
    unknown = [("DESIGN_FIELD_UNKNOWN", name) for name in sorted(named - NAMES)]
    lacking = [
        ("DESIGN_FIELD_NEEDED", field.name)
        for field in FIELDS
        if field.needed and field.name not in named
    ]
    return (*unknown, *lacking)
