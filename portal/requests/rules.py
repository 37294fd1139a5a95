"""How the life of a request is written down: one table for each kind, declared in that kind's own `rules.py`."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass

FAMILY, DESK = "family", "desk"
# Targets that are no state of their own: it stays where it is, or goes back to where it came from.
STAYS, BACK = "", "back"
RECEIPT_DIGITS = 6


@dataclass(frozen=True)
class Step:
    """One arrow: from any of `sources` by `event` to `target`, who may bring it about, and what the family reads.

    `roles` are the staff who may take it, all of the desk where there are none; on a step of the family, those who may
    take it for them. `guards` name conditions that the kind's own model knows.
    """

    event: str
    sources: frozenset[str]
    target: str
    who: str
    sentence: str
    roles: frozenset[str] = frozenset()
    guards: tuple[str, ...] = ()


@dataclass(frozen=True)
class Life:
    """The whole table of one kind: how it begins, its arrows, where it ends, and the name of each state in words."""

    sent: Step
    steps: Mapping[str, Step]
    names: Mapping[str, str]
    ended: frozenset[str]
    # Working days within which the desk first answers.
    answer_within: int

    def open_events(self, state: str, who: str, roles: frozenset[str] | None = None) -> list[str]:
        """What this side may do now; with `roles`, what staff who have them may do, for the family too."""
        steps = [step for step in self.steps.values() if state in step.sources]
        if roles is None:
            return [step.event for step in steps if step.who == who]
        return [step.event for step in steps if may(step, who, roles)]

    def sentence(self, event: str) -> str:
        """What the family reads of an event."""
        return self.sent.sentence if event == self.sent.event else self.steps[event].sentence


def may(step: Step, who: str, roles: frozenset[str]) -> bool:
    """Whether somebody of this side with these roles may take it."""
    return bool(step.roles & roles) if step.roles else step.who == who


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


def new_receipt_code(random_below: Callable[[int], int]) -> str:
    """Six digits that open the receipt for somebody without a phone."""
    return str(random_below(10**RECEIPT_DIGITS)).zfill(RECEIPT_DIGITS)
