"""What the codes on certificates carry; a job that is tried first draws them once."""

import secrets
from collections.abc import Iterator
from contextlib import contextmanager
from contextvars import ContextVar

_drawn: ContextVar[Iterator[str] | None] = ContextVar("certificates_drawn", default=None)


def draw() -> str:
    """128 random bits for an address that nobody can guess."""
    drawn = _drawn.get()
    return secrets.token_urlsafe(16) if drawn is None else next(drawn)


class Draws:
    """Random tokens in an order that can be gone through again from its beginning."""

    def __init__(self) -> None:
        self._kept: list[str] = []

    @contextmanager
    def again(self) -> Iterator[None]:
        """Whatever is drawn inside begins with the first token."""
        token = _drawn.set(self._from_the_first())
        try:
            yield
        finally:
            _drawn.reset(token)

    def _from_the_first(self) -> Iterator[str]:
        at = 0
        while True:
            if at == len(self._kept):
                self._kept.append(secrets.token_urlsafe(16))
            yield self._kept[at]
            at += 1
