"""What the verifier says in the browser, in both languages: it speaks without a server."""

from flask_babel import force_locale
from flask_babel import lazy_gettext as _l

from certificates.proof.listing import GROUNDS
from certificates.rules import RevocationGround
from lms.web.i18n import LANGUAGES

GROUND_WORDS = {
    RevocationGround.ERROR: _l("信息有误"),
    RevocationGround.NOT_COMPLETED: _l("不符合结业条件"),
    RevocationGround.FRAUD: _l("弄虚作假"),
    RevocationGround.REQUEST: _l("本人申请"),
    RevocationGround.UNDONE: _l("签发撤回"),
    RevocationGround.OTHER: _l("其他"),
}
WORDS = {
    "title": _l("证书核验（可离线）"),
    "language": "English",
    "lead": _l("扫描证书上的二维码，不联网也能核验签名。"),
    "camera": _l("用摄像头扫描"),
    "camera_stop": _l("停止扫描"),
    "camera_refused": _l("不能使用摄像头。请允许使用，或拍照后选择照片。"),
    "photo": _l("选择二维码照片"),
    "photo_empty": _l("照片里没有找到二维码。请靠近、对正再拍一张。"),
    "typed": _l("粘贴二维码的内容（网址或数字）"),
    "check": _l("核验"),
    "about": _l("本页可核验：%(counties)s。吊销名单截至 %(day)s，已有 %(days)s 天。"),
    "about_today": _l("本页可核验：%(counties)s。吊销名单截至 %(day)s（今天）。"),
    "verdict_VALID": _l("签名真实：内容由%(county)s签发，未被改动，不在吊销名单上。"),
    "verdict_EXPIRED": _l("签名真实，但证书已于 %(until)s 过有效期。"),
    "verdict_REVOKED": _l("证书已于 %(day)s 撤销（%(ground)s），不作证明。"),
    "verdict_REPLACED": _l("证书已于 %(day)s 换发，本编号作废，请以新证书为准。"),
    "verdict_FORGED": _l("签名不对：内容被改动过，或不是由所称的县签发。请勿采信。"),
    "verdict_OTHER": _l(
        "二维码里的签名属于另一张证书（%(number)s），不是本页显示的这一张。请勿采信。"
    ),
    "verdict_KEY_UNKNOWN": _l(
        "签名用的密钥不在本页的公钥中：可能是伪造的，也可能是别的县签发或本页太旧。请联网核验。"
    ),
    "verdict_KEY_WITHDRAWN": _l(
        "签名用的密钥已停用（可能外泄），离线不能证明真伪。请联网核验。以下内容仅供对照。"
    ),
    "verdict_OLD_KEY": _l("签名时间不在密钥的有效期内：旧密钥不能再签新证书。请勿采信。"),
    "verdict_UNREADABLE": _l("这不是证书上的二维码，或内容不完整。请重新扫描。"),
    "verdict_NO_STATEMENT": _l("这个链接没有带签名，离线不能核验。请联网打开，或扫描新印的证书。"),
    "copied": _l(
        "原件已报遗失，%(day)s 补发（第 %(count)s 次）。本件是补发之前的，请向持证人核实。"
    ),
    "list_none": _l("没有可用的吊销名单：不能知道证书是否已被撤销。请联网核验。"),
    "list_today": _l("吊销名单截至 %(day)s（今天）。"),
    "list_age": _l("吊销名单截至 %(day)s，已有 %(days)s 天。"),
    "list_old": _l("名单已旧，之后撤销的证书查不出来，请联网更新后再核验。"),
    "name_prompt": _l("输入证书上的完整姓名，核对是否一致"),
    "name_button": _l("核对姓名"),
    "name_right": _l("姓名一致。"),
    "name_wrong": _l("姓名不一致，请对照证书重新输入；仍不一致的，请勿采信。"),
    "not_known": _l("未登记"),
    "by_seal": _l("见证书印章"),
    "for_ever": _l("长期"),
    "copy_number": _l("补发第 %(count)s 次"),
    "fact_number": _l("证书编号"),
    "fact_name": _l("姓名"),
    "fact_course": _l("培训项目"),
    "fact_hours": _l("课时"),
    "fact_days": _l("起止"),
    "fact_issuer": _l("发证机构"),
    "fact_county": _l("签名"),
    "fact_issued": _l("发证日期"),
    "fact_until": _l("有效期至"),
    "fact_copy": _l("补发"),
}


def words() -> dict[str, str]:
    """Everything in the language of the moment; grounds by their place in the list."""
    grounds = {f"ground_{at}": str(GROUND_WORDS[one]) for at, one in enumerate(GROUNDS)}
    return {key: str(text) for key, text in WORDS.items()} | grounds


def words_in_both() -> dict[str, dict[str, str]]:
    """`zh` and `en`."""
    found = {}
    for code in LANGUAGES:
        with force_locale(code):
            found[code] = words()
    found["en"]["language"] = "中文"
    return found
