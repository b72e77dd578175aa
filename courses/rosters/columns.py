"""The columns a roster may have: field, what the heading may say, whether it must be there.

Sources: 学员花名册 as officers expect it, and headings seen in centres' own sheets. The
comparison itself, with two-line headings and brackets, is in lms.sheets.headings.
"""

from lms.sheets.table import Field

FIELDS: tuple[Field, ...] = (
    Field("name", ("姓名", "学员姓名", "培训人员姓名", "参训人员姓名", "名字"), required=True),
    Field("sex", ("性别",)),
    Field("ethnic", ("民族", "族别")),
    Field("birth", ("出生年月", "出生日期", "出生年月日", "生日", "年龄")),
    Field("document_type", ("证件类型", "证件种类", "身份证件类型")),
    Field(
        "id_number",
        (
            "身份证号码",
            "身份证号",
            "证件号码",
            "证件号",
            "公民身份号码",
            "居民身份证号码",
            "居民身份证号",
            "身份证件号码",
            "身份证",
            "社会保障号码",
        ),
        required=True,
    ),
    Field("education", ("文化程度", "学历", "学历层次", "受教育程度")),
    Field("town", ("乡（镇）", "乡(镇)", "乡镇", "镇", "乡镇（街道）", "乡镇街道", "所在乡镇")),
    Field(
        "village",
        ("行政村", "村", "村（社区）", "村(社区)", "村委会", "村名", "所在村", "村（居）"),
    ),
    Field(
        "address",
        (
            "户籍地",
            "户籍所在地",
            "户籍所在村（社区）",
            "户籍所在村",
            "户籍地址",
            "家庭住址",
            "家庭地址",
            "住址",
            "户口所在地",
            "地址",
            "籍贯村",
        ),
    ),
    Field(
        "category",
        ("人员类别", "人员身份", "人员类型", "类别", "身份类别", "培训对象类别", "学员类别"),
    ),
    Field(
        "household_number",
        ("建档立卡户编号", "户编号", "贫困户编号", "户编码", "建档立卡编号", "脱贫户编号"),
    ),
    Field("relation_to_head", ("与户主关系", "户主关系", "与户主的关系")),
    Field(
        "phone",
        ("联系电话", "手机号", "手机号码", "电话", "手机", "联系方式", "电话号码", "本人电话"),
    ),
    Field(
        "account",
        (
            "社保卡银行账号",
            "社保卡银行帐号",
            "银行账号",
            "银行帐号",
            "银行卡号",
            "卡号",
            "账号",
            "帐号",
            "社保卡金融账号",
            "社保卡账号",
            "银行卡账号",
            "开户账号",
        ),
    ),
    Field("card", ("社保卡卡号", "社会保障卡卡号", "社会保障卡号", "社保卡号")),
    Field("bank", ("开户银行", "开户行", "开户行名称", "银行名称", "所属银行", "银行")),
    Field("trade", ("培训工种", "工种", "专业", "培训专业", "专业/工种", "职业（工种）")),
    Field("cohort_number", ("班期编号", "班期", "班次编号", "期次", "班级")),
    Field("intention", ("就业意向", "培训需求", "就业意愿", "创业意向", "培训意愿")),
    Field("remark", ("备注", "说明", "备注说明")),
)
