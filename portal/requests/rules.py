"""How the life of a request is written down: one table for each kind, declared in that kind's own `rules.py`."""

from collections.abc import Mapping
from dataclasses import dataclass

FAMILY, DESK = "family", "desk"


@dataclass(frozen=True)
class Step:
    """One arrow: from any of `sources` by `event` to `target`, who may bring it about, and what the family reads."""

    event: str
    sources: frozenset[str]
    target: str
    who: str
    sentence: str


@dataclass(frozen=True)
class Life:
    """The whole table of one kind: how it begins, its arrows, where it ends, and the name of each state in words."""

    sent: Step
    steps: Mapping[str, Step]
    names: Mapping[str, str]
    ended: frozenset[str]
    # Working days within which the desk first answers.
    answer_within: int

    def open_events(self, state: str, who: str) -> list[str]:
        """What this side may do now."""
        return [step.event for step in self.steps.values() if state in step.sources and step.who == who]

    def sentence(self, event: str) -> str:
        """What the family reads of an event."""
        return self.sent.sentence if event == self.sent.event else self.steps[event].sentence


def table(*steps: Step) -> dict[str, Step]:
    """Arrows by their event; each event stands once."""
    found = {step.event: step for step in steps}
    if len(found) != len(steps):
        message = "an event stands twice in the table"
        raise ValueError(message)
    return found


def lines(text: str, *, most: int = 12) -> list[str]:
    """What is missing, one thing a line."""
    return [line.strip() for line in text.splitlines() if line.strip()][:most]
