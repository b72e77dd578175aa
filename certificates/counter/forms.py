"""Forms of the counter: shape only."""

from flask_babel import lazy_gettext as _l
from wtforms import DateField, IntegerField, RadioField, SelectField, StringField
from wtforms.validators import InputRequired, Length, NumberRange, Optional

from certificates.rules import Collector, PrintKind
from lms.web.choices import options
from lms.web.form import PageForm


class StockForm(PageForm):
    """登记空白证书: a delivery of numbered paper."""

    county = SelectField(_l("县"))
    first = StringField(
        _l("起始号"),
        [InputRequired(_l("请填写起始号。")), Length(max=40)],
        description=_l("照印在纸上的号码填写，如 No.0012001。"),
    )
    last = StringField(_l("截止号"), [InputRequired(_l("请填写截止号。")), Length(max=40)])
    received_on = DateField(_l("收到日期"), [InputRequired(_l("请填写收到日期。"))])
    received_from = StringField(_l("来源"), [Optional(), Length(max=100)])


class SpoilForm(PageForm):
    """登记作废的空白证书: a range of sheets."""

    first = StringField(_l("起始号"), [InputRequired(_l("请填写起始号。")), Length(max=40)])
    last = StringField(_l("截止号"), [InputRequired(_l("请填写截止号。")), Length(max=40)])
    reason = StringField(_l("原因"), [InputRequired(_l("请写明原因。")), Length(max=200)])


class BatchForm(PageForm):
    """打印一批."""

    kind = RadioField(
        _l("打印"),
        choices=options(
            [
                (PrintKind.FIRST.value, _l("首次打印")),
                (PrintKind.DUPLICATE.value, _l("补发件")),
            ]
        ),
        default=PrintKind.FIRST.value,
    )
    stock = SelectField(_l("空白证书"))
    start = IntegerField(
        _l("从第几号起"),
        [Optional(), NumberRange(min=0, max=999_999_999)],
        description=_l("只填号码的数字。不填则接着用下一张。"),
    )


class ReprintForm(PageForm):
    """废纸重打: one sheet was spoiled."""

    reason = StringField(
        _l("作废原因"),
        [InputRequired(_l("请写明原因。")), Length(max=200)],
        description=_l("如“卡纸”“偏移”。原来的纸登记作废，与新纸互相注明。"),
    )
    stock = SelectField(_l("空白证书"))


class CollectForm(PageForm):
    """登记领取."""

    collector = RadioField(
        _l("领取人"),
        choices=options(
            [(Collector.HOLDER.value, _l("本人")), (Collector.OTHER.value, _l("代领"))]
        ),
        default=Collector.HOLDER.value,
    )
    name = StringField(
        _l("代领人姓名"), [Optional(), Length(max=60)], description=_l("本人领取不用填。")
    )
    relation = StringField(
        _l("与持证人的关系"), [Optional(), Length(max=50)], description=_l("如“父子”“村干部”。")
    )
    day = DateField(_l("领取日期"), [InputRequired(_l("请填写领取日期。"))])
