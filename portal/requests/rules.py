"""The life of a request: which event leads where, who may bring it about, and what the family is told."""

from collections.abc import Iterable
from dataclasses import dataclass

from portal.kernel.msgid import msgid

SUBMITTED, NEEDS_CORRECTION, ACCEPTED = "submitted", "needs_correction", "accepted"
NOT_ACCEPTED, CLOSED, WITHDRAWN = "not_accepted", "closed", "withdrawn"
ENDED = frozenset({NOT_ACCEPTED, CLOSED, WITHDRAWN})
FAMILY, DESK = "family", "desk"
# Working days within which the desk says whether it can help.
ANSWER_WITHIN = 5


@dataclass(frozen=True)
class Step:
    """One arrow: from any of `sources` by `event` to `target`, and the sentence that the family reads."""

    event: str
    sources: frozenset[str]
    target: str
    who: str
    sentence: str


SENT = Step("submit", frozenset(), SUBMITTED, FAMILY, msgid("We have received it."))
STEPS = {
    step.event: step
    for step in (
        Step(
            "accept",
            frozenset({SUBMITTED}),
            ACCEPTED,
            DESK,
            msgid("It is accepted. Somebody will call you and then come to look."),
        ),
        Step(
            "ask",
            frozenset({SUBMITTED, ACCEPTED}),
            NEEDS_CORRECTION,
            DESK,
            msgid("Something is still missing. You can answer here, by phone or at the counter."),
        ),
        Step(
            "answer",
            frozenset({NEEDS_CORRECTION}),
            SUBMITTED,
            FAMILY,
            msgid("Your answer has arrived. We look at it again."),
        ),
        Step(
            "refuse",
            frozenset({SUBMITTED, NEEDS_CORRECTION}),
            NOT_ACCEPTED,
            DESK,
            msgid("This cannot be done here. The reason stands below; please call if you do not agree."),
        ),
        Step("close", frozenset({ACCEPTED}), CLOSED, DESK, msgid("It is done and closed.")),
        Step(
            "withdraw",
            frozenset({SUBMITTED, NEEDS_CORRECTION, ACCEPTED}),
            WITHDRAWN,
            FAMILY,
            msgid("It was withdrawn, as you wished."),
        ),
    )
}
STATE_NAMES = {
    SUBMITTED: msgid("Received"),
    NEEDS_CORRECTION: msgid("Something is missing"),
    ACCEPTED: msgid("Accepted"),
    NOT_ACCEPTED: msgid("Not accepted"),
    CLOSED: msgid("Closed"),
    WITHDRAWN: msgid("Withdrawn by the family"),
}
STATES = tuple(STATE_NAMES)


def open_events(state: str, who: str) -> list[str]:
    """What this side may do now."""
    return [step.event for step in STEPS.values() if state in step.sources and step.who == who]


def sentence(event: str) -> str:
    """What the family reads of an event."""
    return SENT.sentence if event == SENT.event else STEPS[event].sentence


def lines(text: str, *, most: int = 12) -> list[str]:
    """What is missing, one thing a line."""
    return [line for line in _stripped(text.splitlines()) if line][:most]


def _stripped(texts: Iterable[str]) -> list[str]:
    return [text.strip() for text in texts]
