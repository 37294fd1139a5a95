"""What is said about one place in a text."""

from dataclasses import dataclass
from typing import Literal

from accessibility.model import Severity, Words

# What the text is: running text (Markdown may stand in it), a heading or label, a link, a button, an error message.
Kind = Literal["prose", "label", "link", "button", "error"]


@dataclass(frozen=True)
class Remark:
    """One place in a text, what is hard about it, and what could stand there instead."""

    rule: str
    severity: Severity
    start: int
    end: int
    text: str
    says: Words
    instead: tuple[str, ...] = ()
    source: str = ""  # a key of WordList.sources, or a clause

    @property
    def must_be_mended(self) -> bool:
        """An ERROR should stop a publication; a WARN is advice to the writer."""
        return self.severity >= Severity.ERROR
