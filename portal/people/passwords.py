"""Passwords and codes."""

from datetime import datetime
from functools import cache

import pyotp
from argon2 import PasswordHasher
from argon2.exceptions import InvalidHashError, VerificationError

# The floor that OWASP names; the library's own default costs a third of a second: a few sign-ins could stop the portal.
_HASHER = PasswordHasher(time_cost=2, memory_cost=19 * 1024, parallelism=1)
# What is kept of somebody who has no password: nothing fits it.
NONE = ""
STEP_SECONDS = 30


@cache
def _nobodys() -> str:
    return _HASHER.hash("nobody has this password")


def hashed(password: str) -> str:
    return _HASHER.hash(password)


def fits(password_hash: str | None, password: str) -> bool:
    """Whether it is the password; for somebody unknown or without one the same work is done: time tells nothing."""
    try:
        _HASHER.verify(password_hash or _nobodys(), password)
    except (VerificationError, InvalidHashError):
        return False
    return bool(password_hash)


def code_step(secret: str, code: str, *, now: datetime, last_step: int) -> int | None:
    """The step this code belongs to, one either side allowed, never one that was used; None where it does not fit."""
    totp = pyotp.TOTP(secret)
    current = int(now.timestamp()) // STEP_SECONDS
    for step in (current - 1, current, current + 1):
        if step > last_step and pyotp.utils.strings_equal(totp.at(step * STEP_SECONDS), code):
            return step
    return None
