"""Sentences of the lecturers' codes."""

from flask_babel import lazy_gettext as _l

SENTENCES: dict[str, object] = {
    "LECTURER_ACCOUNT_TAKEN": _l(
        "这个登录账号已属于另一位讲师。请选择别的账号，或先解除那一位的账号。"
    ),
    "LECTURER_CAPACITY": _l("可带人数须在 0 到 %(most)s 之间。"),
    "LECTURER_REGION_UNKNOWN": _l("没有区划“%(region)s”。请填省、市、县、乡镇或村的代码或名称。"),
    "LECTURER_TERM_ORDER": _l("起止日期不对：止不能早于起，提前结束须在聘期之内。"),
    "LECTURER_TERM_OVERLAP": _l("与已有的聘期（%(start)s 至 %(end)s）重叠。请接着填写。"),
    "LECTURER_REASON_MISSING": _l("请写明原因。"),
    "LECTURER_CREDENTIAL_DATES": _l("发证日期不能晚于今天，有效期不能早于发证日期。"),
    "LECTURER_DISPATCH_HOME": _l("派出地区就是本县。对口帮扶须来自别的地区。"),
    "LECTURERS_EMPTY": _l("文件“%(file)s”里没有找到讲师。"),
    "LECTURER_ROW_NAME": _l("姓名没有写或太长。"),
    "LECTURER_ROW_TWICE": _l("与第 %(first)s 行是同一位讲师。"),
    "LECTURER_ROW_AMBIGUOUS": _l("档案里有多位同名讲师，单位和电话都对不上。请补上电话或单位。"),
    "LECTURER_ROW_KIND": _l("专家类别看不懂，先按“其他”登记。"),
    "LECTURER_ROW_CAPACITY": _l("可带人数看不懂，先不填。"),
    "LECTURER_ROW_TERM": _l("聘期看不懂或与已有的重叠，先不填。"),
    "LECTURER_ROW_REGION": _l("服务区域“%(region)s”没有找到，先不填。"),
    "LECTURERS_CHANGED_SINCE": _l("导入之后有 %(count)s 位讲师又有改动或已被引用，不能整批撤销。"),
}
