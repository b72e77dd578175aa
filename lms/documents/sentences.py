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
}
