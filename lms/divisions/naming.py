"""One spelling for the many that rosters use for a village, a town or a county."""

_BLANKS = (0x09, 0x0A, 0x0D, 0x20, 0xA0, 0x200B, 0x3000, 0xFEFF)
_PLAIN: dict[int, int | None] = {
    **dict.fromkeys(_BLANKS),
    **{code: code - 0xFEE0 for code in range(0xFF01, 0xFF5F)},
}

VILLAGE = "村"
COMMUNITY = "社区"

# Longest first. The committee's kind tells a village (村) from a neighbourhood (社区).
_COMMITTEES: tuple[tuple[str, str], ...] = (
    ("社区居民委员会", COMMUNITY),
    ("村民委员会", VILLAGE),
    ("居民委员会", COMMUNITY),
    ("社区居委会", COMMUNITY),
    ("渔民委员会", VILLAGE),
    ("社区委员会", COMMUNITY),
    ("村委员会", VILLAGE),
    ("行政村", VILLAGE),
    ("村委会", VILLAGE),
    ("居委会", COMMUNITY),
    ("民委会", VILLAGE),
    ("渔委会", VILLAGE),
    ("委员会", VILLAGE),
    ("居委", COMMUNITY),
    ("村委", VILLAGE),
)
_TOWN_SUFFIXES = ("街道办事处", "办事处", "街道", "镇", "乡")
_REGION_SUFFIXES = ("特别行政区", "维吾尔自治区", "壮族自治区", "回族自治区", "自治区", "省", "市")


def squeeze(text: str) -> str:
    """The text without blanks, with full-width Latin letters, digits and signs made plain."""
    return text.translate(_PLAIN)


def split_village(name: str) -> tuple[str, str]:
    """A village's name without its suffixes, and its kind: 村, 社区 or "".

    涧北村村委会, 涧北村民委员会, 涧北村 and 涧北 all have the core 涧北. A core of one character
    keeps its kind (东村, 东社区), since it would say too little alone.
    """
    core, kind = squeeze(name), ""
    for suffix, meaning in _COMMITTEES:
        if core.endswith(suffix) and len(core) > len(suffix):
            core, kind = core[: -len(suffix)], meaning
            break
    if core.endswith(COMMUNITY) and len(core) > 2:
        core, kind = core[:-2], COMMUNITY
    if core.endswith(VILLAGE) and len(core) > 1:
        core, kind = core[:-1], kind or VILLAGE
    return (core + kind if len(core) == 1 else core), kind


def normalise_place(name: str) -> str:
    """The spelling under which two ways of writing one village meet."""
    return split_village(name)[0]


def town_spellings(name: str) -> frozenset[str]:
    """What a town may be called in a roster: without its suffix, or with that of another time.

    Many a 乡 has become a 镇 and many a 镇 a 街道 since a roster was written.
    """
    for suffix in _TOWN_SUFFIXES:
        if name.endswith(suffix) and len(name) > len(suffix) + 1:
            core = name[: -len(suffix)]
            return frozenset({name, core, *(core + other for other in _TOWN_SUFFIXES)})
    return frozenset({name})


def short_region(name: str) -> str:
    """A province or city as people say it: 河南, 三门峡, 内蒙古."""
    for suffix in _REGION_SUFFIXES:
        if name.endswith(suffix) and len(name) > len(suffix) + 1:
            return name[: -len(suffix)]
    return name
