"""Words of designs, their fields, seals and signatories."""

from collections.abc import Iterator
from contextlib import contextmanager

from flask_babel import lazy_gettext as _l

from certificates.designs.fields import Sample
from certificates.designs.models import EmblemKind
from lms.errors import DomainError

SHIPPED = {"formal": _l("正式（红章）"), "modern": _l("现代"), "card": _l("照片卡片（A5）")}
KINDS = {EmblemKind.SEAL: _l("印章"), EmblemKind.SIGNATURE: _l("签发人")}
SAMPLES = {
    Sample.USUAL: _l("一般内容"),
    Sample.LONGEST: _l("最长内容"),
    Sample.RAREST: _l("生僻字姓名"),
    Sample.SHORTEST: _l("一个字的姓名"),
}
FIELDS = {
    "number": _l("证书编号"),
    "name": _l("姓名"),
    "sex": _l("性别"),
    "document": _l("证件名称"),
    "id_number": _l("证件号码"),
    "sex_and_document": _l("性别、证件名称和号码"),
    "course": _l("培训项目"),
    "course_and_cohort": _l("培训项目和期次"),
    "hours": _l("总课时"),
    "theory_hours": _l("理论课时"),
    "practice_hours": _l("实操课时"),
    "starts_on": _l("开班日期"),
    "ends_on": _l("结业日期"),
    "period": _l("起止日期"),
    "result": _l("考核成绩"),
    "sentence": _l("结业证明语句"),
    "issuer": _l("发证机构"),
    "issued_on": _l("发证日期（汉字）"),
    "valid_until": _l("有效期至"),
    "signatory": _l("签发人姓名"),
    "signatory_title": _l("签发人职务"),
    "copy": _l("补发标记"),
    "note": _l("备注"),
    "verify_url": _l("核验网址"),
    "code": _l("核验二维码"),
    "photo": _l("照片"),
    "signature": _l("签发人签名"),
    "seal": _l("印章"),
}
PLACES = {
    "text": "data-f, data-flow",
    "date": "data-f, data-flow",
    "number": "data-f, data-flow",
    "code": "data-qr",
    "picture": "data-photo",
}


@contextmanager
def naming_fields() -> Iterator[None]:
    """Have a text that is too long for its place named by the words of its fields, as pages do."""
    try:
        yield
    except DomainError as fault:
        if fault.code != "TEXT_TOO_LONG":
            raise
        codes = str(fault.facts["field"]).split(", ")  # text, for it may come out of the sandbox
        raise DomainError(fault.code, field=[FIELDS.get(one, one) for one in codes]) from fault
