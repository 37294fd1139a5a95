"""Marks a word for translation where it is written; it is translated where it is shown."""


def msgid(text: str) -> str:
    """The English msgid itself; the extractor finds it by this name."""
    return text
