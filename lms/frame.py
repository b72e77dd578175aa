"""The frame itself as a plugin: built-in features use the same contract as everybody."""

from flask_babel import lazy_gettext as _l
from flask_babel import lazy_pgettext

from lms.accounts import models as accounts
from lms.accounts.roles import (
    ADMIN,
    AUDITOR,
    EVERYONE,
    FOLLOW_UP,
    OBSERVER,
    OFFICER,
    REGISTRAR,
    REVIEWER,
)
from lms.audit import models as audit
from lms.divisions import cards
from lms.divisions import models as divisions
from lms.jobs import models as jobs
from lms.offline import models as offline
from lms.offline import services as offline_services
from lms.offline import views as _offline_views
from lms.plugin import Card, Job, NavItem, Permission, Place, Plugin, Section, Setting
from lms.privacy import models as privacy
from lms.runs import jobs as run_jobs
from lms.runs import models as runs
from lms.runs import retention
from lms.runs import views as _run_views
from lms.sentences import SENTENCES
from lms.settings import models as settings
from lms.settings.events import SettingChanged
from lms.web import exits as _exits
from lms.web import office as _office
from lms.web import views as _views
from lms.web.blueprint import blueprint
from lms.workdays import models as workdays

ROUTES = (_views, _office, _exits, _run_views, _offline_views)

plugin = Plugin(
    name="lms",
    title=_l("基础"),
    blueprint=blueprint,
    models=(
        accounts.Account,
        accounts.AccountGrant,
        accounts.AccountSession,
        audit.AuditChain,
        audit.AuditEntry,
        divisions.DivisionRow,
        divisions.Centre,
        jobs.JobRow,
        offline.OfflineEventRow,
        privacy.KeyMark,
        runs.Run,
        runs.RunContent,
        runs.RunMemory,
        settings.SettingValue,
        workdays.CalendarYear,
        workdays.CalendarDay,
    ),
    permissions=(
        Permission("lms:today:view", _l("打开系统"), EVERYONE),
        Permission("accounts:account:manage", _l("管理账号"), (ADMIN,)),
        Permission("divisions:centre:view", _l("查看培训中心"), EVERYONE),
        Permission("divisions:centre:edit", _l("维护培训中心"), (ADMIN, OFFICER)),
        Permission("settings:value:edit", _l("设定参数"), (ADMIN,)),
        Permission("workdays:year:edit", _l("登记节假日"), (ADMIN, OFFICER)),
        Permission("audit:entry:view", _l("查看审计日志"), (ADMIN, AUDITOR, REVIEWER, OBSERVER)),
        Permission(
            "runs:run:view",
            _l("查看批量操作"),
            (REGISTRAR, OFFICER, REVIEWER, FOLLOW_UP, ADMIN),
        ),
        Permission(
            "privacy:number:reveal", _l("查看完整号码"), (REGISTRAR, OFFICER, REVIEWER, AUDITOR)
        ),
        Permission(offline_services.USE, _l("发送手机离线记录"), EVERYONE),
    ),
    settings=(
        Setting(
            offline_services.DAYS_LATE,
            _l("手机离线记录最迟几天内发送"),
            "integer",
            "30",
            _l("本系统的约定"),
        ),
        Setting(
            retention.DAYS,
            _l("批量操作明细的保留天数"),
            "integer",
            "400",
            _l("访问日志至少保留六个月：少于 184 天按 184 天"),
        ),
    ),
    navigation=(
        NavItem(_l("今日"), "lms.today", "lms:today:view", icon="today", order=0),
        NavItem(
            _l("账号"),
            "lms.account_list",
            "accounts:account:manage",
            icon="person",
            order=90,
            section=Section.OFFICE,
        ),
        NavItem(
            lazy_pgettext("many", "培训中心"),
            "lms.centre_list",
            "divisions:centre:edit",
            icon="house",
            order=91,
            section=Section.OFFICE,
        ),
        NavItem(
            _l("参数"),
            "lms.setting_list",
            "settings:value:edit",
            icon="settings",
            order=92,
            section=Section.OFFICE,
        ),
        NavItem(
            _l("节假日"),
            "lms.workday_list",
            "workdays:year:edit",
            icon="calendar",
            order=93,
            section=Section.OFFICE,
        ),
        NavItem(
            _l("审计日志"),
            "lms.audit_list",
            "audit:entry:view",
            icon="list",
            order=94,
            section=Section.OFFICE,
        ),
    ),
    cards=(Card("divisions.first_centre", cards.EDIT, cards.first_centre),),
    places=(Place("lms.today", _l("今日"), lambda _session, _actor, _id: None),),
    jobs=(
        Job("runs.apply", _l("执行批量操作"), run_jobs.apply),
        Job(retention.TIDY, _l("清除过期的批量操作明细"), retention.tidy, daily=True),
    ),
    events=(SettingChanged,),
    audit_labels={
        "lms:exported": _l("导出"),
        "lms:revealed": _l("查看完整号码"),
        "accounts:created": _l("新建账号"),
        "accounts:grants_changed": _l("修改账号权限"),
        "accounts:disabled": _l("停用账号"),
        "accounts:enabled": _l("启用账号"),
        "accounts:password_reset": _l("重置密码"),
        "accounts:password_changed": _l("修改密码"),
        "divisions:centre_created": _l("新建培训中心"),
        "divisions:centre_changed": _l("修改培训中心"),
        "settings:changed": _l("修改参数"),
        "workdays:year_entered": _l("登记节假日"),
        "offline:altered": _l("拒收被改动的离线记录"),
        "runs:applied": _l("执行批量操作"),
        "runs:undone": _l("撤销批量操作"),
    },
    sentences=SENTENCES,
)
