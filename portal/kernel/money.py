"""Money in fen, whole numbers only."""

import re

from portal.kernel.digits import to_ascii

Fen = int


def parse_yuan(text: str) -> Fen | None:
    """`30`, `30.5元`, `1,200` in fen; None where it is no amount."""
    plain = to_ascii(text).replace(",", "").replace("元", "").replace("¥", "").strip()
    match = re.fullmatch(r"(\d{1,9})(?:\.(\d{1,2}))?", plain)
    return int(match[1]) * 100 + int((match[2] or "").ljust(2, "0")) if match else None
