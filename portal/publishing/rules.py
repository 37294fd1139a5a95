"""The life of a publication: which event leads from which state to which, and who may bring it about."""

from dataclasses import dataclass

DRAFT, IN_REVIEW, PUBLISHED, WITHDRAWN = "draft", "in_review", "published", "withdrawn"


@dataclass(frozen=True)
class Step:
    """One arrow of the table."""

    event: str
    sources: frozenset[str]
    target: str
    role: str


STEPS = {
    step.event: step
    for step in (
        Step("submit", frozenset({DRAFT}), IN_REVIEW, "editor"),
        Step("send_back", frozenset({IN_REVIEW}), DRAFT, "publisher"),
        Step("release", frozenset({IN_REVIEW}), PUBLISHED, "publisher"),
        Step("withdraw", frozenset({PUBLISHED}), WITHDRAWN, "publisher"),
    )
}


def may(event: str, *, state: str, roles: frozenset[str]) -> bool:
    """Whether somebody with these roles may do this now; that nobody releases their own text is judged by the model."""
    step = STEPS.get(event)
    return step is not None and state in step.sources and step.role in roles
