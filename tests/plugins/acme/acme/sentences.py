"""Sentences of acme's codes."""

from flask_babel import lazy_gettext as _l

SENTENCES = {
    "ACME_QUANTITY": _l("数量 %(quantity)s 不对，至少借一件。"),
    "ACME_BACK_ALREADY": _l("%(item)s已于%(day)s归还。"),
    "ACME_LINE": _l("第 %(row)s 行不是“器材,数量”。请改正后重新提交。"),
}
