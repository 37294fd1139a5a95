"""Sentences that an elder loses on the way: too long, turned twice, or a chain of 的."""

import re
from collections.abc import Iterator

from accessibility.language import reading
from accessibility.language.reading import Piece
from accessibility.language.remark import Kind, Remark
from accessibility.language.words import WordList
from accessibility.model import Severity, Words

LONG_SENTENCE = 25
LONGEST_SENTENCE = 40
LONG_CLAUSE = 20
LONG_ENGLISH = 20
LONGEST_ENGLISH = 28
MOST_DE = 3
ENGLISH_WORD = re.compile(r"%\(\w+\)[sd]|[A-Za-z0-9][\w.,:’'-]*")
SHOWN = 24


def long_sentences(text: str, kind: Kind, words: WordList) -> Iterator[Remark]:
    chinese = words.language == "zh"
    soft, hard = (LONG_SENTENCE, LONGEST_SENTENCE) if chinese else (LONG_ENGLISH, LONGEST_ENGLISH)
    for sentence in reading.sentences(text, chinese=chinese):
        if chinese and not reading.is_chinese(sentence.text):
            continue
        long = reading.length(sentence.text) if chinese else len(ENGLISH_WORD.findall(sentence.text))
        if long <= soft or kind == "button":
            continue
        limit = hard if long > hard else soft
        zh, en = ("个字", "characters") if chinese else ("个词", "words")
        yield _remark(
            "sentence-length",
            sentence,
            Words(
                f"这句话有{long}{zh}，不要超过{limit}{zh}。请分成两句。",
                f"This sentence has {long} {en}; {limit} are enough. Make two of it.",
            ),
            Severity.ERROR if long > hard else Severity.WARN,
        )


def long_clauses(text: str, kind: Kind, words: WordList) -> Iterator[Remark]:
    """More characters without a pause than one breath holds; a sentence that is too long has been named already."""
    if words.language != "zh" or kind == "button":
        return
    for sentence in reading.sentences(text, chinese=True):
        if reading.length(sentence.text) > LONG_SENTENCE:
            continue
        for clause in reading.clauses(sentence):
            long = reading.length(clause.text)
            if long > LONG_CLAUSE:
                said = Words(
                    f"{long}个字没有停顿，念不过来。请加逗号，或者分成两句。",
                    f"{long} characters without a pause are more than one breath. Add a comma or make two sentences.",
                )
                yield _remark("clause-length", clause, said, Severity.WARN)


def turned_twice(text: str, kind: Kind, words: WordList) -> Iterator[Remark]:
    del kind
    for turn in words.turns:
        for found in turn.pattern.finditer(text):
            said = Words(
                f"“{found.group()}”绕了两个弯。请直接说：{turn.instead}。",
                f"“{found.group()}” says it by two negations. Say it straight: {turn.instead}.",
            )
            piece = Piece(found.group(), found.start())
            yield _remark("double-negative", piece, said, Severity.WARN, (turn.instead,), turn.source)


def chained(text: str, kind: Kind, words: WordList) -> Iterator[Remark]:
    """One 的 after another: the reader has forgotten the first when the last comes."""
    del kind
    if words.language != "zh":
        return
    for sentence in reading.sentences(text, chinese=True):
        for clause in reading.clauses(sentence):
            count = len(re.findall(r"的(?!话|确|士)", clause.text))
            if count >= MOST_DE:
                said = Words(
                    f"这里有{count}个“的”，听着绕。请分开说。",
                    f"{count} times 的 in one clause is hard to follow. Say it in pieces.",
                )
                yield _remark("chain-of-de", clause, said, Severity.WARN)


def _remark(
    rule: str, piece: Piece, says: Words, severity: Severity, instead: tuple[str, ...] = (), source: str = "WCAG 3.1.5"
) -> Remark:
    shown = piece.text if len(piece.text) <= SHOWN else piece.text[:SHOWN] + "…"
    return Remark(rule, severity, piece.start, piece.end, shown, says, instead, source)


CHECKS = (long_sentences, long_clauses, turned_twice, chained)
