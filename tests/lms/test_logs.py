"""Nothing of a person's numbers reaches the log."""

import io
from collections.abc import Iterator
from contextlib import suppress

import pytest
import structlog

from lms import logs


@pytest.fixture
def written() -> Iterator[io.StringIO]:
    """What is logged from here on."""
    before = structlog.get_config()
    logs.configure()
    target = io.StringIO()
    structlog.configure(logger_factory=structlog.WriteLoggerFactory(target))
    yield target
    structlog.configure(**before)


def test_numbers_are_blotted_out(written: io.StringIO) -> None:
    log = structlog.get_logger()
    log.warning("row 411224196201269978 refused", phone="13800000001", note="call 13800000001")
    log.error("account", text="6217000711380835419", job="0123456789abcdef0123456789abcdef")
    text = written.getvalue()
    for number in ("411224196201269978", "13800000001", "6217000711380835419"):
        assert number not in text
    assert "0123456789abcdef0123456789abcdef" in text


def test_a_full_disk_behind_the_log_stops_nothing(monkeypatch: pytest.MonkeyPatch) -> None:
    before = structlog.get_config()
    logs.configure()
    try:
        with open("/dev/full", "w", encoding="utf-8") as full:
            monkeypatch.setattr("sys.stdout", full)
            structlog.get_logger().warning("there is no room for this line")
            monkeypatch.undo()
            with suppress(OSError):
                full.close()
    finally:
        structlog.configure(**before)


def test_a_closed_output_behind_the_log_stops_nothing() -> None:
    closed = io.StringIO()
    closed.close()
    logs.PatientLogger(closed).warning("nobody is there to read this line")


def test_a_traceback_shows_no_values(written: io.StringIO) -> None:
    household = "".join(("41122", "4651341"))
    try:
        raise ValueError("411224196201269978")
    except ValueError:
        structlog.get_logger().exception("failed")
    text = written.getvalue()
    assert "ValueError" in text
    assert "test_logs.py" in text
    assert household not in text
    assert "411224196201269978" not in text.replace('ValueError("411224196201269978")', "")
