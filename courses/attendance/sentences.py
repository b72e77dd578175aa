"""What is said about marks, registers and completion."""

from flask_babel import lazy_gettext as _l

SENTENCES = {
    "ATTENDANCE_BELOW_MINIMUM": _l("出勤没有达到规定的最低比例。"),
    "MINIMUM_ATTENDANCE_UNSET": _l("还没有规定最低出勤比例，不能判定结业。请先设定。"),
    "COHORT_CANCELLED": _l("班期已取消，没有人结业。"),
    "COHORT_NOT_CLOSED": _l("班期还没有结班。"),
    "ENROLMENT_WITHDRAWN": _l("学员已退班。"),
    "ENROLMENT_TRANSFERRED": _l("学员已转到别的班，在那个班结业。"),
    "SHEET_LOCKED": _l("班期已结班或取消，考勤表已锁定。要更正，请先重新开放班期并写明原因。"),
    "SESSION_CANCELLED": _l("%(date)s 的这次课已取消，不能登记考勤。"),
    "SESSION_IN_FUTURE": _l("%(date)s 还没有到，不能提前登记考勤。"),
    "NOT_ENROLLED_THAT_DAY": _l("%(date)s 这名学员不在本班。请核对入班和离班日期。"),
    "MARK_CHANGED_MEANWHILE": _l("这条考勤刚被别人改过，没有覆盖。请看清现在的记录再改。"),
    "MARK_UNKNOWN": _l(
        "单元格 %(cell)s 里的“%(value)s”看不懂。请改用 √ ¢ △ 假 ×，或在表头写明符号说明。"
    ),
    "REGISTER_WITHOUT_DATES": _l(
        "考勤表里没有找到日期列。请在表头写明日期，如“9月10日”和“上午”“下午”。"
    ),
    "REGISTER_DATE_UNREADABLE": _l(
        "考勤表第 %(column)s 列表头“%(heading)s”看不出是哪一天哪个半天。请写明日期和上午、下午。"
    ),
    "REGISTER_DATE_OUTSIDE_COHORT": _l(
        "考勤表第 %(column)s 列的 %(date)s 不在班期 %(start)s 至 %(end)s 之内。请检查表头或班期。"
    ),
    "REGISTER_COLUMN_TWICE": _l(
        "考勤表第 %(column)s 列与前面的列是同一个半天（%(date)s）。请写明上午、下午，或删去一列。"
    ),
    "REGISTER_STRANGER": _l("考勤表第 %(row)s 行的%(name)s不在名册里，没有登记。"),
    "REGISTER_NAME_AMBIGUOUS": _l(
        "考勤表第 %(row)s 行的%(name)s在名册里有同名的人，没有登记。请补上身份证号码。"
    ),
    "REGISTER_PERSON_TWICE": _l(
        "考勤表第 %(row)s 行的%(name)s与第 %(first_row)s 行是同一人，只登记了第 %(first_row)s 行。"
    ),
    "REGISTER_ROW_NAMELESS": _l(
        "考勤表第 %(row)s 行有考勤符号，但没有姓名和身份证号码，没有登记。请补上后重新上传。"
    ),
    "REGISTER_UNLISTED": _l("在班，但考勤表里没有这名学员，考勤保持原样。"),
    "REGISTER_MARKS_DISAGREE": _l(
        "%(date)s 的记录与考勤表第 %(first_row)s 行不一致，只登记了第 %(first_row)s 行。"
    ),
    "REGISTER_NOT_A_SESSION": _l(
        "考勤表里有 %(date)s 的记录，但课程表里没有这次课。"
        "确实上过课的，选择按考勤表加课后再上传，或先在课程表里加课。"
    ),
    "REGISTER_SESSIONS_MARKED": _l(
        "本班已有 %(count)s 条考勤记录，不能再按考勤表的日期重排课程。请先在课程表里改好，再上传。"
    ),
    "REGISTER_NOBODY_KNOWN": _l(
        "考勤表的 %(count)s 行没有一人在本班名册里。请确认选对了文件和班次，或先导入名册。"
    ),
    "REGISTER_OUTDATED": _l("预演之后，本班的课次、学员或考勤已有变动，没有写入。请重新上传。"),
}
