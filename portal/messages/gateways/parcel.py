"""What a gateway is handed, and what it says afterwards."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Literal, Protocol

from portal.kernel.language import Language

# "again": it was refused for now; "unknown": no answer came, so it may or may not have arrived; "never": no use to try.
Result = Literal["sent", "again", "unknown", "never"]


@dataclass(frozen=True)
class Parcel:
    """One text message; whoever gets the same `key` twice has it already."""

    key: str
    phone: str
    text: str
    language: Language
    # For operators that carry only texts they know: the number of the text, and its facts in order.
    registered: Mapping[str, str]
    facts: Sequence[tuple[str, str]]


@dataclass(frozen=True)
class Outcome:
    """How it went; `problem` is a word of the operator and never holds a phone or a name."""

    result: Result
    problem: str = ""


class Gateway(Protocol):
    """A way out; it never raises for something that a network may do."""

    name: str
    # Whether it carries any text, so that several messages can be put into one.
    carries_any_text: bool

    def send(self, parcel: Parcel) -> Outcome: ...

    def recalls(self, parcel: Parcel) -> bool | None:
        """Whether it was handed over before, asked after an answer was lost; None where that cannot be known.

        A way that takes one key only once says False: there it does no harm to hand it over again.
        """
        ...


SENT, NOT_THERE = Outcome("sent"), Outcome("never", "not there")
# The first status of HTTP that means no.
FIRST_FAILURE = 400


def as_recalled(outcome: Outcome) -> bool | None:
    """What an operator's list of what it sent says: it stands there, it does not, or the list could not be read."""
    return {"sent": True, "never": False}.get(outcome.result)


def refused(code: str, *, for_good: frozenset[str]) -> Outcome:
    """What an operator's code of refusal means for the next try."""
    return Outcome("never" if code in for_good else "again", code)
