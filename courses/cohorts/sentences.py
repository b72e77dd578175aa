"""What is said about cohorts, their sessions and their enrolments."""

from flask_babel import lazy_gettext as _l

SENTENCES = {
    "COHORT_TRANSITION_NOT_ALLOWED": _l("班期现在的状态不能这样变更。请刷新页面查看现状。"),
    "COHORT_REASON_MISSING": _l("请写明原因：取消、延期和重新开放都要留下依据。"),
    "COHORT_BEFORE_START": _l("开班日期是 %(start)s，还不能开始。如已提前开班，请先改日期。"),
    "COHORT_WITHOUT_SESSIONS": _l("还没有排课。请先排出半天课次。"),
    "COHORT_WITHOUT_TRAINEES": _l("班里还没有学员。请先导入名册。"),
    "COHORT_SESSIONS_AHEAD": _l("%(date)s 还有未上的课次，不能结班。请等课上完，或取消这些课次。"),
    "COHORT_UNMARKED": _l("还有 %(count)s 个半天没有考勤记录，结班后按未到计算。"),
    "COHORT_HAS_MARKS": _l(
        "本班已有 %(count)s 条考勤记录，不能撤销导入；取消或延期时记录保留，去掉的课次不再计入。"
    ),
    "COHORT_DATES_ORDER": _l("结束日期 %(end)s 早于开始日期 %(start)s。请检查日期。"),
    "COHORT_TOO_LONG": _l("%(start)s 至 %(end)s 超过 %(days)s 天。请检查年份是否写错。"),
    "NO_SESSIONS_PROPOSED": _l("%(start)s 至 %(end)s 之间没有可以建议的上课日。请自行添加课次。"),
    "INTERNSHIP_DAYS_TOO_MANY": _l(
        "实习 %(internship_days)s 天多于可排的 %(days)s 天，已全部排为实习。请核对。"
    ),
    "SESSION_OUTSIDE_DATES": _l(
        "%(date)s 的课次不在班期 %(start)s 至 %(end)s 之内。请改课次或改班期。"
    ),
    "SESSION_DUPLICATE": _l("%(date)s 的同一个半天排了两次课。请删去一次。"),
    "SESSION_ON_REST_DAY": _l("%(date)s 是休息日。如确实上课，无需处理。"),
    "SESSION_MARKS_LOST": _l("去掉的课次里有 %(count)s 条考勤记录，以后不再计入（历史仍可查）。"),
    "SESSION_MARKS_MOVED": _l("改期的课次里有 %(count)s 条考勤记录，会随课次一起改期。"),
    "CAPACITY_EXCEEDED": _l("学员 %(trainees)s 人，超过班级容量 %(capacity)s 人。"),
    "CLASS_SIZE_EXCEEDED": _l("班级人数 %(trainees)s 超过规定的每班上限 %(limit)s 人。"),
    "PRACTICE_SHARE_LOW": _l("实操 %(practice)s 课时，占总课时 %(hours)s 的比例低于 %(minimum)s。"),
    "FILED_LATE": _l("%(filed_on)s 申报，距 %(start)s 开班不足 %(workdays)s 个工作日。"),
    "ENROLMENT_DATES_ORDER": _l("离班日期 %(end)s 早于入班日期 %(start)s。请检查日期。"),
    "ENROLMENT_OUTSIDE_DATES": _l("入班日期 %(date)s 不在班期之内。请检查日期。"),
    "ENROLMENT_LATE": _l("%(date)s 才入班，此前的课次仍计入应到半天数。"),
    "ENROLMENT_LATE_EFFECT": _l(
        "中途入班：应到 %(planned)s 个半天，此后全勤最多实到 %(possible)s 个。"
        "达不到最低出勤率的，不发补贴，也不发结业证书。"
    ),
    "ENROLMENT_END_MISSING": _l("退班或转班要写明最后一天。"),
    "ENROLMENT_REASON_MISSING": _l("请写明退班或转班的原因。"),
    "ENROLMENT_OVERLAP": _l(
        "%(date)s 这名学员还在原来的班。转班从新班的当天起算，请把原班最后一天定在此前。"
    ),
    "COHORT_TITLE_MISSING": _l("请填写班名。"),
    "COHORT_KNOWN": _l("已有同名、同日期的班次“%(title)s”。请打开已有的班次，或核对日期。"),
    "COHORT_CENTRE_UNKNOWN": _l("所选的培训中心不在本县。请重新选择。"),
    "COHORT_COURSE_UNKNOWN": _l("这个培训项目没有已发布的课程标准，不能用于开班。"),
    "COHORT_MINIMUM_INVALID": _l("最低出勤率 %(value)s 不对，应大于 0、不超过 1，例如 0.80。"),
    "COHORT_FROZEN": _l("班次已结班或已取消，不能再改。如确需更正，请先重新开放并写明原因。"),
    "POSTPONE_NO_ROOM": _l(
        "还有 %(needed)s 天课要上，新日期里只有 %(days)s 天。请把结束日期往后延。"
    ),
    "SESSION_CANCELLED_ALREADY": _l("这个半天已经停课。要恢复，请在同一半天加课。"),
    "ENROLMENT_NOT_ACTIVE": _l("这名学员已不在本班，不能退班或转班。"),
    "ENROLMENT_NOT_WITHDRAWN": _l("这名学员没有退班，无需恢复。"),
    "ENROLMENT_KNOWN": _l("这名学员已经在转入的班里。"),
    "TRANSFER_SAME_COHORT": _l("转入的班和原来的班是同一个。请另选一个班。"),
    "TRANSFER_OTHER_COUNTY": _l("不能转到别的县：档案和资金分属两县。请在那边另行报名。"),
    "IMPORT_TRANSFERRED": _l("这次导入的学员中有人已转到别的班，不能撤销导入。"),
    "OVERLAP": _l("这名学员同期也在另一个班次上课，同一天只能计一次补贴。"),
}
