"""What subsidies say: a sentence for every code, a word for every coded fact in it."""

from collections.abc import Mapping
from datetime import date

from flask_babel import gettext
from flask_babel import lazy_gettext as _l

from courses.rosters.rules import CATEGORY_LABELS
from courses.subsidies.rules import Finding
from lms.documents.amounts import format_yuan
from lms.web.formats import day

SENTENCES = {
    "NO_ACTIVE_RULE": _l(
        "没有可用的补贴规则：%(county)s在%(on)s没有生效的文件，不沿用往年标准，因此不发放。"
        "请核对开班日期和地区；确有新文件的，请管理员录入规则后重新核算。"
    ),
    "RULE_AMBIGUOUS": _l(
        "同一项目（%(item)s）有多个规则同时生效：%(rules)s。在明确适用哪一个之前一律不发放。"
        "请管理员核实文件，停用或注明替代关系后重新核算。"
    ),
    "RULE_UNCONFIRMED": _l(
        "规则%(rule)s（%(instrument)s）的内容尚未核实，不能据此发放。"
        "请经办人核对文件原文，对本班具名确认并写明理由后重新核算。"
    ),
    "NOT_TARGET": _l(
        "不属于补贴对象：%(on)s开班当日登记的类别为“%(categories)s”，"
        "%(rule)s的对象是%(targets)s。如登记有误，请凭证明更正人员类别后重新核算。"
    ),
    "DUPLICATE_CLAIM": _l(
        "重复申请：同一班期已在%(county)s申请过（%(claim)s，%(on)s），不能再次申请。"
        "请核对原申请；金额有误的，在原申请上更正。"
    ),
    "LATE": _l(
        "超过申请期限：%(rule)s规定自%(from)s起最晚于%(latest)s申请，实际申请日为%(applied_on)s。"
        "请核对证书日期和申请日期。"
    ),
    "TOO_EARLY": _l(
        "尚未到可申请的日期：%(rule)s规定自%(from)s起须满期限，最早%(earliest)s可申请，"
        "实际申请日为%(applied_on)s。请到期后再申请。"
    ),
    "MINIMUM_ATTENDANCE_UNSET": _l(
        "未设定最低出勤率：%(rule)s没有统一规定，未设定前不能核算。"
        "请按当地文件在班期中填写最低出勤率后重新核算。"
    ),
    "ATTENDANCE_BELOW_MINIMUM": _l(
        "出勤不足：应到%(planned)s个半天，实到%(present)s个半天，低于最低出勤率%(minimum)s。"
        "请核对考勤表；有漏记的，更正考勤后会自动重新核算。"
    ),
    "CAP_REACHED": _l(
        "已达补贴上限：%(item)s在%(window)s内已按%(rule)s享受%(used)s次，共%(used_fen)s元。"
        "请核对以往申请；无误的，本次不再发放。"
    ),
    "ANNUAL_LIMIT_REACHED": _l(
        "已达年度次数上限：%(rule)s规定每人每年最多%(count)s次，%(year)s年已享受%(used)s次。"
        "请核对以往申请；无误的，本年度不再发放。"
    ),
    "SAME_OCCUPATION_LEVEL": _l(
        "同一职业同一等级不得重复享受：%(occupation)s（%(level)s）已于%(on)s享受过（%(rule)s）。"
        "请核对工种和等级。"
    ),
    "REQUIREMENT_MISSING": _l("缺少%(requirement)s：%(rule)s要求提供。请补交并登记后重新核算。"),
    "APPLY_PLACE_WRONG": _l(
        "申请地点不符：%(rule)s不接受在%(place)s申请。请到规定的地点申请，或更正申请地点。"
    ),
    "OUT_OF_PROVINCE": _l(
        "培训地在省外（户籍地%(home)s，培训地%(venue)s），%(rule)s只补省内的交通住宿费。"
        "如地点有误，请更正培训地点。"
    ),
    "SAME_COUNTY": _l(
        "在户籍所在县（市、区）内培训（%(venue)s），%(rule)s不补交通住宿费。"
        "如地点有误，请更正户籍地或培训地点。"
    ),
    "SAME_CITY": _l(
        "在户籍所在市内培训（户籍地%(home)s，培训地%(venue)s），%(rule)s只补市外的交通住宿费。"
        "如地点有误，请更正户籍地或培训地点。"
    ),
    "NO_INVOICE": _l("没有交通住宿票据：%(rule)s凭票据报销。请补交票据并登记后重新核算。"),
    "PLACE_UNKNOWN": _l(
        "户籍地或培训地不明，不能判断是否在县（市）外。请补登户籍地和培训地点后重新核算。"
    ),
    "DAYS_PAID_ELSEWHERE": _l(
        "同日已由其他班期计发：自%(first)s起有%(days)s天已按另一班期发放，"
        "同一天只发一次（%(rule)s）。请在疑点中核实当天实际参加的班期。"
    ),
    "NO_COUNTED_DAYS": _l(
        "没有可计的天数：%(rule)s按天计算，没有一天符合计天条件。请展开逐日明细核对考勤。"
    ),
    "HOURS_NOT_IN_TABLE": _l(
        "课时不在折算表内（%(hours)s课时），%(rule)s没有对应的天数，不推算。请核对班期总课时。"
    ),
    "MINIMUM_ATTENDANCE_INVALID": _l(
        "最低出勤率“%(given)s”无法识别。请填写大于0、不超过1的数，例如0.80或80%%。"
    ),
    "STEP_NOT_ALLOWED": _l(
        "名单现在的状态不能办理这一步，可能已有他人办理。请刷新页面，按最新状态办理。"
    ),
    "SELF_REVIEW": _l("编制名单的人不能复核自己的名单，即使换账号也不行。请由另一名复核人员办理。"),
    "LIST_EMPTY": _l("名单中没有人员，不能送审。请先核算并列入人员。"),
    "DOUBTS_OPEN": _l("还有%(count)s条疑点没有处理，不能通过。请逐条核实并写明处理理由。"),
    "NOTICE_NOT_OVER": _l("公示期尚未结束（截止%(ends)s），不能核定。请在公示期满后办理。"),
}

