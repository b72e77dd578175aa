"""Invented people: drawn from a seed, so that every demonstration has the same ones.

No number belongs to anybody: ID numbers end in the order codes 996 to 999, which are kept for
centenarians; telephones lie in blocks 0000; accounts carry a made-up bank number.
"""

import datetime as dt
import random
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace

from stdnum import luhn

from courses.rosters.rules import check_character

COUNTY = "411224"
HAN, UYGHUR = "汉族", "维吾尔族"
POOR = "建档立卡贫困户"
PAST_CATEGORIES = (POOR,) * 6 + ("一般农户", "返乡农民工", "残疾人", "退伍军人")
"""人员类别 as rosters of 2018 and 2019 had them, poor households first."""
CATEGORIES = (
    "脱贫人口", "脱贫人口", "脱贫人口", "监测对象", "返乡农民工", "返乡创业青年", "一般农户",
    "一般农户", "残疾人", "村干部", "巧媳妇", "退伍军人",
)  # fmt: skip
EDUCATIONS = ("小学", "初中", "初中", "初中", "高中", "高中", "中专", "大专")
INTENTIONS = ("开网店", "村电商服务站", "直播带货", "农产品代购", "快递网点", "")
BANKS = ("卢氏农商银行", "中国邮政储蓄银行卢氏支行", "中国农业银行卢氏支行")
_SURNAMES = "李李李王王王张张张莫莫常常程程杜郭郭孟贾薛卫雷郝靳高范曹侯段尚吴刘刘陈赵赵周孙马任"
_MEN = "建军志强国文海涛永刚红伟小东新民宏斌明亮占江春生保平"
_WOMEN = "秀英桂兰玉珍春燕爱霞晓丽红梅淑芳雪娟彩云小玲巧凤会琴"


@dataclass(frozen=True, slots=True)
class Somebody:
    """A person as a centre's sheet has them, every cell a text."""

    name: str
    sex: str
    id_number: str
    town: str
    village: str
    category: str
    ethnic: str = HAN
    education: str = "初中"
    household: str = ""
    relation: str = ""
    phone: str = ""
    account: str = ""
    bank: str = ""
    intention: str = ""


Place = tuple[str, str]
"""Town and village by name."""


class Inventor:
    """Invents people of the county, none of them twice."""

    def __init__(self, places: Sequence[Place], seed: str = "lushi") -> None:
        self._places = places
        self._draw = random.Random(seed)
        self._numbers: set[str] = set()
        self._names: set[str] = set()
        self._count = 0

    def people(
        self,
        count: int,
        categories: Sequence[str],
        born: tuple[int, int],
        named: Sequence[str] = (),
    ) -> list[Somebody]:
        """`count` people born in these years; the first ones are called `named`."""
        names = [*named, *self._fresh_names(count - len(named))]
        return [self._invent(name, categories, born) for name in names[:count]]

    def _fresh_names(self, count: int) -> Iterator[str]:
        made = 0
        while made < count:
            sex = self._draw.choice("男女")
            pool = _MEN if sex == "男" else _WOMEN
            given = "".join(self._draw.sample(pool, self._draw.choice((1, 2, 2, 2))))
            name = self._draw.choice(_SURNAMES) + given
            if name not in self._names:
                self._names.add(name)
                made += 1
                yield name

    def _invent(self, name: str, categories: Sequence[str], born: tuple[int, int]) -> Somebody:
        draw = self._draw
        self._count += 1
        sex = "女" if set(name[1:]) & set(_WOMEN) else "男"
        town, village = draw.choice(self._places)
        category = draw.choice(categories)
        poor = category in (POOR, "脱贫人口", "监测对象")
        return Somebody(
            name=name,
            sex=sex,
            id_number=self._number(sex, born),
            town=town,
            village=village,
            category=category,
            ethnic=UYGHUR if "·" in name else HAN,
            education=draw.choice(EDUCATIONS),
            household=f"{COUNTY}{draw.randrange(10**6, 10**7)}" if poor else "",
            relation=draw.choice(("户主", "配偶", "之子", "之女")) if poor else "",
            phone=f"{draw.choice(('135', '137', '138', '150', '158', '187'))}0000{self._count:04}",
            account=account_number(draw.randrange(10**11)),
            bank=draw.choice(BANKS),
            intention=draw.choice(INTENTIONS),
        )

    def _number(self, sex: str, born: tuple[int, int]) -> str:
        """An ID number whose order code is 997 or 999 for men, 996 or 998 for women."""
        while True:
            first, last = dt.date(born[0], 1, 1), dt.date(born[1], 12, 31)
            day = first + dt.timedelta(days=self._draw.randrange((last - first).days))
            order = self._draw.choice(("997", "999") if sex == "男" else ("996", "998"))
            number = id_number(day, order)
            if number not in self._numbers:
                self._numbers.add(number)
                return number


def id_number(born: dt.date, order: str) -> str:
    """The ID number of the county with this birth date and order code."""
    first17 = f"{COUNTY}{born:%Y%m%d}{order}"
    return first17 + check_character(first17)


def account_number(serial: int) -> str:
    """A made-up account of 19 digits that passes the Luhn check."""
    body = f"6230000{serial:011}"
    return body + luhn.calc_check_digit(body)


def with_slips(people: Sequence[Somebody]) -> list[Somebody]:
    """The same people with what goes wrong on a centre's sheet: two rows will not be taken, four doubted.

    Wrong: a check digit, somebody named twice. Doubted: a telephone, an account, a sex, a village.
    """
    rows = list(people)
    digit = rows[6].id_number[-1]
    rows[6] = replace(rows[6], id_number=rows[6].id_number[:-1] + ("1" if digit != "1" else "2"))
    rows[11] = replace(rows[11], phone=rows[11].phone[:10])
    last = rows[17].account[-1]
    rows[17] = replace(rows[17], account=rows[17].account[:-1] + str((int(last) + 1) % 10))
    rows[23] = replace(rows[23], sex="男" if rows[23].sex == "女" else "女")
    rows[30] = replace(rows[30], village="新社区")
    return [*rows, rows[3]]
