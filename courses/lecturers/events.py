"""What the lecturers ask plugins above, inside the same transaction."""

from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import date


@dataclass(frozen=True, slots=True)
class WorkAsked:
    """The 讲师团信息表 is being made: listeners write what they know into `cells`.

    By lecturer: `mentored` (当前帮带数), `hours` (授课课时) and `rating` (评分), as printed. What
    nobody knows stays blank.
    """

    lecturer_ids: Sequence[int]
    today: date
    cells: dict[int, dict[str, str]] = field(default_factory=dict)

    def tell(self, lecturer_id: int, name: str, text: str) -> None:
        """Write one cell."""
        self.cells.setdefault(lecturer_id, {})[name] = text


EVENTS: tuple[type, ...] = (WorkAsked,)
