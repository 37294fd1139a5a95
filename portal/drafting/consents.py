"""Separate consent for what is sensitive: a box for each purpose, and what of it was ticked."""

from wtforms import BooleanField
from wtforms.validators import DataRequired

from portal.drafting.model import Answers
from portal.kernel.msgid import msgid

# The box for the purpose "needs" is called "needs_agreed".
AGREED = "_agreed"


def a_consent(label: str) -> BooleanField:
    """A box of its own; whoever does not tick it goes by phone or counter, where only what is needed is asked."""
    return BooleanField(
        label, [DataRequired(msgid("Please tick it if you agree. Otherwise apply by phone or at the counter."))]
    )


def consents_of(answers: Answers) -> dict[str, bool]:
    """Each purpose that was asked for, and whether it was agreed to."""
    given = [(name, value) for answer in answers.values() for name, value in answer.items() if name.endswith(AGREED)]
    return {name.removesuffix(AGREED): bool(value) for name, value in given}
