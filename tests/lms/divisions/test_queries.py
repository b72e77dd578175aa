"""The region tree and the training centres as pages and services read them."""

from dataclasses import replace
from datetime import date

import pytest
from flask import current_app
from sqlalchemy import event, select
from sqlalchemy.orm import Session

from lms.accounts.actor import Actor, system
from lms.divisions import cards, queries
from lms.divisions.models import DivisionRow
from lms.divisions.services import load_tree
from lms.errors import NotFound
from tests.support.world import World


def test_names_from_the_province_down(session: Session, world: World) -> None:
    assert queries.name_of(session, "411224") == "卢氏县"
    assert queries.full_name(session, "411224") == "河南省三门峡市卢氏县"
    assert queries.full_name(session, "41") == "河南省"
    assert queries.name_of(session, "999999") == "999999"
    assert queries.full_name(session, "999999") == "999999"


def test_many_names_are_one_query(session: Session, world: World) -> None:
    asked: list[str] = []
    connection = session.connection()

    def note(_c: object, _cursor: object, statement: str, *_rest: object) -> None:
        asked.append(statement)

    event.listen(connection, "before_cursor_execute", note)
    towns = session.scalars(select(DivisionRow.code).where(DivisionRow.level == "town")).all()
    asked.clear()
    found = queries.names_of(session, [code[:9] for code in towns])
    event.remove(connection, "before_cursor_execute", note)
    assert len(asked) == 1
    assert len(found) == len({code[:9] for code in towns}) > 20
    assert all(names.get("town") for names in found.values())


@pytest.mark.parametrize(
    ("code", "known"),
    [("411224", True), ("4112", False), ("411224000000", False), ("411299", False), ("", False)],
)
def test_counties_have_six_digits(session: Session, world: World, code: str, known: bool) -> None:
    assert queries.county_exists(session, code) is known


def test_children_are_one_level_below(session: Session, world: World) -> None:
    towns = queries.children(session, "411224")
    assert {row.level for row in towns} == {"town"}
    assert all(row.code.startswith("411224") for row in towns)
    assert [row.code for row in towns] == sorted(row.code for row in towns)
    assert {row.level for row in queries.children(session, "")} == {"province"}


def test_loaded_once(session: Session, world: World) -> None:
    before = queries.count(session)
    assert load_tree(session) == 0
    assert queries.count(session) == before


def test_centres_within_scope(session: Session, world: World) -> None:
    def names(actor: Actor) -> list[str]:
        return [centre.name for centre in queries.centres(session, actor)]

    assert names(world.actor("registrar", centre="second")) == ["卢氏县职业中专"]
    assert set(names(world.actor("officer"))) == {"卢氏县电商培训中心", "卢氏县职业中专"}
    assert len(names(world.actor("observer"))) == 3
    assert len(names(system("test"))) == 4


def test_a_centre_elsewhere_is_not_found(session: Session, world: World) -> None:
    own = world.centre()
    assert queries.centre_for(session, world.actor("officer"), own).id == own
    for actor in (world.actor("officer", "411202"), world.actor("registrar")):
        with pytest.raises(NotFound):
            queries.centre_for(session, actor, own)
    with pytest.raises(NotFound):
        queries.centre_for(session, system("test"), 10**9)


def test_places_an_administrator_may_grant(session: Session, world: World) -> None:
    places = dict(queries.grantable(session, world.actor("admin")))
    assert places["411224"] == "河南省三门峡市卢氏县"
    assert places[f"411224/{world.centre()}"] == "卢氏县电商培训中心"
    assert any(len(place) == 9 for place in places)
    assert all(place.startswith("411224") for place in places)
    everywhere = dict(queries.grantable(session, system("test")))
    assert everywhere[""] == "全国"
    assert {"41", "4112", "411224", "44", "441403"} <= everywhere.keys()
    assert queries.grantable(session, world.actor("officer")) == []


def test_a_province_grants_its_cities_and_counties(session: Session, world: World) -> None:
    """So that city officers get an account before any county below has a centre."""
    new = (("410100000000", "郑州市", "city", "410000000000"),
           ("410122000000", "中牟县", "county", "410100000000"))  # fmt: skip
    for code, name, level, parent in new:
        session.add(DivisionRow(code=code, name=name, level=level, parent_code=parent))
    session.flush()
    grant = replace(world.actor("admin").grants[0], prefix="41")
    places = dict(queries.grantable(session, replace(world.actor("admin"), grants=(grant,))))
    assert (places["41"], places["4101"]) == ("河南省", "河南省郑州市")
    assert places["410122"] == "河南省郑州市中牟县"
    assert all(place.startswith("41") for place in places)


def test_the_first_thing_is_a_training_centre(session: Session, world: World) -> None:
    with current_app.test_request_context():
        assert not cards.first_centre(session, world.actor("admin"), date(2026, 11, 20))
        lonely = replace(world.actor("admin").grants[0], prefix="350121")
        admin = replace(world.actor("admin"), grants=(lonely,))
        (task,) = cards.first_centre(session, admin, date(2026, 11, 20))
    assert task.url == "/centres/new"
    assert "先新建培训中心" in str(task.sentence)


def test_places_a_permission_is_held_for(session: Session, world: World) -> None:
    officer = world.actor("officer")
    assert queries.places_for(session, officer, "divisions:centre:edit") == [
        ("411224", "河南省三门峡市卢氏县")
    ]
    assert queries.places_for(session, world.actor("lecturer"), "divisions:centre:edit") == []
    city = [
        place
        for place, _ in queries.places_for(
            session, world.actor("observer"), "divisions:centre:view"
        )
    ]
    assert city[0] == "4112"
    assert set(city[1:]) == {"411202", "411224"}


def test_the_gazetteer_of_a_county_knows_its_villages(session: Session, world: World) -> None:
    found = queries.gazetteer(session, "411224")
    assert found is not None
