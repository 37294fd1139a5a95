"""From what was typed to what is asked of the index: exact first, then by sound, by shape, and in part."""

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from functools import partial
from itertools import pairwise

from portal.search.sounds import pairs, readings, spellings
from portal.search.tokens import INITIALS, bigrams, blur, is_han, runs, skeleton, word
from portal.search.words import Meant, SearchWords

LONGEST_QUERY = 100
LONGEST_RUN = 24
MOST_RUNS = 8
MOST_PARTS = 4
SHORTEST_BEGINNING = 3
SHORTEST_SPELLED = 5
DEEPEST = 2


@dataclass(frozen=True)
class Term:
    """A token, or with `begins` every token that begins like it."""

    token: str
    begins: bool = False


@dataclass(frozen=True)
class All:
    """Every one of these."""

    of: tuple["Wanted", ...]


@dataclass(frozen=True)
class Some:
    """At least one of these."""

    of: tuple["Wanted", ...]


Wanted = Term | All | Some


@dataclass(frozen=True)
class Step:
    """One question; those that are not `always` asked are asked only while nothing was found."""

    name: str
    wanted: Wanted
    always: bool = False


def cleaned(typed: str) -> str:
    """What was typed, short enough, with single spaces and nothing that no text can hold."""
    short = typed[: LONGEST_QUERY * 4].encode("utf-8", "ignore").decode("utf-8").replace("\x00", "")
    return " ".join(short.split())[:LONGEST_QUERY]


def chunks(typed: str) -> list[list[str]]:
    """Between spaces, the runs of Han characters and of letters."""
    found = [runs(piece) for piece in cleaned(typed).split()]
    kept = [[run[:LONGEST_RUN] for run in piece] for piece in found if piece]
    return kept[:MOST_RUNS]


def steps(typed: str, words: SearchWords) -> Iterator[Step]:
    """The questions in the order in which they are asked; none for something without a letter in it."""
    wanted = _without_small([run for piece in chunks(typed) for run in piece][:MOST_RUNS], words)
    if not wanted:
        return
    pieces = [[words.bare(run) if is_han(run) else run for run in piece] for piece in chunks(typed)]
    letters = not any(map(is_han, wanted))
    if letters:
        pieces = [["".join(wanted)]]  # tai ji quan
    yield Step("title", _everything(wanted, words, "t"), always=True)
    yield Step("text", _everything(wanted, words, ""), always=True)
    by_sound = [_sound(piece, "p") for piece in pieces]
    yield from _step("sound", by_sound, always=letters and len(pieces[0][0]) >= SHORTEST_SPELLED)
    if letters:
        yield from _step("initials", [_initials(run) for run in wanted])
        yield from _step("beginning", [_beginning(run) for run in wanted])
    yield from _step("shape", [_shape(words.bare(run), words) for run in wanted])
    yield from _step("near", [_sound(piece, "f") for piece in pieces])
    yield from _step("spelling", [_spelling(run) for run in wanted])
    yield from _in_part([words.bare(run) if is_han(run) else run for run in wanted])


def _step(name: str, wanted: Iterable[Wanted | None], *, always: bool = False) -> Iterator[Step]:
    known = list(wanted)
    if known and None not in known:
        yield Step(name, _all([one for one in known if one is not None]), always=always)


def _without_small(wanted: list[str], words: SearchWords) -> list[str]:
    return [run for run in wanted if run not in words.small] or wanted


def _everything(wanted: list[str], words: SearchWords, mark: str) -> Wanted:
    """Every run as it is written, or what an everyday phrase in it stands for; several English words may be one."""
    literal = _all([_written_or_meant(run, words, mark) for run in wanted])
    meant = words.meant.get(" ".join(wanted)) if len(wanted) > 1 else None
    return Some((literal, _meant(meant, mark))) if meant else literal


def _written_or_meant(run: str, words: SearchWords, mark: str, depth: int = 0) -> Wanted:
    if not is_han(run):
        literal: Wanted = Term(f"{mark}w{word(run)}")
        meant = words.meant.get(run) or words.meant.get(word(run))
        return Some((literal, _meant(meant, mark))) if meant else literal
    literal = _written(words.bare(run), mark)
    phrase = words.first_phrase(run) if depth < DEEPEST else None
    if phrase is None:
        return literal
    before, _, after = run.partition(phrase)
    around = [_written_or_meant(rest, words, mark, depth + 1) for rest in (before, after) if _says(rest, words)]
    return Some((literal, _all([_meant(words.meant[phrase], mark), *around])))


