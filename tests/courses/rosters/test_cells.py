"""Names, telephones, accounts, code tables: one spelling each, or a reason."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from courses.rosters.rules import (
    CATEGORY_LABELS,
    ETHNIC_LABELS,
    POLITICAL_LABELS,
    Category,
    Sex,
    categories_of,
    category_of,
    check_account,
    check_name,
    check_phone,
    disability_of,
    education_code,
    ethnic_code,
    is_luhn,
    normalise_name,
    political_code,
    search_key,
    sex_of,
    text_of,
)


@pytest.mark.parametrize(
    ("value", "name", "code"),
    [
        ("张\u3000伟", "张伟", None),
        (" 李 䶮 ", "李䶮", None),
        ("赵𫖯华", "赵𫖯华", None),
        ("㛃𬭩", "㛃𬭩", None),
        ("", "", "NAME_MISSING"),
        ("\u3000 ", "", "NAME_MISSING"),
        (None, "", "NAME_MISSING"),
        ("张", "张", "NAME_LENGTH"),
        ("张" * 20, "张" * 20, None),
        ("张" * 21, "张" * 21, "NAME_LENGTH"),
    ],
)
def test_names(value: object, name: str, code: str | None) -> None:
    assert check_name(value) == (name, code)


@pytest.mark.parametrize("dot", "•．‧・･∙⋅●。.·﹒")
def test_every_middle_dot_becomes_one(dot: str) -> None:
    assert check_name(f"阿卜杜拉{dot}买买提") == ("阿卜杜拉·买买提", None)


@given(st.text(max_size=20))
def test_normalising_a_name_twice_changes_nothing(text: str) -> None:
    once = normalise_name(text)
    assert normalise_name(once) == once or once[0] in "='‘’＇"


@pytest.mark.parametrize(
    ("name", "key"),
    [
        ("曾小明", "zengxiaoming zxm"),
        ("单田芳", "shantianfang stf"),
        ("仇英", "qiuying qy"),
        ("解珍", "xiezhen xz"),
        ("尉迟恭", "yuchigong ycg"),
        ("李曾", "liceng lc"),
        ("吕布", "lvbu lb"),
        ("赵𫖯华", "zhaofuhua zfh"),
        ("阿卜杜拉·买买提", "abudulamaimaiti abdlmmt"),
        ("李Anna", "lianna lanna"),
        ("", " "),
    ],
)
def test_search_keys(name: str, key: str) -> None:
    assert search_key(name) == key


@pytest.mark.parametrize(
    ("value", "phone"),
    [
        ("13891425502", "13891425502"),
        ("+86 139-4989-4474", "13949894474"),
        ("8613949894474", "13949894474"),
        ("１３９４９８９４４７４", "13949894474"),
        (13949894474.0, "13949894474"),
        ("0398-7873489", "0398-7873489"),
        ("(0398) 7873489", "0398-7873489"),
        ("010 62345678", "010-62345678"),
        ("+86 398 7873489", "0398-7873489"),
        ("0398-7873489转12", "0398-7873489"),
        ("+852 2345 6789", "+85223456789"),
        ("", ""),
        (None, ""),
    ],
)
def test_phones(value: object, phone: str) -> None:
    assert check_phone(value) == (phone, None)


@pytest.mark.parametrize(
    "value",
    [
        "1390398",
        "1880187976",
        "12345678901",
        "7873489",
        "139494894741",
        "无",
        "+852 1",
        "١٣٨٩١٤٢٥٥٠٢",
    ],
)
def test_phones_that_cannot_be_called_are_kept_as_written(value: str) -> None:
    assert check_phone(value) == (value, "PHONE_INVALID")


@given(st.text(max_size=20) | st.integers() | st.floats())
def test_a_sound_phone_is_its_own_spelling(value: object) -> None:
    phone, fault = check_phone(value)
    assert fault is not None or check_phone(phone) == (phone, None)


@pytest.mark.parametrize(
    ("value", "account", "code"),
    [
        ("6217000711380835419", "6217000711380835419", None),
        ("\t6217001837064190794", "6217001837064190794", None),
        ("6217 0007 1138 0835 419", "6217000711380835419", None),
        ("6217009811134046810", "6217009811134046810", "ACCOUNT_CHECKSUM"),
        ("存折", "存折", "ACCOUNT_CHECKSUM"),
        (6.217000711380835e18, "", "ACCOUNT_PRECISION_LOST"),
        ("6.217E+18", "", "ACCOUNT_PRECISION_LOST"),
        ("411224196201269978", "411224196201269978", "ACCOUNT_IS_ID_NUMBER"),
        ("", "", None),
    ],
)
def test_accounts(value: object, account: str, code: str | None) -> None:
    assert check_account(value, "411224196201269978") == (account, code)


@given(st.from_regex(r"62[0-9]{14,17}", fullmatch=True))
def test_exactly_one_last_digit_passes_luhn(first: str) -> None:
    passing = [digit for digit in "0123456789" if is_luhn(first + digit)]
    assert len(passing) == 1


@given(st.from_regex(r"62[0-9]{17}", fullmatch=True), st.integers(0, 18), st.integers(1, 9))
def test_luhn_notices_one_wrong_digit(number: str, place: int, by: int) -> None:
    wrong = number[:place] + str((int(number[place]) + by) % 10) + number[place + 1 :]
    assert not (is_luhn(number) and is_luhn(wrong))


@pytest.mark.parametrize(
    ("text", "category"),
    [
        ("建档立卡贫困户", Category.REGISTERED_POOR),
        ("建档立卡", Category.REGISTERED_POOR),
        (" 贫困户 ", Category.REGISTERED_POOR),
        ("非贫困户", Category.VILLAGER),
        ("已脱贫户", Category.OUT_OF_POVERTY),
        ("残疾人、建档立卡", Category.REGISTERED_POOR),
        ("退役军人", Category.VETERAN),
        ("大学生村官", Category.GRADUATE_OFFICIAL),
        ("村干部", Category.VILLAGE_CADRE),
        ("某种新类别", Category.OTHER),
        ("", Category.OTHER),
    ],
)
def test_categories(text: str, category: Category) -> None:
    assert category_of(text) is category


def test_every_label_is_its_own_category() -> None:
    assert set(CATEGORY_LABELS) == set(Category)
    assert all(category_of(label) is category for category, label in CATEGORY_LABELS.items())
    assert categories_of("残疾人/巧媳妇") == (Category.DISABLED, Category.SKILLED_WOMAN)


def test_code_tables() -> None:
    assert len(ETHNIC_LABELS) == 58
    assert (ethnic_code("汉"), ethnic_code("汉族"), ethnic_code("基诺族")) == ("01", "01", "56")
    assert (ethnic_code("维吾尔族"), ethnic_code("火星族")) == ("05", None)
    assert [education_code(text) for text in ("大专", "初中毕业", "中专", "文盲", "?")] == [
        "30",
        "70",
        "41",
        "90",
        None,
    ]
    assert (political_code("中共党员"), political_code("群众")) == ("01", "13")
    assert (sex_of("男 "), sex_of("F"), sex_of("未知")) == (Sex.MALE, Sex.FEMALE, None)
    assert disability_of("41122419620126997843") == ("4", "3")
    assert disability_of("41122419620126997849") is None


@pytest.mark.parametrize(
    ("value", "text"),
    [
        (None, ""), (1.0, "1"), (1.5, "1.5"), (7, "7"), ("'007", "007"), ('="007"', "007"),
        ("\t62 ", "62"), ('=HYPERLINK("x","y")', '=HYPERLINK("x","y")'), ("=1+1", "=1+1"),
        (float("nan"), ""), (float("inf"), ""),
    ],
)  # fmt: skip
def test_texts(value: object, text: str) -> None:
    assert text_of(value) == text


@pytest.mark.parametrize(
    ("text", "code"),
    [
        ("研究生教育", "10"), ("博士研究生毕业", "11"), ("硕士研究生毕业", "14"),
        ("大学本科教育", "20"), ("大学本科毕业", "20"), ("大学专科教育", "30"),
        ("中等职业教育", "40"), ("中等专科毕业", "41"), ("职业高中毕业", "44"),
        ("技工学校毕业", "47"), ("普通高级中学教育", "60"), ("普通高中毕业", "60"),
        ("初级中学教育", "70"), ("初中肄业", "70"), ("小学教育", "80"), ("其他", "90"),
    ],
)  # fmt: skip
def test_the_standards_own_names_of_education_are_read(text: str, code: str) -> None:
    """GB/T 4658-2006."""
    assert education_code(text) == code


def test_political_status_of_the_standard() -> None:
    """GB/T 4762-1984: thirteen codes, short and full names."""
    assert list(POLITICAL_LABELS) == [f"{at:02}" for at in range(1, 14)]
    assert (POLITICAL_LABELS["04"], POLITICAL_LABELS["12"]) == ("民革会员", "无党派民主人士")
    full = ("中国共产党预备党员", "中国国民党革命委员会会员", "台湾民主自治同盟盟员", "无党派人士")
    assert [political_code(text) for text in full] == ["02", "04", "11", "12"]


def test_ethnic_groups_of_the_standard() -> None:
    """GB/T 3304-1991: 56 groups in its order."""
    assert len([code for code in ETHNIC_LABELS if code <= "56"]) == 56
    sample = {
        "07": "彝族",
        "22": "畲族",
        "25": "水族",
        "38": "锡伯族",
        "46": "德昂族",
        "49": "京族",
    }
    assert {code: ETHNIC_LABELS[code] for code in sample} == sample
