"""Sentences of the codes of offline work."""

from flask_babel import lazy_gettext as _l

SENTENCES: dict[str, object] = {
    "OFFLINE_BATCH_TOO_LARGE": _l("一次最多发送 %(most)s 条记录。请分批发送。"),
    "OFFLINE_EVENT_INVALID": _l("这条记录不完整，没有保存。请重新填写。"),
    "OFFLINE_EVENT_ALTERED": _l("这条记录的编号已用过，内容却不同，没有保存。请重新填写一条。"),
    "OFFLINE_KIND_UNKNOWN": _l(
        "系统不收这一类记录（%(kind)s），或您的角色不能登记。请联系管理员。"
    ),
    "OFFLINE_TOO_LATE": _l(
        "记录超过 %(days)s 天才发送，不能再收。请由经办在系统里补记并说明原因。"
    ),
}
