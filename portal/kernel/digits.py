"""Full-width digits and letters as a keyboard set to Chinese types them, turned into plain ones."""

import unicodedata


def to_ascii(text: str) -> str:
    """`１３８－x` becomes `138-x`; Chinese characters stay as they are."""
    return unicodedata.normalize("NFKC", text)


def only_digits(text: str) -> str:
    """The ASCII digits of a text, whatever stands between them."""
    return "".join(character for character in to_ascii(text) if character in "0123456789")
