"""The limited process behind `sandbox`: lays out one request after the other, ends when idle."""

import base64
import json
import os
import pickle
import resource
import select
import signal
import socket
import struct
import sys
from collections.abc import Callable
from typing import Any, NoReturn

from lms.documents import foreign, plates
from lms.documents.places import Values
from lms.documents.plates import Plate
from lms.documents.sandbox import plain_data
from lms.errors import DomainError

_LENGTH = struct.Struct(">I")
_FILES = 64


def main(cpu_seconds: float, memory: float, idle_seconds: float) -> None:
    """Limit this process, then answer requests until none comes for some seconds."""
    answers = os.fdopen(os.dup(1), "wb")
    os.dup2(2, 1)  # whatever a library prints is not an answer
    resource.setrlimit(resource.RLIMIT_CORE, (0, 0))
    resource.setrlimit(resource.RLIMIT_AS, (int(memory), int(memory)))
    resource.setrlimit(resource.RLIMIT_NOFILE, (_FILES, _FILES))
    signal.signal(signal.SIGPROF, signal.SIG_DFL)
    socket.socket = _no_network  # type: ignore[assignment,misc]  # nothing may connect from here
    while select.select([sys.stdin.buffer], [], [], idle_seconds)[0]:
        head = sys.stdin.buffer.read(_LENGTH.size)
        if len(head) < _LENGTH.size:
            return
        act, arguments = pickle.loads(  # noqa: S301 # nosec B301 - written by our own parent
            sys.stdin.buffer.read(_LENGTH.unpack(head)[0])
        )
        signal.setitimer(signal.ITIMER_PROF, cpu_seconds)
        answer = json.dumps(_answered(act, arguments)).encode("ascii")
        signal.setitimer(signal.ITIMER_PROF, 0)
        answers.write(_LENGTH.pack(len(answer)) + answer)
        answers.flush()


def _answered(act: str, arguments: tuple[Any, ...]) -> dict[str, Any]:
    try:
        return {"answer": _ACTS[act](*arguments)}
    except DomainError as refused:
        facts = {name: str(value) for name, value in refused.facts.items()}
        return {"code": refused.code, "facts": facts}
    except MemoryError:
        return {"code": "DESIGN_TOO_HEAVY", "facts": {}}
    except RecursionError:
        return {"code": "DESIGN_TOO_HEAVY", "facts": {}}
    except Exception:  # noqa: BLE001 - whatever WeasyPrint stumbles over in a stranger's design
        return {"code": "DESIGN_NOT_LAID_OUT", "facts": {}}


def _no_network(*_: object, **__: object) -> NoReturn:
    raise OSError("no network here")


def _compile(html: str, sample: Values, given: dict[str, bool]) -> dict[str, Any]:
    return plain_data(plates.compile_design(html, sample, given))


def _lay_out(plate: Plate, values: Values, background: bool) -> str:
    made = plates.lay_out_plainly(plate, values, background=background)
    return base64.b64encode(made).decode("ascii")


_ACTS: dict[str, Callable[..., Any]] = {
    "conditions": plates.conditions,
    "compile": _compile,
    "lay_out": _lay_out,
    "pdf_pages": foreign.pages,
}
