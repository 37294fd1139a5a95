"""What people say for what is written, what is said around it, and which characters look alike: from content."""

from collections.abc import Mapping
from dataclasses import dataclass
from functools import lru_cache
from itertools import islice, product
from pathlib import Path

from portal.kernel import yaml_file
from portal.kernel.divisions import Divisions
from portal.search.sounds import readings
from portal.search.tokens import runs

MOST_SHAPES = 9
SHORTEST_TOWN = 2
_TOWN_ENDS = ("土家族乡", "街道", "镇", "乡")


@dataclass(frozen=True)
class Meant:
    """What one everyday phrase stands for: words as they are written, or a token of the index."""

    written: tuple[str, ...] = ()
    tokens: tuple[str, ...] = ()


@dataclass(frozen=True)
class SearchWords:
    """Phrases by length, the longest first, so that the closest one is taken."""

    meant: Mapping[str, Meant]
    before: tuple[str, ...]
    after: tuple[str, ...]
    small: frozenset[str]
    shapes: Mapping[str, str]
    simple: Mapping[int, str]

    def simplified(self, typed: str) -> str:
        """Traditional characters as they are written here."""
        return typed.translate(self.simple)

    def first_phrase(self, run: str) -> str | None:
        """The longest everyday phrase in a run of Han characters."""
        return next((phrase for phrase in self.meant if phrase in run), None)

    def bare(self, run: str) -> str:
        """The run without what is only said around the thing (我想学…, …在哪里); never nothing."""
        changed = True
        while changed:
            changed = False
            for filler in self.before:
                if run.startswith(filler) and len(run) > len(filler):
                    run, changed = run[len(filler) :], True
            for filler in self.after:
                if run.endswith(filler) and len(run) > len(filler):
                    run, changed = run[: -len(filler)], True
        return run

    def looks_like(self, run: str) -> list[str]:
        """The same characters, and those that a hurried or weak eye takes for them."""
        ways = product(*(character + self.shapes.get(character, "") for character in run))
        return list(dict.fromkeys("".join(way) for way in islice(ways, MOST_SHAPES)))


@lru_cache(maxsize=4)
def load(folder: Path, divisions: Divisions) -> SearchWords:
    """Read `words.yaml` and `traditional.yaml`; the names of the towns are phrases too."""
    found, traditional = (yaml_file.read(folder / name) for name in ("words.yaml", "traditional.yaml"))
    meant: dict[str, Meant] = {}
    for row in found["synonyms"]:
        for said in row["said"]:
            known = meant.get(_folded(said), Meant())
            meant[_folded(said)] = Meant(written=(*known.written, *map(_folded, row["written"])))
    for kind, phrases in found["kinds"].items():
        meant |= {_folded(phrase): Meant(tokens=(f"k{kind}",)) for phrase in phrases}
    for town in divisions.towns:
        for name in _names_of_town(town.name):
            meant |= {said: Meant(tokens=(f"c{town.code}",)) for said in (name, _spelled(name))}
    shapes: dict[str, str] = {}
    for group in found["look_alike"]:
        shapes |= {character: shapes.get(character, "") + group.replace(character, "") for character in group}
    return SearchWords(
        meant=dict(sorted(meant.items(), key=lambda item: -len(item[0]))),
        before=tuple(found["said_before"]),
        after=tuple(found["said_after"]),
        small=frozenset(found["small_words"]),
        shapes=shapes,
        simple={ord(pair[0]): pair[1] for line in traditional["pairs"] for pair in line.split()},
    )


def _names_of_town(name: str) -> list[str]:
    for end in _TOWN_ENDS:
        short = name.removesuffix(end)
        if short != name and len(short) >= SHORTEST_TOWN:
            return [name, short]
    return [name]


def _spelled(name: str) -> str:
    return "".join(readings(character)[0] for character in name)


def _folded(phrase: str) -> str:
    return " ".join(runs(phrase))
