"""The life of an application for a home modification."""

from portal.kernel.msgid import msgid
from portal.requests.rules import DESK, FAMILY, Life, Step, table

SUBMITTED, NEEDS_CORRECTION, ACCEPTED = "submitted", "needs_correction", "accepted"
NOT_ACCEPTED, CLOSED, WITHDRAWN = "not_accepted", "closed", "withdrawn"

LIFE = Life(
    sent=Step("submit", frozenset(), SUBMITTED, FAMILY, msgid("We have received it.")),
    steps=table(
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
    ),
    names={
        SUBMITTED: msgid("Received"),
        NEEDS_CORRECTION: msgid("Something is missing"),
        ACCEPTED: msgid("Accepted"),
        NOT_ACCEPTED: msgid("Not accepted"),
        CLOSED: msgid("Closed"),
        WITHDRAWN: msgid("Withdrawn by the family"),
    },
    ended=frozenset({NOT_ACCEPTED, CLOSED, WITHDRAWN}),
    answer_within=5,
)
