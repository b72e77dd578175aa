"""What stands below a table or between its pages and is nobody's row: sums, signatures, notes."""

import re
from collections.abc import Sequence

from lms.sheets.cells import as_text
from lms.sheets.workbook import Cell

SUM = re.compile(
    r"(?:本页|本班|全班|累计)?(?:合\s*计|总\s*计|小\s*计|共\s*计)(?:$|[\s:：(（\d一二三四五六七八九十人元])"
)
COUNT = re.compile(r"共\s*\d+\s*(?:人|名|户|张)")
SIGNATURE = re.compile(
    r"(?:制表|填表|填报|经办|审核|复核|审批|负责|统计|联系|核对|校对|培训|主管|领导|单位|部门"
    r"|机构|日期|时间|班主任|报送|教师|讲师|老师|授课|任课|学员|领款|签字|签名|盖章)[^:：]{0,12}[:：]"
)
NOTE = re.compile(r"(?:备\s*注|说\s*明|附\s*注|注|填表说明|注意事项)\d*\s*[:：]|[★※*]\s*\S+[:：]")
PAGE = re.compile(r"第\s*\d+\s*页")


def is_footer(cells: Sequence[Cell]) -> bool:
    """Whether the first filled cell of a row says that the row is a sum, signature or note."""
    for value in cells:
        if value is None:
            continue
        if not isinstance(value, str) or value.isdecimal():  # a serial number
            return False
        text = as_text(value)
        if text:
            return any(sign.match(text) for sign in (SUM, COUNT, SIGNATURE, NOTE, PAGE))
    return False
