"""The one token maker: what a text is found by, the same on every database.

Every token is made of ASCII letters, digits and Han characters, so that no database's own idea of a word changes it:
a character and two neighbouring ones as they are, `w` and a word in letters, `p` two sounds in
a row, `f` the same as heard here, `i` initials, `s` the consonants of a word; `t` before it says that it stands in the
title, `k` is a kind, `c` a town and `u` when it ends.
"""

import re
import unicodedata
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import UTC, datetime
from itertools import islice, product

from portal.search.sounds import blurred, pairs, readings

LONGEST_TEXT = 20_000
LONGEST_WORD = 40
INITIALS = (2, 3)
MOST_INITIALS = 8
_RUN = re.compile(r"[㐀-鿿]+|[a-z0-9]+")
_SHORTEST_PLURAL = 4
# Whoever says that something ends after this says that it does not end.
LAST_YEAR = 2100
NEVER_ENDS = "u0"
_NOT_HEARD = re.compile("[aeiouhwy]")


@dataclass(frozen=True)
class Document:
    """What is known of one thing: its title in every language, what it says first, and everything else."""

    number: int
    kind: str
    town: str | None
    titles: tuple[str, ...]
    leads: tuple[str, ...]
    rest: tuple[str, ...]
    until: datetime | None = None


def runs(text: str) -> list[str]:
    """Letters folded to one width and case; runs of Han characters and runs of letters and digits."""
    return _RUN.findall(unicodedata.normalize("NFKC", text[:LONGEST_TEXT]).lower())


def is_han(run: str) -> bool:
    return run[0] >= "㐀"


def bigrams(run: str) -> list[str]:
    """Every two neighbours; the last one stands alone."""
    return [run[at : at + 2] for at in range(len(run))]


def word(run: str) -> str:
    """A word without its plural s."""
    run = run[:LONGEST_WORD]
    plural = len(run) >= _SHORTEST_PLURAL and run.endswith("s") and not run.endswith("ss")
    return run[:-1] if plural else run


def skeleton(run: str) -> str:
    """The consonants that are heard: `weelchare` and `wheelchair` share them."""
    rest = re.sub(r"(.)\1+", r"\1", _NOT_HEARD.sub("", run[1:]))
    return run[0] + rest


def tokens(document: Document) -> list[str]:
    """Everything that this document is found by, each once."""
    found: dict[str, None] = {f"k{document.kind}": None} | dict.fromkeys(_ends(document.until))
    if document.town:
        found[f"c{document.town}"] = None
    for title in document.titles:
        for run in runs(title):
            found |= dict.fromkeys(f"t{token}" for token in _written(run))
            found |= dict.fromkeys(_heard(run))
            found |= dict.fromkeys(_begun(run))
    for lead in document.leads:
        for run in runs(lead):
            found |= dict.fromkeys(_heard(run))
    for text in (*document.titles, *document.leads, *document.rest):
        for run in runs(text):
            found |= dict.fromkeys(_written(run))
    return list(found)


def not_ended(now: datetime) -> list[str]:
    """One of these stands by whatever goes on after the month of `now` has begun."""
    year, month = now.astimezone(UTC).year, now.astimezone(UTC).month
    months = (f"u{year}{one:02}" for one in range(month, 13))
    years = (f"u{one}" for one in range(year + 1, (year // 10 + 1) * 10))
    decades = (f"u{one}" for one in range(year // 10 + 1, LAST_YEAR // 10))
    return [NEVER_ENDS, *months, *years, *decades]


def _ends(until: datetime | None) -> list[str]:
    """The month, the year and the decade."""
    if until is None or until.astimezone(UTC).year >= LAST_YEAR:
        return [NEVER_ENDS]
    year, month = until.astimezone(UTC).year, until.astimezone(UTC).month
    return [f"u{year}{month:02}", f"u{year}", f"u{year // 10}"]


def _written(run: str) -> list[str]:
    # A character by itself could also be found as the beginning of two, but both databases would then gather all things
    # that have it before they look at anything else that was asked.
    return [*bigrams(run), *run] if is_han(run) else ["w" + word(run)]


def _heard(run: str) -> Iterator[str]:
    if not is_han(run):
        if run.isalpha() and len(run) >= _SHORTEST_PLURAL:
            yield "s" + skeleton(word(run))
        return
    for ways in pairs([readings(character) for character in run]):
        yield from (f"p{way}" for way in ways)
        yield from (f"f{blur(way)}" for way in ways)


def blur(pair: str) -> str:
    """Two joined sounds, each as it is heard here."""
    first, _, second = pair.partition("0")
    return f"{blurred(first)}0{blurred(second)}"


def _begun(run: str) -> Iterator[str]:
    if not is_han(run):
        return
    first = [tuple(dict.fromkeys(reading[0] for reading in readings(character))) for character in run]
    for length in INITIALS:
        for at in range(len(first) - length + 1):
            ways = product(*first[at : at + length])
            yield from ("i" + "".join(way) for way in islice(ways, MOST_INITIALS))
