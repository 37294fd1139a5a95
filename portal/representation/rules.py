"""How consent may be given, and when a helper may read."""

from collections.abc import Iterable, Sequence
from datetime import date, timedelta
from typing import Protocol

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
# As the senior reads it of themselves.
OWN_STATE_NAMES = STATE_NAMES | {
    ASKED: msgid("You have not said yes yet"),
    VALID: msgid("You have said yes"),
}
# Who said yes or ended it, where it was nobody at a desk.
SENIOR, LAST_DAY = "senior", "its last day"
NOT_AT_A_DESK = {SENIOR: msgid("the senior"), LAST_DAY: msgid("its last day is over")}
# What staff choose where the senior is asked later; a record with it stands as asked.
NOT_YET = "not_yet"
RELATIONS = {
    "child": msgid("Son or daughter"),
    "spouse": msgid("Husband or wife"),
    "grandchild": msgid("Grandchild"),
    "relative": msgid("Another relative"),
    "neighbour": msgid("Neighbour or friend"),
    "community": msgid("Community worker"),
}
# Who somebody is to whom they apply for: a form asks for whom, a record says who.
RELATION_OF_HELPER = {"parent": "child"}
ALL, ENROLMENTS = "all", "enrolments"
PURPOSES = {
    ALL: msgid("Everything at this portal"),
    "home_modifications": msgid("Changes at home"),
    "loans": msgid("Borrowing devices"),
    ENROLMENTS: msgid("Courses, matches and tours"),
}
LASTS = timedelta(days=365)


def until_at_most(today: date) -> date:
    """A yes is asked for again after a year."""
    return today + LASTS


def may_read(state: str, *, until: date | None, today: date) -> bool:
    """A helper reads what they typed themselves while the senior is asked; never after a no or after the last day."""
    return state != ENDED and (until is None or today <= until)


class Said(Protocol):
    """What a record says: for what, until when, and whether it still holds."""

    @property
    def purposes(self) -> Sequence[str]: ...

    @property
    def until(self) -> date | None: ...

    @property
    def state(self) -> str: ...


def covers(purposes: Iterable[str], purpose: str) -> bool:
    return bool({ALL, purpose} & set(purposes))


def lets_see(records: Sequence[Said], purpose: str, *, is_asked: bool, today: date) -> bool:
    """Whether a helper sees a thing of this purpose, by all records of the two, the newest first.

    The newest record that speaks of the purpose decides. Where none does, what nobody is asked about stays with the
    helper who typed it until the senior says no; what the senior is asked about is seen only if nothing was ever asked.
    """
    speaking = [record for record in records if covers(record.purposes, purpose)]
    if speaking:
        return may_read(speaking[0].state, until=speaking[0].until, today=today)
    if not records:
        return True
    return not is_asked and may_read(records[0].state, until=records[0].until, today=today)
