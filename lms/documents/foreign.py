"""Foreign PDFs that are kept and handed back as they came: whether they may be kept."""

import io
from typing import Any

import pikepdf

from lms.errors import DomainError

_ACTIONS = frozenset({
    "/GoToE", "/ImportData", "/JavaScript", "/Launch", "/Rendition", "/SubmitForm",
})  # fmt: skip
_KINDS = frozenset({"/EmbeddedFile", "/Filespec"})
_KEYS = ("/JS", "/XFA", "/RichMediaContent")


def pages(data: bytes) -> int:
    """How many pages it has; run in `sandbox`, because opening it unpacks what a stranger packed.

    Raises PDF_PROTECTED, PDF_UNREADABLE, PDF_ACTIVE for one that runs or carries something.
    """
    try:
        with pikepdf.open(io.BytesIO(data)) as opened:
            if opened.is_encrypted:
                raise DomainError("PDF_PROTECTED")
            count = len(opened.pages)
            if any(_acts(one) for one in opened.objects):
                raise DomainError("PDF_ACTIVE")
    except pikepdf.PasswordError as fault:
        raise DomainError("PDF_PROTECTED") from fault
    except pikepdf.PdfError as fault:
        raise DomainError("PDF_UNREADABLE") from fault
    if not count:
        raise DomainError("PDF_UNREADABLE")
    return count


def _acts(value: Any) -> bool:
    """Whether something is or holds an action that runs, a form of scripts or an attached file."""
    if isinstance(value, pikepdf.Stream | pikepdf.Dictionary):
        named = {str(value.get(key, "")) for key in ("/S", "/Type")}
        if named & (_ACTIONS | _KINDS) or any(key in value for key in _KEYS):
            return True
        held: list[Any] = [value[key] for key in value.keys()]  # noqa: SIM118 - a stream has no iterator
    elif isinstance(value, pikepdf.Array):
        held = list(value)
    else:
        return False
    return any(
        _acts(one) for one in held if isinstance(one, pikepdf.Object) and not one.is_indirect
    )
