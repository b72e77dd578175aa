"""What is said about certificates and their numbers."""

from flask_babel import lazy_gettext as _l

SENTENCES = {
    "CERTIFICATE_NUMBER_INVALID": _l("证书编号不对，可能抄错了一位。请对照证书重新输入。"),
    "CERTIFICATE_TRANSITION_NOT_ALLOWED": _l("证书现在的状态不能这样变更：已作废的编号不再恢复。"),
    "CERTIFICATE_REASON_MISSING": _l("请写明撤销或换发的原因。"),
    "CERTIFICATE_VOIDED": _l("这名学员在本班的证书曾被作废。如要再发，请单独补发并写明原因。"),
    "ALREADY_ISSUED": _l("这名学员已有本班的证书。"),
    "CLASS_ORDINAL_TAKEN": _l(
        "第 %(ordinal)s 期的编号已被本县同年的另一个班使用，已取下一个空号。"
    ),
    "CLASS_ORDINALS_EXHAUSTED": _l("本县本年的班序 001–999 已用完，不能再编号。"),
    "CERTIFICATE_SERIALS_EXHAUSTED": _l("本班的学员序 001–999 已用完，不能再编号。"),
    "CERTIFICATE_DATE_BEFORE_END": _l(
        "发证日期 %(date)s 早于培训结束日期 %(end)s。请改为结束当日或以后的日期。"
    ),
    "CERTIFICATE_DATE_AHEAD": _l(
        "发证日期 %(date)s 太晚：最多可提前 %(days)s 天准备。请核对日期。"
    ),
    "CERTIFICATE_VALIDITY_ORDER": _l(
        "有效期 %(date)s 不晚于发证日期 %(issued)s。请改为以后的日期，或不填（长期有效）。"
    ),
    "NOBODY_TO_CERTIFY": _l(
        "没有可以签发的学员：没有人达到结业条件，或都已有证书。各人的原因见本班的证书页面。"
    ),
    "CERTIFICATES_REPLACED_SINCE": _l(
        "这批证书中有 %(count)s 张已换发，不能整批撤销。请逐张撤销。"
    ),
    "CERTIFICATE_FOLLOWED": _l("这张证书之后已另发 %(number)s。请在最新的一张上办理。"),
    "CERTIFICATES_EXIST": _l("学员中有人已有本班的证书，证书不能删除，因此不能撤销这次导入。"),
    "CERTIFICATES_NONE": _l("本班还没有有效的证书。请先签发。"),
    "CERTIFICATE_VOID": _l("这张证书已作废，不再打印。"),
    "CERTIFICATE_ALTERED": _l(
        "这张证书的存档与签发时的校验值不符，不能证明其真伪。请联系发证机构核实。"
    ),
    "CERTIFICATE_UNKNOWN": _l(
        "没有查到这张证书。请重新扫描，或按证书上的编号和姓名核验；仍查不到的，请联系发证机构。"
    ),
    "CERTIFICATE_NOT_MATCHED": _l(
        "没有编号和姓名都相符的证书。请对照证书重新填写；仍查不到的，请联系发证机构。"
    ),
    "ROSTER_TITLE_MISSING": _l("名册里没有写明班名。请用 --title 指定班名。"),
    "COURSE_UNKNOWN": _l("%(county)s 没有培训项目“%(name)s”。请先在培训项目中新建，或核对名称。"),
    "FILE_UNREADABLE": _l("文件 %(path)s 不存在或不能读取。请核对路径。"),
    "DAY_UNREADABLE": _l("“%(text)s”不是日期。请写成 2018-09-10 的样子。"),
    "OUT_NOT_A_FOLDER": _l("%(path)s 不是文件夹。请另选输出位置。"),
    "OUT_NOT_WRITABLE": _l("不能写入 %(path)s，没有作任何改动。请核对权限和磁盘空间。"),
    "OUT_NOT_PLACED": _l(
        "已经入库，但结果文件没有放进 %(path)s（可能被占用或改了权限）。再次运行同一命令即可写出文件。"
    ),
    "INVOICES_WITHOUT_REGISTER": _l("没有考勤表，只导入了名册，票据没有登记。"),
}
