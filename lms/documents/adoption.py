"""Taking over the pages of another PDF (one that WeasyPrint wrote) into one being written."""

import io
import re
from collections.abc import Iterator
from dataclasses import dataclass

import pikepdf

#: A string, a hexadecimal string or a reference: strings are skipped, references renumbered.
_TOKENS = re.compile(rb"\((?:[^()\\]|\\.)*\)|<[0-9A-Fa-f\s]*>|\b(\d+) 0 R\b", re.DOTALL)


@dataclass(frozen=True, slots=True)
class Adopted:
    """Objects as they are written, numbered from 0; `roots` are the pages or forms among them."""

    objects: tuple[tuple[bytes, bytes | None], ...]
    roots: tuple[int, ...]

    def bodies(self, first: int, entries: bytes = b"") -> Iterator[bytes]:
        """The objects for a PDF where the first of them has the number `first`.

        `entries` are added to the dictionary of each root.
        """
        for place, (head, data) in enumerate(self.objects):
            renumbered = _TOKENS.sub(
                lambda found: b"%d 0 R" % (int(found[1]) + first) if found[1] else found[0], head
            )
            if entries and place in self.roots:
                renumbered = b"%b%b>>" % (renumbered.removesuffix(b">>"), entries)
            if data is None:
                yield renumbered
            else:
                yield b"%b\nstream\n%b\nendstream" % (renumbered, data)


def forms_of(pdf: bytes) -> Adopted:
    """Each page of a PDF as a Form XObject, with all that it needs."""
    with pikepdf.open(io.BytesIO(pdf)) as opened:
        forms = [opened.make_indirect(page.as_form_xobject()) for page in opened.pages]
        return _collected(opened, forms)


def pages_of(pdf: bytes) -> Iterator[Adopted]:
    """Each page of a PDF by itself, without the branch it belongs to (its /Parent)."""
    with pikepdf.open(io.BytesIO(pdf)) as opened:
        for page in opened.pages:
            kept = ("/Type", "/Resources", "/MediaBox", "/Contents", "/Annots")
            body = {name: page.get(name) for name in kept if page.get(name) is not None}
            yield _collected(opened, [opened.make_indirect(pikepdf.Dictionary(body))])


def _collected(opened: pikepdf.Pdf, roots: list[pikepdf.Object]) -> Adopted:
    """Everything reachable from `roots`, renumbered from 0 in the order it is met."""
    numbers: dict[tuple[int, int], int] = {}
    waiting = list(roots)
    listed: list[pikepdf.Object] = []
    for root in roots:
        numbers[root.objgen] = len(listed)
        listed.append(root)
    while waiting:
        for found in _references(waiting.pop(0)):
            if found.objgen not in numbers:
                numbers[found.objgen] = len(listed)
                listed.append(found)
                waiting.append(found)
    objects = tuple(_unparsed(one, numbers) for one in listed)
    return Adopted(objects, tuple(range(len(roots))))


def _references(value: pikepdf.Object) -> Iterator[pikepdf.Object]:
    """The indirect objects named within a value."""
    if isinstance(value, pikepdf.Dictionary | pikepdf.Stream):
        inner = [value[key] for key in sorted(value.keys())]
    elif isinstance(value, pikepdf.Array):
        inner = list(value)
    else:
        return
    for one in inner:
        if getattr(one, "is_indirect", False):
            yield one
        else:
            yield from _references(one)


def _unparsed(
    value: pikepdf.Object, numbers: dict[tuple[int, int], int]
) -> tuple[bytes, bytes | None]:
    data = None
    if isinstance(value, pikepdf.Stream):
        data = value.read_raw_bytes()
        head = value.stream_dict.unparse(resolved=True)
    else:
        head = value.unparse(resolved=True)
    head = _TOKENS.sub(
        lambda found: b"%d 0 R" % numbers[int(found[1]), 0] if found[1] else found[0], head
    )
    return head, data
