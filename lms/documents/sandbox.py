"""Laying out what strangers designed: in a process of its own, with limits on time and memory.

The child has no network, fetches nothing, and its answer is plain data (JSON). It stays for some
seconds, because a design that cannot be stamped is asked for page by page, and then ends itself.
"""

import base64
import json
import os
import pickle
import select
import struct
import subprocess
import sys
import threading
from collections.abc import Mapping
from dataclasses import asdict, dataclass
from time import monotonic
from typing import Any

from lms.documents.places import Place, Run, Values
from lms.documents.plates import Plate
from lms.errors import DomainError


@dataclass(frozen=True, slots=True)
class Limits:
    """What one request may cost: seconds of the processor and of the clock, bytes of memory."""

    cpu_seconds: float = 12.0
    clock_seconds: float = 90.0  # a net under the first: a busy machine must not refuse a design
    memory: int = 1_400 << 20
    idle_seconds: float = 5.0


LIMITS = Limits()
_START = (
    "import json, sys; sys.path[:] = json.loads(sys.argv[1]); "
    "from lms.documents.sandbox_child import main; main(*map(float, sys.argv[2:]))"
)
_LENGTH = struct.Struct(">I")


def conditions(html: str) -> tuple[str, ...]:
    """As `plates.conditions`."""
    return tuple(ask("conditions", html))


def compile_design(
    html: str, sample: Values, given: Mapping[str, bool], limits: Limits = LIMITS
) -> Plate:
    """As `plates.compile_design`; also raises DESIGN_ENDLESS, DESIGN_TOO_HEAVY."""
    told = ask("compile", html, dict(sample), dict(given), limits=limits)
    return plate_from(told, html, given)


def lay_out_plainly(plate: Plate, values: Values, *, background: bool = True) -> bytes:
    """As `plates.lay_out_plainly`; also raises DESIGN_ENDLESS, DESIGN_TOO_HEAVY."""
    return base64.b64decode(ask("lay_out", plate, dict(values), background))


def pdf_pages(data: bytes) -> int:
    """As `foreign.pages`; a PDF that takes too long or too much memory is PDF_UNREADABLE."""
    try:
        return int(ask("pdf_pages", data))
    except DomainError as refused:
        if refused.code.startswith("PDF_"):
            raise
        raise DomainError("PDF_UNREADABLE") from refused


def plate_from(told: Mapping[str, Any], html: str, given: Mapping[str, bool]) -> Plate:
    """A plate from plain data."""
    places = tuple(
        Place(**{**one, "runs": tuple(_run(run) for run in one["runs"])}) for one in told["places"]
    )
    return Plate(
        html,
        dict(given),
        tuple((float(width), float(height)) for width, height in told["sizes"]),
        base64.b64decode(told["under"]),
        base64.b64decode(told["over"]),
        places,
        tuple(map(str, told["reasons"])),
        str(told["title"]),
    )


def _run(told: Mapping[str, Any]) -> Run:
    red, green, blue = told["colour"]
    return Run(**{**told, "colour": (float(red), float(green), float(blue))})


def plain_data(plate: Plate) -> dict[str, Any]:
    """A plate as plain data."""
    return {
        "sizes": plate.sizes,
        "under": base64.b64encode(plate.under).decode("ascii"),
        "over": base64.b64encode(plate.over).decode("ascii"),
        "places": [asdict(place) for place in plate.places],
        "reasons": plate.reasons,
        "title": plate.title,
    }


def ask(act: str, *arguments: object, limits: Limits = LIMITS) -> Any:
    """What the child answers; its refusals are raised here."""
    with _lock:
        for again in (True, False):
            child = _child(limits)
            try:
                told = child.ask(act, arguments)
            except BrokenPipeError:
                _end()
                if not again:  # ended for want of work at that very moment, twice
                    raise
                continue
            except _Ended as ended:
                _end()
                raise DomainError(ended.args[0]) from ended
            break
    if "code" in told:
        raise DomainError(told["code"], **told["facts"])
    return told["answer"]


class _Ended(Exception):
    """The child is gone; the argument is the code that says why."""


class _Child:
    def __init__(self, limits: Limits) -> None:
        self.limits = limits
        numbers = (limits.cpu_seconds, limits.memory, limits.idle_seconds)
        self.process = subprocess.Popen(  # noqa: S603 - this interpreter, our own module
            [sys.executable, "-I", "-c", _START, json.dumps(sys.path), *map(str, numbers)],
            stdin=subprocess.PIPE,
            stdout=subprocess.PIPE,
            stderr=subprocess.DEVNULL,
            close_fds=True,
        )

    def ask(self, act: str, arguments: tuple[object, ...]) -> dict[str, Any]:
        """Send a request, read the answer."""
        request = pickle.dumps((act, arguments))
        stdin = self.process.stdin
        if stdin is None or self.process.poll() is not None:
            raise BrokenPipeError
        stdin.write(_LENGTH.pack(len(request)) + request)
        stdin.flush()
        until = monotonic() + self.limits.clock_seconds
        (length,) = _LENGTH.unpack(self._read(_LENGTH.size, until))
        answer: dict[str, Any] = json.loads(self._read(length, until))
        return answer

    def _read(self, count: int, until: float) -> bytes:
        stdout = self.process.stdout
        if stdout is None:
            raise BrokenPipeError
        parts = b""
        while len(parts) < count:
            ready, _, _ = select.select([stdout], [], [], max(until - monotonic(), 0.0))
            if not ready:
                raise _Ended("DESIGN_ENDLESS")
            part = os.read(stdout.fileno(), count - len(parts))
            if not part:
                raise _Ended(self._why())
            parts += part
        return parts

    def _why(self) -> str:
        """Why a child ended in the middle of its work: its time or its memory was used up.

        Raises BrokenPipeError when it was not at work: it went for want of any as we wrote to it.
        """
        code = self.process.wait(timeout=10)
        if code == 0:
            raise BrokenPipeError
        return "DESIGN_ENDLESS" if code in (-27, -24) else "DESIGN_TOO_HEAVY"  # SIGPROF, SIGXCPU


_lock = threading.Lock()
_children: list[_Child] = []


def _child(limits: Limits) -> _Child:
    if _children and (_children[0].limits != limits or _children[0].process.poll() is not None):
        _end()
    if not _children:
        _children.append(_Child(limits))
    return _children[0]


def _end() -> None:
    """End the child and forget it."""
    while _children:
        process = _children.pop().process
        process.kill()
        process.wait()
        for stream in (process.stdin, process.stdout):
            if stream is not None:
                stream.close()
