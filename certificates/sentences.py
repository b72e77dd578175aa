"""What is said about certificates and their numbers."""

from flask_babel import lazy_gettext as _l

SENTENCES = {
    "CERTIFICATE_NUMBER_INVALID": _l("证书编号不对，可能抄错了一位。请对照证书重新输入。"),
    "CERTIFICATE_TRANSITION_NOT_ALLOWED": _l("证书现在的状态不能这样变更：已作废的编号不再恢复。"),
    "CERTIFICATE_REASON_MISSING": _l("请写明撤销或换发的原因。"),
    "CERTIFICATE_VOIDED": _l("这名学员在本班的证书曾被作废。如要再发，请单独补发并写明原因。"),
    "ALREADY_ISSUED": _l("这名学员已有本班的证书。"),
    "CLASS_ORDINAL_TAKEN": _l(
        "第 %(ordinal)s 期的编号已被本县同年的另一个班使用，已取下一个空号。"
    ),
    "CLASS_ORDINALS_EXHAUSTED": _l("本县本年的班序 001–999 已用完，不能再编号。"),
    "CERTIFICATE_SERIALS_EXHAUSTED": _l("本班的学员序 001–999 已用完，不能再编号。"),
}
