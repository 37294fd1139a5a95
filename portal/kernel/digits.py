"""What is typed, made plain: full-width digits and letters of a keyboard set to Chinese, and signs that are none."""

import unicodedata

# NUL and its like come from scanners and broken programs; no page may hold them, and PostgreSQL keeps no NUL.
UNSEEN = dict.fromkeys([*range(0x09), 0x0B, 0x0C, *range(0x0E, 0x20), *range(0x7F, 0xA0)])
# Longer numbers are none that anybody means; Python refuses to read one of thousands of digits.
MOST_DIGITS = 9


def to_ascii(text: str) -> str:
    """`１３８－x` becomes `138-x`; Chinese characters stay as they are."""
    return unicodedata.normalize("NFKC", text)


def legible(text: str) -> str:
    """Without halves of characters and control characters; tabs and line breaks stay."""
    return text.encode("utf-8", "ignore").decode("utf-8").translate(UNSEEN)


def only_digits(text: str) -> str:
    """The ASCII digits of a text, whatever stands between them."""
    return "".join(character for character in to_ascii(text) if character in "0123456789")


def whole(text: str) -> int | None:
    """The whole number that somebody typed, or nothing for what is none or has more than nine digits."""
    plain = to_ascii(text).strip()
    return int(plain) if plain.isascii() and plain.isdigit() and len(plain) <= MOST_DIGITS else None
