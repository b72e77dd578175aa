"""Papers behind entries: sealed, within scope, handed over as files, taken away with a reason."""

import io
import resource
import zlib
from datetime import date

import pikepdf
import pytest
from flask.testing import FlaskClient
from PIL import Image
from sqlalchemy import select
from sqlalchemy.orm import Session
from werkzeug.test import TestResponse

from courses.leaders import api, scans
from courses.leaders.business import SupportFacts, add_award, refer
from courses.leaders.models import Leader, LeaderStep, SupportStep, VillageFlag
from courses.leaders.rules import ChainRole, Evidence, LinkModel, ScanOf, SupportKind
from courses.leaders.scan_models import EntryScan
from lms.audit.models import AuditEntry
from lms.db import db
from lms.errors import DomainError
from lms.pictures import MOST_BYTES
from lms.runs import services as runs
from lms.scans import received
from tests.conftest import SignIn
from tests.courses.leaders import builders
from tests.courses.leaders.test_leader_services import active
from tests.courses.leaders.test_villages import csv_of, leaders_csv, named
from tests.support.running import NOW
from tests.support.world import World


def pdf(**root: object) -> bytes:
    """A PDF of one page; `root` goes into its catalogue."""
    target = io.BytesIO()
    with pikepdf.new() as made:
        made.add_blank_page()
        for key, value in root.items():
            made.Root[f"/{key}"] = made.make_indirect(value)
        made.save(target)
    return target.getvalue()


def locked() -> bytes:
    target = io.BytesIO()
    with pikepdf.new() as made:
        made.add_blank_page()
        made.save(target, encryption=pikepdf.Encryption(owner="a", user="b"))
    return target.getvalue()


def photo() -> bytes:
    target, exif = io.BytesIO(), Image.Exif()
    exif[0x010E] = "home of Zhang"
    Image.new("RGB", (3000, 1000), (90, 120, 100)).save(target, "JPEG", exif=exif)
    return target.getvalue()


SCRIPT = pikepdf.Dictionary(S=pikepdf.Name.JavaScript, JS="app.alert(1)")
CARRIES = pikepdf.Dictionary(Kids=[pikepdf.Dictionary(Type=pikepdf.Name.Filespec, F="a.exe")])


@pytest.mark.parametrize(
    ("data", "code"),
    [
        (b"", "SCAN_UNREADABLE"),
        (b"PK\x03\x04 a sheet", "SCAN_UNREADABLE"),
        (b"<html><script>alert(1)</script>", "SCAN_UNREADABLE"),
        (pdf()[:200], "PDF_UNREADABLE"),
        (b"%PDF-1.7\n", "PDF_UNREADABLE"),
        (b"%PDF-1.7\n" + b"0" * MOST_BYTES, "PDF_TOO_LARGE"),
        (b"\xff\xd8" + b"0" * MOST_BYTES, "PICTURE_TOO_LARGE"),
        (locked(), "PDF_PROTECTED"),
        (pdf(OpenAction=SCRIPT), "PDF_ACTIVE"),
        (pdf(Names=CARRIES), "PDF_ACTIVE"),
    ],
)
def test_what_cannot_be_kept_is_refused(data: bytes, code: str) -> None:
    with pytest.raises(DomainError) as refused:
        received(data)
    assert refused.value.code == code


def bomb(gigabytes: int) -> bytes:
    """A PDF whose table of objects unpacks to so many gigabytes of nothing."""
    packer, block = zlib.compressobj(9), b"\0" * (1 << 24)
    head = packer.compress(block) + packer.flush(zlib.Z_FULL_FLUSH)
    again = packer.compress(block) + packer.flush(zlib.Z_FULL_FLUSH)
    packed = head + again * (gigabytes * 64 - 1) + packer.flush()
    start = b"%PDF-1.5\n"
    table = b"1 0 obj<</Type/XRef/Size 9/W[1 4 1]/Root 2 0 R/Filter/FlateDecode/Length %d>>stream\n"
    body = start + table % len(packed) + packed + b"\nendstream endobj\n"
    return body + b"startxref\n%d\n%%%%EOF\n" % len(start)