def _says(rest: str, words: SearchWords) -> bool:
    """Whether what stands beside a phrase is more than what is said around it."""
    return bool(rest) and rest not in words.before and rest not in words.after


def _meant(meant: Meant, mark: str) -> Wanted:
    written = [_all([_literal(run, mark) for run in phrase.split()]) for phrase in meant.written]
    return _some([*written, *(Term(token) for token in meant.tokens)])


def _literal(run: str, mark: str) -> Wanted:
    return _written(run, mark) if is_han(run) else Term(f"{mark}w{word(run)}")


def _written(run: str, mark: str = "") -> Wanted:
    if len(run) == 1:
        return Term(mark + run)
    return _all([Term(mark + pair) for pair in bigrams(run)[:-1]])


def _sound(piece: list[str], mark: str) -> Wanted | None:
    """The sounds in a row, letters read as syllables in every way that they can be."""
    ways: list[list[tuple[str, ...]]] = [[]]
    for run in piece:
        if is_han(run):
            heard = [readings(character) for character in run]
            ways = [[*way, *heard] for way in ways]
        elif run.isalpha():
            ways = [[*way, *((one,) for one in spelled)] for way in ways for spelled in spellings(run)]
        else:
            return None
    found = [_in_a_row(way, mark) for way in ways if way and all(way)]
    return _some(found) if found else None


def _in_a_row(sounds: list[tuple[str, ...]], mark: str) -> Wanted:
    make = partial(_pair, mark)
    if len(sounds) == 1:
        return _some([make(f"{one}0", begins=True) for one in sounds[0]])
    rows = list(pairs(sounds))[:-1]
    unfinished = all(len(one.rstrip("h")) == 1 and one not in "aeo" for one in sounds[-1])
    whole = [_some([make(one) for one in row]) for row in (rows[:-1] if unfinished else rows)]
    return _all([*whole, *([_some([make(one, begins=True) for one in rows[-1]])] if unfinished else [])])


def _pair(mark: str, pair: str, *, begins: bool = False) -> Term:
    return Term(mark + (pair if mark == "p" else blur(pair)), begins=begins)


def _initials(run: str) -> Wanted | None:
    if not run.isalpha() or len(run) < INITIALS[0]:
        return None
    length = min(len(run), INITIALS[-1])
    return _all([Term("i" + run[at : at + length]) for at in range(len(run) - length + 1)])


def _beginning(run: str) -> Wanted | None:
    return Term("w" + word(run), begins=True) if len(run) >= SHORTEST_BEGINNING else None


def _spelling(run: str) -> Wanted | None:
    if is_han(run) or not run.isalpha() or len(run) <= SHORTEST_BEGINNING:
        return None
    return Term("s" + skeleton(word(run)))


def _shape(run: str, words: SearchWords) -> Wanted | None:
    if not is_han(run) or len(run) == 1 or not any(character in words.shapes for character in run):
        return None
    return _all([_some([Term(one) for one in words.looks_like(first + second)]) for first, second in pairwise(run)])


def _in_part(wanted: list[str]) -> Iterator[Step]:
    """The longest pieces first; a single character or a lone word has no part."""
    longest = max((len(run) for run in wanted if is_han(run)), default=0)
    asked = 0
    for width in range(longest - (len(wanted) == 1), 1, -1):
        pieces = [_written(run[at : at + width]) for run in wanted if is_han(run) for at in range(len(run) - width + 1)]
        if pieces:
            yield Step("part", _some(pieces))
            asked += 1
        if asked == MOST_PARTS:
            return
    letters = [Term("w" + word(run)) for run in wanted if not is_han(run)]
    if letters and len(wanted) > 1:
        yield Step("part", _some(letters))


def _all(wanted: Sequence[Wanted]) -> Wanted:
    return wanted[0] if len(wanted) == 1 else All(tuple(dict.fromkeys(wanted)))


def _some(wanted: Sequence[Wanted]) -> Wanted:
    return wanted[0] if len(wanted) == 1 else Some(tuple(dict.fromkeys(wanted)))
