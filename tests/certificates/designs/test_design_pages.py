"""Pages of designs and seals, for those who keep them and those who may look."""

import io
from datetime import date, timedelta

import pytest
from flask.testing import FlaskClient
from PIL import Image
from sqlalchemy import select
from sqlalchemy.orm import Session

from certificates.designs.bundles import unpack
from certificates.designs.models import Design, DesignVersion, Emblem, EmblemKind
from certificates.designs.previewing import preview_png
from certificates.designs.queries import choices, emblems_on
from certificates.designs.shipping import shipped
from lms.clock import today
from lms.documents import sandbox
from tests.certificates.pictures import png
from tests.conftest import SignIn
from tests.support.world import World

LIST, NEW = "/certificates/designs/", "/certificates/designs/new"
EMBLEM = "/certificates/emblems/new"


def usable(web: Session, county: str = "411224") -> dict[str, str]:
    """Designs one may issue with: title → reference."""
    web.expire_all()
    return {choice.title: choice.ref for choice in choices(web, county)}


def made(client: FlaskClient, web: Session, title: str = "新版") -> Design:
    sent = client.post(NEW, data={"county": "411224", "title": title, "based_on": "modern"})
    assert sent.status_code == 302, sent.text
    return web.scalars(select(Design).where(Design.title == title)).one()


@pytest.fixture
def officer(sign_in: SignIn) -> FlaskClient:
    return sign_in("officer")


def test_from_a_shipped_design_to_a_released_version(web: Session, officer: FlaskClient) -> None:
    assert "现代" in officer.get(LIST).text
    design = made(officer, web)
    page = f"/certificates/designs/{design.id}"
    assert "未发布" in officer.get(page).text
    assert "新版" not in usable(web)
    assert officer.post(f"{page}/release").status_code == 302
    version = web.scalars(select(DesignVersion)).one()
    assert usable(web)["新版"] == version.uid
    assert "新版" not in usable(web, "411202")

    html = version.html.replace("CERTIFICATE", "PROOF")
    saved = officer.post(f"{page}/edit", data={"html": html, "note": "改英文"})
    assert saved.status_code == 302
    text = officer.get(page).text
    assert "第 2 版还没有发布，签发证书仍用第 1 版" in text
    assert usable(web)["新版"] == version.uid
    again = officer.post(f"{page}/edit", data={"html": html, "note": ""})
    assert again.status_code == 422
    assert "没有保存新版" in again.text
    officer.post(f"{page}/release")
    assert usable(web)["新版"] != version.uid
    officer.post(f"{page}/retire")
    assert "新版" not in usable(web)
    officer.post(f"{page}/restore")
    assert "新版" in usable(web)


def test_titles_are_unique_in_a_county(web: Session, officer: FlaskClient) -> None:
    first, second = made(officer, web, "甲"), made(officer, web, "乙")
    taken = officer.post(NEW, data={"county": "411224", "title": "甲", "based_on": "formal"})
    assert taken.status_code == 422
    assert "已有名为“甲”的版式" in taken.text
    assert (
        officer.post(f"/certificates/designs/{second.id}/title", data={"title": "甲"}).status_code
        == 422
    )
    assert (
        officer.post(f"/certificates/designs/{first.id}/title", data={"title": "丙"}).status_code
        == 302
    )
    web.expire_all()
    assert first.title == "丙"


def test_a_design_travels_as_a_file(web: Session, sign_in: SignIn, officer: FlaskClient) -> None:
    design = made(officer, web)
    sent = officer.get(f"/certificates/designs/{design.id}/bundle.zip")
    assert unpack(sent.data).title == "新版"
    there = sign_in("officer", at="411202")
    assert there.get(f"/certificates/designs/{design.id}").status_code == 404
    answer = there.post(
        NEW,
        data={
            "county": "411202", "title": "外县版式", "based_on": "formal",
            "file": (io.BytesIO(sent.data), "design.zip"),
        },
    )  # fmt: skip
    assert answer.status_code == 302
    copy = web.scalars(select(Design).where(Design.county == "411202")).one()
    versions = web.scalars(select(DesignVersion).where(DesignVersion.design_id == copy.id)).all()
    assert [one.html for one in versions] == [shipped("modern").html]  # type: ignore[union-attr]
    broken = there.post(
        NEW,
        data={
            "county": "411202", "title": "坏文件", "based_on": "formal",
            "file": (io.BytesIO(b"PK\x03\x04 nothing"), "design.zip"),
        },
    )  # fmt: skip
    assert broken.status_code == 422
    assert "不是本系统导出的版式文件" in broken.text


def test_previews_are_pictures(web: Session, officer: FlaskClient) -> None:
    shown = officer.get("/certificates/designs/shipped/card/rarest.png")
    assert Image.open(io.BytesIO(shown.data)).size == (834, 588)
    assert officer.get("/certificates/designs/shipped/card/none.png").status_code == 404
    assert officer.get("/certificates/designs/shipped/none").status_code == 404
    design = made(officer, web)
    version = web.scalars(select(DesignVersion).where(DesignVersion.design_id == design.id)).one()
    assert (
        officer.get(f"/certificates/designs/versions/{version.id}/usual.png").mimetype
        == "image/png"
    )
    paper = officer.get(f"/certificates/designs/versions/{version.id}/sample.pdf")
    assert paper.data.startswith(b"%PDF")


