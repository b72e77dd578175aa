"""The disk of PostgreSQL is full (TRUST R9): a table's own tablespace on a small disk that is filled.

What it does not show: a full disk under the server's log (WAL), which stops the server itself.
"""

import os
import shutil
import subprocess
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import pytest
from sqlalchemy import func, select, text

from certificates.designs.models import Emblem
from lms.audit.models import AuditEntry
from lms.audit.queries import verify
from lms.db import db, unit_of_work
from tests.certificates.pictures import png
from tests.faults.filling import Disk
from tests.faults.test_disk_full import FULL, file
from tests.support.postgres import SYSTEM_USER, database
from tests.support.running import NOW, make_app
from tests.support.world import build_world

pytestmark = [pytest.mark.slow, pytest.mark.postgres]
MEGABYTES = 4
EMBLEMS = "certificates_emblem"
FACTS = {
    "place": "411224/", "kind": "seal", "title": "培训章", "position": "",
    "valid_from": "2026-01-01", "valid_until": "",
}  # fmt: skip


@pytest.fixture
def disk() -> Iterator[Disk]:
    """A disk of a few megabytes that belongs to the server's user."""
    folder = Path(tempfile.mkdtemp(prefix="lms-tablespace-"))
    told = ["mount", "-t", "tmpfs", "-o", f"size={MEGABYTES}m", "none", str(folder)]
    if os.geteuid() != 0 or subprocess.run(told, check=False, capture_output=True).returncode:
        folder.rmdir()
        pytest.skip("the server's disk can only be filled where one may mount one")
    try:
        shutil.chown(folder, SYSTEM_USER)
        yield Disk(folder)
    finally:
        subprocess.run(["umount", str(folder)], check=True)
        folder.rmdir()


@contextmanager
def kept_on(disk: Disk, name: str) -> Iterator[None]:
    """Have the pictures of seals lie on the small disk."""

    def do(*statements: str) -> None:
        with db.engine.connect().execution_options(isolation_level="AUTOCOMMIT") as connection:
            for statement in statements:
                connection.execute(text(statement))

    do(
        f"CREATE TABLESPACE {name} LOCATION '{disk.folder}'",
        f"ALTER TABLE {EMBLEMS} SET TABLESPACE {name}",
    )
    try:
        yield
    finally:
        db.session.remove()
        do(f"ALTER TABLE {EMBLEMS} SET TABLESPACE pg_default", f"DROP TABLESPACE {name}")


def test_a_picture_that_finds_no_room(
    disk: Disk, tmp_path: Path, postgres_server: str, worker_id: str
) -> None:
    """Refused in one sentence, nothing half there; kept once there is room again."""
    with database(postgres_server, f"full_{worker_id}") as url:
        app = make_app(tmp_path, url)
        world = build_world(app, NOW)
        client = app.test_client()
        client.post("/sign-in", data={"login": "officer-411224", "password": world.password})

        def counts() -> tuple[int | None, ...]:
            with unit_of_work() as session:
                every = (Emblem, AuditEntry)
                return tuple(session.scalar(select(func.count()).select_from(t)) for t in every)

        def send() -> tuple[int, str]:
            sent = client.post(
                "/certificates/emblems/new", data={**FACTS, "file": file(png())},
                content_type="multipart/form-data", headers={"Accept": "application/json"},
            )  # fmt: skip
            return sent.status_code, (sent.json or {}).get("code", "") if sent.is_json else ""

        with app.app_context(), kept_on(disk, f"full_{worker_id}"):
            before = counts()
            disk.fill()
            assert send() == FULL
            assert counts() == before
            disk.clear()
            assert send() == (302, "")
            assert counts()[0] == 1
            with unit_of_work() as session:
                assert verify(session, "411224") is None
        with app.app_context():
            db.engine.dispose()
