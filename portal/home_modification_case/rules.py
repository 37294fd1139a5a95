"""The life of a home modification: every arrow, who takes it, what must be true, and what the family reads of it."""

from portal.home_modification_case.states import (
    ACCEPTANCE,
    APPROVAL,
    ASSESSMENT,
    BEFORE_WORKS,
    COMPLETED,
    DRAFT,
    ENDED,
    MERGED,
    NEEDS_CORRECTION,
    NOT_ACCEPTED,
    PLAN,
    PLAN_CONFIRM,
    RECTIFY,
    REFUSED,
    SETTLEMENT,
    STATES,
    STREET_REVIEW,
    SUBMITTED,
    WITHDRAWN,
    WORKS,
)
from portal.kernel.msgid import msgid
from portal.requests.rules import BACK, DESK, FAMILY, STAYS, Life, Step, table

STREET = frozenset({"case_worker", "town_desk"})
REVIEWER, ASSESSOR, PLANNER = frozenset({"street_reviewer"}), frozenset({"assessor"}), frozenset({"planner"})
APPROVER, BUILDER, ACCEPTOR = frozenset({"approver"}), frozenset({"works"}), frozenset({"acceptor"})
FINANCE, SUPERVISOR = frozenset({"finance"}), frozenset({"supervisor"})
EVERY_ROLE = STREET | REVIEWER | ASSESSOR | PLANNER | APPROVER | BUILDER | ACCEPTOR | FINANCE | SUPERVISOR
IN_HAND = BEFORE_WORKS | {WORKS, ACCEPTANCE, RECTIFY, SETTLEMENT}
MOST_CHANGES = 3
APPEAL_DAYS = 60
WARRANTY_DAYS = 365
FOLLOW_UP_DAYS = 90
# Whose turn it is in each state that has a clock: they are told when it is due soon or late.
TURNS = {
    SUBMITTED: STREET,
    STREET_REVIEW: REVIEWER,
    ASSESSMENT: ASSESSOR,
    PLAN: ASSESSOR | PLANNER,
    APPROVAL: APPROVER,
    WORKS: BUILDER,
    ACCEPTANCE: ACCEPTOR,
    RECTIFY: BUILDER,
    SETTLEMENT: FINANCE,
}
FOLLOWERS = STREET | ACCEPTOR | ASSESSOR


def _from(*states: str) -> frozenset[str]:
    return frozenset(states)


def turns_of(roles: frozenset[str]) -> frozenset[str]:
    """The states in which somebody with these roles is waited for; the supervisor looks after all of them."""
    return frozenset(state for state, theirs in TURNS.items() if roles & (theirs | SUPERVISOR))


def towns_of(roles: frozenset[str], towns: frozenset[str]) -> frozenset[str] | None:
    """A desk that was given towns sees these; without any it sees the whole district, but for the desk of a town."""
    if "town_desk" in roles and not roles & (EVERY_ROLE - {"town_desk"}):
        return towns
    return towns or None


