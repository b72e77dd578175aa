"""Amounts as papers write them: figures with thousands, and 金额大写.

Source: 中国人民银行《支付结算办法》附件一, 银发〔1997〕393号.
"""

from decimal import Decimal

CURRENCY = "人民币"
_DIGITS = "零壹贰叁肆伍陆柒捌玖"
_PLACES = ("", "拾", "佰", "仟")
_SECTIONS = ("", "万", "亿")
_SECTION = 10_000
_LIMIT_YUAN = _SECTION ** len(_SECTIONS)


def yuan(fen: int) -> Decimal:
    """An amount in fen as yuan with two decimals."""
    return Decimal(fen).scaleb(-2)


def format_yuan(fen: int) -> str:
    """An amount in fen as `1,409.50`."""
    return f"{yuan(fen):,.2f}"


def amount_in_words(fen: int, *, prefix: str = CURRENCY) -> str:
    """An amount in fen in Chinese capitals, `人民币壹仟肆佰零玖元伍角`.

    整 closes an amount of whole yuan only. A zero in the yuan place before 角, or a missing 角
    before 分, is written 零. Raises ValueError below zero and from 10,000 亿元 on.
    """
    if fen < 0 or fen >= _LIMIT_YUAN * 100:
        raise ValueError(f"no amount in words for {fen} fen")
    whole, rest = divmod(fen, 100)
    jiao, hundredth = divmod(rest, 10)
    words = f"{_whole_in_words(whole)}元" if whole or not rest else ""
    if not rest:
        return f"{prefix}{words}整"
    if whole and (whole % 10 == 0 or jiao == 0):
        words += "零"
    words += f"{_DIGITS[jiao]}角" if jiao else ""
    words += f"{_DIGITS[hundredth]}分" if hundredth else ""
    return prefix + words


def _whole_in_words(number: int) -> str:
    """A whole number; zeros inside are written once, zeros at the end not at all."""
    if number == 0:
        return _DIGITS[0]
    words = ""
    zero = False
    for power in range(len(_SECTIONS) * len(_PLACES) - 1, -1, -1):
        section, place = divmod(power, len(_PLACES))
        digit = number // 10**power % 10
        if digit:
            words += ("零" if zero and words else "") + _DIGITS[digit] + _PLACES[place]
            zero = False
        elif words:
            zero = True
        if place == 0 and number // 10**power % _SECTION:
            words += _SECTIONS[section]
            # The section's own last zero is not read before a full thousand: 壹拾万柒仟.
            zero = zero and number // 10 ** max(power - 1, 0) % 10 == 0
    return words