def test_a_pdf_that_unpacks_to_gigabytes_is_refused() -> None:
    data = bomb(4)
    assert len(data) < MOST_BYTES
    before = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss
    with pytest.raises(DomainError) as refused:
        received(data)
    assert refused.value.code == "PDF_UNREADABLE"
    assert resource.getrusage(resource.RUSAGE_SELF).ru_maxrss - before < 200_000


def test_a_plain_pdf_stays_and_a_photo_is_drawn_anew() -> None:
    paper = pdf()
    assert received(paper).content == paper
    made = received(photo())
    assert (made.mimetype, made.pages) == ("image/jpeg", 1)
    assert b"Zhang" not in made.content
    with Image.open(io.BytesIO(made.content)) as image:
        assert max(image.size) == 2400


@pytest.fixture
def leader(web: Session, world: World) -> Leader:
    found = active(web, world, NOW)
    web.commit()
    return found


@pytest.fixture
def step(web: Session, leader: Leader) -> int:
    wanted = select(LeaderStep.id).where(LeaderStep.leader_id == leader.id)
    found = web.scalars(wanted.order_by(LeaderStep.seq)).all()[1]
    web.commit()
    return found


def send(client: FlaskClient, url: str, data: bytes, field: str = "file") -> TestResponse:
    return client.post(url, data={"title": "推荐表", field: (io.BytesIO(data), "x.bin")})


def test_attached_opened_removed(leader: Leader, step: int, sign_in: SignIn) -> None:
    officer, url = sign_in("officer"), f"/leaders/papers/step/{step}"
    record = f"/leaders/{leader.id}"
    assert "附原件" in officer.get(record).text
    empty = officer.post(url, data={"title": ""})
    assert empty.status_code == 422
    assert "请选择 PDF，或 JPEG" in empty.text
    paper = pdf()
    assert send(officer, url, paper).status_code == 302
    assert send(officer, url, photo(), "camera").status_code == 302
    assert "原件 2 份" in officer.get(record).text
    first, second = db.session().scalars(select(EntryScan).order_by(EntryScan.id)).all()
    assert first.content is not None
    assert paper not in first.content
    taken = officer.post(f"/leaders/papers/{first.id}/open")
    assert taken.data == paper
    assert taken.headers["X-Content-Type-Options"] == "nosniff"
    assert taken.headers["Content-Disposition"].startswith("attachment;")
    assert taken.mimetype == "application/pdf"
    assert officer.post(f"/leaders/papers/{second.id}/open").mimetype == "image/jpeg"
    without = officer.post(f"/leaders/papers/{first.id}/remove", data={"reason": " "})
    assert without.status_code == 422
    sent = {"reason": "传错了人"}
    assert officer.post(f"/leaders/papers/{first.id}/remove", data=sent).status_code == 302
    page = officer.get(url).text
    assert "传错了人" in page
    assert "原件 1 份" in officer.get(record).text
    assert officer.post(f"/leaders/papers/{first.id}/open").status_code == 404
    db.session().expire_all()
    assert db.session().get_one(EntryScan, first.id).content is None
    assert db.session().get_one(LeaderStep, step)
    actions = db.session().scalars(
        select(AuditEntry.action).where(AuditEntry.action.startswith("leaders:scan_"))
    )
    assert sorted(actions) == [
        "leaders:scan_attached", "leaders:scan_attached", "leaders:scan_opened",
        "leaders:scan_opened", "leaders:scan_removed",
    ]  # fmt: skip


def test_who_may(leader: Leader, step: int, sign_in: SignIn) -> None:
    url = f"/leaders/papers/step/{step}"
    assert send(sign_in("reviewer"), url, pdf()).status_code == 302
    key = db.session().scalars(select(EntryScan.id)).one()
    for role in ("auditor", "observer", "reviewer"):
        assert sign_in(role).post(f"/leaders/papers/{key}/open").status_code == 200, role
        assert "原件 1 份" in sign_in(role).get(f"/leaders/{leader.id}").text
    for role in ("auditor", "observer"):
        assert send(sign_in(role), url, pdf()).status_code == 403, role
    for role in ("registrar", "lecturer", "follow_up"):
        assert sign_in(role).get(url).status_code == 403, role
    assert "原件 1 份" not in sign_in("registrar").get(f"/leaders/{leader.id}").text
    for county in ("411202", "441403"):
        stranger = sign_in("officer", at=county)
        assert stranger.get(url).status_code == 404
        assert send(stranger, url, pdf()).status_code == 404
        assert stranger.post(f"/leaders/papers/{key}/open").status_code == 404
        assert stranger.post(f"/leaders/papers/{key}/remove").status_code == 404
    assert sign_in("officer").get("/leaders/papers/gift/1").status_code == 404
    assert sign_in("officer").get("/leaders/papers/award/1").status_code == 404


