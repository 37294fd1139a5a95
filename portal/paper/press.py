"""The press: a template under templates/print and facts become a tagged PDF, with nothing fetched from anywhere."""

import json
import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from functools import cached_property
from itertools import accumulate
from pathlib import Path
from threading import Lock
from typing import TYPE_CHECKING, Any, Final

from portal.paper.wording import Wording

if TYPE_CHECKING:
    import typst

TOO_LONG = re.compile(r"too-long:(\[.*?\])(?=\"|$)", re.DOTALL)
SENTENCE_END = re.compile(r"(?<=[。！？；!?\n])|(?<=\.\s)")
WORD = re.compile(r"\s*\S+")
NO_END = "，、：；,:; （(“‘"
# Stands for a character that our fonts do not have, as it does in Chinese proofs; the clerk writes it in by hand.
MISSING = "〓"
NARROW = str.maketrans({"’": "'", "‘": "'", "“": '\\"', "”": '\\"'})
STANDARD: Final = "ua-1"


@dataclass(frozen=True)
class Long:
    """A text that does not fit: its length, and how much of it would if all the others stayed."""

    field: str
    length: int
    fits: int
    text: str = ""
    # Between which a line may break.
    words: tuple[str, ...] = ()

    @property
    def over(self) -> int:
        return self.length - self.fits

    @property
    def shorter(self) -> str:
        """The whole sentences from its beginning that would fit, or where none does, the whole words."""
        kept = SENTENCE_END.split(self.text[: self.fits])
        ends = [at for at in accumulate(len(word) for word in self.words) if at <= self.fits]
        return ("".join(kept[:-1]) or self.text[: max(ends, default=0)]).strip().rstrip(NO_END)


class TooLong(Exception):
    """The page cannot hold all of this; shortening one of `fields` is enough when its `fits` is not 0."""

    def __init__(self, fields: Sequence[Long]) -> None:
        super().__init__(", ".join(f"{one.field} by {one.over}" for one in fields))
        helpful = [one for one in fields if one.fits] or fields
        self.fields = tuple(sorted(helpful, key=lambda one: one.over / max(one.length, 1)))


class Press:
    """One for the whole program: the fonts are read once, for the first page; pages are made one after the other."""

    def __init__(self, templates: Path, fonts: Path, wording: Wording) -> None:
        self._templates = templates
        self._fonts = fonts
        self._wording = wording
        self._lock = Lock()

    @cached_property
    def _characters(self) -> frozenset[str]:
        return frozenset((self._fonts / "characters.txt").read_text(encoding="utf-8"))

    @cached_property
    def _compiler(self) -> "typst.Compiler":
        import typst  # noqa: PLC0415  # a portal that has printed nothing yet does without it

        fonts = typst.Fonts(include_system_fonts=False, include_embedded_fonts=False, font_paths=[str(self._fonts)])
        return typst.Compiler(root=str(self._templates), font_paths=fonts)

    def pdf(self, template: str, facts: Mapping[str, Any], *, at: datetime | None = None) -> bytes:
        """The page `templates/print/<template>.typ` with these facts; raises `TooLong` rather than cut a word."""
        printable = self._printable(facts)
        if facts.get("language") == "zh":
            printable["parts"] = self._wording.of(printable)
        text = json.dumps(printable, ensure_ascii=False)
        # A Chinese font sets these as wide as a character, which tears an English word apart.
        inputs = {"facts": text.translate(NARROW) if facts.get("language") == "en" else text}
        try:
            with self._lock:
                made = self._compiler.compile(
                    input=str(self._templates / f"{template}.typ"),
                    format="pdf",
                    sys_inputs=inputs,
                    pdf_standards=STANDARD,
                    timestamp=at.replace(microsecond=0) if at else None,  # Typst refuses parts of a second
                )
        except RuntimeError as problem:
            found = TOO_LONG.search(str(problem))
            if found is None:
                raise
            reports = json.loads(found[1].replace('\\"', '"'))
            raise TooLong([self._long(facts, row) for row in reports]) from None
        if not isinstance(made, bytes):
            message = f"the press gave {type(made).__name__}, not one file"
            raise TypeError(message)
        return made

    def _long(self, facts: Mapping[str, Any], row: Mapping[str, Any]) -> Long:
        text = _text_of(facts, row["field"])
        words = self._wording.parts(text) if facts.get("language") == "zh" else WORD.findall(text)
        return Long(**row, text=text, words=tuple(words))

    def _printable(self, value: Any) -> Any:
        if isinstance(value, str):
            return "".join(one if one in self._characters or one == "\n" else MISSING for one in value)
        if isinstance(value, Mapping):
            return {key: one if key == "svg" else self._printable(one) for key, one in value.items()}
        if isinstance(value, list | tuple):
            return [self._printable(one) for one in value]
        return value


def _text_of(facts: Mapping[str, Any], field: str) -> str:
    if field.startswith("labels."):
        _, at, name = field.split(".")
        return str(facts["labels"][int(at)][name])
    if field in facts:
        return str(facts[field])
    rows = [row["text"] for row in facts.get("rows", ()) if row["name"] == field]
    groups = ["\n".join(group["lines"]) for group in facts.get("groups", ()) if group["name"] == field]
    return next(iter([*rows, *groups]), "")
