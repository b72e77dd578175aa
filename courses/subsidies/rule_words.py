"""The conditions of a rule as a reader of the paper would say them."""

from collections.abc import Mapping

from flask_babel import gettext as _

from courses.subsidies import words
from courses.subsidies.rules import CourseKind, DayBasis, Mode, Rule, Unit, percent
from courses.subsidies.sentences import ITEMS, PLACES, REQUIREMENTS, WINDOWS
from lms.documents.amounts import format_yuan
from lms.web.formats import day

Line = tuple[str, str]


def conditions(rule: Rule, names: Mapping[str, str]) -> list[Line]:
    """What must hold and what is paid, as (label, words); `names` of divisions by code."""
    lines = [
        (_("适用地区"), names.get(rule.jurisdiction, rule.jurisdiction)),
        (_("有效期"), period(rule)),
        (_("补贴对象"), _("、").join((each.names or (each.group,))[0] for each in rule.targets)),
        (_("计发方式"), _amount(rule)),
        (_("出勤要求"), _attendance(rule)),
        (_("培训地点"), words.word(words.PLACE_TESTS, rule.place_test)),
    ]
    if rule.course_kinds != frozenset(CourseKind):
        lines.append((_("课程类型"), _listed(words.COURSE_KINDS, rule.course_kinds)))
    if rule.modes != frozenset(Mode):
        lines.append((_("计入的培训方式"), _listed(words.MODES, rule.modes)))
    return [*lines, *_limits(rule), *_papers(rule)]


def period(rule: Rule) -> str:
    """The days on which the rule is in force, and which date of a claim must lie among them."""
    by = words.word(words.DATE_SELECTORS, rule.date_selector)
    if rule.valid_to is None:
        return _("%(first)s起，按%(by)s", first=day(rule.valid_from), by=by)
    return _(
        "%(first)s至%(last)s，按%(by)s", first=day(rule.valid_from), last=day(rule.valid_to), by=by
    )


def _listed(known: Mapping[str, object], codes: frozenset[Mode] | frozenset[CourseKind]) -> str:
    return _("、").join(str(word) for code, word in known.items() if code in set(codes))


def _amount(rule: Rule) -> str:
    rate = format_yuan(rule.rate_fen)
    if rule.unit is Unit.ACTUAL:
        return _("凭票据据实报销")
    if rule.unit is Unit.EVENT:
        return _("每人每次%(rate)s元", rate=rate)
    if rule.unit is Unit.HOUR:
        return _("每人每课时%(rate)s元", rate=rate)
    basis = words.word(words.DAY_BASES, rule.day_basis)
    said = _("每人每天%(rate)s元，%(basis)s", rate=rate, basis=basis)
    if rule.day_basis is DayBasis.TABLE:
        return said + _("：") + _table(rule)
    return said + _("；") + words.word(words.DAY_COUNTS, rule.day_counts)


def _table(rule: Rule) -> str:
    return _("，").join(
        _("%(hours)s课时折%(days)s天", hours=hours, days=days) for hours, days in rule.hours_table
    )


def _attendance(rule: Rule) -> str:
    if not rule.attendance_required:
        return _("文件未要求")
    if rule.minimum_attendance is not None:
        return _("出勤率不低于%(share)s", share=percent(rule.minimum_attendance))
    return _("按本班或本县设定的最低出勤率")


def _limits(rule: Rule) -> list[Line]:
    lines: list[Line] = []
    if rule.cap_fen is not None:
        lines.append((_("每次上限"), _("%(amount)s元", amount=format_yuan(rule.cap_fen))))
    for cap in rule.cap_windows:
        window = str(WINDOWS[cap.window])
        if cap.count is not None:
            lines.append(
                (_("次数上限"), _("%(window)s%(count)s次", window=window, count=cap.count))
            )
        if cap.amount_fen is not None:
            amount = format_yuan(cap.amount_fen)
            lines.append((_("金额上限"), _("%(window)s%(amount)s元", window=window, amount=amount)))
    return lines


def _papers(rule: Rule) -> list[Line]:
    lines: list[Line] = []
    if rule.requires:
        needed = _("、").join(str(REQUIREMENTS[each]) for each in sorted(rule.requires))
        lines.append((_("须有"), needed))
    if rule.apply_window is not None:
        lines.append((_("申请期限"), _window(rule)))
    if rule.apply_places:
        places = _("、").join(str(PLACES[each]) for each in sorted(rule.apply_places))
        lines.append((_("申请地点"), places))
    if rule.notice is not None:
        unit = words.word(words.NOTICE_UNITS, rule.notice.unit)
        lines.append((_("公示期"), f"{rule.notice.days}{unit}"))
    lines.append((_("发给"), words.word(words.PAY_TO, rule.pay_to)))
    if rule.replaces:
        lines.append((_("代替"), _("、").join(sorted(rule.replaces))))
    if rule.exclusive_with:
        lines.append((_("不同时享受"), _("、").join(sorted(rule.exclusive_with))))
    return lines


def _window(rule: Rule) -> str:
    window = rule.apply_window
    if window is None:
        return ""
    anchor = words.word(words.APPLY_ANCHORS, window.anchor)
    said = []
    if window.not_before_months:
        said.append(
            _("%(anchor)s起满%(months)s个月后", anchor=anchor, months=window.not_before_months)
        )
    if window.within_months is not None:
        said.append(_("%(anchor)s起%(months)s个月内", anchor=anchor, months=window.within_months))
    return _("，").join(said)


def item_word(rule: Rule) -> str:
    """What the rule pays for."""
    return str(ITEMS[rule.item])
