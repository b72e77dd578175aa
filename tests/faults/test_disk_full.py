"""The disk is full at an upload, a paper, a commit, a log line (TRUST R9).

Each act is told clearly that nothing was kept, nothing is half there, and the same act is done once
there is room again.
"""

import io
import zipfile
from collections.abc import Callable
from dataclasses import replace
from datetime import timedelta
from pathlib import Path
from typing import Any

import pikepdf
import pytest
from flask import Flask
from flask.testing import FlaskClient
from sqlalchemy import func, select, text, update
from sqlalchemy.exc import OperationalError
from werkzeug.datastructures import FileStorage
from werkzeug.test import TestResponse, encode_multipart

from certificates import freezing, printing
from certificates.designs.models import Emblem
from certificates.models import Certificate, FrozenPage
from certificates.rules import serial_gaps
from lms.audit.models import AuditEntry
from lms.audit.queries import verify
from lms.clock import now as moment
from lms.db import db, unit_of_work
from lms.jobs import queue
from lms.jobs import services as jobs
from lms.jobs.models import JobRow
from tests.certificates.graduates import closed_class, issue
from tests.certificates.pictures import png
from tests.faults.filling import Disk, on_small_disk
from tests.support.running import NOW, make_app
from tests.support.world import build_world

pytestmark = [pytest.mark.slow]
FULL = (507, "STORAGE_FULL")
PEOPLE = 30


class Office:
    """An application on a small disk, an officer signed in."""

    def __init__(self, disk: Disk) -> None:
        self.disk = disk
        self.app: Flask = make_app(disk.folder / "home")
        self.app.config["LMS"] = replace(
            self.app.config["LMS"], public_url="https://px.example.gov.cn"
        )
        world = build_world(self.app, NOW)
        self.client: FlaskClient = self.app.test_client()
        signed = {"login": "officer-411224", "password": world.password}
        assert self.client.post("/sign-in", data=signed).status_code == 302

    def fill(self, *, closed: bool = False) -> None:
        """Fill the disk; what the database had written beside itself is put into it first.

        `closed`: nobody has it open, so that even its smallest file finds no room.
        """
        with self.app.app_context():
            db.session.remove()
            with db.engine.connect() as connection:
                connection.execute(text("PRAGMA wal_checkpoint(TRUNCATE)"))
            if closed:
                db.engine.dispose()
        self.disk.fill()

    def post(self, path: str, **data: Any) -> TestResponse:
        """What a page answers to a script; the request itself is made without a temporary file."""
        boundary, body = encode_multipart(data)
        return self.client.post(
            path,
            data=body,
            content_type=f"multipart/form-data; boundary={boundary}",
            headers={"Accept": "application/json"},
            buffered=True,
        )

    def refused(self, path: str, **data: Any) -> None:
        """The act is refused in one clear sentence."""
        answer = self.post(path, **data)
        assert answer.json is not None, answer.text
        assert (answer.status_code, answer.json["code"]) == FULL
        assert "存储空间已满" in answer.json["sentence"]

    def count(self, table: type) -> int:
        """How many rows there are."""
        with self.app.app_context(), unit_of_work() as session:
            return session.scalar(select(func.count()).select_from(table)) or 0

    def sound(self) -> None:
        """Database, log and numbers hold together."""
        with self.app.app_context(), unit_of_work() as session:
            assert session.scalar(text("PRAGMA integrity_check")) == "ok"
            assert session.execute(text("PRAGMA foreign_key_check")).all() == []
            assert verify(session, "411224") is None
            serials = session.scalars(select(Certificate.serial)).all()
            assert serial_gaps(serials) == ()
            assert len(set(serials)) == len(serials)

    def a_class(self) -> int:
        """Id of a closed class."""
        with self.app.app_context(), unit_of_work() as session:
            return closed_class(session, NOW, PEOPLE, days=2).id

    def an_issued_class(self) -> int:
        """Id of a class whose certificates are issued and whose pages are kept."""
        with self.app.app_context(), unit_of_work() as session:
            cohort = closed_class(session, NOW, PEOPLE, days=2)
            issue(session, NOW, cohort)
            return cohort.id


def file(content: bytes) -> FileStorage:
    """A picture to be sent."""
    return FileStorage(io.BytesIO(content), "seal.png", content_type="image/png")


def in_an_office(folder: Path, work: Callable[[Office], None]) -> None:
    """Do `work` in an office on a small disk."""
    on_small_disk(folder, lambda disk: work(Office(disk)))