OWN = {
    "CONFIRMATION_INCOMPLETE": _l("确认规则须写明确认人和理由，例如：张三：已与文件原件核对。"),
    "RULE_NEEDS_NO_CONFIRMATION": _l("规则%(rule)s已核实，不需要再确认。"),
    "RULE_NOT_AMBIGUOUS": _l("%(rule)s不在需要明确的规则之中。请刷新页面后重试。"),
    "LIST_SIGNED": _l(
        "本班第%(number)s份补贴名单已复核，不能再编制。之后的变动在名单页上列为差额；"
        "确需改动的，请复核人员先退回。"
    ),
    "LIST_ALTERED": _l(
        "名单的行与送审时不一致，复核作废，不能办理。请退回后重新送复核，并报告管理员。"
    ),
    "LIST_CHANGED": _l("名单在您打开之后有变动，没有办理。请刷新页面，按最新金额核对。"),
    "LIST_NOBODY_PAID": _l("名单中没有发放的人员，没有可打印的内容。请先处理页面上的原因。"),
    "LIST_NOBODY_REFUSED": _l("没有不予发放的人员。"),
    "COHORT_NOT_OVER": _l("课程尚未结束（最后一次课%(date)s），不能送复核。请在课程结束后办理。"),
    "DOUBT_SETTLED": _l("这条疑点已有人处理。请刷新页面查看。"),
    "INVOICE_AMOUNT_INVALID": _l(
        "金额无法识别，或不在0.01元至100000元之间。请填写数字，最多两位小数。"
    ),
    "INVOICE_UNMATCHED": _l("票据上的人不在本班名册中，未登记。请核对姓名和身份证号码。"),
    "INVOICE_NAME_AMBIGUOUS": _l("班里有同名的人，未登记。请补上身份证号码后重新上传。"),
    "INVOICE_NAME_DIFFERS": _l("身份证号码对上了，但姓名与名册不同，已按号码登记。请核对票据。"),
    "INVOICE_KNOWN": _l(
        "这个人同样金额的票据已由别处登记，没有重复登记。确为另一张票据的，请在核算明细中手工登记。"
    ),
    "INVOICE_VOIDED": _l("这张票据已作废。请刷新页面查看。"),
    "INVOICES_EMPTY": _l("文件%(file)s中没有票据。请核对表头和内容后重新上传。"),
    "INVOICES_CHANGED_SINCE": _l("导入之后有票据被改动过，不能整体撤销。请逐张作废。"),
    "ENROLMENT_ON_LIST": _l("学员已列入送审的补贴名单，不能撤销导入。请先撤回或退回名单。"),
    "ENROLMENT_HAS_EVIDENCE": _l("学员已登记票据或证书，不能撤销导入。请先作废票据。"),
}
"""Refusals of this plugin's services beside those of the rules."""

