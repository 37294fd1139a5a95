"""What the shared half must know of a kind of request; each room declares its own."""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from fastapi import Request

from portal.db.sessions import ReadSession, WriteSession
from portal.drafting import people
from portal.drafting.model import Answers
from portal.drafting.steps import Step
from portal.kernel.msgid import msgid
from portal.kernel.names import normalise_name
from portal.kernel.phone import normalise
from portal.requests.model import ServiceRequest


@dataclass(frozen=True)
class PartyFacts:
    """Who a party is, as the answers say it."""

    role: str
    name: str
    phone: str | None
    relation: str | None


def senior_and_helper(answers: Answers) -> list[PartyFacts]:
    """The senior, and the helper where somebody else asks: two people, never one record."""

    def facts(role: str, given: Mapping[str, Any], relation: str | None = None) -> PartyFacts:
        return PartyFacts(role, normalise_name(given["name"]), normalise(given.get("phone") or ""), relation)

    senior = facts("senior", answers["senior"])
    if not people.for_another(answers):
        return [senior]
    return [senior, facts("helper", answers["helper"], people.who(answers))]


def nothing_to_fill(made: Any, answers: Answers) -> None:
    """Most kinds have no columns of their own to fill when a request is made."""
    del made, answers


def nothing_to_complete(session: WriteSession, made: Any, answers: Answers) -> None:
    """Most kinds need nothing from the database to be filled."""
    del session, made, answers


def nothing_brought(typed: Mapping[str, Any]) -> Mapping[str, Any]:
    """Most kinds begin with a blank sheet."""
    del typed
    return {}


def nothing_outdated(request: Request, session: ReadSession, answers: Answers) -> str | None:
    """Most answers stay true until they are sent."""
    del request, session, answers
    return None


def nothing_more(request: Request, session: ReadSession, found: Any) -> Mapping[str, Any]:
    """Most kinds show the family what the shared page shows."""
    del request, session, found
    return {}


def nothing_asked(request: Request, found: Any) -> Sequence[tuple[str, str]]:
    """Most receipts say what kind of request it is, and no more."""
    del request, found
    return ()


def answer_comes(request: Request, found: Any) -> str:
    """What happens after it was sent, with the day until which somebody calls; nothing once more has happened."""
    del request
    if found.version > 1:
        return ""
    return msgid("By %(day)s we call and say whether it is accepted. Nobody who comes takes money.")


def nothing_follows(request: Request, session: WriteSession, found: Any, event: str) -> None:
    """Most kinds keep up with nothing after a step of the family."""
    del request, session, found, event


@dataclass(frozen=True)
class RequestKind:
    """One kind: its mapped class, its path, its steps, and how to read its answers."""

    model: type[ServiceRequest]
    path: str
    title: str
    steps: Sequence[Step]
    town: Callable[[Answers], str]
    # What to say kindly before sending, where another way may help more; never a refusal.
    advice: Callable[[Answers], str | None]
    parties: Callable[[Answers], Sequence[PartyFacts]] = senior_and_helper
    # Fills the kind's own columns, before it is saved for the first time.
    fill: Callable[[Any, Answers], None] = nothing_to_fill
    # The same where it must look something up, like a price.
    complete: Callable[[WriteSession, Any, Answers], None] = nothing_to_complete
    # What a link on another page brings along, like the device that it shows, and the answers that it gives.
    brought: Callable[[Mapping[str, Any]], Mapping[str, Any]] = nothing_brought
    prefill: Callable[[Mapping[str, Any]], Answers] = nothing_brought
    # The page to ask again before sending, because what was chosen there is gone.
    outdated: Callable[[Request, ReadSession, Answers], str | None] = nothing_outdated
    # What is said where a key of the kind's own, like "one open for each household", keeps a second one out.
    already: str | None = None
    # What the family sees, and what else its template needs.
    template: str = "requests/show.html"
    facts: Callable[[Request, ReadSession, Any], Mapping[str, Any]] = nothing_more
    # What stands on the receipt of what was asked for: a msgid and its text; no name and no address.
    asked: Callable[[Request, Any], Sequence[tuple[str, str]]] = nothing_asked
    # What the receipt says of what happens next: a msgid, which may name the `day` of the answer, or nothing.
    next_step: Callable[[Request, Any], str] = answer_comes
    # After it was sent, and after each step that the family takes, in the same transaction.
    follow: Callable[[Request, WriteSession, Any, str], None] = nothing_follows
    # The name of the page where staff work on it.
    work: str = "requests.work"
    # Who works there; nobody named means whoever sees the shared desk.
    desk: frozenset[str] = frozenset()

    @property
    def service(self) -> str:
        """The room's name, which begins the names of its routes too."""
        service: str = self.model.__mapper_args__["polymorphic_identity"]
        return service
