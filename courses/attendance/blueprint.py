"""The pages' common root, and the filters their templates use."""

from datetime import date
from functools import lru_cache

from flask import Blueprint
from flask_babel import get_locale
from flask_babel import gettext as _

from courses.attendance import words
from courses.attendance.rules import Mark
from lms.web.formats import short_day
from lms.web.sentences import sentence

blueprint = Blueprint("attendance", __name__, template_folder="templates", url_prefix="/attendance")


@blueprint.app_template_filter("mark_word")
def mark_word(mark: str) -> str:
    """到, 缺, 迟到, 早退, 假, 未点."""
    return words.mark_word(mark)


@blueprint.app_template_filter("mark_counts")
def mark_counts(counts: tuple[tuple[Mark, int], ...]) -> str:
    """Marks with how many there are, those that are none left out: 缺 2、假 1."""
    return _counts_in(str(get_locale()), counts)


@lru_cache(maxsize=4096)
def _counts_in(_language: str, counts: tuple[tuple[Mark, int], ...]) -> str:
    """Many trainees of a class have the same counts, so each text is made once a language."""
    return _("、").join(f"{words.mark_word(mark)} {count}" for mark, count in counts if count)


@blueprint.app_template_filter("mark_tone")
def mark_tone(mark: str) -> str:
    """The tone of a mark's word."""
    return words.TONES[Mark(mark)]


@blueprint.app_template_filter("attendance_half")
def attendance_half(half: str) -> str:
    """上午 or 下午."""
    return words.half_word(half)


@blueprint.app_template_filter("attendance_source")
def attendance_source(source: str) -> str:
    """点名, 导入考勤表, 更正, 撤销导入."""
    return words.source_word(source)


@blueprint.app_template_filter("attendance_said")
def attendance_said(found: tuple[str, dict[str, object]]) -> str:
    """The sentence of a remembered finding (code, facts); days are kept as text."""
    code, facts = found
    return sentence(code, {name: _day(name, value) for name, value in facts.items()})


def _day(name: str, value: object) -> object:
    return date.fromisoformat(str(value)) if name in ("date", "start", "end") else value


@blueprint.app_template_filter("attendance_slot")
def attendance_slot(text: str) -> str:
    """A half-day that a plan kept as text: `2018-09-10 am`."""
    day, half = text.split(" ")
    return f"{short_day(date.fromisoformat(day))} {words.half_word(half)}"