SAID_BY_ATTENDANCE = frozenset({"MINIMUM_ATTENDANCE_UNSET", "ATTENDANCE_BELOW_MINIMUM"})
"""Codes that attendance says in its own words for certificates; here they are reasons only."""

ALL_SENTENCES = {
    **{code: text for code, text in SENTENCES.items() if code not in SAID_BY_ATTENDANCE},
    **OWN,
}
"""What the plugin declares: every code that a refusal of its own may carry."""

DOUBTS = {
    "OVERLAP": _l("同一人在两个班同日签到，共%(days)s天，最早%(first)s；同一天只补一次。请核实。"),
    "DOUBLE_PAYMENT": _l("同一人同一班期的%(item)s出现两次。请核实并删去一笔。"),
    "SHARED_ACCOUNT": _l("%(people)s人使用同一银行账号。请核实是否代领。"),
    "SHARED_PHONE": _l("%(people)s人使用同一联系电话。请核实是否为同户或代填。"),
    "AFTER_DEATH": _l("登记的死亡日期%(died_on)s之后仍有签到，最早%(first)s。请核实。"),
    "EMPLOYED_ELSEWHERE": _l("有%(days)s天签到时登记在他处就业，最早%(first)s。请核实。"),
}

UNCOUNTED = {
    "ABSENT": _l("全天未到"),
    "HALF_ABSENT": _l("半天未到"),
    "ONE_HALF_PLANNED": _l("当天只安排半天"),
    "MODE_NOT_COVERED": _l("该培训方式不在补贴范围"),
    "PAID_ELSEWHERE": _l("当天已由其他班期计发"),
}

ITEMS = {
    "living": _l("生活费"),
    "transport_lodging": _l("交通住宿费"),
    "tuition": _l("培训费"),
    "startup_awareness": _l("创业意识培训补贴"),
    "startup_practice": _l("创业实训补贴"),
    "startup_founding": _l("创办企业培训补贴"),
    "startup_grant": _l("一次性开业补贴"),
}
WINDOWS = {
    "calendar_year": _l("同一自然年"),
    "rolling_12_months": _l("连续12个月"),
    "lifetime": _l("终身"),
}
REQUIREMENTS = {
    "certificate": _l("培训证书"),
    "agreement": _l("协议"),
    "licence": _l("营业执照"),
}
PLACES = {
    "home": _l("户籍地"),
    "residence": _l("居住地"),
    "venue": _l("培训地"),
}
STATES = {
    "draft": _l("草拟"),
    "submitted": _l("已送审"),
    "returned": _l("已退回"),
    "reviewed": _l("已复核"),
    "on_notice": _l("公示中"),
    "approved": _l("已核定"),
    "paid": _l("已支付"),
    "withdrawn": _l("已撤回"),
}
STEPS = {
    "submit": _l("送审"),
    "return": _l("退回"),
    "review": _l("复核"),
    "post": _l("公示"),
    "approve": _l("核定"),
    "pay": _l("支付"),
    "withdraw": _l("撤回"),
}
_WORDS = {
    "item": ITEMS,
    "window": WINDOWS,
    "requirement": REQUIREMENTS,
    "place": PLACES,
}


def sentence(finding: Finding) -> str:
    """The sentence of a reason in the reader's language, coded facts, dates and fen in words."""
    text = str(SENTENCES[finding.code])
    return text % said(finding.facts)


def said(facts: Mapping[str, object]) -> dict[str, str]:
    """Facts as they stand in a sentence: dates formatted, fen as yuan, codes as words."""
    return {key: _said(key, value) for key, value in facts.items()}


def _said(key: str, value: object) -> str:
    if key in _WORDS:
        return str(_WORDS[key].get(str(value), value))
    if key == "categories":
        return _categories(str(value))
    if isinstance(value, date):
        return day(value)
    if key.endswith("_fen") and isinstance(value, int):
        return format_yuan(value)
    return str(value)


def _categories(joined: str) -> str:
    labels = {code.value: label for code, label in CATEGORY_LABELS.items()}
    if not joined:
        return str(gettext("未登记"))
    return "、".join(str(gettext(labels.get(each, each))) for each in joined.split("、"))
