"""What mentoring tells the papers of the lecturers and the leaders."""

from collections import Counter, defaultdict
from fractions import Fraction

from sqlalchemy import select
from sqlalchemy.orm import Session

from courses.leaders.api import MentorsAsked
from courses.lecturers.api import WorkAsked
from courses.lecturers.models import Lecturer
from courses.mentoring.models import Pair
from courses.mentoring.ratings import ratings_of
from courses.mentoring.rules import PairState


def corps(session: Session, event: WorkAsked) -> None:
    """当前帮带数 and 评分 of the 讲师团信息表; a rating only where it may be shown."""
    held = Counter(
        session.scalars(
            select(Pair.lecturer_id).where(
                Pair.lecturer_id.in_(event.lecturer_ids), Pair.state == PairState.ACTIVE
            )
        )
    )
    for lecturer_id in event.lecturer_ids:
        event.tell(lecturer_id, "mentored", str(held[lecturer_id]))
        known = ratings_of(session, lecturer_id, event.today).shown
        if known is not None:
            mean = Fraction(sum(known.means.values()), len(known.means))
            event.tell(lecturer_id, "rating", _one_decimal(mean))


def _one_decimal(value: Fraction) -> str:
    """Rounded down, so that a rating never reads better than it is."""
    tenths = value.numerator * 10 // value.denominator
    return f"{tenths // 10}.{tenths % 10}"


def mentors(session: Session, event: MentorsAsked) -> None:
    """讲师 of the 带头人信息表: who mentors each leader now, the main one first."""
    found: defaultdict[int, list[str]] = defaultdict(list)
    rows = session.execute(
        select(Pair.leader_id, Lecturer.name)
        .join(Lecturer, Lecturer.id == Pair.lecturer_id)
        .where(Pair.leader_id.in_(event.leader_ids), Pair.state == PairState.ACTIVE)
        .order_by(Pair.role, Pair.id)
    )
    for leader_id, name in rows:
        found[leader_id].append(name)
    event.mentors.update((key, "、".join(names)) for key, names in found.items())
