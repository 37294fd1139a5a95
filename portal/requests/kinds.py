"""What the shared half must know of a kind of request; each room declares its own."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass

from portal.drafting.model import Answers
from portal.drafting.steps import Step
from portal.requests.model import ServiceRequest


@dataclass(frozen=True)
class PartyFacts:
    """Who a party is, as the answers say it."""

    role: str
    name: str
    phone: str | None
    relation: str | None


@dataclass(frozen=True)
class RequestKind:
    """One kind: its mapped class, its path, its steps, and how to read its answers."""

    model: type[ServiceRequest]
    path: str
    title: str
    steps: Sequence[Step]
    parties: Callable[[Answers], Sequence[PartyFacts]]
    town: Callable[[Answers], str]
    # What to say kindly before sending, where another way may help more; never a refusal.
    advice: Callable[[Answers], str | None]

    @property
    def service(self) -> str:
        """The room's name, which begins the names of its routes too."""
        service: str = self.model.__mapper_args__["polymorphic_identity"]
        return service
