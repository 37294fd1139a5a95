"""How consent may be given, and when a helper may read."""

from datetime import date, timedelta

from portal.kernel.msgid import msgid

ASKED, VALID, ENDED = "asked", "valid", "ended"
STATES = (ASKED, VALID, ENDED)
STATE_NAMES = {
    ASKED: msgid("The senior has not said yes yet"),
    VALID: msgid("The senior has said yes"),
    ENDED: msgid("Ended"),
}
IN_PERSON, BY_PHONE, ON_PAPER, OWN_CODE = "in_person", "by_phone", "on_paper", "own_code"
HOW = {
    IN_PERSON: msgid("The senior was here and said yes"),
    BY_PHONE: msgid("We called the senior, who said yes"),
    ON_PAPER: msgid("A paper with the senior's signature or finger print"),
    OWN_CODE: msgid("The senior said yes with a code on their own phone"),
}
RELATIONS = {
    "child": msgid("Son or daughter"),
    "spouse": msgid("Husband or wife"),
    "grandchild": msgid("Grandchild"),
    "relative": msgid("Another relative"),
    "neighbour": msgid("Neighbour or friend"),
    "community": msgid("Community worker"),
}
LASTS = timedelta(days=365)


def until_at_most(today: date) -> date:
    """A yes is asked for again after a year."""
    return today + LASTS


def may_read(state: str, *, until: date | None, today: date) -> bool:
    """A helper reads what they typed themselves while the senior is asked; never after a no or after the last day."""
    return state != ENDED and (until is None or today <= until)
