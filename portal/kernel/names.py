"""Names of people."""

import re

MIDDLE_DOTS = str.maketrans("•・‧●∙", "·····")
STRAY_SPACE = re.compile(r"(?<=[^\x00-\u024f]) | (?=[^\x00-\u024f])")


def normalise_name(text: str) -> str:
    """One kind of middle dot (U+00B7, as on identity cards) and only within; spaces only between Latin words."""
    plain = " ".join(text.translate(MIDDLE_DOTS).replace("\u3000", " ").split()).strip("· ")
    return STRAY_SPACE.sub("", plain)


def mask_name(name: str) -> str:
    """`张*芳`, `张*`: enough to recognise one's own."""
    if len(name) <= 1:
        return "*"
    return f"{name[0]}*" if len(name) == 2 else f"{name[0]}{'*' * (len(name) - 2)}{name[-1]}"  # noqa: PLR2004