_AT_THE_STREET = (
    Step(
        "verify_consent",
        _from(SUBMITTED, NEEDS_CORRECTION, STREET_REVIEW),
        STAYS,
        DESK,
        msgid("We have spoken with the senior, and they agree."),
        STREET | REVIEWER,
    ),
    Step(
        "ask",
        _from(SUBMITTED, STREET_REVIEW),
        NEEDS_CORRECTION,
        DESK,
        msgid("Something is still missing. You can answer here, by phone or at the counter."),
        STREET | REVIEWER,
        ("something_named", "asked_once"),
    ),
    Step(
        "ask_again",
        _from(SUBMITTED, STREET_REVIEW),
        NEEDS_CORRECTION,
        DESK,
        msgid("We are sorry: one more thing is missing, and why stands below."),
        SUPERVISOR,
        ("something_named",),
    ),
    Step(
        "answer",
        _from(NEEDS_CORRECTION),
        BACK,
        FAMILY,
        msgid("Your answer has arrived. We look at it again."),
        STREET | REVIEWER,
        ("something_named",),
    ),
    Step(
        "accept",
        _from(SUBMITTED),
        STREET_REVIEW,
        DESK,
        msgid("It is accepted."),
        STREET,
        ("consent_verified", "identity_seen", "group_known"),
    ),
    Step(
        "decline",
        _from(SUBMITTED),
        NOT_ACCEPTED,
        DESK,
        msgid("This is not done here. Why, and whom to ask instead, stands below."),
        STREET,
        ("something_named",),
    ),
    Step(
        "merge",
        _from(SUBMITTED),
        MERGED,
        DESK,
        msgid("It goes on under another number."),
        STREET,
        ("other_named",),
    ),
    Step(
        "pass",
        _from(STREET_REVIEW),
        ASSESSMENT,
        DESK,
        msgid("The street has looked through it. Next somebody comes to look at the home."),
        REVIEWER,
        ("something_named", "consent_verified", "another_after_appeal"),
    ),
)
_AT_HOME = (
    Step(
        "book_visit",
        _from(ASSESSMENT),
        STAYS,
        DESK,
        msgid("A day for the visit is set."),
        ASSESSOR | STREET,
        ("visit_booked",),
    ),
    Step(
        "postpone",
        _from(ASSESSMENT),
        STAYS,
        FAMILY,
        msgid("You asked for another day. We call you."),
        ASSESSOR | STREET,
    ),
    Step(
        "report",
        _from(ASSESSMENT),
        PLAN,
        DESK,
        msgid("Somebody was there and has looked at the home."),
        ASSESSOR,
        ("visit_booked", "ability_known", "before_photos"),
    ),
    Step(
        "propose",
        _from(PLAN),
        PLAN_CONFIRM,
        DESK,
        msgid("The plan is ready for you to read."),
        ASSESSOR | PLANNER,
        ("plan_adds_up",),
    ),
    Step(
        "agree",
        _from(PLAN_CONFIRM),
        APPROVAL,
        FAMILY,
        msgid("You have agreed to the plan."),
        STREET | ASSESSOR | PLANNER,
        ("consent_verified",),
    ),
    Step(
        "change",
        _from(PLAN_CONFIRM),
        PLAN,
        FAMILY,
        msgid("You asked for a change to the plan."),
        STREET | ASSESSOR | PLANNER,
        ("something_named", "changes_left"),
    ),
)
_AT_THE_DISTRICT = (
    Step(
        "approve",
        _from(APPROVAL),
        WORKS,
        DESK,
        msgid("The district has said yes."),
        APPROVER,
        ("not_the_reviewer", "within_cap", "budget_free"),
    ),
    Step(
        "send_back",
        _from(APPROVAL),
        PLAN,
        DESK,
        msgid("The district asks for a change to the plan."),
        APPROVER,
        ("something_named",),
    ),
    Step(
        "refuse",
        _from(STREET_REVIEW, ASSESSMENT, PLAN, APPROVAL),
        REFUSED,
        DESK,
        msgid("This time it did not go through. The reason stands below; you can ask once that somebody else looks."),
        REVIEWER | ASSESSOR | APPROVER,
        ("something_named", "another_after_appeal"),
    ),
    Step(
        "appeal",
        _from(REFUSED),
        STREET_REVIEW,
        FAMILY,
        msgid("You asked that somebody else looks. Another person now decides."),
        STREET,
        ("something_named", "appeal_open"),
    ),
)
_AT_WORK = (
    Step(
        "name_builder",
        _from(WORKS),
        STAYS,
        DESK,
        msgid("The builder is named."),
        BUILDER,
        ("builder_known",),
    ),
    Step(
        "finish",
        _from(WORKS),
        ACCEPTANCE,
        DESK,
        msgid("The works are done."),
        BUILDER | STREET,
        ("builder_known", "after_photos"),
    ),
    Step(
        "fail",
        _from(ACCEPTANCE),
        RECTIFY,
        DESK,
        msgid("Something has to be mended; it stands below."),
        ACCEPTOR,
        ("something_named", "not_the_assessor"),
    ),
    Step("mend", _from(RECTIFY), ACCEPTANCE, DESK, msgid("It was mended, and is looked at again."), BUILDER),
    Step(
        "pass_works",
        _from(ACCEPTANCE),
        SETTLEMENT,
        DESK,
        msgid("The works are done well."),
        ACCEPTOR,
        ("not_the_assessor", "opinion_heard", "not_paid_yet"),
    ),
    Step(
        "pay",
        _from(SETTLEMENT),
        COMPLETED,
        DESK,
        msgid("The money has been paid."),
        FINANCE,
        ("paid_within_approved", "not_the_approver"),
    ),
    Step(
        "follow_up",
        _from(COMPLETED),
        STAYS,
        DESK,
        msgid("We asked how it goes."),
        FOLLOWERS,
        ("something_named",),
    ),
    Step(
        "claim",
        _from(COMPLETED),
        RECTIFY,
        FAMILY,
        msgid("You told us that something broke. It is mended under the warranty."),
        STREET | ACCEPTOR,
        ("something_named", "within_warranty"),
    ),
    Step(
        "pass_repair",
        _from(ACCEPTANCE),
        COMPLETED,
        DESK,
        msgid("It was mended well."),
        ACCEPTOR,
        ("not_the_assessor", "paid_already"),
    ),
)
_AT_ANY_TIME = (
    Step(
        "withdraw",
        BEFORE_WORKS,
        WITHDRAWN,
        FAMILY,
        msgid("It was withdrawn, as you wished."),
        STREET | REVIEWER,
        ("senior_speaks",),
    ),
    Step(
        "wish_to_withdraw",
        BEFORE_WORKS,
        STAYS,
        FAMILY,
        msgid("You wish to withdraw it. We call the senior and ask."),
        STREET,
    ),
    Step(
        "forbid_helper",
        IN_HAND | {COMPLETED, REFUSED},
        STAYS,
        DESK,
        msgid("The senior has ended the helper's part. The helper sees nothing any more."),
        STREET | REVIEWER,
        ("helper_there",),
    ),
    Step(
        "hold",
        BEFORE_WORKS - {SUBMITTED, NEEDS_CORRECTION} | {WORKS, ACCEPTANCE, RECTIFY},
        STAYS,
        DESK,
        msgid("It rests for a while; why and until when stands below."),
        STREET | REVIEWER | ASSESSOR | SUPERVISOR,
        ("something_named", "not_held"),
    ),
    Step(
        "go_on",
        BEFORE_WORKS - {SUBMITTED, NEEDS_CORRECTION} | {WORKS, ACCEPTANCE, RECTIFY},
        STAYS,
        DESK,
        msgid("It goes on."),
        STREET | REVIEWER | ASSESSOR | SUPERVISOR,
        ("held",),
    ),
    Step(
        "extend",
        IN_HAND - {NEEDS_CORRECTION, PLAN_CONFIRM},
        STAYS,
        DESK,
        msgid("We need longer than we said; why stands below."),
        SUPERVISOR,
        ("something_named", "not_held", "not_extended"),
    ),
    Step(
        "correct_record",
        IN_HAND,
        STAYS,
        DESK,
        msgid("Something that was written down wrongly was put right."),
        SUPERVISOR,
        ("something_named",),
    ),
)

LIFE = Life(
    sent=Step("submit", _from(DRAFT), SUBMITTED, FAMILY, msgid("We have received it.")),
    steps=table(*_AT_THE_STREET, *_AT_HOME, *_AT_THE_DISTRICT, *_AT_WORK, *_AT_ANY_TIME),
    names={key: state.name for key, state in STATES.items() if key != DRAFT},
    ended=ENDED,
    answer_within=5,
)
