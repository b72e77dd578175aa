"""Categories of people in a roster (人员类别), with the spellings that offices use for them."""

from collections.abc import Mapping
from enum import StrEnum
from functools import lru_cache
from types import MappingProxyType

from courses.rosters.cells import without_blanks


class Category(StrEnum):
    """Who somebody is to the programmes.

    Sources: 豫脱贫办〔2018〕94号 (leader groups), 粤人社规〔2023〕13号 (target groups).
    """

    REGISTERED_POOR = "registered_poor"
    OUT_OF_POVERTY = "out_of_poverty"
    MONITORED = "monitored"
    HARD_TO_EMPLOY = "hard_to_employ"
    ZERO_EMPLOYMENT_FAMILY = "zero_employment_family"
    DISABLED = "disabled"
    SCHOOL_LEAVER = "school_leaver"
    LOW_INCOME = "low_income"
    RETURNING_YOUTH = "returning_youth"
    PROSPERITY_LEADER = "prosperity_leader"
    GRADUATE_OFFICIAL = "graduate_official"
    FIRST_SECRETARY = "first_secretary"
    VETERAN = "veteran"
    PARTY_BACKBONE = "party_backbone"
    SKILLED_WOMAN = "skilled_woman"
    VILLAGE_CADRE = "village_cadre"
    INFORMATION_STATION = "information_station"
    SHOP_OWNER = "shop_owner"
    VILLAGE_SHOP_KEEPER = "village_shop_keeper"
    MIGRANT_WORKER = "migrant_worker"
    VILLAGER = "villager"
    OTHER = "other"


CATEGORY_LABELS: Mapping[Category, str] = MappingProxyType(
    {
        Category.REGISTERED_POOR: "建档立卡贫困户",
        Category.OUT_OF_POVERTY: "脱贫人口",
        Category.MONITORED: "监测对象",
        Category.HARD_TO_EMPLOY: "就业困难人员",
        Category.ZERO_EMPLOYMENT_FAMILY: "零就业家庭成员",
        Category.DISABLED: "残疾人",
        Category.SCHOOL_LEAVER: "两后生",
        Category.LOW_INCOME: "低保和特困人员",
        Category.RETURNING_YOUTH: "返乡创业青年",
        Category.PROSPERITY_LEADER: "脱贫致富带头人",
        Category.GRADUATE_OFFICIAL: "大学生村官",
        Category.FIRST_SECRETARY: "第一书记",
        Category.VETERAN: "退伍军人",
        Category.PARTY_BACKBONE: "农村党员骨干",
        Category.SKILLED_WOMAN: "巧媳妇",
        Category.VILLAGE_CADRE: "村干部",
        Category.INFORMATION_STATION: "益农信息社负责人",
        Category.SHOP_OWNER: "现有网店负责人",
        Category.VILLAGE_SHOP_KEEPER: "村淘店小二",
        Category.MIGRANT_WORKER: "返乡农民工",
        Category.VILLAGER: "一般农户",
        Category.OTHER: "其他",
    }
)

# Only whole spellings count: 非贫困户 must never be read as 贫困户.
_SYNONYMS: Mapping[Category, tuple[str, ...]] = {
    Category.REGISTERED_POOR: (
        "建档立卡", "贫困户", "建档立卡户", "建档立卡贫困人口", "建档立卡贫困劳动力",
        "建档立卡人员", "贫困人口", "贫困劳动力", "建档立卡贫困家庭", "建档立卡贫困家庭劳动力",
        "建档立卡贫困对象",
    ),
    Category.OUT_OF_POVERTY: (
        "脱贫户", "脱贫人员", "脱贫劳动力", "已脱贫户", "已脱贫人口", "脱贫家庭", "脱贫户家庭成员",
    ),
    Category.MONITORED: (
        "监测户", "防返贫监测对象", "防止返贫监测对象", "边缘易致贫户", "脱贫不稳定户",
        "突发严重困难户", "三类户", "三类人员", "监测帮扶对象",
    ),
    Category.HARD_TO_EMPLOY: ("就业困难", "就业困难对象", "就困人员", "4050人员"),
    Category.ZERO_EMPLOYMENT_FAMILY: ("零就业家庭", "零就业", "零就业家庭人员"),
    Category.DISABLED: ("残疾", "残疾人员", "有潜力的残疾人", "残疾人家庭"),
    Category.SCHOOL_LEAVER: ("两后生人员", "初高中毕业未升学", "初高中未升学毕业生"),
    Category.LOW_INCOME: (
        "低保", "低保户", "特困", "特困人员", "低保对象", "五保户", "低收入户", "低保家庭",
    ),
    Category.RETURNING_YOUTH: ("返乡青年", "返乡创业人员", "返乡创业", "返乡入乡创业人员"),
    Category.PROSPERITY_LEADER: ("致富带头人", "创业致富带头人", "带头人"),
    Category.GRADUATE_OFFICIAL: ("村官", "大学生村干部"),
    Category.FIRST_SECRETARY: ("驻村第一书记", "第一书记（驻村）"),
    Category.VETERAN: ("退役军人", "复员军人", "转业军人", "退伍士兵", "退役士兵", "复退军人"),
    Category.PARTY_BACKBONE: ("党员骨干", "农村党员"),
    Category.SKILLED_WOMAN: ("巧媳妇工程学员", "巧媳妇工程"),
    Category.VILLAGE_CADRE: ("村两委", "村两委干部", "乡村干部", "村组干部", "基层干部"),
    Category.INFORMATION_STATION: ("益农信息社", "益农社负责人", "益农信息员"),
    Category.SHOP_OWNER: ("网店负责人", "网店店主", "网店经营者"),
    Category.VILLAGE_SHOP_KEEPER: ("店小二", "村淘", "村淘合伙人"),
    Category.MIGRANT_WORKER: ("农民工", "返乡务工人员", "外出务工人员", "返乡人员"),
    Category.VILLAGER: ("农户", "普通农户", "一般户", "非贫困户", "农民", "村民", "非建档立卡户"),
    Category.OTHER: ("其它", "其他人员"),
}  # fmt: skip
_BY_TEXT: Mapping[str, Category] = MappingProxyType(
    {label: category for category, label in CATEGORY_LABELS.items()}
    | {word: category for category, words in _SYNONYMS.items() for word in words}
)
_SEPARATORS = "、，,；;／|+＋"


@lru_cache(maxsize=4096)
def categories_of(text: str) -> tuple[Category, ...]:
    """All categories that a cell names, in the order of Category; nothing known gives none."""
    plain = without_blanks(text)
    found = _BY_TEXT.get(plain)
    if found is not None:
        return (found,)
    for separator in _SEPARATORS:
        plain = plain.replace(separator, "/")
    named = {_BY_TEXT[part] for part in plain.split("/") if part in _BY_TEXT}
    return tuple(category for category in Category if category in named)


def category_of(text: str) -> Category:
    """The first category that a cell names, OTHER when it names none (the text is kept beside)."""
    found = categories_of(text)
    return found[0] if found else Category.OTHER


def is_registered_poor(category: Category) -> bool:
    """Whether the Henan rules' target group is meant: 建档立卡贫困户."""
    return category is Category.REGISTERED_POOR
