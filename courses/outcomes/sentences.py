"""Sentences of the outcomes' codes."""

from flask_babel import lazy_gettext as _l

from courses.outcomes.sentences_work import WORK

COMPARING: dict[str, object] = {
    "OUTCOME_FILE_UNREADABLE": _l("文件 %(path)s 不存在或无法读取。请核对路径和权限。"),
    "OUTCOME_OUT_UNWRITABLE": _l(
        "结果不能写到 %(path)s。请换一个可以写入的文件名，不要与数据文件同名。"
    ),
    "COMPARE_BASELINE_UNSET": _l("没有指定基线列。请至少写出一个基线列。"),
    "COMPARE_COLUMN_MISSING": _l(
        "文件“%(file)s”里没有找到这些列：%(columns)s。请核对表头的写法后重试。"
    ),
    "COMPARE_COLUMN_TWICE": _l(
        "“%(column)s”一列被用了两次，或表头里有两列同名。请改名或每列只用一次。"
    ),
    "COMPARE_NOT_A_NUMBER": _l(
        "“%(column)s”一列应为数字，第 %(rows)s 行是文字（全表共 %(count)s 处）。"
        "请改为数字，不知道的留空，然后重试。没有写入任何结果。"
    ),
    "COMPARE_PERSON_TWICE": _l(
        "“%(column)s”一列第 %(first)s 行与第 %(row)s 行是同一个编号。每人只能占一行，请核对后重试。"
    ),
    "COMPARE_GROUP_UNKNOWN": _l(
        "“%(column)s”一列里没有“%(value)s”这个值，实际有：%(offered)s。请核对培训组的写法。"
    ),
    "COMPARE_ONE_GROUP": _l(
        "只有一个组（培训组 %(treated)s 人，对照组 %(control)s 人），无法比较。请补上另一组的数据。"
    ),
    "COMPARE_GROUP_SMALL": _l(
        "人数太少（培训组 %(treated)s 人，对照组 %(control)s 人）：每组至少 %(least)s 人才能算出区间。"
    ),
    "COMPARE_FILTER_SMALL": _l(
        "筛选掉的人里有一组不足5人，与没有筛选的比较相减会看出个人。请去掉一个条件。"
    ),
    "COMPARE_COVARIATE_CONSTANT": _l("“%(column)s”一列所有人都相同，不能用来调整。请去掉这一列。"),
    "COMPARE_COVARIATE_COLLINEAR": _l(
        "“%(column)s”一列可由组别或前面的列推算出来，不能同时用来调整。请去掉这一列。"
    ),
    "COMPARE_FEW_ROWS": _l(
        "数据完整的只有 %(rows)s 人，调整 %(columns)s 个特征不够。请减少特征或补全数据。"
    ),
    "COMPARE_NO_OVERLAP": _l(
        "按这些特征，培训组与对照组没有重叠，重新加权没有意义。请减少特征或换一个对照组。"
    ),
}
CHOOSING: dict[str, object] = {
    "COMPARISON_NOT_DRAWN": _l(
        "这个范围内还没有选对照对象。请打开班次页的“跟踪回访”，为班次选对照对象；"
        "或在上面换一个对照组。"
    ),
    "COMPARISON_OTHER_DRAW": _l(
        "这一次已经选过了，或刚才有别人选了人，没有重复选。请核对下面的名单后再办。"
    ),
    "COMPARISON_CLASS_CANCELLED": _l("班次已取消，没有可以对照的学员。"),
    "COMPARISON_LOT_WAITING": _l(
        "抽签只在等待培训的人里成立：没有报名的人不可能抽中。请改选等待培训的人，或不填抽签文件。"
    ),
    "COMPARISON_NOBODY": _l("符合条件的人一个也没有。请换一类人，或先导入名录。"),
    "COMPARISON_TOO_LATE": _l("这个班的各次回访都已过期，现在选人已经问不到同一时间的情况。"),
    "COMPARISON_ASKED": _l("其中有人已经联系或回答过，不能撤销。不再适合的人请逐人登记撤回同意。"),
}
SENTENCES: dict[str, object] = {**COMPARING, **CHOOSING, **WORK}
