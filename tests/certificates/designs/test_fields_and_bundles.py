"""What a design may name, and the file it travels in."""

import io
import json
import zipfile

import pytest
from hypothesis import given
from hypothesis import strategies as st

from certificates.designs.bundles import MOST_BYTES, Bundle, pack, unpack
from certificates.designs.checking import checked, checked_picture, text_of
from certificates.designs.fields import FIELDS, NAMES, RAREST_NAME, Sample, faults, sample_values
from certificates.designs.shipping import SHIPPED, shipped
from certificates.designs.words import FIELDS as WORDS
from certificates.designs.words import PLACES
from lms.errors import DomainError

LEAST = '<html><body><p data-f="number"></p><p data-f="name"></p></body></html>'


def code_of(call: object, *args: object) -> str:
    with pytest.raises(DomainError) as refused:
        call(*args)  # type: ignore[operator]  # whatever is tried
    return refused.value.code


def test_every_field_has_words_and_a_place() -> None:
    assert set(WORDS) == NAMES
    assert {field.kind.value for field in FIELDS} == set(PLACES)


def test_the_longest_name_is_forty_characters_and_the_rarest_are_rare() -> None:
    values = {sample: sample_values(sample, {}) for sample in Sample}
    assert len(values[Sample.LONGEST]["name"]) == 40
    assert len(values[Sample.SHORTEST]["name"]) == 1
    assert values[Sample.RAREST]["name"] == RAREST_NAME
    assert any(ord(character) > 0xFFFF for character in RAREST_NAME)
    for field in FIELDS:
        assert len(field.longest) >= len(field.usual) - 1, field.name


def test_unknown_and_missing_fields_are_named() -> None:
    assert faults(["number", "name", "code"]) == ()
    assert faults(["number", "salary"]) == (
        ("DESIGN_FIELD_UNKNOWN", "salary"),
        ("DESIGN_FIELD_NEEDED", "name"),
    )


@pytest.mark.parametrize("name", SHIPPED)
def test_shipped_designs_pass(name: str) -> None:
    found = shipped(name)
    assert found is not None
    assert set(checked(found.html).fields) <= NAMES


def test_what_is_no_design_is_refused() -> None:
    assert checked(LEAST).fields == ("number", "name")
    assert code_of(checked, LEAST.replace("name", "nickname")) == "DESIGN_FIELD_UNKNOWN"
    assert code_of(checked, LEAST.replace('data-f="name"', "")) == "DESIGN_FIELD_NEEDED"
    assert code_of(checked, LEAST + " " * MOST_BYTES) == "DESIGN_TOO_LARGE"
    assert code_of(text_of, "证书".encode("gb18030")) == "DESIGN_NOT_TEXT"
    assert text_of("\ufeff证书".encode()) == "证书"


def test_pictures() -> None:
    gif = b"GIF89a\x01\x00\x01\x00\x00\x00\x00;"
    assert code_of(checked_picture, gif) == "EMBLEM_PICTURE"
    assert code_of(checked_picture, b"\x89PNG\r\n\x1a\n" + b"x" * 40) == "EMBLEM_PICTURE"
    assert code_of(checked_picture, b"\x89PNG\r\n\x1a\n" + b"x" * (1 << 20)) == "EMBLEM_PICTURE"


@given(st.text(st.characters(codec="utf-8"), max_size=60), st.text(st.characters(codec="utf-8")))
def test_a_bundle_comes_back_as_it_went(title: str, html: str) -> None:
    bundle = Bundle(title, html, "formal")
    assert unpack(pack(bundle)) == bundle
    assert pack(bundle) == pack(bundle)


def archive(**files: str) -> bytes:
    target = io.BytesIO()
    with zipfile.ZipFile(target, "w", zipfile.ZIP_DEFLATED) as made:
        for name, text in files.items():
            made.writestr(name.replace("_", "."), text)
    return target.getvalue()


def test_other_files_are_refused() -> None:
    facts = json.dumps({"format": 1, "title": "x", "based_on": "", "digest": "0"})
    assert code_of(unpack, b"no zip") == "DESIGN_BUNDLE_UNREADABLE"
    assert code_of(unpack, archive(design_json=facts)) == "DESIGN_BUNDLE_UNREADABLE"
    assert code_of(unpack, archive(design_json="[]", design_html="")) == "DESIGN_BUNDLE_UNREADABLE"
    assert code_of(unpack, archive(design_json=facts, design_html="x")) == "DESIGN_BUNDLE_ALTERED"
    later = facts.replace('"format": 1', '"format": 2')
    assert code_of(unpack, archive(design_json=later, design_html="")) == "DESIGN_BUNDLE_UNREADABLE"
    extra = archive(design_json=facts, design_html="x", evil_js="x")
    assert code_of(unpack, extra) == "DESIGN_BUNDLE_UNREADABLE"


def test_a_bomb_is_not_unpacked() -> None:
    bomb = archive(design_json="{}", design_html="0" * (MOST_BYTES + 1))
    assert len(bomb) < 20_000
    assert code_of(unpack, bomb) == "DESIGN_TOO_LARGE"
    assert code_of(unpack, b"PK" + b"0" * MOST_BYTES) == "DESIGN_TOO_LARGE"
