"""The word lists, as a person keeps them in content/plain_language."""

import re
from collections.abc import Mapping
from dataclasses import dataclass
from functools import cache
from pathlib import Path
from typing import Any

import yaml

from accessibility.model import Severity

FOLDER = Path(__file__).resolve().parents[2] / "content" / "plain_language"


@dataclass(frozen=True)
class HardWord:
    """A word with kinder ones, and the longer words in which it is meant."""

    word: str
    instead: tuple[str, ...]
    source: str
    severity: Severity
    unless: tuple[str, ...] = ()

    def places(self, text: str) -> list[int]:
        """Where it stands in the text, but not inside a longer word that is meant."""
        if not self.word.isascii() and self.word not in text:
            return []
        spared = [range(m.start(), m.end()) for longer in self.unless for m in re.finditer(re.escape(longer), text)]
        found = (m.start() for m in re.finditer(self._pattern(), text, re.IGNORECASE))
        return [place for place in found if not any(place in stretch for stretch in spared)]

    def _pattern(self) -> str:
        return rf"\b{re.escape(self.word)}" if self.word.isascii() else re.escape(self.word)


@dataclass(frozen=True)
class Turn:
    """A sentence that says one thing in two negations, and how it is said straight."""

    pattern: re.Pattern[str]
    instead: str
    source: str


@dataclass(frozen=True)
class WordList:
    """Everything that is known about the words of one language."""

    language: str
    checked: str
    sources: Mapping[str, str]
    hard: tuple[HardWord, ...]
    turns: tuple[Turn, ...]
    letters: Mapping[str, HardWord]
    known_letters: frozenset[str]
    verbs: tuple[str, ...]
    bare_buttons: Mapping[str, str]
    vague_links: frozenset[str]
    pushing: tuple[str, ...]
    blaming: tuple[str, ...]

    def for_probes(self) -> dict[str, list[str]]:
        """What the probes inside a page are told."""
        return {
            "vague": sorted(self.vague_links),
            "bare_buttons": sorted(self.bare_buttons),
            "pushing": list(self.pushing),
            "blaming": list(self.blaming),
        }


@cache
def load(language: str = "zh", folder: Path = FOLDER) -> WordList:
    """Read a list once; a row with a source that is not in the list is a mistake of its writer and raises."""
    rows = yaml.safe_load((folder / f"{language}.yaml").read_text(encoding="utf-8"))
    sources = rows["sources"]
    hard = tuple(_hard(row, sources) for row in rows["hard_words"])
    turns = tuple(
        Turn(re.compile(row["pattern"], re.IGNORECASE), row["say"], _known(row, sources))
        for row in rows["double_negatives"]
    )
    return WordList(
        language=language,
        checked=str(rows["checked"]),
        sources=sources,
        hard=hard,
        turns=turns,
        letters={row["word"]: _hard(row, sources) for row in rows.get("letters", ())},
        known_letters=frozenset(map(str, rows.get("known_letters", ()))),
        verbs=tuple(rows.get("verbs", ())),
        bare_buttons={
            row["word"]: row["say"] for row in rows.get("bare_buttons", ()) if _known(row, sources) and row["word"]
        },
        vague_links=frozenset(_words(rows, "vague_links", sources)),
        pushing=_words(rows, "pushing", sources),
        blaming=_words(rows, "blaming", sources),
    )


def _hard(row: Mapping[str, Any], sources: Mapping[str, str]) -> HardWord:
    said = row["say"]
    return HardWord(
        word=row["word"],
        instead=tuple(said) if isinstance(said, list) else (said,),
        source=_known(row, sources),
        severity=Severity.ERROR if row.get("weight") == "error" else Severity.WARN,
        unless=tuple(row.get("unless", ())),
    )


def _known(row: Mapping[str, Any], sources: Mapping[str, str]) -> str:
    if row["source"] not in sources:
        raise ValueError(f"{row['source']!r} is not among the sources of this list.")
    return str(row["source"])


def _words(rows: Mapping[str, Any], name: str, sources: Mapping[str, str]) -> tuple[str, ...]:
    if name not in rows:
        return ()
    _known(rows[name], sources)
    return tuple(rows[name]["words"])
