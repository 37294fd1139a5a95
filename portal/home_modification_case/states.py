"""The seventeen states: the step of seven that the family sees, the words it reads, and the clock that runs."""

from collections.abc import Mapping
from dataclasses import dataclass

from portal.kernel.msgid import msgid

DRAFT, SUBMITTED, NEEDS_CORRECTION, STREET_REVIEW = "draft", "submitted", "needs_correction", "street_review"
ASSESSMENT, PLAN, PLAN_CONFIRM, APPROVAL = "assessment", "plan", "plan_confirm", "approval"
WORKS, ACCEPTANCE, RECTIFY, SETTLEMENT = "works", "acceptance", "rectify", "settlement"
COMPLETED, REFUSED, NOT_ACCEPTED = "completed", "refused", "not_accepted"
WITHDRAWN, MERGED = "withdrawn", "merged"
ENDED = frozenset({COMPLETED, REFUSED, NOT_ACCEPTED, WITHDRAWN, MERGED})
BEFORE_WORKS = frozenset(
    {SUBMITTED, NEEDS_CORRECTION, STREET_REVIEW, ASSESSMENT, PLAN, PLAN_CONFIRM, APPROVAL},
)

SEVEN_STEPS = (
    msgid("Sent"),
    msgid("Looked through"),
    msgid("Visit at home"),
    msgid("You agree to the plan"),
    msgid("Approval"),
    msgid("Works"),
    msgid("Money paid"),
)


@dataclass(frozen=True)
class State:
    """One state; `step` 0 stands beside the seven, `clock` None means that nobody at a desk is being waited for."""

    step: int
    name: str
    says: str
    then: str = ""
    clock: str | None = None


# What is read of a refusal once somebody else has looked too.
REFUSED_AGAIN = msgid(
    "It did not go through, and somebody else has looked too. Please call 12345 about anything further."
)

STATES: Mapping[str, State] = {
    DRAFT: State(1, msgid("Begun"), msgid("It is kept for you. You can go on at any time with your code.")),
    SUBMITTED: State(
        2,
        msgid("Received"),
        msgid("We have received it. Somebody calls you and says whether it is accepted."),
        msgid("We ask the senior whether they agree. Then the street looks through it."),
        "acceptance",
    ),
    NEEDS_CORRECTION: State(
        2,
        msgid("Something is missing"),
        msgid(
            "Something is still missing; all of it stands below. Write it here, bring it or let the community do it."
        ),
        msgid("When it has arrived we go on where we stopped."),
    ),
    STREET_REVIEW: State(
        2,
        msgid("Accepted, being looked through"),
        msgid("It is accepted. The street is looking through it."),
        msgid("If it fits, somebody comes to look at the home."),
        "review",
    ),
    ASSESSMENT: State(
        3,
        msgid("Visit at home"),
        msgid("Somebody comes to look at the home. The visit costs nothing; whoever comes takes no money."),
        msgid("After the visit we make a plan for your home."),
        "visit",
    ),
    PLAN: State(
        3,
        msgid("The plan is being made"),
        msgid("We are making the plan for your home."),
        msgid("You then read the plan and say whether you agree. Nothing is done without your yes."),
        "plan",
    ),
    PLAN_CONFIRM: State(
        4,
        msgid("Please look at the plan"),
        msgid("The plan and what it costs stand below. Say whether you agree, want a change, or do not want it."),
        msgid("When you agree, the district decides about the money."),
    ),
    APPROVAL: State(
        5,
        msgid("The district decides"),
        msgid("You have agreed. The district is deciding."),
        msgid("When it says yes, the works can begin."),
        "approval",
    ),
    WORKS: State(
        6,
        msgid("The works can begin"),
        msgid("It is approved. The builder arranges a day with you."),
        msgid("When all is done, somebody comes and looks whether it is done well."),
        "works",
    ),
    ACCEPTANCE: State(
        6,
        msgid("Done, to be looked at"),
        msgid("The works are done. Somebody comes to look at them. Tell us if anything is not right."),
        msgid("If something is not right it is mended first."),
        "inspection",
    ),
    RECTIFY: State(
        6,
        msgid("Something is being mended"),
        msgid("Something has to be mended; it stands below."),
        msgid("Then it is looked at again."),
        "mending",
    ),
    SETTLEMENT: State(
        7,
        msgid("Well done, money is on its way"),
        msgid("The works are done well. The money is being paid."),
        msgid("When it is paid you read it here, and a few weeks later somebody asks how it goes."),
        "settlement",
    ),
    COMPLETED: State(
        7, msgid("All done"), msgid("All is done. If something breaks within the warranty, tell us here.")
    ),
    REFUSED: State(
        0,
        msgid("It did not go through"),
        msgid("This time it did not go through; the reason stands below. You can ask once that somebody else looks."),
    ),
    NOT_ACCEPTED: State(
        0,
        msgid("Not done here"),
        msgid("This is not done here. Below stands why, and whom to ask instead."),
    ),
    WITHDRAWN: State(
        0, msgid("Withdrawn, as you wished"), msgid("It was withdrawn, as you wished. You may apply again at any time.")
    ),
    MERGED: State(
        0,
        msgid("Goes on under another number"),
        msgid("This is the same as another request. It goes on under the number below."),
    ),
}
