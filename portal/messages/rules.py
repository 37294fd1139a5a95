"""When a message may go, how often it is tried again, and how many parts it has."""

from collections.abc import Sequence
from datetime import datetime, time, timedelta

from portal.kernel.clock import LOCAL
from portal.kernel.msgid import msgid

WAITING, SENDING, SENT, FAILED = "waiting", "sending", "sent", "failed"
TO_CALL, CALLED, JOINED = "to_call", "called", "joined"
STATES = (WAITING, SENDING, SENT, FAILED, TO_CALL, CALLED, JOINED)
# What a worker may still hand over.
PENDING = (WAITING, SENDING)
STATE_NAMES = {
    WAITING: msgid("Waiting"),
    SENDING: msgid("On its way"),
    SENT: msgid("Sent"),
    FAILED: msgid("Did not arrive"),
    TO_CALL: msgid("To be called"),
    CALLED: msgid("Called"),
    JOINED: msgid("Sent together with another"),
}
# Whose phone it is: the place of the hash.
PERSON = "message.phone"
QUIET_FROM, QUIET_UNTIL = time(21), time(8)
# After the ninth try, some sixteen hours after the first, a person takes over.
LADDER = tuple(timedelta(minutes=minutes) for minutes in (0.5, 2, 5, 15, 60, 120, 240, 540))
SLOW_AFTER = timedelta(hours=1)
ONE_PART, EACH_PART = 70, 67


def may_go_from(at: datetime, *, urgent: bool) -> datetime:
    """The moment itself by day; at night the next morning, unless the person has just asked for it."""
    local = at.astimezone(LOCAL)
    if urgent or QUIET_UNTIL <= local.time() < QUIET_FROM:
        return at
    morning = local.replace(hour=QUIET_UNTIL.hour, minute=0, second=0, microsecond=0)
    return (morning if local.time() < QUIET_UNTIL else morning + timedelta(days=1)).astimezone(at.tzinfo)


def next_morning(at: datetime) -> datetime:
    """When the quiet hours of the coming night end."""
    local = at.astimezone(LOCAL)
    morning = local.replace(hour=QUIET_UNTIL.hour, minute=0, second=0, microsecond=0) + timedelta(days=1)
    return morning.astimezone(at.tzinfo)


def try_again_at(at: datetime, *, attempts: int, ladder: Sequence[timedelta] = LADDER) -> datetime | None:
    """The next try after `attempts` that failed, or None when a person must take over."""
    return at + ladder[attempts - 1] if attempts <= len(ladder) else None


def parts(text: str) -> int:
    """How many parts a text message of Chinese characters has."""
    return 1 if len(text) <= ONE_PART else -(-len(text) // EACH_PART)
