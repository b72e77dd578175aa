"""Sentences of the codes of following people up."""

from flask_babel import lazy_gettext as _l

WORK: dict[str, object] = {
    "WAVE_NOT_OPEN": _l(
        "这次回访已经办结（%(by)s，%(date)s），没有重复记录。请刷新名单，办理下一位。"
    ),
    "WAVE_TOO_EARLY": _l("这次回访从 %(date)s 起办理，现在还早。"),
    "CONSENT_WITHDRAWN": _l("本人已撤回同意，不再联系，也不再记录。"),
    "AFTER_DEATH": _l("本人已于 %(date)s 登记为去世，不能再记录回访。登记有误请联系经办更正。"),
    "ATTEMPT_IN_FUTURE": _l("日期 %(date)s 还没有到。请填写实际联系的日期。"),
    "VISIT_BEFORE_EXIT": _l("日期 %(date)s 在结业（%(exit)s）之前。请核对回访日期。"),
    "PROMISE_IN_PAST": _l("约定再联系的日期 %(date)s 早于本次联系。请改正日期。"),
    "ATTEMPT_MEANWHILE": _l(
        "这次回访刚才已登记过联系（%(by)s，%(date)s），没有重复登记。确实又联系了一次，请再按一次“记录”。"
    ),
    "ATTEMPT_NEEDS_ANSWERS": _l("完成访问和他人代答须填写回访问卷，不能只记结果。"),
    "CONTACT_UNKNOWN": _l("这位第二联系人已不存在。请刷新页面重新选择。"),
    "LOST_TOO_EARLY": _l(
        "还不能登记为失访：已联系 %(attempts)s 次、%(days)s 天、%(channels)s 种方式；"
        "须至少 4 次、分 2 天、用 2 种方式且都没有联系上。"
    ),
    "INCOME_NEGATIVE": _l("收入、销售额和成本不能是负数。请核对后重填；亏损由销售额减成本得出。"),
    "INCOME_TOO_LARGE": _l("一项金额达到 1000 万元，超出了可登记的范围。请核对单位是元还是分。"),
    "HOUSEHOLD_IMPOSSIBLE": _l("家庭人口须在 1 至 40 人之间。请核对后重填。"),
    "SATISFACTION_RANGE": _l("满意度须为 1 至 5。"),
    "WARNING_RESULT_MISSING": _l("请写明处理结果。"),
    "REFERRAL_STATE": _l("这项需求已由别人处理。请刷新页面查看。"),
    "RESULT_MISSING": _l("请写明对接结果或不能解决的原因。"),
    "WORKER_UNKNOWN": _l("这个账号不是本县的回访员或经办，不能分配。请另选一人。"),
    "ABSENCE_DATES": _l("结束日期早于开始日期。请改正。"),
    "ABSENCE_SAME": _l("顶岗的人不能是请假的人本人。请另选一人。"),
    "PLAN_WITHOUT_WAVES": _l("回访方案至少要有一次回访，天数和窗口不能为负。"),
    "ENROLMENT_FOLLOWED_UP": _l("其中有学员已经回访，名册不能整批撤销。请逐人办理退班。"),
    "INCOME_TEN_TIMES": _l("年收入是上次的十倍以上。是否按月误填，或单位有误？"),
    "INCOME_A_TENTH": _l("年收入不到上次的十分之一。是否漏填了一项？"),
    "COSTS_ABOVE_SALES": _l("成本高于销售额，经营为亏损。是否属实？"),
    "INCOME_VERY_HIGH": _l("家庭年收入超过 50 万元。是否把销售额当作了收入？"),
    "INCOME_NOTHING": _l("四项收入都是 0。是否确实没有收入，还是没有问到？没有问到请留空。"),
    "HOUSEHOLD_CHANGED": _l("家庭人口与上次不同。是否有人出生、去世、嫁娶或分户？"),
    "HOUSEHOLD_LARGE": _l("家庭人口超过 12 人。是否把分户的人也算在内？"),
    "SHOP_WITHOUT_SALES": _l("在开店却没有填销售额。是否漏填？"),
    "CASE_TAKEN": _l("这位学员已分配给别的回访员。请刷新页面。"),
    "OUTCOME_FORM_INCOMPLETE": _l("表单没有填完整。请返回上一页补全后重新提交。"),
    "OUTCOME_ANSWERS_INVALID": _l("这些项目没有填或填得不对：%(fields)s。请改正后重新保存。"),
    "REPORT_TOO_WIDE": _l("全市、全省的报告只有事先备好的数字，不能列出名单。请选一个县。"),
    "REPORT_FILTER_SMALL": _l(
        "按这些条件筛选后，或筛选掉的人里，有一边不足5人，不能导出。请少选一个条件。"
    ),
    "OUTCOME_SHEET_COUNTY": _l("回访表由县里统一导入。请把填好的表交给本县经办。"),
    "OUTCOME_SHEET_EMPTY": _l("回访表里一行也没有填。请填好“结果代码”等列后重新上传。"),
    "OUTCOME_SHEET_USED": _l("表里有学员之后又有新的回访记录，不能整批撤销。请逐人更正。"),
    "OUTCOME_ROW_UNKNOWN": _l("找不到这个回访编号，或不在您的范围内。请用系统下载的回访表填写。"),
    "OUTCOME_ROW_NAME": _l("姓名与回访编号不符，可能错行。请核对。"),
    "OUTCOME_ROW_TWICE": _l("同一个回访编号出现了两次，只收第一行。"),
    "OUTCOME_ROW_CODE": _l("结果代码没有填，或不在表内。请填表下列出的代码。"),
    "OUTCOME_ROW_DATE": _l("日期认不出来。请写成 2026-11-20 的样子，不知道的留空。"),
    "OUTCOME_ROW_LONG": _l(
        "文字太长：单位/店铺至多 120 字，代答人 40 字，困难与需求 1000 字（没有访到时 300 字）。请缩短。"
    ),
    "OUTCOME_ROW_CHANNEL": _l("方式不在表内。请填电话、上门、短信微信、亲属或村干部。"),
    "OUTCOME_ROW_STATUS": _l("完成的回访须填就业状态。请填表下列出的状态。"),
    "OUTCOME_ROW_PROXY": _l("他人代答须写明代答人。"),
    "OUTCOME_ROW_MONEY": _l("金额不是数字。请填元，不知道的留空。"),
}
