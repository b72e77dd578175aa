"""Invented people of 卢氏县 (411224): every number is valid and has an order code 996–999."""

import random
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date, timedelta
from functools import cache
from pathlib import Path

import xlsxwriter
from stdnum import luhn

from courses.rosters.identity import check_character
from lms.divisions.packaged import read_packaged
from lms.divisions.prefixes import Level

COUNTY = "411224"
HEADINGS = (
    "序号", "姓名", "性别", "民族", "出生年月", "身份证号码", "文化程度", "户籍地", "人员类别",
    "建档立卡户编号", "与户主关系", "联系电话", "社保卡银行账号", "培训工种", "班期编号",
    "就业意向", "备注",
)  # fmt: skip
TITLE = "卢氏县2026年第1期农村电商实操培训班学员花名册"
_SURNAMES = "王李张刘陈杨赵黄周吴徐孙胡朱高林何郭马罗梁宋郑谢韩唐冯于董萧程曹袁邓许傅沈曾彭吕"
_GIVEN = "伟芳娜敏静丽强磊军洋勇艳杰娟涛明超兰霞平刚桂英华玉梅红春秀文建国志海波宁贵福生龙元全"
_FIRST_DAY, _DAYS = date(1931, 1, 1), 27_000
MOST = _DAYS * 4


@dataclass(frozen=True, slots=True)
class Invented:
    """One row of a roster, as typed."""

    name: str
    sex: str
    birth: str
    id_number: str
    home: str
    category: str
    household: str
    relation: str
    phone: str
    account: str

    def cells(self, number: int) -> tuple[str, ...]:
        """The row under HEADINGS."""
        return (
            str(number), self.name, self.sex, "汉族", self.birth, self.id_number, "初中",
            self.home, self.category, self.household, self.relation, self.phone, self.account,
            "电子商务师", "第1期", "开网店", "",
        )  # fmt: skip


@cache
def homes() -> tuple[str, ...]:
    """Every village of the county as rosters write it."""
    names = {one.code: one.name for one in read_packaged([COUNTY])}
    villages = (one for one in read_packaged([COUNTY]) if one.level is Level.VILLAGE)
    return tuple(
        names[f"{COUNTY}000000"] + names[one.code[:9].ljust(12, "0")] + one.name for one in villages
    )


def people(count: int, seed: int = 1) -> Iterator[Invented]:
    """`count` different people, the same for the same seed."""
    if count > MOST:
        raise ValueError(f"no more than {MOST} numbers can be invented for one county")
    chance = random.Random(seed)
    for place in chance.sample(range(MOST), count):
        day, order = _FIRST_DAY + timedelta(place // 4), 996 + place % 4
        digits = f"{COUNTY}{day:%Y%m%d}{order}"
        poor = chance.random() < 0.6
        card = f"6217{chance.randrange(10**14):014}"
        yield Invented(
            name=chance.choice(_SURNAMES)
            + "".join(chance.choices(_GIVEN, k=chance.choice((1, 2)))),
            sex="男" if order % 2 else "女",
            birth=f"{day:%Y-%m}",
            id_number=digits + check_character(digits),
            home=chance.choice(homes()),
            category="建档立卡贫困户" if poor else "返乡农民工",
            household=f"{COUNTY}{chance.randrange(10**6):06}" if poor else "",
            relation="户主" if poor else "",
            phone=f"13{chance.randrange(10**9):09}",
            account=card + luhn.calc_check_digit(card),
        )


def write_roster(path: Path, count: int) -> None:
    """学员花名册 with a title, one line of headings and `count` people."""
    with xlsxwriter.Workbook(path) as book:
        sheet = book.add_worksheet("花名册")
        sheet.write_string(0, 0, TITLE)
        sheet.write_row(1, 0, HEADINGS)
        for row, one in enumerate(people(count), 2):
            for column, text in enumerate(one.cells(row - 1)):
                sheet.write_string(row, column, text)