def test_every_entry_takes_papers(
    web: Session, world: World, leader: Leader, sign_in: SignIn
) -> None:
    act = (web, world.actor("officer"), NOW, leader)
    claim = api.Claim(2026, 100, Evidence.DOCUMENTED, "凭证")
    sales = api.record_sales(*act, claim)
    support = refer(*act, SupportKind.LOAN, SupportFacts(builders.DAY, 100))
    award = add_award(*act, title="表彰", level="county", on=builders.DAY)
    link = api.drive(
        *act, api.LinkFacts("41122477778", LinkModel.LEADER, ChainRole.SHOP, date(2026, 7, 1))
    )
    effect = api.record_effect(*act, link, claim)
    entries = {
        ScanOf.SALES: sales.id,
        ScanOf.SUPPORT: web.scalars(
            select(SupportStep.id).where(SupportStep.support_id == support.id)
        ).one(),
        ScanOf.AWARD: award.id,
        ScanOf.LINK: link.id,
        ScanOf.EFFECT: effect.id,
    }
    flag = web.scalars(
        select(VillageFlag.id).where(VillageFlag.village_id == leader.village_id)
    ).one()
    web.commit()
    officer, record = sign_in("officer"), f"/leaders/{leader.id}"
    for of, key in entries.items():
        assert send(officer, f"/leaders/papers/{of}/{key}", pdf()).status_code == 302, of
        assert f"/leaders/papers/{of}/{key}" in officer.get(record).text
    assert officer.get(record).text.count("原件 1 份") == len(entries)
    assert send(officer, f"/leaders/papers/flag/{flag}", pdf()).status_code == 302
    assert "原件 1 份" in officer.get(f"/leaders/villages/{leader.village_id}").text


def test_at_most_so_many_of_one_entry(
    web: Session, world: World, step: int, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(scans, "MOST", 1)
    officer, scan = world.actor("officer"), received(photo())
    entry = scans.entry_for(web, officer, ScanOf.STEP, step)
    first = scans.attach(web, officer, NOW, entry, scan)
    with pytest.raises(DomainError) as refused:
        scans.attach(web, officer, NOW, entry, scan)
    assert refused.value.code == "SCANS_TOO_MANY"
    scans.remove(web, officer, NOW, first, entry, "重拍")
    scans.attach(web, officer, NOW, entry, scan)


def test_lists_whose_entries_have_papers_are_not_taken_back(session: Session, world: World) -> None:
    officer, scan = world.actor("officer"), received(photo())
    place = named(session, builders.codes(session, 1)[0])
    given = (date(2026, 1, 5), "甲", "乙")
    data = csv_of(("乡镇", "村"), place)
    listed = api.rehearse_villages(session, officer, NOW, "411224", data, "村.csv", given)
    runs.start(session, officer, NOW, listed)
    flag = session.scalars(select(VillageFlag.id)).one()
    entry = scans.entry_for(session, officer, ScanOf.FLAG, flag)
    kept = scans.attach(session, officer, NOW, entry, scan)
    with pytest.raises(DomainError, match="VILLAGES_CHANGED_SINCE"):
        runs.undo(session, officer, NOW, listed)
    assert session.get_one(EntryScan, kept.id).entry_id == flag

    home = builders.village(session, NOW)
    people = leaders_csv(session, home, 1)
    start = api.Start(date(2026, 2, 1))
    run = api.rehearse_leaders(session, officer, NOW, "411224", people, "人.csv", start)
    runs.start(session, officer, NOW, run)
    step = session.scalars(select(LeaderStep.id)).one()
    entry = scans.entry_for(session, officer, ScanOf.STEP, step)
    scans.attach(session, officer, NOW, entry, scan)
    with pytest.raises(DomainError, match="LEADERS_CHANGED_SINCE"):
        runs.undo(session, officer, NOW, run)
