"""Outcomes as a plugin: following graduates up, counting what became of them, comparing."""

from pathlib import Path

from flask_babel import lazy_gettext as _l

from courses.outcomes import cli, models
from courses.outcomes.listening import LISTENS
from courses.outcomes.sentences import SENTENCES
from lms.plugin import Plugin

AUDIT_LABELS = {
    "outcomes:answered": _l("登记回访问卷"),
    "outcomes:attempted": _l("登记联系记录"),
    "outcomes:beat_set": _l("分配回访片区"),
    "outcomes:consent": _l("登记是否同意回访"),
    "outcomes:contact_added": _l("登记第二联系人"),
    "outcomes:contact_removed": _l("删除第二联系人"),
    "outcomes:covered": _l("安排顶岗"),
    "outcomes:lost": _l("登记失访"),
    "outcomes:need_ended": _l("办结服务需求"),
    "outcomes:need_opened": _l("登记服务需求"),
    "outcomes:need_taken": _l("受理服务需求"),
    "outcomes:phone_shown": _l("查看回访电话"),
    "outcomes:plan_added": _l("新增回访方案版本"),
    "outcomes:reassigned": _l("改派回访"),
    "outcomes:warning_settled": _l("处理预警"),
}

plugin = Plugin(
    name="outcomes",
    title=_l("跟踪回访"),
    requires=("cohorts", "attendance", "leaders"),
    models=(
        models.PlanRow, models.Case, models.Wave, models.AttemptRow, models.Contact,
        models.ConsentStep, models.Interview, models.Draft, models.Referral, models.Beat,
        models.Absence, models.Prepared,
    ),
    cli=(cli.group,),
    listens=LISTENS,
    audit_labels=AUDIT_LABELS,
    sentences=SENTENCES,
    translations=str(Path(__file__).parent / "translations"),
)  # fmt: skip
