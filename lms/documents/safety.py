"""What a design may not hold: scripts, frames, foreign addresses in its elements, bombs."""

from xml.etree.ElementTree import Element

from lms.errors import DomainError

MOST_CHARACTERS = 16 << 20
_REFUSED = frozenset({
    "applet", "audio", "base", "button", "embed", "form", "frame", "frameset", "iframe", "input",
    "link", "noscript", "object", "portal", "source", "template", "track", "video",
})  # fmt: skip


def check_size(html: str) -> None:
    """Raise DESIGN_HTML_TOO_LARGE before a text is parsed that nobody would have written."""
    if len(html) > MOST_CHARACTERS:
        raise DomainError("DESIGN_HTML_TOO_LARGE", megabytes=MOST_CHARACTERS >> 20)


def check_elements(root: Element) -> None:
    """Raise DESIGN_SCRIPT or DESIGN_ELEMENT_REFUSED (element)."""
    for element in root.iter():
        name = str(element.tag).rpartition("}")[2].lower()
        if name == "script":
            raise DomainError("DESIGN_SCRIPT")
        if name in _REFUSED or (name == "meta" and element.get("http-equiv")):
            raise DomainError("DESIGN_ELEMENT_REFUSED", element=name)
        for attribute, value in element.attrib.items():
            plain = "".join(value.split()).lower()
            if attribute.lower().startswith("on") or plain.startswith(("javascript:", "vbscript:")):
                raise DomainError("DESIGN_SCRIPT")
