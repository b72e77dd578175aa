"""What a page's form would send."""

import re
from html import unescape

_HIDDEN = re.compile(r'<input[^>]*type="hidden"[^>]*>')
_PART = re.compile(r'(name|value)="([^"]*)"')


def hidden_fields(page: str) -> dict[str, str]:
    """Names and values of the hidden fields of a page; of a name used twice the last."""
    found = {}
    for tag in _HIDDEN.findall(page):
        parts = dict(_PART.findall(tag))
        found[unescape(parts["name"])] = unescape(parts.get("value", ""))
    return found