def test_a_picture_that_finds_no_room(tmp_path: Path) -> None:
    """A small one at the commit, a large file already while it is received."""

    def work(office: Office) -> None:
        facts = {
            "place": "411224/", "kind": "seal", "title": "培训章", "position": "",
            "valid_from": "2026-01-01", "valid_until": "",
        }  # fmt: skip
        path, before = "/certificates/emblems/new", office.count(AuditEntry)
        large = png() + b"\0" * (2 << 20)
        for closed in (False, True):
            office.fill(closed=closed)
            office.refused(path, **facts, file=file(png()))
            office.refused(path, **facts, file=file(large))
            office.disk.clear()
        assert (office.count(Emblem), office.count(AuditEntry)) == (0, before)
        assert office.post(path, **facts, file=file(large)).status_code == 422
        sent = office.post(path, **facts, file=file(png()))
        assert sent.status_code == 302
        assert office.count(Emblem) == 1
        assert list((office.disk.folder / "tmp").iterdir()) == []
        office.sound()

    in_an_office(tmp_path, work)


def test_issuing_a_class(tmp_path: Path) -> None:
    """At the rehearsal and at the commit of the certificates."""

    def work(office: Office) -> None:
        cohort_id = office.a_class()
        form = f"/certificates/cohorts/{cohort_id}/issue"
        terms = {"issuer": "卢氏县人社局", "issued_on": "2026-11-20", "design": "formal"}
        office.fill()
        office.refused(form, **terms)
        office.disk.clear()
        apply = f"{office.post(form, **terms).location}/apply"
        office.fill()
        office.refused(apply)
        assert office.client.get(f"/certificates/cohorts/{cohort_id}").status_code == 200
        office.disk.clear()
        assert office.count(Certificate) == 0
        assert office.post(apply).status_code == 302
        assert (office.count(Certificate), office.count(FrozenPage)) == (PEOPLE, PEOPLE)
        office.sound()

    in_an_office(tmp_path, work)


def test_freezing_the_pages_waits_for_room(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """Full before the job begins, and full when its pages are to be kept."""

    def work(office: Office) -> None:
        monkeypatch.setattr(queue, "wake", lambda _app, _uid: None)
        office.an_issued_class()
        with office.app.app_context(), unit_of_work() as session:
            uid = session.scalars(select(JobRow.uid).where(JobRow.name == freezing.JOB)).one()
        office.fill()
        with pytest.raises(OperationalError):  # said in the worker's log; the row waits
            jobs.perform(office.app, uid)
        office.disk.clear()

        drawn = printing.pdf_of

        def pdf_of(rows: list[Certificate]) -> bytes:
            made = drawn(rows)
            office.fill()
            return made

        monkeypatch.setattr("certificates.freezing.pdf_of", pdf_of)
        assert jobs.perform(office.app, uid) is False
        office.disk.clear()
        assert office.count(FrozenPage) == 0
        with office.app.app_context(), unit_of_work() as session:
            job = session.scalars(select(JobRow).where(JobRow.uid == uid)).one()
            assert (job.state, job.fault) == ("running", None)
            passed = moment() - timedelta(seconds=1)
            session.execute(update(JobRow).values(lease_until=passed))
        monkeypatch.setattr("certificates.freezing.pdf_of", drawn)
        assert uid in jobs.waiting(office.app)
        assert jobs.perform(office.app, uid) is True
        assert office.count(FrozenPage) == PEOPLE
        office.sound()

    in_an_office(tmp_path, work)


def test_printing_a_batch(tmp_path: Path) -> None:
    """No paper leaves that is not in the log; one that is on its way comes to its end."""

    def work(office: Office) -> None:
        cohort_id = office.an_issued_class()
        path = f"/certificates/cohorts/{cohort_id}/print"
        one = {"purpose": "archive", "many": "one", "background": "y"}
        many, moved = {**one, "many": "many"}, {**one, "right": "2"}
        before = office.count(AuditEntry)
        office.fill()
        for asked in (one, many, moved):
            office.refused(path, **asked)
        office.disk.clear()
        assert office.count(AuditEntry) == before
        for asked in (one, moved):
            with pikepdf.open(io.BytesIO(office.post(path, **asked).data)) as file:
                assert len(file.pages) == PEOPLE
        streamed = office.client.post(path, data=many)
        parts = [next(streamed.iter_encoded())]
        office.fill()
        parts += streamed.iter_encoded()
        with zipfile.ZipFile(io.BytesIO(b"".join(parts))) as archive:
            assert len(archive.namelist()) == PEOPLE
            assert archive.testzip() is None
        office.disk.clear()
        assert office.count(AuditEntry) == before + 3
        office.sound()

    in_an_office(tmp_path, work)


def test_strangers_may_still_ask(tmp_path: Path) -> None:
    """A verification writes nothing, so it needs no room."""

    def work(office: Office) -> None:
        cohort_id = office.an_issued_class()
        with office.app.app_context(), unit_of_work() as session:
            token = session.scalars(
                select(Certificate.token).where(Certificate.cohort_id == cohort_id).limit(1)
            ).one()
        office.fill()
        assert "有效" in office.client.get(f"/v/{token}").text
        assert office.client.get("/v/lists/411224").status_code in {200, 404}

    in_an_office(tmp_path, work)
