"""Where an elder would stumble in a text."""

from accessibility.language import reading, sentences, spelling, vocabulary
from accessibility.language.remark import Kind, Remark
from accessibility.language.words import WordList, load

CHECKS = (*sentences.CHECKS, *vocabulary.CHECKS, *spelling.CHECKS)


def look_at(text: str, *, kind: Kind = "prose", language: str = "zh", words: WordList | None = None) -> list[Remark]:
    """All remarks on one text, in reading order.

    `language` is the language of the page ("zh" or "en"); `words` replaces the lists of content/plain_language.
    The text may hold Markdown, simple HTML, addresses and placeholders such as %(count)s: they are passed over.
    """
    lists = words or load(language)
    plain = reading.without_markup(text)
    remarks = (remark for check in CHECKS for remark in check(plain, kind, lists))
    return sorted(remarks, key=lambda remark: (remark.start, remark.rule))
