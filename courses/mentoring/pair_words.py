"""Words of pairs, steps and ways; and the sentence that explains a proposal of the matching."""

from collections.abc import Mapping
from typing import Any

from flask_babel import gettext as _
from flask_babel import lazy_gettext as _l

from courses.lecturers.api import EXPERTISE, LANGUAGES
from courses.mentoring.rules import EndedBy, PairRole, PairState

ROLES = {PairRole.MAIN: _l("主带"), PairRole.SECOND: _l("第二讲师")}
STATES = {PairState.ACTIVE: ("green", _l("帮带中")), PairState.ENDED: ("grey", _l("已结束"))}
ENDED_BY = {
    EndedBy.LECTURER: _l("讲师提出"),
    EndedBy.LEADER: _l("带头人提出"),
    EndedBy.OFFICE: _l("县里决定"),
    EndedBy.HANDOVER: _l("转交"),
    EndedBy.UNDONE: _l("撤销匹配"),
}
STEPS = {"paired": _l("登记结对"), "extended": _l("协议延期"), "ended": _l("结束帮带")}
SEXES = {"male": _l("男"), "female": _l("女")}
LEVELS = (
    _l("同村"), _l("同乡镇"), _l("同县"), _l("同市"), _l("同省"), _l("外省"),
)  # fmt: skip
DUTIES = (
    "讲师：按约定频次联系，指导选品、开店、运营和带动农户，如实记录问题和建议。"
    "带头人：如实提供经营情况，按建议改进，带动本村农户参与产业链各环节。"
)
ENDING = (
    "任何一方可书面说明原因后解除；讲师聘期届满或离任、带头人退出时协议终止，由县里另行安排讲师。"
)


def way_word(level: int, km: int | None) -> str:
    """How far: kilometres where known, else the level both share."""
    return _("%(km)s 公里", km=km) if km is not None else str(LEVELS[level])


def explain(why: Mapping[str, Any]) -> str:
    """One sentence that says why this lecturer was proposed, from the facts the cost was made of."""
    parts = [_goods(why), way_word(why["level"], why["km"])]
    if why["regions"]:
        parts.append(_("在其服务区域内") if why["served"] else _("不在其服务区域"))
    if why["language_asked"]:
        parts.append(
            _("会%(language)s", language=_("、").join(str(LANGUAGES[o]) for o in why["languages"]))
            if why["languages"]
            else _("语言不通")
        )
    if why["sex_asked"]:
        wanted = SEXES.get(why["sex_asked"], why["sex_asked"])
        parts.append(
            _("按意愿为%(sex)s讲师", sex=wanted)
            if why["sex_met"]
            else _("未满足%(sex)s讲师的意愿", sex=wanted)
        )
    parts.append(
        _("排定后带 %(held)s 人，可带 %(most)s 人", held=why["held"], most=why["capacity"])
    )
    return _("；").join(parts) + _("。")


def _goods(why: Mapping[str, Any]) -> str:
    if not why["goods_known"]:
        return _("主营未登记，不计专长")
    if not why["goods"]:
        return _("专长与主营不对口")
    words = _("、").join(str(EXPERTISE[one]) for one in why["goods"])
    return _("专长与主营都有%(goods)s", goods=words)


def parts_words(parts: Mapping[str, int]) -> str:
    """The parts of a cost that are not zero: 距离 40、专长 60."""
    words = {
        "goods": _("专长"), "region": _("区域"), "way": _("距离"), "language": _("语言"),
        "sex": _("性别"),
    }  # fmt: skip
    return _("、").join(f"{words[name]} {cost}" for name, cost in parts.items() if cost) or "0"


def short(why: Mapping[str, Any]) -> str:
    """What speaks for a lecturer in a list to choose from: way and goods."""
    words = [way_word(why["level"], why["km"])]
    if why["goods_known"]:
        words.append(_("专长对口") if why["goods"] else _("专长不对口"))
    return _("、").join(words)
