"""The audit log in words: facts are kept as codes and counts, and read here in the reader's language.

A code without a word here is shown as it is kept.
"""

from collections.abc import Iterator, Mapping
from typing import Any

from flask import current_app
from flask_babel import gettext as _
from flask_babel import lazy_gettext as _l
from flask_babel import lazy_pgettext

NAMES: Mapping[str, object] = {
    "acts": _l("步骤"),
    "added": _l("增加"),
    "after": _l("改后"),
    "altered": _l("改类型"),
    "amount_fen": _l("金额（分）"),
    "attempts": _l("联系次数"),
    "before": _l("改前"),
    "bytes": _l("字节"),
    "changed": _l("改动"),
    "code": _l("代码"),
    "conflicts": _l("冲突"),
    "consent": _l("本人意愿"),
    "count": _l("数量"),
    "counts": _l("计数"),
    "date": _l("日期"),
    "days": _l("天数"),
    "digest": _l("校验值"),
    "end": _l("止"),
    "enrolled": _l("入班"),
    "evidence": _l("证明程度"),
    "export": _l("表格"),
    "fields": _l("字段"),
    "from": _l("自"),
    "half": _l("半天"),
    "hours": _l("课时"),
    "kind": _l("种类"),
    "leaders": lazy_pgettext("many", "带头人"),
    "lines": _l("行数"),
    "marks": _l("记录"),
    "marks_lost": _l("失去记录"),
    "minutes": _l("分钟"),
    "moved": _l("移动"),
    "need": _l("需求"),
    "pack": _l("规则"),
    "people": _l("人数"),
    "people_changed": _l("档案改动"),
    "planned_after": _l("现有半天"),
    "planned_before": _l("原有半天"),
    "prefix": _l("范围"),
    "purpose": _l("用途"),
    "rejected": _l("未收"),
    "removed": _l("减少"),
    "role": _l("身份"),
    "roles": _l("角色"),
    "sessions": _l("半天编号"),
    "source": _l("来源"),
    "start": _l("起"),
    "state": _l("状态"),
    "total_fen": _l("合计（分）"),
    "unchanged": _l("未变"),
    "until": _l("至"),
    "version": _l("版本"),
}
CODES: Mapping[str, object] = {
    "award": _l("表彰或年度考核"),
    "effect": _l("增收额"),
    "flag": _l("认定"),
    "link": _l("带动关系"),
    "sales": _l("年销售额"),
    "step": _l("环节"),
    "support": _l("补助或贷款"),
    "absent": _l("缺"),
    "accepted": _l("收"),
    "active": lazy_pgettext("leader", "在任"),
    "already": _l("已有"),
    "am": _l("上午"),
    "approved": _l("已批准"),
    "brand": _l("品牌"),
    "call": _l("电话"),
    "candidate": lazy_pgettext("leader", "候选"),
    "certified": _l("已持证"),
    "claimed": _l("自报"),
    "decided": _l("县已审定"),
    "documented": _l("有佐证"),
    "done": _l("已解决"),
    "enrolled": _l("入班"),
    "given": _l("同意"),
    "group": _l("集中辅导"),
    "issued": _l("签发"),
    "joining": _l("新入班"),
    "late": _l("迟到"),
    "leave": _l("假"),
    "left": _l("已退出"),
    "left_early": _l("早退"),
    "loan": _l("贷款"),
    "logistics": _l("物流"),
    "main": _l("主带"),
    "mentor": _l("讲师帮带"),
    "message": _l("网络消息"),
    "new": _l("新增"),
    "office": _l("更正"),
    "open": _l("待受理"),
    "outstanding": _l("优秀"),
    "paid": _l("已到账"),
    "people_new": _l("新增档案"),
    "pm": _l("下午"),
    "present": _l("到"),
    "recommended": _l("村已推荐"),
    "referred": _l("已申报"),
    "refused": _l("未通过"),
    "register": _l("考勤表"),
    "rejected": _l("未收"),
    "reviewed": _l("乡已审核"),
    "second": _l("第二讲师"),
    "sheet": _l("点名"),
    "shop_grant": _l("开店补助"),
    "shop_setup": _l("开店辅导"),
    "taken": _l("对接中"),
    "tickets": _l("票据"),
    "to_issue": _l("可签发"),
    "trained": _l("已培训"),
    "undo": _l("撤销"),
    "unmarked": _l("未点"),
    "visit": _l("走访"),
    "warned": _l("存疑"),
    "written": _l("写入"),
}
PLACES: Mapping[str, object] = {
    "accounts": _l("账号"),
    "audit": _l("审计日志"),
    "divisions": _l("培训中心"),
    "runs": _l("批量操作"),
    "settings": _l("参数"),
    "workdays": _l("节假日"),
}
LONGEST_ID = 12


def facts(kept: Mapping[str, Any]) -> Iterator[tuple[str, str]]:
    """(name, value) in words; what is zero or empty is left out, for nothing happened there."""
    for name, value in kept.items():
        text = _text(value)
        if text:
            yield str(NAMES.get(name, name)), text


def _text(value: object) -> str:
    if isinstance(value, Mapping):
        pairs = ((str(CODES.get(str(key), key)), _text(one)) for key, one in value.items())
        return _("、").join(f"{key} {text}" for key, text in pairs if text)
    if isinstance(value, list | tuple):
        return _("、").join(_text(one) for one in value)
    if value is True:
        return _("是")
    if not value:
        return ""
    text = str(value)
    return str(CODES.get(text, text if len(text) < 30 else f"{text[:8]}…"))


def subject(action: str) -> str:
    """What an action is about: the frame's own word, else the title of the plugin."""
    prefix = action.partition(":")[0]
    if prefix in PLACES:
        return str(PLACES[prefix])
    plugins = current_app.extensions["lms_registry"].plugins
    return str(next((p.title for p in plugins if p.name == prefix), prefix))


def short_id(object_id: str) -> str:
    """An opaque id as far as people compare it."""
    return object_id if len(object_id) <= LONGEST_ID else f"{object_id[:8]}…"


def actor(handle: str, names: Mapping[str, str]) -> str:
    """Whoever did it: a name, or 系统 with the part of it."""
    kind, _sign, part = handle.partition(":")
    if kind == "system":
        return _("系统（%(part)s）", part=part)
    return names.get(handle, handle)
