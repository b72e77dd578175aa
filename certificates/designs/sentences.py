"""What is said about designs, seals and signatories."""

from flask_babel import lazy_gettext as _l

SENTENCES = {
    "DESIGN_TITLE_TAKEN": _l("已有名为“%(title)s”的版式。请换一个名称。"),
    "DESIGN_UNCHANGED": _l("版式与第 %(version)s 版相同，没有保存新版。"),
    "DESIGN_TOO_LARGE": _l("版式文件超过 %(most)s MB。请缩小其中的图片后再试。"),
    "DESIGN_NOT_TEXT": _l("版式文件不是 UTF-8 编码的 HTML。请另存为 UTF-8 后再上传。"),
    "DESIGN_FIELD_UNKNOWN": _l("版式用了系统没有的栏目 %(field)s。请对照本页的栏目表改正。"),
    "DESIGN_FIELD_NEEDED": _l("版式上没有 %(field)s，证书上必须印它。请加上这个栏目。"),
    "DESIGN_BUNDLE_UNREADABLE": _l("这不是本系统导出的版式文件。请选择导出时得到的 zip 文件。"),
    "DESIGN_BUNDLE_ALTERED": _l("版式文件导出后被改动过，没有导入。请向对方重新索取。"),
    "EMBLEM_DATES": _l("停用日期早于启用日期。请核对日期。"),
    "EMBLEM_PICTURE": _l("图片必须是 PNG 或 JPEG，不超过 1 MB。请重新制作图片。"),
    "EMBLEM_NOT_IN_FORCE": _l("“%(title)s”在 %(day)s 没有启用或不属于本培训中心。请另选。"),
    "DESIGN_NOT_USABLE": _l("所选版式没有发布或已停用。请另选。"),
}
