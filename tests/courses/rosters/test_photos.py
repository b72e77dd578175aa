"""Portraits: drawn anew, sealed, kept for what was printed with them, seen by who sees the person."""

import io
from datetime import datetime

import pytest
from flask.testing import FlaskClient
from PIL import Image
from sqlalchemy import select
from sqlalchemy.orm import Session

from courses.rosters.models import Person, PersonPhoto
from courses.rosters.photos import photo_of, photo_uids, photos
from lms.errors import DomainError
from lms.pictures import MOST_BYTES, redrawn
from tests.conftest import SignIn
from tests.courses.rosters import people


def jpeg(width: int = 800, height: int = 1200, tag: str = "") -> bytes:
    image = Image.new("RGB", (width, height), (90, 120, 100))
    exif = Image.Exif()
    exif[0x0112], exif[0x010E] = 6, tag or "held sideways"
    target = io.BytesIO()
    image.save(target, "JPEG", exif=exif)
    return target.getvalue()


def test_a_picture_is_drawn_upright_small_and_bare() -> None:
    made = redrawn(jpeg(tag="at home of Zhang"), 600)
    assert (made.width, made.height) == (600, 400)
    assert b"Zhang" not in made.content
    with Image.open(io.BytesIO(made.content)) as image:
        assert not image.getexif()


@pytest.mark.parametrize(
    ("data", "code"),
    [
        (b"", "PICTURE_UNREADABLE"),
        (b"%PDF-1.7", "PICTURE_UNREADABLE"),
        (jpeg()[:500], "PICTURE_UNREADABLE"),
        (b"\xff\xd8" + b"0" * MOST_BYTES, "PICTURE_TOO_LARGE"),
    ],
)
def test_no_pictures_are_refused(data: bytes, code: str) -> None:
    with pytest.raises(DomainError) as refused:
        redrawn(data, 600)
    assert refused.value.code == code


def test_a_picture_bomb_is_not_unpacked() -> None:
    target = io.BytesIO()
    Image.new("1", (30_000, 30_000)).save(target, "PNG")
    with pytest.raises(DomainError) as refused:
        redrawn(target.getvalue(), 600)
    assert refused.value.code in ("PICTURE_TOO_LARGE", "PICTURE_UNREADABLE")


@pytest.fixture
def person(web: Session, now: datetime) -> Person:
    return people.write(web, now, [people.trainee(1)])[0]


def send(client: FlaskClient, person: Person, data: bytes) -> int:
    answer = client.post(
        f"/people/{person.id}/photo", data={"photo": (io.BytesIO(data), "IMG_0001.JPG")}
    )
    return answer.status_code


def test_kept_shown_replaced_and_taken_out(web: Session, person: Person, sign_in: SignIn) -> None:
    officer = sign_in("officer")
    page = f"/people/{person.id}"
    assert officer.get(f"{page}/photo.jpg").status_code == 404
    assert send(officer, person, jpeg()) == 302
    first = photo_of(web, person.id)
    assert first is not None
    shown = officer.get(f"{page}/photo.jpg")
    assert shown.mimetype == "image/jpeg"
    assert shown.data == photos(web, [first.uid])[first.uid]
    assert shown.data not in first.content
    assert f"{page}/photo.jpg" in officer.get(page).text
    assert send(officer, person, b"no picture") == 422
    assert send(officer, person, jpeg(400, 600)) == 302
    assert photo_uids(web, [person.id])[person.id] != first.uid
    assert officer.post(f"{page}/photo/remove").status_code == 302
    assert photo_uids(web, [person.id]) == {}
    assert photos(web, [first.uid])
    assert len(web.scalars(select(PersonPhoto)).all()) == 2


def test_who_may(web: Session, person: Person, sign_in: SignIn) -> None:
    officer, auditor = sign_in("officer"), sign_in("auditor")
    send(officer, person, jpeg())
    assert auditor.get(f"/people/{person.id}/photo.jpg").status_code == 200
    assert send(auditor, person, jpeg()) == 403
    stranger = sign_in("officer", at="411202")
    assert stranger.get(f"/people/{person.id}/photo.jpg").status_code == 404
    assert send(stranger, person, jpeg()) == 404
    assert stranger.post(f"/people/{person.id}/photo/remove").status_code == 404
