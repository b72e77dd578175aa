"""Sentences of the catalogue's codes."""

from flask_babel import lazy_gettext as _l

SENTENCES: dict[str, object] = {
    "COURSE_NAME_TAKEN": _l("这个范围内已有培训项目“%(name)s”。请换一个名称或修改原来的项目。"),
    "SYLLABUS_EMPTY": _l("课程标准里还没有模块。请至少填写一个模块。"),
    "MODULE_WITHOUT_HOURS": _l("每个模块都要有名称和课时（理论、实操之和大于 0）。"),
    "MODULE_TWICE": _l("有两个模块同名。请合并或改名。"),
}
