"""How long a code lives, and how often one may be asked for."""

from collections.abc import Sequence
from datetime import datetime, timedelta

CODE_DIGITS = 6
CODE_LASTS = timedelta(minutes=10)
MOST_TRIES = 5
ONE_EVERY = timedelta(minutes=1)
MOST_A_DAY = 5
A_DAY = timedelta(days=1)
# On a phone that several people use it ends by itself soon.
SIGNED_IN_FOR = timedelta(minutes=30)
ASKS_PER_ADDRESS, TRIES_PER_ADDRESS, WINDOW_SECONDS = 20, 40, 600


def wait_before_next(asked: Sequence[datetime], *, now: datetime) -> timedelta | None:
    """How long to wait before another code may be asked for, or None where it may be now."""
    recent = sorted(at for at in asked if at > now - A_DAY)
    if len(recent) >= MOST_A_DAY:
        return recent[-MOST_A_DAY] + A_DAY - now
    if recent and now - recent[-1] < ONE_EVERY:
        return recent[-1] + ONE_EVERY - now
    return None
