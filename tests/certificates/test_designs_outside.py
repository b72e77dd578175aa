"""Each shipped design with something in it that wants to look outside: it reaches nothing."""

import socket
import threading
from collections.abc import Iterator
from contextlib import suppress
from pathlib import Path

import pytest

from certificates.designs.fields import Sample, sample_values
from certificates.designs.pictures import sample_pictures
from certificates.designs.shipping import SHIPPED, shipped
from lms.documents import Master, print_bytes, sandbox
from lms.errors import DomainError
from tests.lms.documents.pdf_reading import embedded_files, page_texts
from tests.lms.documents.test_engine import SECRET, VECTORS


@pytest.fixture(scope="module")
def server() -> Iterator[tuple[str, list[object]]]:
    """An address of this machine and whoever connected to it."""
    asked: list[object] = []
    done = threading.Event()
    listening = socket.create_server(("127.0.0.1", 0))
    listening.settimeout(0.2)

    def accept() -> None:
        while not done.is_set():
            with suppress(TimeoutError):
                connection, address = listening.accept()
                asked.append(address)
                connection.close()

    thread = threading.Thread(target=accept)
    thread.start()
    yield f"127.0.0.1:{listening.getsockname()[1]}", asked
    done.set()
    thread.join()
    listening.close()
    sandbox._end()


@pytest.mark.parametrize("design", SHIPPED)
@pytest.mark.parametrize("vector", VECTORS.values(), ids=VECTORS.keys())
def test_nothing_outside_is_read_or_asked_for(
    design: str, vector: str, tmp_path: Path, server: tuple[str, list[object]]
) -> None:
    host, asked = server
    secret = tmp_path / "secret.txt"
    secret.write_text(SECRET)
    found = shipped(design)
    assert found is not None
    placed = vector.format(host=host, file=secret, folder=tmp_path, name=secret.name)
    values = sample_values(Sample.USUAL, sample_pictures())
    with suppress(DomainError):  # refused outright; what is not refused must not have read it
        pdf = print_bytes(
            Master(found.html.replace("</body>", placed + "</body>"), values), [values]
        )
        assert embedded_files(pdf) == 0
        assert SECRET not in "".join(page_texts(pdf))
        assert SECRET.encode() not in pdf
    assert asked == []


@pytest.mark.parametrize("design", SHIPPED)
@pytest.mark.parametrize("sample", Sample)
def test_every_shipped_design_is_stamped_with_every_sample(design: str, sample: Sample) -> None:
    """Nothing in them slows a class down to WeasyPrint's pace."""
    found = shipped(design)
    assert found is not None
    values = sample_values(sample, sample_pictures())
    from lms.documents.printshop import conditions_of, plate_of

    master = Master(found.html, values, trusted=True)
    given = {field: bool(values[field]) for field in conditions_of(master)}
    assert plate_of(master, given).reasons == ()