def test_a_shipped_design_is_drawn_without_a_process_of_its_own(
    officer: FlaskClient, monkeypatch: pytest.MonkeyPatch
) -> None:
    asked: list[str] = []
    monkeypatch.setattr(sandbox, "ask", lambda act, *_arguments, **_limits: asked.append(act))
    preview_png.cache_clear()
    answer = officer.get("/certificates/designs/shipped/modern/usual.png")
    assert answer.data.startswith(b"\x89PNG")
    assert asked == []


def test_the_designer_draws_or_says_why_not(officer: FlaskClient) -> None:
    html = shipped("card").html  # type: ignore[union-attr]
    drawn = officer.post("/certificates/designs/preview", data={"html": html, "sample": "longest"})
    assert drawn.json["picture"].startswith("data:image/png;base64,")
    faulty = html.replace('data-f="sex"', 'data-f="salary"')
    refused = officer.post("/certificates/designs/preview", data={"html": faulty})
    assert refused.status_code == 422
    assert refused.json["code"] == "DESIGN_FIELD_UNKNOWN"
    assert "salary" in refused.json["sentence"]
    remote = html.replace("</style>", "body{background:url(https://example.org/x.png)}</style>")
    assert officer.post("/certificates/designs/preview", data={"html": remote}).status_code == 422


@pytest.mark.parametrize(
    ("language", "said"),
    [("zh", "“性别、证件名称和号码”的内容过长"), ("en", "“Sex, document and number” is too long")],
)
def test_a_text_that_is_too_long_is_named_as_the_list_of_fields_names_it(
    sign_in: SignIn, language: str, said: str
) -> None:
    html = shipped("card").html  # type: ignore[union-attr]
    tiny = '<div data-f="sex_and_document" class="tiny"></div></body>'
    style = ".tiny { position: absolute; left: 1mm; top: 1mm; width: 1mm; height: 1mm }</style>"
    client = sign_in("officer", language=language)
    refused = client.post(
        "/certificates/designs/preview",
        data={"html": html.replace("</body>", tiny).replace("</style>", style)},
    )
    assert (refused.status_code, refused.json["code"]) == (422, "TEXT_TOO_LONG")
    assert said in refused.json["sentence"]


def test_seals_hold_for_a_centre_and_a_time(
    web: Session, world: World, officer: FlaskClient
) -> None:
    first, second = world.centre(), world.centre(centre="second")
    facts = {"kind": "seal", "title": "第一培训中心", "valid_from": "2026-01-01"}
    picture = {"file": (io.BytesIO(png()), "seal.png")}
    sent = officer.post(EMBLEM, data={**facts, "place": f"411224/{first}", **picture})
    assert sent.status_code == 302, sent.text
    seal = web.scalars(select(Emblem)).one()
    assert "第一培训中心" in officer.get(LIST).text

    def held(centre: int, day: date) -> list[Emblem]:
        return list(emblems_on(web, EmblemKind.SEAL, "411224", centre, day))

    assert held(first, date(2026, 5, 1)) == [seal]
    assert held(first, date(2025, 12, 31)) == []
    assert held(second, date(2026, 5, 1)) == []
    assert officer.get(f"/certificates/emblems/{seal.id}.png").data == png()
    assert officer.post(f"/certificates/emblems/{seal.id}/end").status_code == 302
    assert held(first, today()) == [seal]
    assert held(first, today() + timedelta(days=1)) == []


@pytest.mark.parametrize(
    ("changed", "said"),
    [
        ({"valid_until": "2025-01-01"}, "停用日期早于启用日期"),
        ({"file": (io.BytesIO(b"not a picture"), "x.png")}, "图片必须是 PNG 或 JPEG"),
    ],
)
def test_a_faulty_seal_is_refused(
    web: Session, officer: FlaskClient, changed: dict[str, object], said: str
) -> None:
    facts = {
        "place": "411224/", "kind": "signature", "title": "李国强", "valid_from": "2026-01-01",
        "file": (io.BytesIO(png()), "x.png"),
    }  # fmt: skip
    refused = officer.post(EMBLEM, data={**facts, **changed})
    assert refused.status_code == 422, refused.text
    assert said in refused.text
    assert [one.title for one in web.scalars(select(Emblem))] == []


def test_who_may_not_keep_designs(web: Session, sign_in: SignIn, officer: FlaskClient) -> None:
    design = made(officer, web)
    reviewer = sign_in("reviewer")
    assert reviewer.get(f"/certificates/designs/{design.id}").status_code == 200
    assert reviewer.get(NEW).status_code == 403
    assert reviewer.post(f"/certificates/designs/{design.id}/release").status_code == 403
    stranger = sign_in("officer", at="411202")
    assert stranger.get(f"/certificates/designs/{design.id}").status_code == 404
    assert stranger.post(f"/certificates/designs/{design.id}/retire").status_code == 404
    assert "新版" not in stranger.get(LIST).text
