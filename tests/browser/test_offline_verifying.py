"""Certificates verified on a phone without a network: the kept page, the single file, the camera."""

import io
import os
from collections.abc import Iterator
from datetime import timedelta
from pathlib import Path
from statistics import median

import pytest
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey
from PIL import Image
from playwright.sync_api import Browser, BrowserContext, Page, expect

from certificates import queries, services
from certificates.models import Certificate
from certificates.proof import alone, keys
from certificates.proof import statement as statements
from certificates.proof.keys import Signer, kid_of
from certificates.rules import RevocationGround
from courses.cohorts.models import Cohort
from lms.clock import now
from lms.db import unit_of_work
from lms.documents.qr import qr_code
from tests.browser import checking
from tests.browser.conftest import ARGUMENTS, CHROMIUM, PATIENCE, Enter
from tests.browser.house import House
from tests.certificates.graduates import closed_class, held, issue
from tests.courses.subsidies.classes import MAKER

pytestmark = [pytest.mark.browser, pytest.mark.slow]
COUNTY = "411224"
LIMIT = 200
"""Milliseconds a check may take on a phone-class browser."""
TIMES = 11
"""Checks of which the middle one counts: the first few are slow while the browser compiles."""


class Office:
    """A class with certificates, and the codes on their papers."""

    def __init__(self, house: House, address: str) -> None:
        self.house, self.address = house, address
        with house.app.app_context(), unit_of_work() as session:
            house.app.extensions.pop("certificates_signers", None)
            cohort = closed_class(session, now(), 4)
            issue(session, now(), cohort, issuer="卢氏县人社局")
            self.cohort_id = cohort.id
            self.ids = [one.id for one in held(session, cohort)]
            self.name = queries.snapshot_of(held(session, cohort)[0]).facts.name

    def link(self, at: int = 0) -> str:
        """What the code of the paper holds."""
        with self.house.app.app_context(), unit_of_work() as session:
            one = session.get_one(Certificate, self.ids[at])
            return f"{self.address}/v/{one.token}#{statements.as_digits(self.statement(one))}"

    def statement(self, one: Certificate) -> bytes:
        from certificates.proof.link import statement_of

        found = statement_of(one, None, now())
        assert found is not None
        return found

    def revoke(self, at: int) -> None:
        with self.house.app.app_context(), unit_of_work() as session:
            one = session.get_one(Certificate, self.ids[at])
            services.revoke(session, MAKER, now(), one, "代考", RevocationGround.FRAUD)

    def replace(self, at: int) -> None:
        with self.house.app.app_context(), unit_of_work() as session:
            one = session.get_one(Certificate, self.ids[at])
            services.replace(session, MAKER, now(), one, "字迹不清")

    def copy(self, at: int) -> None:
        with self.house.app.app_context(), unit_of_work() as session:
            services.duplicate(
                session, MAKER, now(), session.get_one(Certificate, self.ids[at]), "遗失"
            )

    def rotate(self, *, withdraw: bool) -> None:
        with self.house.app.app_context(), unit_of_work() as session:
            keys.rotate(session, MAKER, now(), COUNTY, withdrawn=withdraw)

    def forged(self, days: int = 0, *, unknown: bool = False) -> str:
        """A statement made now with the county's first key, or with one nobody knows."""
        with self.house.app.app_context(), unit_of_work() as session:
            cohort = session.get_one(Cohort, self.cohort_id)
            printed = queries.snapshot_of(held(session, cohort)[0])
            first = keys.keys_of(session, COUNTY)[0]
            private = keys._read(keys.folder(), COUNTY)[first.kid]
            if unknown:
                private = Ed25519PrivateKey.generate()
            signer = Signer(COUNTY, kid_of(private.public_key().public_bytes_raw()), private)
            moment = now() + timedelta(days=days)
            message = statements.write(signer, printed, "x" * 22, moment)
            return f"{self.address}/v/{'x' * 22}#{statements.as_digits(message)}"

    def file(self, folder: Path, days_ago: int = 0) -> Path:
        """The downloaded verifier, as it was so many days ago."""
        with self.house.app.test_request_context(), unit_of_work() as session:
            text = alone.verifier(session, now() - timedelta(days=days_ago))
        path = folder / f"verifier-{days_ago}.html"
        path.write_text(text, "utf-8")
        return path


@pytest.fixture
def office(house: House, address: str) -> Office:
    return Office(house, address)


