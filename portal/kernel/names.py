"""Names of people."""

MIDDLE_DOTS = str.maketrans("•・‧●∙", "·····")


def normalise_name(text: str) -> str:
    """One kind of middle dot (U+00B7, as on identity cards), no stray spaces."""
    return " ".join(text.translate(MIDDLE_DOTS).replace("\u3000", " ").split())


def mask_name(name: str) -> str:
    """`张*芳`, `张*`: enough to recognise one's own."""
    if len(name) <= 1:
        return "*"
    return f"{name[0]}*" if len(name) == 2 else f"{name[0]}{'*' * (len(name) - 2)}{name[-1]}"  # noqa: PLR2004
