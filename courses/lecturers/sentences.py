"""Sentences of the lecturers' codes."""

from flask_babel import lazy_gettext as _l

SENTENCES: dict[str, object] = {
    "LECTURER_ACCOUNT_TAKEN": _l(
        "这个登录账号已属于另一位讲师。请选择别的账号，或先解除那一位的账号。"
    ),
}
