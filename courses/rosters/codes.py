"""National code tables, as far as a roster needs them: code, name, and what rosters write.

GB/T 2261.1-2003 sex · GB/T 3304-1991 ethnic groups (01 to 56; 97 and 98 as the identity card's own
list has them) · GB/T 4658-2006 education (the classes 10 to 90, and of the certificates below them
those a roster names; labels are the short words of the forms, the standard's own names are read as
well) · GB/T 4762-1984 political status (short names of the standard) · GB/T 26341-2010 disability
(1 to 7 the kind, 1 to 4 the grade, as characters 19 and 20 of the card number).
"""

from collections.abc import Mapping
from functools import lru_cache
from types import MappingProxyType

from courses.rosters.cells import without_blanks
from courses.rosters.identity import Sex

SEX_CODES: Mapping[Sex, str] = MappingProxyType({Sex.MALE: "1", Sex.FEMALE: "2"})
SEX_LABELS: Mapping[Sex, str] = MappingProxyType({Sex.MALE: "男", Sex.FEMALE: "女"})
_SEX: Mapping[str, Sex] = {
    **dict.fromkeys(("男", "男性", "1", "m", "male"), Sex.MALE),
    **dict.fromkeys(("女", "女性", "2", "f", "female"), Sex.FEMALE),
}

_ETHNIC_TABLE = (
    "汉 蒙古 回 藏 维吾尔 苗 彝 壮 布依 朝鲜 满 侗 瑶 白 土家 哈尼 哈萨克 傣 黎 傈僳 佤 畲 高山 "
    "拉祜 水 东乡 纳西 景颇 柯尔克孜 土 达斡尔 仫佬 羌 布朗 撒拉 毛南 仡佬 锡伯 阿昌 普米 塔吉克 "
    "怒 乌孜别克 俄罗斯 鄂温克 德昂 保安 裕固 京 塔塔尔 独龙 鄂伦春 赫哲 门巴 珞巴 基诺"
)
ETHNIC_LABELS: Mapping[str, str] = MappingProxyType(
    {f"{number:02d}": f"{name}族" for number, name in enumerate(_ETHNIC_TABLE.split(), 1)}
    | {"97": "其他", "98": "外国血统中国籍人士"}
)
_ETHNIC: Mapping[str, str] = {
    spelling: code
    for code, label in ETHNIC_LABELS.items()
    for spelling in (label, label.removesuffix("族"))
}

EDUCATION_LABELS: Mapping[str, str] = MappingProxyType(
    {
        "10": "研究生",
        "11": "博士研究生",
        "14": "硕士研究生",
        "20": "大学本科",
        "30": "大学专科",
        "40": "中等职业教育",
        "41": "中等专科",
        "44": "职业高中",
        "47": "技工学校",
        "60": "普通高中",
        "70": "初中",
        "80": "小学",
        "90": "其他",
    }
)
_EDUCATION_WORDS: Mapping[str, tuple[str, ...]] = {
    "10": ("研究生", "研究生教育", "研究生及以上"),
    "11": ("博士", "博士研究生"),
    "14": ("硕士", "硕士研究生"),
    "20": ("本科", "大学", "大学本科", "大学本科教育", "本科及以上", "大本"),
    "30": ("大专", "专科", "大学专科", "大学专科教育", "高职", "大专及以上"),
    "40": ("中职", "中等职业教育"),
    "41": ("中专", "中等专科", "中师"),
    "44": ("职高", "职业高中"),
    "47": ("技校", "技工学校", "技工"),
    "60": ("高中", "普通高中", "普高", "普通高级中学教育"),
    "70": ("初中", "初级中学", "初级中学教育", "初中及以下"),
    "80": ("小学", "小学教育", "小学及以下"),
    "90": ("文盲", "半文盲", "文盲或半文盲", "无", "其他", "其它", "未上学"),
}
_EDUCATION: Mapping[str, str] = {
    word: code for code, words in _EDUCATION_WORDS.items() for word in words
}

POLITICAL_LABELS: Mapping[str, str] = MappingProxyType(
    {
        "01": "中共党员",
        "02": "中共预备党员",
        "03": "共青团员",
        "04": "民革会员",
        "05": "民盟盟员",
        "06": "民建会员",
        "07": "民进会员",
        "08": "农工党党员",
        "09": "致公党党员",
        "10": "九三学社社员",
        "11": "台盟盟员",
        "12": "无党派民主人士",
        "13": "群众",
    }
)
_POLITICAL: Mapping[str, str] = {label: code for code, label in POLITICAL_LABELS.items()} | {
    "党员": "01",
    "中国共产党党员": "01",
    "预备党员": "02",
    "团员": "03",
    "中国共产党预备党员": "02",
    "中国共产主义青年团团员": "03",
    "中国国民党革命委员会会员": "04",
    "民革党员": "04",
    "中国民主同盟盟员": "05",
    "中国民主建国会会员": "06",
    "中国民主促进会会员": "07",
    "中国农工民主党党员": "08",
    "中国致公党党员": "09",
    "台湾民主自治同盟盟员": "11",
    "无党派": "12",
    "无党派人士": "12",
    "普通群众": "13",
}

DISABILITY_KINDS: Mapping[str, str] = MappingProxyType(
    {"1": "视力", "2": "听力", "3": "言语", "4": "肢体", "5": "智力", "6": "精神", "7": "多重"}
)
DISABILITY_GRADES: Mapping[str, str] = MappingProxyType(
    {"1": "一级", "2": "二级", "3": "三级", "4": "四级"}
)


@lru_cache(maxsize=256)
def sex_of(text: str) -> Sex | None:
    """The sex a cell names, None when it names none."""
    return _SEX.get(without_blanks(text).lower())


@lru_cache(maxsize=1024)
def ethnic_code(text: str) -> str | None:
    """GB/T 3304 code of 汉族, 汉, 维吾尔族 …; None when unknown."""
    plain = without_blanks(text)
    return _ETHNIC.get(plain) or (plain if plain in ETHNIC_LABELS else None)


@lru_cache(maxsize=1024)
def education_code(text: str) -> str | None:
    """GB/T 4658 code of 大专, 初中毕业, 文盲 …; None when unknown."""
    plain = without_blanks(text).removesuffix("学历").removesuffix("文化")
    plain = plain.removesuffix("毕业").removesuffix("肄业")
    return _EDUCATION.get(plain) or (plain if plain in EDUCATION_LABELS else None)


@lru_cache(maxsize=1024)
def political_code(text: str) -> str | None:
    """GB/T 4762 code of 中共党员, 群众 …; None when unknown."""
    return _POLITICAL.get(without_blanks(text))


def disability_of(card_number: str) -> tuple[str, str] | None:
    """Kind and grade (GB/T 26341) at the end of a disability card number of twenty characters."""
    kind, grade = card_number[18:19], card_number[19:20]
    if len(card_number) == 20 and kind in DISABILITY_KINDS and grade in DISABILITY_GRADES:
        return kind, grade
    return None
