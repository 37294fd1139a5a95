"""What the shared half must know of a kind of request; each room declares its own."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass

from portal.drafting.model import Answers
from portal.drafting.steps import Step


@dataclass(frozen=True)
class PartyFacts:
    """Who a party is, as the answers say it."""

    role: str
    name: str
    phone: str | None
    relation: str | None


@dataclass(frozen=True)
class RequestKind:
    """One kind: the room's name, its path, its steps, and how to read its answers."""

    service: str
    path: str
    title: str
    steps: Sequence[Step]
    parties: Callable[[Answers], Sequence[PartyFacts]]
    town: Callable[[Answers], str]
    # What to say kindly before sending, where another way may help more; never a refusal.
    advice: Callable[[Answers], str | None]
