"""What a person reads when a file cannot be taken: what, where, why, and what to do next."""

from flask_babel import lazy_gettext as _l
from flask_babel.speaklater import LazyString

SENTENCES: dict[str, LazyString] = {
    "SHEET_NOT_A_SPREADSHEET": _l(
        "文件“%(file)s”不是电子表格，无法读取。请上传 xlsx、xls、ods 或 csv 文件；"
        "若是从其他系统导出的，请用 Excel 或 WPS 打开后另存为 xlsx。"
    ),
    "SHEET_EMPTY": _l("文件“%(file)s”里没有任何内容。请确认选对了文件，填好内容并保存后重新上传。"),
    "SHEET_PASSWORD_PROTECTED": _l(
        "文件“%(file)s”设有打开密码，无法读取。请用 Excel 或 WPS 打开，取消密码后另存，再重新上传。"
    ),
    "SHEET_TOO_LARGE": _l(
        "文件“%(file)s”太大，未读取：最多 %(rows)s 行，展开后最多 %(megabytes)s MB。"
        "请删去图片、多余的空行和格式，或分成几个文件上传。"
    ),
    "SHEET_TOO_MANY_COLUMNS": _l(
        "文件“%(file)s”的列太多，未读取：最多 %(columns)s 列。请删去表格右侧多余的列后重新上传。"
    ),
    "SHEET_BROKEN": _l(
        "文件“%(file)s”已损坏或不完整，无法读取。请用 Excel 或 WPS 打开检查，另存为 xlsx 后重新上传。"
    ),
    "SHEET_QUOTE_UNCLOSED": _l(
        "文件“%(file)s”第 %(row)s 行有一个引号没有配对，其后的内容无法分清行列。"
        "请补上或删去这个引号后重新上传。"
    ),
    "SHEET_TIMEOUT": _l(
        "文件“%(file)s”读取时间过长，已停止，没有写入任何内容。"
        "请用 Excel 或 WPS 另存为新的 xlsx，或分成几个文件上传。"
    ),
    "SHEET_COLUMNS_MISSING": _l(
        "文件“%(file)s”的工作表“%(sheet)s”里没有找到这些列：%(columns)s。"
        "请核对表头的写法，补上缺少的列后重新上传。"
    ),
}