@pytest.fixture
def phone(browser: Browser) -> Iterator[BrowserContext]:
    """A phone that never has a network."""
    context = browser.new_context(
        viewport={"width": 390, "height": 844}, is_mobile=True, has_touch=True, locale="zh-CN",
        offline=True,
    )  # fmt: skip
    yield context
    context.close()


def opened(phone: BrowserContext, file: Path) -> Page:
    """The file, opened from the phone's storage; every word it says to the network is a fault."""
    page = phone.new_page()
    asked: list[str] = []
    page.on("request", lambda request: asked.append(request.url))
    faults: list[str] = []
    page.on("pageerror", lambda error: faults.append(str(error)))
    page.on("console", lambda said: faults.append(said.text) if said.type == "error" else None)
    page.goto(file.as_uri())
    page.wait_for_selector("html.ready")
    assert asked == [file.as_uri()], asked
    assert faults == [], faults
    return page


def verdict(page: Page, text: str) -> str:
    """What the page says of a typed code."""
    page.locator("[data-part=verdict]").evaluate("one => delete one.dataset.verdict")
    page.fill("[data-part=code]", text)
    page.locator("[data-part=typed] button").click()
    page.wait_for_selector("[data-verdict]")
    found = page.locator("[data-part=verdict]").get_attribute("data-verdict")
    assert found is not None
    return found


def test_the_file_alone_proves_and_disproves(
    office: Office, phone: BrowserContext, tmp_path: Path
) -> None:
    office.revoke(1)
    office.replace(2)
    page = opened(phone, office.file(tmp_path))
    assert verdict(page, office.link()) == "VALID"
    words = page.locator("[data-part=verdict]")
    expect(words).to_contain_text("由卢氏县签发")
    expect(words).to_contain_text("吊销名单截至")
    expect(words).to_contain_text("学**")
    page.fill("[name=name]", office.name)
    page.get_by_role("button", name="核对姓名").click()
    expect(words.locator(".name-answer")).to_have_text("姓名一致。")
    page.fill("[name=name]", "张三")
    page.get_by_role("button", name="核对姓名").click()
    expect(words.locator(".name-answer")).to_contain_text("不一致")
    assert checking.inaccessible(page) == []
    assert checking.too_wide(page) == ""
    assert verdict(page, office.link(1)) == "REVOKED"
    expect(words).to_contain_text("撤销（弄虚作假）")
    assert verdict(page, office.link(2)) == "REPLACED"
    link = office.link(3)
    at = len(link) - 40
    edited = link[:at] + str((int(link[at]) + 1) % 10) + link[at + 1 :]
    assert verdict(page, edited) in ("FORGED", "UNREADABLE")
    assert verdict(page, office.forged(unknown=True)) == "KEY_UNKNOWN"
    assert verdict(page, link.split("#")[0]) == "NO_STATEMENT"
    assert verdict(page, "https://example.org/<img src=x onerror=alert(1)>") == "UNREADABLE"
    page.get_by_role("button", name="English").click()
    assert verdict(page, office.link()) == "VALID"
    expect(words).to_contain_text("The signature is genuine")
    assert checking.inaccessible(page) == []


def test_a_content_edited_under_an_old_signature_is_forged(
    office: Office, phone: BrowserContext, tmp_path: Path
) -> None:
    """More hours than were given: one byte of the payload, everything else in order."""
    page = opened(phone, office.file(tmp_path))
    link = office.link()
    head, _, digits = link.partition("#")
    message = statements.from_digits(digits)
    place = message.index("人社局".encode())
    edited = message[:place] + "财政局".encode() + message[place + 9 :]
    assert verdict(page, f"{head}#{statements.as_digits(edited)}") == "FORGED"


def test_old_and_withdrawn_keys(office: Office, phone: BrowserContext, tmp_path: Path) -> None:
    before = office.link()
    office.rotate(withdraw=False)
    page = opened(phone, office.file(tmp_path))
    assert verdict(page, before) == "VALID"
    assert verdict(page, office.forged(days=5)) == "OLD_KEY"
    office.rotate(withdraw=True)
    with office.house.app.app_context(), unit_of_work() as session:
        states = [key.state.value for key in keys.keys_of(session, COUNTY)]
    assert states == ["replaced", "withdrawn", "active"]
    page = opened(phone, office.file(tmp_path))
    assert verdict(page, before) == "VALID"


