"""WeasyPrint copies every font file it draws with, whole, and cuts the copy down at the end.

For a page with one rare character that is 31 MB of HanaMin read and held twice. Here the copy is made
when somebody looks at it, and after the cut nobody does.
"""

from typing import Any


class Unread:
    """The data of a font file, read when it is wanted."""

    def __init__(self, read: Any, face: Any) -> None:
        self._read, self._face = read, face
        self._data: bytes | None = None

    @property
    def data(self) -> bytes:
        """The file."""
        if self._data is None:
            self._data = bytes(self._read(self._face))
        return self._data

    def __bool__(self) -> bool:
        return bool(self.data)


def spare() -> None:
    """Change WeasyPrint so in this process; what it writes stays the same."""
    from weasyprint.pdf import fonts

    if isinstance(vars(fonts.Font).get("file_content"), property):
        return
    read = fonts.get_hb_object_data

    def later(face: Any, ot_color: str | None = None, glyph: Any = None) -> Any:
        return Unread(read, face) if ot_color is None else read(face, ot_color, glyph)

    def get(font: Any) -> bytes:
        held = font.__dict__["file_content"]
        return held.data if isinstance(held, Unread) else held

    def put(font: Any, held: object) -> None:
        font.__dict__["file_content"] = held

    fonts.get_hb_object_data = later
    fonts.Font.file_content = property(get, put)
