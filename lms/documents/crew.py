"""Stamping a batch by one process or two; whoever takes the records sees their order only.

The second process is started afresh (nothing of a server is inherited), stamps slices of records
and hands them back. Whatever happens to it, the first goes on alone: the pages are the same.
"""

import json
import os
import pickle
import queue
import struct
import subprocess
import sys
import threading
from collections.abc import Iterator, Sequence
from contextlib import contextmanager, suppress

from lms.documents.batches import Batch
from lms.documents.embedding import Ink
from lms.documents.places import Values
from lms.documents.stamping import Side

Stamped = Iterator[tuple[int, list[Side] | None]]
Answer = tuple[list[tuple[int, list[Side] | None]], Ink]
#: From here on a second process takes less time than its start costs.
ENOUGH = 600
_SLICE = 25
_AHEAD = 8  # slices that wait to be written, at most
_QUEUED = 3  # slices the second process has before it
_START = (
    "import json, sys; sys.path[:] = json.loads(sys.argv[1]); "
    "from lms.documents.crew_child import main; main()"
)
LENGTH = struct.Struct(">I")


def processes_for(count: int) -> int:
    """How many processes stamp so many records on this machine."""
    return 2 if count >= ENOUGH and len(os.sched_getaffinity(0)) > 1 else 1


@contextmanager
def standing_by(count: int, processes: int | None = None) -> Iterator["Mate | None"]:
    """The second process where it helps, begun before anybody knows what it will stamp.

    It takes as long to start as a design to compile, so both happen at once.
    """
    mate = None
    if (processes or processes_for(count)) > 1:
        with suppress(OSError):  # no room for another process: alone, then
            mate = Mate()
    try:
        yield mate
    finally:
        if mate is not None:
            mate.end()


def stamped(batch: Batch, records: Sequence[Values], ink: Ink, mate: "Mate | None") -> Stamped:
    """The stamped records in their order; what they show is noted in `ink`."""
    if mate is None:
        return (batch.stamp(index, values, ink) for index, values in enumerate(records))
    mate.learn(batch)
    return _together(batch, records, ink, mate)


def _together(batch: Batch, records: Sequence[Values], ink: Ink, mate: "Mate") -> Stamped:
    starts = range(0, len(records), _SLICE)
    done: dict[int, Answer] = {}
    given: set[int] = set()
    waiting = iter(starts)
    following = next(waiting, None)
    for head in starts:
        while head not in done:
            while following is not None and len(mate.busy) < _QUEUED and mate.alive:
                if not mate.give(following, records[following : following + _SLICE]):
                    break
                given.add(following)
                following = next(waiting, None)
            mate.collect(done, wait=False)
            if head in done:
                break
            if head not in given:
                given.add(head)
                following = next(waiting, None) if following == head else following
                done[head] = _alone(batch, records, head)
            elif following is not None and len(done) < _AHEAD and head in mate.busy:
                own, following = following, next(waiting, None)
                given.add(own)
                done[own] = _alone(batch, records, own)
            elif head in mate.busy:
                mate.collect(done, wait=True)
            else:  # the other process ended before it gave this slice back
                done[head] = _alone(batch, records, head)
        sides, shown = done.pop(head)
        ink.add(shown)
        yield from sides


def _alone(batch: Batch, records: Sequence[Values], start: int) -> Answer:
    return stamp_slice(batch, start, records[start : start + _SLICE])


def stamp_slice(batch: Batch, start: int, records: Sequence[Values]) -> Answer:
    """Stamp the records from `start` on, with an account of what they show."""
    ink = Ink()
    return [batch.stamp(start + place, one, ink) for place, one in enumerate(records)], ink


class Mate:
    """The second process, and the thread that reads what it hands back."""

    def __init__(self) -> None:
        self._process = subprocess.Popen(  # noqa: S603 - this interpreter, our own module
            [sys.executable, "-I", "-c", _START, json.dumps(sys.path)],
            stdin=subprocess.PIPE,
            stdout=subprocess.PIPE,
            stderr=subprocess.DEVNULL,
        )
        self.busy: dict[int, None] = {}
        self.alive = True
        self._answers: queue.SimpleQueue[tuple[int, Answer] | None] = queue.SimpleQueue()
        self._reader = threading.Thread(target=self._read, daemon=True)
        self._reader.start()

    def learn(self, batch: Batch) -> None:
        """Tell the process what it stamps onto."""
        self._send((batch.plates, batch.background, batch.faces))

    def give(self, start: int, records: Sequence[Values]) -> bool:
        """Hand over a slice; False when the process is gone."""
        if self._send((start, list(records))):
            self.busy[start] = None
        return self.alive

    def collect(self, done: dict[int, Answer], *, wait: bool) -> None:
        """Take what was handed back; `wait` for one when there is none."""
        while True:
            try:
                found = self._answers.get(block=wait)
            except queue.Empty:
                return
            if found is None:
                self.alive = False
                self.busy.clear()
                return
            start, answer = found
            self.busy.pop(start, None)
            done[start] = answer
            wait = False

    def end(self) -> None:
        """End the process and its reader."""
        if self._process.stdin is not None:
            with suppress(OSError):
                self._process.stdin.close()
        self._process.kill()
        self._process.wait()
        self._reader.join(timeout=5)
        if self._process.stdout is not None:
            self._process.stdout.close()

    def _send(self, told: object) -> bool:
        data = pickle.dumps(told, pickle.HIGHEST_PROTOCOL)
        stdin = self._process.stdin
        try:
            if stdin is None:
                raise BrokenPipeError
            stdin.write(LENGTH.pack(len(data)) + data)
            stdin.flush()
        except OSError:
            self.alive = False
        return self.alive

    def _read(self) -> None:
        stdout = self._process.stdout
        try:
            while stdout is not None:
                head = stdout.read(LENGTH.size)
                if len(head) < LENGTH.size:
                    break
                data = stdout.read(LENGTH.unpack(head)[0])
                self._answers.put(pickle.loads(data))  # noqa: S301 # nosec B301 - our own child
        except (OSError, ValueError, EOFError, pickle.UnpicklingError):
            pass
        self._answers.put(None)
