"""What is typed, made plain: full-width digits and letters of a keyboard set to Chinese, and signs that are none."""

import unicodedata

# Longer numbers are none that anybody means; Python refuses to read one of thousands of digits.
MOST_DIGITS = 9


def to_ascii(text: str) -> str:
    """`１３８－x` becomes `138-x`; Chinese characters stay as they are."""
    return unicodedata.normalize("NFKC", text)


def legible(text: str) -> str:
    """Without halves of characters, which nothing can write down, and NUL, which PostgreSQL refuses."""
    return text.encode("utf-8", "ignore").decode("utf-8").replace("\x00", "")


def only_digits(text: str) -> str:
    """The ASCII digits of a text, whatever stands between them."""
    return "".join(character for character in to_ascii(text) if character in "0123456789")


def whole(text: str) -> int | None:
    """The whole number that somebody typed, or nothing for what is none or has more than nine digits."""
    plain = to_ascii(text).strip()
    return int(plain) if plain.isascii() and plain.isdigit() and len(plain) <= MOST_DIGITS else None
