"""What is said when printing is refused, or when the machine lacks something for it."""

from flask_babel import lazy_gettext as _l

SENTENCES = {
    "CHARACTER_NOT_PRINTABLE": _l(
        "没有字体能打印“%(characters)s”（%(codes)s），为免姓名印成空框，未生成文件。"
        "请安装 fonts-hanazono 字体或核对姓名用字后重试。"
    ),
    "PAPER_RESOURCE_REFUSED": _l("文件版式要求读取外部内容，已拒绝，未生成文件。请联系管理员。"),
    "LAYOUT_LIBRARY_MISSING": _l(
        "缺少排版库：请安装 libpango-1.0-0 与 libpangoft2-1.0-0，否则不能打印。"
    ),
    "FONT_MISSING": _l("缺少中文字体：请安装 Python 包 pylopdf-fonts-zh-cn，否则不能打印。"),
    "RARE_FONT_MISSING": _l(
        "缺少生僻字字体：请安装 fonts-hanazono，否则含极罕见字的姓名不能打印。"
    ),
    "FONT_SUBSETTER_MISSING": _l(
        "缺少 libharfbuzz-subset0：请安装，否则每份文件的生成会慢几十倍。"
    ),
    "PICTURE_REFUSED": _l("照片不能使用：须为 PNG 或 JPEG，不超过 12 MB、2400 万像素。"),
    "TEXT_TOO_LONG": _l(
        "“%(field)s”的内容过长，缩到最小字号也放不下，未生成文件。请放宽版式中的位置。"
    ),
    "CODE_TOO_LONG": _l("二维码内容过长，无法生成。"),
    "CARD_TOO_LARGE_FOR_SHEETS": _l("版式大于 A4，不能在 A4 纸上拼版。"),
    "DESIGN_FIELD_MISSING": _l("版式用到字段“%(field)s”，但没有这一项内容。"),
    "DESIGN_MARKS_NESTED": _l("版式中一个位置只能有一种标记，且不能套在另一个位置里。"),
    "DESIGN_CODE_LEVEL": _l("二维码纠错等级“%(level)s”无效，须为 L、M、Q、H 之一。"),
    "DESIGN_PLACE_INLINE": _l("“%(field)s”的位置没有自己的宽高：请改用块级或绝对定位的元素。"),
    "DESIGN_TOO_MANY_PAGES": _l("版式排出 %(pages)s 页，最多 %(limit)s 页（正面、背面）。"),
    "DESIGN_HTML_TOO_LARGE": _l("版式超过 %(megabytes)s MB，未读取。"),
    "DESIGN_SCRIPT": _l("版式中有脚本，未使用。请删去脚本。"),
    "DESIGN_ELEMENT_REFUSED": _l("版式中不能有 <%(element)s> 元素。"),
    "DESIGN_ENDLESS": _l("版式排不完（超过时限），已中止。请简化版式。"),
    "DESIGN_TOO_HEAVY": _l("排版占用内存过多，已中止。请简化版式或缩小图片。"),
    "DESIGN_NOT_LAID_OUT": _l("版式无法排出。请检查 HTML 和样式。"),
    "DESIGN_PLACE_DIFFERS": _l(
        "第 %(place)s 个位置快速印法与排版结果不一致，改为逐张排版（较慢）。"
    ),
    "DESIGN_PLACE_TURNED": _l("第 %(place)s 个位置有旋转或透明，改为逐张排版（较慢）。"),
    "DESIGN_FACE_UNKNOWN": _l("第 %(place)s 个位置用了系统以外的字体，改为逐张排版（较慢）。"),
    "DESIGN_STYLE_NOT_STAMPED": _l("第 %(place)s 个位置用了特殊文字样式，改为逐张排版（较慢）。"),
    "DESIGN_PHOTO_POSITION": _l("第 %(place)s 个位置的照片按长度移位，改为逐张排版（较慢）。"),
}
