"""Sentences for the codes of roster rows: which column, what is wrong, why, what to do."""

from flask_babel import lazy_gettext as _l

SENTENCES = {
    "NAME_MISSING": _l("姓名：没有填写。请补填后重新提交。"),
    "NAME_LENGTH": _l("姓名：应为 2 至 20 个字，现有 %(length)s 个字。请对照证件改正后重新提交。"),
    "ID_MISSING": _l("身份证号码：没有填写。请对照证件补填后重新提交。"),
    "ID_PRECISION_LOST": _l(
        "身份证号码：单元格是数字格式，末几位已被表格软件丢失（现为 %(value)s），无法还原。"
        "请把该列设为文本格式，对照证件重新填写后提交。"
    ),
    "ID_FORMAT": _l(
        "身份证号码：应为 17 位数字加 1 位校验码，现有 %(length)s 位或含有其他字符。"
        "请对照证件改正后重新提交；如为其他证件，请增加“证件类型”一列。"
    ),
    "ID_BIRTHDATE": _l(
        "身份证号码：第 7 至 14 位 %(birth)s 不是有效的出生日期。请对照证件改正后重新提交。"
    ),
    "ID_CHECKSUM": _l(
        "身份证号码：第 18 位校验不符（应为 %(expected)s）。请对照证件改正后重新提交。"
    ),
    "DUPLICATE_IN_FILE": _l(
        "身份证号码：与第 %(first)s 行相同，本行不导入。请删去重复的一行，或改正其中一行的号码。"
    ),
    "SEX_MISMATCH": _l(
        "性别：填写为%(sheet)s，身份证号码第 17 位表示%(number)s。本行照收，请对照证件核实。"
    ),
    "PHONE_INVALID": _l(
        "联系电话：不是 11 位手机号码，也不是带区号的固定电话。本行照收，请向本人核实。"
    ),
    "ACCOUNT_CHECKSUM": _l(
        "社保卡银行账号：校验位不符，可能抄错了数字。本行照收，发放补贴前请对照银行卡核实。"
    ),
    "ACCOUNT_IS_ID_NUMBER": _l(
        "社保卡银行账号：填写的是社会保障号码（身份证号码），不是银行账号。"
        "本行照收，发放补贴前请改填银行账号。"
    ),
    "ACCOUNT_PRECISION_LOST": _l(
        "社保卡银行账号：单元格是数字格式，末几位已被表格软件丢失，账号没有导入。"
        "本行照收，发放补贴前请对照银行卡补填。"
    ),
    "DIVISION_UNKNOWN": _l(
        "户籍地：按现行区划查不到“%(text)s”，或同名村不止一个，未能确定到村。"
        "本行照收，请在学员档案中选定村。"
    ),
    "ID_LEGACY_15": _l("身份证号码：填写的是 15 位旧号码，已换算为 18 位。请对照现用证件核实。"),
    "BIRTH_DIFFERS": _l(
        "出生年月：填写为 %(sheet)s，身份证号码表示 %(number)s，以身份证号码为准。"
    ),
    # the import
    "ROSTER_EMPTY": _l("文件：工作表“%(sheet)s”里有表头，没有一行学员。请填好学员后重新上传。"),
    "SHEET_SOURCE_GONE": _l("原来的文件没有保留，不能再标注。请重新上传名册。"),
    # one person
    "PERSON_NUMBER_TAKEN": _l(
        "身份证号码：本县档案中已有另一人使用这个号码。请核对两人的证件；"
        "如是同一人，请在那份档案上更正。"
    ),
    "PERSON_CHANGED_MEANWHILE": _l("这份档案刚被别人改动，您的更正没有保存。请核对后重新填写。"),
    "HOME_UNKNOWN": _l("户籍地：查不到“%(text)s”。请选本县的村，或从省、市写起写到县和乡镇。"),
    "VALUE_UNCHANGED": _l("内容与现在的相同，没有更正。"),
    "VALUE_INVALID": _l("内容不合要求，没有保存。请按提示重新填写。"),
    "FIELD_NOT_CORRECTABLE": _l("这一项不能直接更正。"),
    "REASON_MISSING": _l("请写明原因。"),
    "PURPOSE_MISSING": _l("请选择查看完整号码的用途。"),
    "DOUBT_NOT_OPEN": _l("这处存疑已经处理过了。"),
}
