"""One mask everywhere: what a person may see of a number without a purpose."""


def mask_id_number(number: str | None) -> str:
    """First 2 and last 3 characters (人社部/财政部 notice of 2017-12): `41*************978`."""
    if not number:
        return ""
    return number[:2] + "*" * max(len(number) - 5, 0) + number[-3:] if len(number) > 5 else "*" * 5


def mask_phone(number: str | None) -> str:
    """`138****1234`; of a fixed line the last four digits."""
    if not number:
        return ""
    return f"{number[:3]}****{number[-4:]}" if len(number) == 11 else "****" + number[-4:]


def mask_account(number: str | None) -> str:
    """The last four digits of an account: `**** 5419`."""
    return f"**** {number[-4:]}" if number else ""
