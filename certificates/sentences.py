"""What is said about certificates and their numbers."""

from flask_babel import lazy_gettext as _l

SENTENCES = {
    "CERTIFICATE_NUMBER_INVALID": _l("证书编号不对，可能抄错了一位。请对照证书重新输入。"),
    "CERTIFICATE_TRANSITION_NOT_ALLOWED": _l("证书现在的状态不能这样变更：已作废的编号不再恢复。"),
    "CERTIFICATE_REASON_MISSING": _l("请写明撤销或换发的原因。"),
    "CERTIFICATE_VOIDED": _l("这名学员在本班的证书曾被作废。如要再发，请单独重新签发并写明原因。"),
    "ALREADY_ISSUED": _l("这名学员已有本班的证书。"),
    "CLASS_ORDINAL_TAKEN": _l(
        "第 %(ordinal)s 期的编号已被本县同年的另一个班使用，已取下一个空号。"
    ),
    "CLASS_ORDINALS_EXHAUSTED": _l("本县本年的班序 001–999 已用完，不能再编号。"),
    "CERTIFICATE_SERIALS_EXHAUSTED": _l("本班的学员序 001–9999 已用完，不能再编号。"),
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
    "CERTIFICATES_HANDED_OUT": _l(
        "这批证书中有 %(count)s 张已领取，不能整批撤销。请逐张撤销，或先更正领取登记。"
    ),
    "CERTIFICATE_EVIDENCE_MISSING": _l("更正证书内容要写明核实依据，如“居民身份证、户口簿”。"),
    "CERTIFICATE_NOTHING_DIFFERS": _l(
        "档案与证书一致，没有可更正的内容。请先在学员档案中更正，再换发证书。"
    ),
    "SIGNING_KEY_MISSING": _l(
        "%(county)s 的签名私钥不在 %(path)s。请从备份恢复；"
        "确已丢失的，用 lms certificates rotate-key 换新密钥。"
    ),
    "SIGNING_KEY_BROKEN": _l("签名私钥文件 %(path)s 不能读取。请从备份恢复。"),
    "SIGNING_KEY_NONE": _l("%(county)s 还没有签名密钥：第一次签发证书时自动生成，不用更换。"),
    "STOCK_NUMBER_UNREADABLE": _l(
        "“%(number)s”不是纸上的号码：末尾应为 1 至 9 位数字，如 No.0012001。"
    ),
    "STOCK_RANGE_UNEVEN": _l("%(first)s 和 %(last)s 的前缀或位数不同。请分段登记。"),
    "STOCK_RANGE_ORDER": _l(
        "%(first)s 至 %(last)s 不成区间：截止号要不小于起始号，一次不超过 10 万张。"
    ),
    "STOCK_OVERLAPS": _l("这些号码中有的已经登记过。请核对起止号。"),
    "STOCK_DATE_AHEAD": _l("收到日期在今天之后。请核对日期。"),
    "STOCK_NOT_IN_RANGE": _l("这些号码不在这批空白证书之内。请核对起止号。"),
    "STOCK_OTHER_COUNTY": _l("这批空白证书不是本县的。请另选。"),
    "STOCK_SHORT": _l(
        "要打印 %(count)s 张，从所选号码起只剩 %(left)s 张空白证书。请改起始号或另选一批纸。"
    ),
    "SHEET_USED": _l("这些号码中有的已经打印或作废。请核对起止号。"),
    "NOTHING_TO_PRINT": _l("没有等待打印的证书：首次打印都已打印，补发的要先登记补发。"),
    "PRINT_FOLLOWED": _l("这张证书之后已经重打过。请在最后一次打印上办理。"),
    "CERTIFICATE_COLLECTED": _l("这张证书已登记领取。登记有误的，请先划去再重新登记。"),
    "COLLECTOR_MISSING": _l("代领的要填写代领人姓名和与持证人的关系。"),
    "COLLECTION_DATE": _l("领取日期要在发证日期之后、不晚于今天。"),
    "NOBODY_CHOSEN": _l("还没有选人。请勾选后再登记。"),
    "EARLIER_EMPTY": _l("台账里没有可以读入的行。请核对文件。"),
    "EARLIER_NUMBER_MISSING": _l("证书编号：没有填写。请补填后重新上传。"),
    "EARLIER_NAME_MISSING": _l("姓名：没有填写。请补填后重新上传。"),
    "EARLIER_COURSE_MISSING": _l("培训项目：没有填写。请补填后重新上传。"),
    "EARLIER_ISSUED_ON": _l("发证日期：没有填写、不能识别或在今天之后。请改正后重新上传。"),
    "EARLIER_NUMBER_LOSSY": _l(
        "证书编号：表格把长编号存成了数字，末几位已丢失。请改为文本后重填。"
    ),
    "EARLIER_NUMBER_TWICE": _l("证书编号 %(number)s 在文件中重复。"),
    "EARLIER_NUMBER_OURS": _l("编号 %(number)s 是本系统签发的，不能作为系统前的证书导入。"),
    "EARLIER_DIFFERS": _l("编号 %(number)s 已经登记，内容不同。请核对纸质证书。"),
    "EARLIER_REVOKED_SINCE": _l("导入的证书中有 %(count)s 张之后已撤销，不能再撤回这次导入。"),
    "EARLIER_DATE_UNREAD": _l("日期“%(text)s”不能识别，这一项没有导入。"),
    "EARLIER_HOURS_UNREAD": _l("课时“%(text)s”不是整数，这一项没有导入。"),
    "EARLIER_ID_UNREAD": _l("身份证号码有误，没有导入号码；证书仍可导入。"),
    "CERTIFICATES_NONE_FOUND": _l("没有符合条件的证书，没有可导出的内容。"),
    "REGISTER_TOO_LONG": _l("共 %(count)s 行，一次最多导出 %(most)s 行。请加条件分次导出。"),
    "CERTIFICATE_COPIED_SINCE": _l("这张证书刚刚已登记补发，共 %(count)s 次。请核对后再办理。"),
    "PDF_SEAL_BROKEN": _l(
        "PDF 电子签章没有完成（%(path)s：%(fault)s）。请核对配置、口令和时间戳服务，然后重试。"
    ),
    "BADGE_NEEDS_ADDRESS": _l("没有设定公开网址（LMS_PUBLIC_URL），不能生成开放徽章。"),
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
