"""How Chinese characters sound, and which sounds a Wanzhou ear takes for the same."""

import re
import unicodedata
from collections.abc import Iterator, Sequence
from functools import lru_cache
from importlib.util import find_spec
from itertools import islice, product
from pathlib import Path
from sys import intern

MOST_READINGS = 2
MOST_SPELLINGS = 6
LONGEST_SPELLED = 40
_SYLLABLE = re.compile(
    r"(?:[zcs]h|[bpmfdtnlgkhjqxrzcsyw])?"
    r"(?:iang|iong|uang|ang|eng|ing|ong|ian|iao|uai|uan|van|ai|an|ao|ei|en|er|ia|ie|in|iu|ou|ua|ue|ui|un|uo|ve|a|e|i|o|u|v)"
)
_LONGEST_SYLLABLE = 6
_ROW = re.compile(r'"(\d+)"\s*:\s*"([^"]+)"')
_COMMON = range(0x4E00, 0xA000)
_INITIAL = re.compile(r"[zcs]h?|[bpmfdtnlgkhjqxryw]")
# 平翘舌不分, n 与 l 不分, f 与 h 不分, 前后鼻音不分: what is heard alike here is looked up alike.
_ALIKE = ((re.compile("^([zcs])h"), r"\1"), (re.compile("^n"), "l"), (re.compile("^hu(?=[a-z])|^hu$"), "fu"))
_ENDS_ALIKE = (
    (re.compile("([ie])ng$"), r"\1n"),
    (re.compile("v"), "u"),
    (re.compile("^fu(i|n)$"), r"fe\1"),
    (re.compile("^fu([aeo])"), r"f\1"),
)


@lru_cache(maxsize=1)
def _table() -> dict[int, str]:
    """The readings of the 20,924 characters that print and phones know, from the table that pypinyin brings.

    The package itself would add its phrases and rare characters: a tenth of what a whole process may weigh.
    """
    package = find_spec("pypinyin")
    assert package is not None  # noqa: S101  # it is one of our dependencies
    assert package.origin is not None  # noqa: S101
    text = Path(package.origin).with_name("pinyin_dict.json").read_text(encoding="utf-8")
    rows = ((int(found[1]), intern(found[2])) for found in _ROW.finditer(text))
    return {character: marked for character, marked in rows if character in _COMMON}


@lru_cache(maxsize=8192)
def readings(character: str) -> tuple[str, ...]:
    """How a character may be read, the commonest first, without tones; ü is written v."""
    marked = _table().get(ord(character), "")
    plain = dict.fromkeys(_without_tone(one) for one in marked.split(",") if one)
    return tuple(islice(plain, MOST_READINGS))


@lru_cache(maxsize=8192)
def blurred(syllable: str) -> str:
    """The sound that a syllable shares with those that are easily taken for it."""
    for pattern, instead in (*_ALIKE, *_ENDS_ALIKE):
        syllable = pattern.sub(instead, syllable)
    return syllable


def alike(one: str, other: str) -> bool:
    """Whether two characters can be heard as the same one."""
    mine = {blurred(reading) for reading in readings(one)}
    return one == other or not mine.isdisjoint(blurred(reading) for reading in readings(other))


def spellings(letters: str) -> list[tuple[str, ...]]:
    """The ways to read letters as syllables; the last one may be unfinished (`taijiq`)."""
    return list(islice(_split(letters[:LONGEST_SPELLED]), MOST_SPELLINGS))


def pairs(sounds: Sequence[tuple[str, ...]]) -> Iterator[tuple[str, ...]]:
    """Of sounds in a row, each with its readings: every two neighbours, joined; the last stands alone."""
    for here, following in zip(sounds, [*sounds[1:], ("",)], strict=False):
        yield tuple(f"{first}0{second}" for first, second in product(here, following))


def _split(letters: str) -> Iterator[tuple[str, ...]]:
    """Long syllables first, without going back more than the reader of six spellings ever asks for."""
    dead: set[int] = set()

    def from_here(start: int) -> Iterator[tuple[str, ...]]:
        if start == len(letters):
            yield ()
            return
        found = False
        for end in range(min(len(letters), start + _LONGEST_SYLLABLE), start, -1):
            piece = letters[start:end]
            if _SYLLABLE.fullmatch(piece) or (end == len(letters) and start and _INITIAL.fullmatch(piece)):
                if end in dead:
                    continue
                for rest in from_here(end):
                    found = True
                    yield (piece, *rest)
        if not found:
            dead.add(start)

    return from_here(0)


def _without_tone(marked: str) -> str:
    spelled = unicodedata.normalize("NFD", marked).replace("u\u0308", "v")
    return "".join(letter for letter in spelled if letter.isascii())