def test_a_withdrawn_key_proves_nothing_offline(
    office: Office, phone: BrowserContext, tmp_path: Path
) -> None:
    before = office.link()
    office.rotate(withdraw=True)
    page = opened(phone, office.file(tmp_path))
    assert verdict(page, before) == "KEY_WITHDRAWN"
    expect(page.locator("[data-part=verdict]")).to_contain_text("请联网核验")


def test_a_stale_list_says_how_old_it_is(
    office: Office, phone: BrowserContext, tmp_path: Path
) -> None:
    """Revoked after the file was downloaded: the file cannot know, and says since when."""
    file = office.file(tmp_path, days_ago=40)
    office.revoke(0)
    page = opened(phone, file)
    assert verdict(page, office.link()) == "VALID"
    notice = page.locator("[data-part=verdict] .notice-amber")
    expect(notice).to_contain_text("已有 40 天")
    expect(notice).to_contain_text("名单已旧")
    fresh = opened(phone, office.file(tmp_path))
    assert verdict(fresh, office.link()) == "REVOKED"


def test_the_found_original_of_a_copied_certificate(
    office: Office, phone: BrowserContext, tmp_path: Path
) -> None:
    original = office.link()
    office.copy(0)
    page = opened(phone, office.file(tmp_path))
    assert verdict(page, original) == "VALID"
    expect(page.locator("[data-part=verdict]")).to_contain_text("原件已报遗失")
    assert verdict(page, office.link()) == "VALID"
    expect(page.locator("[data-part=verdict]")).not_to_contain_text("原件已报遗失")


def test_without_the_browsers_own_cryptography(
    office: Office, phone: BrowserContext, tmp_path: Path
) -> None:
    phone.add_init_script("Object.defineProperty(crypto, 'subtle', { value: undefined })")
    page = opened(phone, office.file(tmp_path))
    assert page.evaluate("crypto.subtle === undefined")
    assert verdict(page, office.link()) == "VALID"
    assert verdict(page, office.forged(unknown=True)) == "KEY_UNKNOWN"


@pytest.mark.parametrize("own", [True, False])
def test_fast_enough_on_a_slow_phone(
    office: Office, phone: BrowserContext, tmp_path: Path, own: bool
) -> None:
    """Four times slower than this machine, with the browser's Ed25519 and with ours."""
    if not own:
        phone.add_init_script("Object.defineProperty(crypto, 'subtle', { value: undefined })")
    page = opened(phone, office.file(tmp_path))
    link = office.link()
    phone.new_cdp_session(page).send("Emulation.setCPUThrottlingRate", {"rate": 4})
    taken = []
    for _ in range(TIMES):
        assert verdict(page, link) == "VALID"
        shown = page.locator("[data-part=verdict]").get_attribute("data-milliseconds")
        taken.append(int(shown or 0))
    assert median(taken) <= LIMIT, taken


def test_a_photo_of_the_code(office: Office, phone: BrowserContext, tmp_path: Path) -> None:
    """Turned and small in a large picture, without the browser's detector: jsQR finds it."""
    phone.add_init_script("delete globalThis.BarcodeDetector")
    page = opened(phone, office.file(tmp_path))
    picture = Image.new("RGB", (1400, 1800), "#d8d2c8")
    code = drawn(office.link(), 5).rotate(4, expand=True, fillcolor="#ffffff")
    picture.paste(code, (420, 900))
    file = tmp_path / "photo.jpg"
    picture.save(file, quality=80)
    page.set_input_files("[data-part=photo]", file)
    page.wait_for_selector("[data-verdict]")
    assert page.locator("[data-part=verdict]").get_attribute("data-verdict") == "VALID"
    blank = tmp_path / "blank.png"
    Image.new("RGB", (300, 300), "white").save(blank)
    page.set_input_files("[data-part=photo]", blank)
    expect(page.locator("[data-part=trouble]")).to_contain_text("没有找到二维码")


