"""Sentences of the codes of contacts, tickets, checks, ratings and the leader's own page."""

from flask_babel import lazy_gettext as _l

SENTENCES: dict[str, object] = {
    "CONTACT_IN_FUTURE": _l(
        "%(leader)s：联系日期 %(day)s 晚于今天（%(today)s）。请改成实际日期；计划写在“下次联系”里。"
    ),
    "CONTACT_WITHOUT_TIME": _l("时长要填整数分钟，至少 1 分钟。请填写实际时长。"),
    "CONTACT_LONGER_THAN_A_DAY": _l(
        "%(leader)s：时长 %(minutes)s 分钟超过一天。请按天分开登记，或改正时长。"
    ),
    "CONTACT_BEFORE_PAIR": _l(
        "%(leader)s：联系日期 %(day)s 早于结对日期 %(begun)s。请改正日期，或请经办核对协议。"
    ),
    "CONTACT_AFTER_PAIR": _l(
        "%(leader)s：联系日期 %(day)s 晚于帮带结束日期 %(ended)s。请改正日期，或请经办先办延期。"
    ),
    "CONTACT_LECTURER_OUT": _l(
        "讲师%(lecturer)s已于 %(ended)s 离任或聘期届满，%(day)s 的联系不能登记。请经办先转交或续聘。"
    ),
    "CONTACT_DUPLICATE": _l(
        "同一位带头人 %(day)s 已有同类联系，没有重复登记。一天联系两次时，请写明各自的开始时间。"
    ),
    "CONTACT_WITHOUT_LEADER": _l("还没有选带头人。请至少选一位。"),
    "CONTACT_TOO_MANY": _l("一次集中辅导最多登记 %(most)s 位带头人。请分次登记。"),
    "CONTACT_NOT_A_GROUP": _l("走访、电话、消息每次只登记一位带头人；多位一起请选“集中辅导”。"),
    "CONTACT_TWO_LECTURERS": _l("所选带头人属于不同的讲师。请按讲师分开登记。"),
    "CONTACT_NEXT_PAST": _l("下次联系日期 %(day)s 早于本次联系。请改正日期。"),
    "CONTACT_DAY_INVALID": _l("日期没有填写或不能识别。请按日历选择日期。"),
    "CONTACT_TIME_INVALID": _l("开始时间不能识别。请按 09:30 这样填写，或留空。"),
    "CONTACT_KIND_UNKNOWN": _l("没有选联系方式。请选走访、电话、网络消息或集中辅导。"),
    "CONTACT_TOPIC_UNKNOWN": _l("有一个主题系统里没有。请刷新页面后重新选择。"),
    "CONTACT_WITHDRAWN": _l("这次联系已撤回，不能再改。"),
    "CONTACT_REFUTED": _l("这次联系抽查不符，不能再确认。如有异议，请联系经办。"),
    "CONTACT_REASON_MISSING": _l("请写明撤回原因。"),
    "CONTACT_PAPER_MISSING": _l("请写明纸质记录的编号。"),
    "TICKET_DUE_PAST": _l("期限 %(due)s 已过。请选今天或以后的日期。"),
    "TICKET_DUE_FAR": _l("期限 %(due)s 超过一年。请选近一些的日期。"),
    "TICKET_SOLVED": _l("这个问题已解决。如未解决，请重新打开。"),
    "TICKET_OPEN": _l("这个问题还没有解决，不用重新打开。"),
    "TICKET_OWNER_UNKNOWN": _l("所选的人不在本县，或账号已停用。请另选负责人。"),
    "TICKET_WORDS_MISSING": _l("请写明怎样处理的，或为什么。"),
    "CHECK_NOTHING_TO_DRAW": _l("这段时间没有可抽查的联系记录。请换一段时间。"),
    "CHECK_DATES_ORDER": _l("开始日期晚于结束日期。请改正。"),
    "CHECK_SEED_INVALID": _l("随机种子只能用字母和数字，4 至 40 位。"),
    "CHECK_SETTLED": _l("这一条已有结果。结果只登记一次。"),
    "CHECK_OWN": _l("不能核查自己登记的联系。请由另一位经办核查。"),
    "CHECK_REMARK_MISSING": _l("结果不符时，请写明查到的情况。"),
    "RATING_WITHOUT_LECTURER": _l("这半天没有登记讲师，不能评分。请先在课程表里填写讲师。"),
    "RATING_TOO_EARLY": _l("这半天还没有上课，不能评分。"),
    "RATING_NOBODY": _l("这半天班里没有学员，不能评分。"),
    "RATING_KNOWN": _l("这半天已发过评分码。评分码只发一次。"),
    "RATING_CODE_WRONG": _l("评分码不对。请照评分条重新填写。"),
    "RATING_CODE_USED": _l("这个评分码已用过。每人评一次。"),
    "RATING_CLOSED": _l("评分已截止（%(day)s）。"),
    "RATING_MARK_MISSING": _l("三个问题都要选 1 至 5 分。"),
    "ACCESS_REFUSED": _l("链接或口令不对。请照经办发的口令条填写。"),
    "ACCESS_LOCKED": _l("口令连续输错，锁定至 %(until)s。请稍后再试。"),
    "ACCESS_CLOSED": _l("请用口令条上的链接打开，再填口令。打开后 30 分钟有效。"),
    "ACCESS_OWN_LEADER": _l("您是或曾是这位带头人的讲师，不能经手其口令。请由另一位经办发口令条。"),
    "ACCESS_ENDED": _l("口令输错次数过多，已作废。请向经办重新领取口令条。"),
}
