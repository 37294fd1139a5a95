"""Phone numbers as people write them."""

import re

from portal.kernel.digits import only_digits, to_ascii

# These only send messages or name a website; a link to call them would lead nowhere.
NOT_CALLABLE = frozenset({"12381", "12337"})
MOBILE = re.compile(r"1[3-9]\d{9}")
LANDLINE = re.compile(r"0\d{9,11}")
AREA_CODE = "023"
LOCAL_LENGTH = 8


def normalise(text: str) -> str | None:
    """`154 0000 0001`, `+86 154…`, `（023）0000-0001` or eight local digits as digits; None where it is no phone."""
    if re.search(r"[^\d\s()+\-.]", to_ascii(text)):
        return None
    digits = only_digits(text)
    for prefix in ("0086", "86"):
        if digits.startswith(prefix) and len(digits) - len(prefix) >= len(AREA_CODE) + LOCAL_LENGTH - 1:
            digits = digits.removeprefix(prefix)
            digits = digits if MOBILE.fullmatch(digits) or digits.startswith("0") else "0" + digits
            break
    if len(digits) == LOCAL_LENGTH:
        digits = AREA_CODE + digits
    return digits if MOBILE.fullmatch(digits) or LANDLINE.fullmatch(digits) else None


def mask(phone: str) -> str:
    """`154****0001`."""
    return f"{phone[:3]}****{phone[-4:]}"


def last_four(phone: str) -> str:
    return phone[-4:]


def is_callable(number: str) -> bool:
    return only_digits(number) not in NOT_CALLABLE
