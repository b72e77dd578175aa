"""Thirty texts that want to be markup (TRUST S8), and a reader of what a browser would make of a page."""

from html.parser import HTMLParser

PAYLOADS = (
    "<script>alert(1)</script>",
    "<ScRiPt src=//x.example></ScRiPt>",
    "<img src=x onerror=alert(1)>",
    "<svg onload=alert(1)>",
    "<svg/onload=alert(1)//",
    "<body onload=alert(1)>",
    "<iframe src=javascript:alert(1)>",
    "<object data=javascript:alert(1)>",
    "<embed src=//x.example>",
    "<a href=javascript:alert(1)>x</a>",
    "<input autofocus onfocus=alert(1)>",
    "<details open ontoggle=alert(1)>",
    "<video><source onerror=alert(1)>",
    "<math><mi xlink:href=javascript:alert(1)>",
    "<base href=//x.example>",
    "<meta http-equiv=refresh content=0>",
    "<link rel=stylesheet href=//x.example>",
    "<style>*{display:none}</style>",
    "<form action=//x.example><button>x",
    "<textarea></textarea><script>x</script>",
    "\"><script>alert(1)</script>",
    "'><script>alert(1)</script>",
    "\" onmouseover=\"alert(1)",
    "' onmouseover='alert(1)",
    "</title><script>alert(1)</script>",
    "</td></tr></table><script>x</script>",
    "--><script>alert(1)</script>",
    "]]><script>alert(1)</script>",
    "{{ 7*7 }}{% raw %}${7*7}",
    "&lt;script&gt;alert(1)&lt;/script&gt;",
)  # fmt: skip


class Reader(HTMLParser):
    """What a browser would run or fetch on a page."""

    def __init__(self, page: str) -> None:
        super().__init__(convert_charrefs=True)
        self.found: list[str] = []
        self.text = ""
        self.feed(page)

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        given = {name: value or "" for name, value in attrs}
        self.found += [name for name in given if name.startswith("on")]
        if tag in {"iframe", "object", "embed", "base", "video", "math"}:
            self.found.append(tag)
        if tag == "script" and not given.get("src", "").startswith("/"):
            self.found.append("script")
        for name in ("href", "src", "action"):
            if given.get(name, "").startswith(("javascript:", "//")):
                self.found.append(given[name])

    def handle_data(self, data: str) -> None:
        self.text += data
