"""Names of people: their one spelling, and the keys by which they are searched."""

import os
from functools import lru_cache

# Names are read character by character; the table of phrases would take 40 MB and 0.2 s.
os.environ.setdefault("PYPINYIN_NO_PHRASES", "true")

from pypinyin import lazy_pinyin

from courses.rosters.cells import text_of, without_blanks

NAME_MISSING = "NAME_MISSING"
NAME_LENGTH = "NAME_LENGTH"
SHORTEST, LONGEST = 2, 20
MIDDLE_DOT = "·"
# What keyboards and old systems write for the middle dot.
_DOTS = dict.fromkeys(map(ord, "•．‧・･∙⋅●▪◦｡。.᛫●‧·﹒"), MIDDLE_DOT)

# Characters read otherwise in a surname; two-character surnames first.
_SURNAMES: dict[str, str] = {
    "万俟": "mo qi", "尉迟": "yu chi", "单于": "chan yu", "长孙": "zhang sun",
    "澹台": "tan tai", "令狐": "ling hu", "鲜于": "xian yu",
    "曾": "zeng", "单": "shan", "仇": "qiu", "解": "xie", "任": "ren", "华": "hua",
    "朴": "piao", "查": "zha", "区": "ou", "盖": "ge", "乐": "yue", "缪": "miao",
    "宁": "ning", "折": "she", "覃": "qin", "谌": "chen", "种": "chong", "召": "shao",
    "员": "yun", "纪": "ji", "翟": "zhai", "隗": "wei", "冼": "xian", "洗": "xian",
    "黑": "he", "秘": "bi", "繁": "po", "那": "na", "过": "guo", "车": "che", "能": "nai",
    "莘": "shen", "祭": "zhai", "尉": "wei", "燕": "yan", "应": "ying", "沈": "shen",
    "叶": "ye", "薄": "bo", "褚": "chu", "贾": "jia", "柏": "bai", "晟": "cheng",
    "牟": "mu", "佴": "nai", "哈": "ha", "撒": "sa", "訾": "zi", "逄": "pang", "臧": "zang",
    "郗": "xi", "郇": "xun", "阚": "kan", "郜": "gao", "钭": "tou", "妫": "gui", "冯": "feng",
    "石": "shi", "占": "zhan", "句": "gou", "都": "du", "亓": "qi", "仉": "zhang",
    "么": "yao", "幺": "yao", "麦": "mai", "尹": "yin", "曲": "qu", "盛": "sheng",
    "俞": "yu", "於": "yu", "干": "gan", "藏": "zang", "提": "di", "相": "xiang",
}  # fmt: skip


def normalise_name(value: object) -> str:
    """A name without blanks and with one kind of middle dot; rare characters stay as they are."""
    return without_blanks(text_of(value)).translate(_DOTS).strip(MIDDLE_DOT)


def check_name(value: object) -> tuple[str, str | None]:
    """The name in its one spelling and NAME_MISSING, NAME_LENGTH (2 to 20 characters) or None."""
    name = value if value.__class__ is str and value.isalnum() else normalise_name(value)
    if SHORTEST <= len(name) <= LONGEST:
        return name, None
    return name, NAME_LENGTH if name else NAME_MISSING


class _Syllables(dict[str, str]):
    """The reading of a character, looked up once; '' for the middle dot."""

    def __missing__(self, character: str) -> str:
        read = lazy_pinyin(character)[0].lower() if character != MIDDLE_DOT else ""
        self[character] = read
        return read


# The dictionary knows 卜 first as in 萝卜.
_syllables = _Syllables({"卜": "bu"})


@lru_cache(maxsize=65_536)
def search_key(name: str) -> str:
    """Full pinyin, a blank, and the initials: 曾小明 gives `zengxiaoming zxm`.

    A surname is read as a surname; a character without a reading stands for itself.
    """
    surname = name[:2] if name[:2] in _SURNAMES else name[:1]
    read = _SURNAMES.get(surname)
    given = [_syllables[character] for character in (name[len(surname) :] if read else name)]
    syllables = [*read.split(), *given] if read else given
    return f"{''.join(syllables)} {''.join([s[0] for s in syllables if s])}"
