"""Papers of the counter: the hand-over list to be signed, and the stock report."""

from collections.abc import Sequence
from datetime import datetime

from certificates.counter.queries import CounterLine, StockLine
from certificates.rules import Collector
from lms.clock import CHINA
from lms.documents import Column, Design, Foot, Head, ListDesign, list_xlsx, render_list
from lms.privacy import mask_id_number

LIST = Design("lms.documents", "documents/papers/list.html")
HANDOVER = ListDesign(
    LIST,
    (
        Column("序号", 12),
        Column("姓名", 26),
        Column("身份证号", 40),
        Column("证书编号", 46),
        Column("空白证书号", 32),
        Column("补发", 14),
        Column("领取人签字", 40),
        Column("与持证人关系", 27),
        Column("领取日期", 30),
    ),
    row_height=11,
    rows=13,
    less_last=3,
)
STOCK = ListDesign(
    LIST,
    (
        Column("序号", 12),
        Column("收到日期", 28),
        Column("来源", 50, "left"),
        Column("起始号", 38),
        Column("截止号", 38),
        Column("收到", 20),
        Column("已用", 20),
        Column("作废", 20),
        Column("结存", 20),
        Column("下一张", 21, size=8),
    ),
    row_height=9,
    rows=16,
    less_last=3,
)


def handover_pdf(lines: Sequence[CounterLine], title: str, by: str, at: datetime) -> bytes:
    """证书领取签字表 of a cohort or a batch: what was collected is filled in, the rest is to sign."""
    handed = sum(line.held is not None for line in lines)
    head = Head("结业证书领取签字表", ((f"班次：{title}", _made(by, at)),))
    foot = Foot(
        (f"合计 {len(lines)} 张，其中已登记领取 {handed} 张。",),
        ("发证人：", "负责人：", "发证单位（盖章）：", "　　年　　月　　日"),
    )
    return render_list(HANDOVER, head, [_row(at, line) for at, line in enumerate(lines, 1)], foot)


def _row(number: int, line: CounterLine) -> tuple[str, ...]:
    facts, held = line.printed.facts, line.held
    sheet = next((one.number for one in reversed(line.prints) if not one.spoiled), "")
    return (
        str(number),
        facts.name,
        mask_id_number(facts.id_number),
        line.printed.number,
        sheet,
        f"第{line.certificate.duplicates}次" if line.certificate.duplicates else "",
        "" if held is None else held.name or facts.name,
        "" if held is None else "本人" if held.collector is Collector.HOLDER else held.relation,
        "" if held is None else f"{held.collected_on:%Y.%m.%d}",
    )


def stock_pdf(lines: Sequence[StockLine], place: str, by: str, at: datetime) -> bytes:
    """空白证书收发存报告."""
    return render_list(STOCK, _stock_head(place, by, at), _stock_rows(lines), _stock_foot(lines))


def stock_xlsx(lines: Sequence[StockLine], place: str, by: str, at: datetime) -> bytes:
    """The same as a spreadsheet."""
    return list_xlsx(STOCK, _stock_head(place, by, at), _stock_rows(lines), _stock_foot(lines))


def _stock_head(place: str, by: str, at: datetime) -> Head:
    return Head("空白证书收发存报告", ((f"单位：{place}", _made(by, at)),))


def _stock_rows(lines: Sequence[StockLine]) -> list[tuple[str, ...]]:
    return [
        (
            str(number),
            f"{line.stock.received_on:%Y.%m.%d}",
            line.stock.received_from,
            line.first,
            line.last,
            *(str(count) for count in (line.total, line.printed, line.spoiled, line.left)),
            line.next,
        )
        for number, line in enumerate(lines, 1)
    ]


def _stock_foot(lines: Sequence[StockLine]) -> Foot:
    sums = [
        sum(getattr(line, name) for line in lines)
        for name in ("total", "printed", "spoiled", "left")
    ]
    said = f"合计：收到 {sums[0]} 张，已用 {sums[1]} 张，作废 {sums[2]} 张，结存 {sums[3]} 张。"
    return Foot((said,), ("经办人：", "负责人：", "　　年　　月　　日"))


def _made(by: str, at: datetime) -> str:
    return f"{by} {at.astimezone(CHINA):%Y-%m-%d %H:%M} 制表"
