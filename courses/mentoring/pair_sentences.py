"""What is said when a pair, a matching or coordinates are refused."""

from flask_babel import lazy_gettext as _l

SENTENCES: dict[str, object] = {
    "LEADER_NOT_PAIRABLE": _l(
        "这位带头人还不能结对：只有已发证、在岗和优秀的带头人可以结对。请先办完前面的环节。"
    ),
    "LECTURER_LEFT": _l("讲师%(lecturer)s已于 %(day)s 离任，不能再带人。请选择其他讲师。"),
    "LECTURER_TERM_ENDED": _l(
        "讲师%(lecturer)s的聘期已于 %(day)s 届满，不能再带人。请先续聘，或选择其他讲师。"
    ),
    "LECTURER_TERM_AHEAD": _l("讲师%(lecturer)s的聘期还没有开始。请选择其他讲师，或改协议起始日。"),
    "LECTURER_FULL": _l(
        "讲师%(lecturer)s的帮带名额已满（最多 %(capacity)s 人）。请选择其他讲师，"
        "或先结束、转交一位。"
    ),
    "PAIR_EXCLUDED": _l("这两人已登记为不得结对：%(reason)s。请选择其他讲师。"),
    "PAIR_KNOWN": _l("讲师%(lecturer)s正在带这位带头人，不能重复结对。"),
    "LEADER_HAS_MAIN": _l(
        "这位带头人已有主带讲师%(lecturer)s。如要再加一位，请明确选为第二讲师；如要更换，请转交。"
    ),
    "LEADER_HAS_SECOND": _l("这位带头人已有第二讲师%(lecturer)s，不能再加。如要更换，请转交。"),
    "PAIR_WITHOUT_MAIN": _l("这位带头人还没有主带讲师，请先定主带讲师，再加第二讲师。"),
    "PAIR_DATES_ORDER": _l("协议止日 %(end)s 早于起日 %(start)s。请检查日期。"),
    "PAIR_YEAR_WRONG": _l("协议的年份不对（%(start)s 至 %(end)s）。请检查是否写错。"),
    "PAIR_TERM_TOO_LONG": _l("%(start)s 至 %(end)s 超过五年。请检查年份是否写错。"),
    "PAIR_FREQUENCY_INVALID": _l("每年联系次数应为 1 至 365 次，每次 1 至 1440 分钟。请改正。"),
    "PAIR_NOT_LATER": _l("协议现在到 %(until)s 止，延期后的止日应更晚。"),
    "PAIR_ENDED": _l("这对帮带关系已于 %(day)s 结束，不能再改。需要时请重新结对。"),
    "PAIR_REASON_MISSING": _l("请写明原因：结束、转交和延期都要留下依据。"),
    "PAIR_END_BEFORE_BEGIN": _l("结束日期早于起始日 %(begin)s。请检查日期。"),
    "PAIR_END_AHEAD": _l("结束日期晚于今天（%(today)s）。请到那一天再办理。"),
    "PAIR_HANDED_BEFORE": _l(
        "新协议起日 %(begin)s 早于转交日期 %(day)s，会同时有两位主带讲师。请改起日或转交日期。"
    ),
    "EXCLUSION_KNOWN": _l("这两人已经登记为不得结对。"),
    "EXCLUSION_PAIRED": _l("这两人现在正在结对。请先结束或转交，再登记为不得结对。"),
    "EXCLUSION_REASON_MISSING": _l("请写明为什么不得结对，如亲属关系。"),
    "MATCHING_NOBODY": _l("这个范围内没有等待结对的带头人（已发证、在岗或优秀且没有主带讲师）。"),
    "MATCHING_NO_LECTURER": _l(
        "这个范围内没有可以再带人的讲师。请先登记讲师、续聘或调整帮带人数。"
    ),
    "MATCHING_TOO_LARGE": _l(
        "%(leaders)s 位带头人与 %(lecturers)s 位讲师一次算不下。请按市或县分别匹配。"
    ),
    "MATCHING_PIN_IMPOSSIBLE": _l(
        "不能这样指定：这位讲师名额已满，或两人已登记为不得结对。请另选一位。"
    ),
    "MATCHING_NO_PLACE": _l("讲师名额不足，这次没有排上。请增加讲师或调整帮带人数后再匹配。"),
    "MATCHING_UNSOLVED": _l("求解没有得出结果。请重新预演；仍不行请联系管理员。"),
    "MATCHING_STALE": _l(
        "预演之后情况有变（讲师名额、聘期或带头人的结对已不同）。请放弃这次预演，重新匹配。"
    ),
    "MATCHING_UNDO_USED": _l(
        "这次匹配结成的帮带里有 %(count)s 对已有联系记录或已变更，不能整批撤销。请逐对结束。"
    ),
    "MATCHING_OVERRULED_AWAY": _l("这位带头人或讲师已不在这次匹配里。请重新预演。"),
    "MATCHING_WEIGHTS_INVALID": _l(
        "距离的折算应写六个不减的整数，如 0,10,40,100,250,500。请在参数里改正。"
    ),
    "COORDINATES_EMPTY": _l("文件里没有可用的坐标行。请按“区划代码、纬度、经度”三列填写。"),
    "COORDINATE_CODE_INVALID": _l("第 %(row)s 行：区划代码应为 2、4、6、9 或 12 位数字。"),
    "COORDINATE_VALUE_INVALID": _l(
        "第 %(row)s 行：纬度应在 3 至 54、经度应在 73 至 136 之间（度，小数）。"
    ),
    "COORDINATE_OUTSIDE": _l("第 %(row)s 行：区划代码 %(code)s 不在您管理的范围内。"),
}
