"""What codes of this plugin are called on the screen."""

from collections.abc import Mapping
from typing import Any

from flask_babel import lazy_gettext as _l
from flask_babel import lazy_pgettext

from certificates.rules import CertificateState, PrintKind
from certificates.snapshot import COMPLETION
from lms.web.sentences import sentence

STATES = {
    CertificateState.VALID: ("green", _l("有效")),
    CertificateState.EXPIRED: ("amber", _l("已过期")),
    CertificateState.REPLACED: ("grey", _l("已换发")),
    CertificateState.REVOKED: ("red", lazy_pgettext("certificate", "已撤销")),
}
ACTIONS = {
    "revoked": _l("撤销证书"),
    "replaced": _l("换发"),
    "reissued": _l("重新签发"),
    "copied": _l("补发"),
    "undone": _l("撤销签发"),
}
PRINTS = {
    PrintKind.FIRST: _l("首次打印"),
    PrintKind.DUPLICATE: _l("补发件"),
    PrintKind.REPRINT: _l("废纸重打"),
}
FIELDS = {
    "name": _l("姓名"),
    "sex": _l("性别"),
    "document": _l("证件类型"),
    "id_number": _l("证件号码"),
    "course": _l("培训项目名称"),
    "cohort": _l("期次或班名"),
    "hours": _l("课时"),
    "theory_hours": _l("理论课时"),
    "practice_hours": _l("实操课时"),
    "starts_on": _l("开始日期"),
    "ends_on": _l("结束日期"),
    COMPLETION: _l("结业条件"),
}
REASONS = {
    "ATTENDANCE_BELOW_MINIMUM": _l(
        "出勤不足：实到 %(present)s / 应到 %(planned)s 个半天，低于最低出勤率 %(minimum)s。"
    ),
    "MINIMUM_ATTENDANCE_UNSET": _l("还没有设定最低出勤率，不能判定结业。请在班次或参数中设定。"),
}
"""Said here of a certificate; subsidies say the same codes of money."""


def said(code: str, facts: Mapping[str, Any] | None = None) -> str:
    """The sentence of a code as it concerns a certificate."""
    if code in REASONS:
        return str(REASONS[code]) % {
            "present": "…",
            "planned": "…",
            "minimum": "…",
            **(facts or {}),
        }
    return sentence(code, facts)


def fields(differs: str) -> list[object]:
    """The names of the printed facts that `Certificate.differs` holds, in words."""
    return [FIELDS[name] for name in differs.split(",") if name in FIELDS]