def test_where_an_app_shows_the_page_with_little_of_a_browser(
    office: Office, phone: BrowserContext, tmp_path: Path
) -> None:
    """As in the window of a messenger: no camera, no worker, no detector, no cryptography."""
    phone.add_init_script(
        "delete globalThis.BarcodeDetector;"
        "Object.defineProperty(crypto, 'subtle', { value: undefined });"
        "Object.defineProperty(navigator, 'mediaDevices', { value: undefined });"
        "delete Navigator.prototype.serviceWorker;"
    )
    page = opened(phone, office.file(tmp_path))
    assert not page.evaluate("'serviceWorker' in navigator")
    expect(page.get_by_role("button", name="用摄像头扫描")).to_be_hidden()
    assert verdict(page, office.link(1)) == "VALID"
    page.locator("[data-part=verdict]").evaluate("one => delete one.dataset.verdict")
    photo = tmp_path / "photo.png"
    drawn(office.link(), 5).save(photo)
    page.set_input_files("[data-part=photo]", photo)
    page.wait_for_selector("[data-verdict]")
    assert page.locator("[data-part=verdict]").get_attribute("data-verdict") == "VALID"


def drawn(text: str, scale: int) -> Image.Image:
    out = io.BytesIO()
    qr_code(text).save(out, kind="png", scale=scale, border=4)
    return Image.open(out).convert("RGB")


def test_kept_on_the_phone_once_opened(office: Office, visit: Enter) -> None:
    """The same link: the online page today, the kept verifier without a network."""
    person = visit(office.address, phone=True)
    page, first, second = person.page, office.link(0), office.link(1)
    page.goto(first)
    expect(page.locator(".verified").first).to_contain_text("证书有效")
    expect(page.locator("[data-signature]")).to_have_attribute("data-verdict", "VALID")
    page.evaluate("() => navigator.serviceWorker.ready.then(() => true)")
    person.check()
    person.context.set_offline(True)
    page.goto(second)
    page.wait_for_selector("html.ready")
    expect(page.locator("[data-part=verdict]")).to_have_attribute("data-verdict", "VALID")
    expect(page.locator("[data-part=verdict]")).to_contain_text("吊销名单截至")
    person.context.set_offline(False)
    page.goto(first)
    expect(page.locator(".verified").first).to_contain_text("证书有效")


def test_a_signature_of_another_certificate_is_no_proof(office: Office, visit: Enter) -> None:
    """A genuine address with a genuine statement behind it, but not of the same paper."""
    person = visit(office.address, phone=True)
    address, statement = office.link(0).partition("#")[0], office.link(1).partition("#")[2]
    person.page.goto(f"{address}#{statement}")
    said = person.page.locator("[data-signature]")
    expect(said).to_have_attribute("data-verdict", "OTHER")
    expect(said).to_contain_text("属于另一张证书")
    expect(said.locator(".notice-red")).to_have_count(1)
    expect(said.locator(".notice-green")).to_have_count(0)
    person.check()


def test_by_the_camera(office: Office, browser: Browser, tmp_path: Path) -> None:
    """A camera that sees the paper; its own browser, started with that camera."""
    film = tmp_path / "paper.mjpeg"
    frame = Image.new("RGB", (1280, 720), "#cccccc")
    code = drawn(office.link(), 6)
    frame.paste(code, (640 - code.width // 2, 360 - code.height // 2))
    still = io.BytesIO()
    frame.save(still, "JPEG", quality=90)
    film.write_bytes(still.getvalue() * 3)
    seeing = [
        "--use-fake-device-for-media-stream",
        "--use-fake-ui-for-media-stream",
        f"--use-file-for-fake-video-capture={film}",
    ]
    file = office.file(tmp_path)
    seen = browser.browser_type.launch(
        executable_path=CHROMIUM, args=[*ARGUMENTS, *seeing], env={**os.environ}
    )
    try:
        page = seen.new_context(locale="zh-CN").new_page()
        page.goto(file.as_uri())
        page.get_by_role("button", name="用摄像头扫描").click()
        page.wait_for_selector("[data-verdict]", timeout=PATIENCE)
        assert page.locator("[data-part=verdict]").get_attribute("data-verdict") == "VALID"
        expect(page.locator("[data-part=video]")).to_be_hidden()
    finally:
        seen.close()


def test_a_browser_that_cannot_run_it_is_told(
    office: Office, browser: Browser, phone: BrowserContext, tmp_path: Path
) -> None:
    file = office.file(tmp_path)
    dumb = browser.new_context(java_script_enabled=False, offline=True)
    page = dumb.new_page()
    page.goto(file.as_uri())
    expect(page.get_by_text("离线核验没有启动")).to_be_visible()
    dumb.close()
    expect(opened(phone, file).get_by_text("离线核验没有启动")).to_be_hidden()
