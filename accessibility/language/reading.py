"""How a text is cut into sentences and clauses, and how long they are to a reader."""

import re
from collections.abc import Iterator
from dataclasses import dataclass

HAN = re.compile(r"[\u3400-\u4dbf\u4e00-\u9fff]")
# A day, a number, a Latin word or a placeholder is one thing to a reader, however many signs it has.
DAY = r"(?:\d{4}年)?\d{1,2}月\d{1,2}日(?:（星期[一二三四五六日]）)?"
UNIT = re.compile(DAY + r"|[\u3400-\u4dbf\u4e00-\u9fff]|%\(\w+\)[sd]|\{\{?[^}]*\}?\}|[A-Za-z0-9][A-Za-z0-9.:/_-]*")
SENTENCE = re.compile(r"[^。！？；!?;\n]+")
ENGLISH_SENTENCE = re.compile(r"(?:[^.!?\n]|[.](?=\S))+")
CLAUSE = re.compile(r"[^，、：,:（）()“”—…\s]+(?: [^，、：,:（）()“”—…\s]+)*")
# Markup is blanked, not cut out, so that every place in the text stays where it was.
MARKUP = (
    re.compile(r"(?m)^(?:#{1,6}|>|\s*[-*+]|\s*\d{1,2}[.)])\s"),
    re.compile(r"\]\([^)\s]*\)|!?\["),
    re.compile(r"(?i:https?)://[^\s）)」”]+|[\w.+-]+@[\w-]+\.[\w.]+"),
    re.compile(r"`[^`\n]*`"),
    re.compile(r"(?<=《)[^》\n]*(?=》)"),  # the name of a document is what it is
    re.compile(r"\*\*|__|~~"),
    re.compile(r"<[^>\n]{1,200}>"),
)


@dataclass(frozen=True)
class Piece:
    """A stretch of the text."""

    text: str
    start: int

    @property
    def end(self) -> int:
        return self.start + len(self.text)


def without_markup(text: str) -> str:
    """The same text with a space for every sign of Markdown, HTML or an address; it is as long as before."""
    for pattern in MARKUP:
        text = pattern.sub(lambda found: " " * len(found.group()), text)
    return text


def sentences(text: str, *, chinese: bool) -> Iterator[Piece]:
    for found in (SENTENCE if chinese else ENGLISH_SENTENCE).finditer(text):
        said = found.group()
        inner = said.strip()
        if inner:
            yield Piece(inner, found.start() + said.index(inner))


def clauses(sentence: Piece) -> Iterator[Piece]:
    for found in CLAUSE.finditer(sentence.text):
        yield Piece(found.group(), sentence.start + found.start())


def length(text: str) -> int:
    """As many characters as a reader takes in, with a number or a Latin word as one."""
    return len(UNIT.findall(text))


def is_chinese(text: str) -> bool:
    return HAN.search(text) is not None
