"""Where a line of Chinese may break: between words, and never inside a name that the content knows."""

import re
from collections.abc import Iterable, Mapping, Sequence
from itertools import accumulate, pairwise
from pathlib import Path
from typing import Any

from portal.kernel import yaml_file

# No line begins with one of the first or ends with one of the second.
CLOSING, OPENING = frozenset("，。、；：！？）》〉”’…·—%℃,.;:!?)"), frozenset("（《〈“‘(")
# A word of one character leans on the one before it, these on the one after.
LEANS_ON_THE_NEXT = frozenset("与和或及从到在由")

# Said in one breath: a time with its half of the day, a day of the lunar calendar.
ONE_BREATH = re.compile(
    r"(?:凌晨|早上|上午|中午|下午|晚上)\d{1,2}:\d{2}"
    r"|[正二三四五六七八九十冬腊]月(?:初[一二三四五六七八九十]|十[一二三四五六七八九]|[二三]十|廿[一二三四五六七八九])"
)


class Wording:
    """Made once, with the names that stay whole."""

    def __init__(self, names: Iterable[str]) -> None:
        self._names = tuple(sorted({name for name in names if len(name) > 1}, key=len, reverse=True))

    @classmethod
    def read(cls, file: Path, others: Iterable[str] = ()) -> "Wording":
        """`content/unbroken.yaml`, and names that are known from elsewhere."""
        return cls([*yaml_file.read(file)["names"], *others])

    def parts(self, text: str) -> list[str]:
        """The pieces between which a line may break; together they are the text."""
        import rjieba  # noqa: PLC0415  # its dictionary takes thirty megabytes, which only a press needs

        known = self._known(text)
        cuts = {*accumulate(len(word) for word in rjieba.cut(text)), *(end for name in known for end in name)}
        for start, end in known:
            cuts -= set(range(start + 1, end))
        allowed = [at for at in sorted(cuts) if 0 < at < len(text) and _may_break(text[at - 1], text[at])]
        return _without_lonely(text[start:end] for start, end in pairwise([0, *allowed, len(text)]))

    def of(self, facts: Mapping[str, Any]) -> dict[str, Sequence[str]]:
        """The pieces of everything on a sheet that must not be torn apart, by its words."""
        said = [str(facts.get(name) or "") for name in ("title", "lead", "when", "where")]
        said += [str(row["text"]) for row in facts.get("rows", ())]
        said += [str(line) for group in facts.get("groups", ()) for line in group["lines"]]
        said += [str((facts.get("phone") or {}).get("name", ""))]
        said += [str(label[name]) for label in facts.get("labels", ()) for name in ("name", "number", "phone")]
        entries = (entry for section in facts.get("sections", ()) for entry in section.get("entries", ()))
        said += [str(part) for entry in entries for part in entry.get("about", ())]
        return {one: self.parts(one) for one in said if one}

    def _known(self, text: str) -> list[tuple[int, int]]:
        """Where times and names stand in it, the longest first; one inside another is not looked at."""
        found: list[tuple[int, int]] = [one.span() for one in ONE_BREATH.finditer(text)]
        for name in self._names:
            at = text.find(name)
            while at >= 0:
                end = at + len(name)
                if all(end <= start or at >= stop for start, stop in found):
                    found.append((at, end))
                at = text.find(name, at + 1)
        return found


def _may_break(before: str, after: str) -> bool:
    number = before.isascii() and (before.isdigit() or (before in ":." and after.isdigit()))
    return after not in CLOSING and before not in OPENING and not number


def _without_lonely(pieces: Iterable[str]) -> list[str]:
    """A piece of one character would be lost at the end of a line or at its beginning: it stays with a neighbour."""
    found: list[str] = []
    held = ""
    for piece in pieces:
        word = piece.strip("".join(CLOSING | OPENING))
        lonely = not held and len(word) == 1 and word.isalpha()
        ended = not found or found[-1][-1] in CLOSING or found[-1].isspace()
        if lonely and (word in LEANS_ON_THE_NEXT or ended) and word == piece:
            held = piece
        elif lonely and not ended:
            found[-1] += piece
        else:
            found.append(held + piece)
            held = ""
    return [*found, held] if held else found
