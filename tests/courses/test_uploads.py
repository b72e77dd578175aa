"""Files are read before writing begins: nobody else's writing waits for a parser."""

import io
from typing import Any

import pytest
from sqlalchemy.orm import Session

from lms import db
from lms.sheets import limits
from tests.conftest import SignIn
from tests.support import samples
from tests.support.world import World

PLACES = {
    "rosters": "/people/import",
    "cohorts": "/cohorts/{cohort}/roster",
    "a new class": "/cohorts/new",
    "attendance": "/attendance/cohorts/{cohort}/register",
    "subsidies": "/subsidies/cohorts/{cohort}/tickets",
}


@pytest.mark.parametrize("place", PLACES)
def test_a_file_is_read_without_the_write_lock(
    web: Session, sign_in: SignIn, world: World, monkeypatch: pytest.MonkeyPatch, place: str
) -> None:
    cohort = samples.build(web, world).values["cohort_id"]
    held: list[bool] = []

    def examine(*sent: Any) -> limits.Examined:
        held.append(db._writing.get())
        return known(*sent)

    known = limits.examine
    monkeypatch.setattr("lms.sheets.read.examine", examine)
    answer = sign_in("officer").post(
        PLACES[place].format(cohort=cohort),
        data={"file": (io.BytesIO(b"%PDF-1.7 no sheet"), "a.xlsx"), "place": "411224/"},
    )
    assert held == [False]
    assert answer.status_code == 422
    assert 'role="alert"' in answer.text
