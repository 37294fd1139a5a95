"""The life of a publication: which event leads from which state to which, and who may bring it about."""

from dataclasses import dataclass

DRAFT, IN_REVIEW, IN_FINAL, PUBLISHED, WITHDRAWN = "draft", "in_review", "in_final", "published", "withdrawn"
STATES = (DRAFT, IN_REVIEW, IN_FINAL, PUBLISHED, WITHDRAWN)
TWO, THREE = 2, 3
# What may help to get in and around. A new one is added at the end: lists keep them as bits in this order.
ACCESS_FACTS = (
    "step_free",
    "lift",
    "accessible_toilet",
    "seats",
    "parking",
    "hearing_help",
    "dialect",
    "wheelchair_loan",
)


@dataclass(frozen=True)
class Step:
    """One arrow of the table; `stage` is its place in 一审、二审、三审; some steps need a reason."""

    event: str
    sources: frozenset[str]
    target: str
    roles: frozenset[str]
    stage: int | None = None
    needs_reason: bool = False


STEPS = {
    step.event: step
    for step in (
        Step("submit", frozenset({DRAFT}), IN_REVIEW, frozenset({"editor"}), stage=1),
        Step("approve", frozenset({IN_REVIEW}), IN_FINAL, frozenset({"reader", "publisher"}), stage=2),
        Step(
            "send_back", frozenset({IN_REVIEW, IN_FINAL}), DRAFT, frozenset({"reader", "publisher"}), needs_reason=True
        ),
        Step("release", frozenset({IN_REVIEW, IN_FINAL}), PUBLISHED, frozenset({"publisher"}), stage=3),
        Step("withdraw", frozenset({PUBLISHED}), WITHDRAWN, frozenset({"publisher"}), needs_reason=True),
        Step("reopen", frozenset({WITHDRAWN}), DRAFT, frozenset({"editor"})),
    )
}


def may(event: str, *, state: str, roles: frozenset[str], people: int = TWO) -> bool:
    """Whether somebody with these roles may do this now; that nobody releases their own text is judged by the model."""
    step = STEPS.get(event)
    if step is None or state not in step.sources or not step.roles & roles:
        return False
    if event == "approve":
        return people > TWO
    return event != "release" or people == TWO or state == IN_FINAL


def is_theirs(*, owner: str | None, department: str, leading: frozenset[str]) -> bool:
    """A department works on its own things, a leading one (主办单位) on all; a content file is everybody's."""
    return owner is None or owner == department or department in leading
