"""Making and following short links."""

import secrets
from datetime import datetime

from portal.db.sessions import ReadSession, WriteSession
from portal.kernel.errors import NotFound
from portal.kernel.reference import new_code, normalise_code
from portal.offline.model import ShortLink

TRIES = 20


def mint(session: WriteSession, path: str, *, at: datetime) -> str:
    """A new code that leads to `path` (ours, beginning with one slash)."""
    for _ in range(TRIES):
        code = new_code(secrets.randbelow)
        if session.get(ShortLink, code) is None:
            session.add(ShortLink(code=code, path=path, created_at=at))
            session.flush()  # the next code must not be the same one
            return code
    message = "no free short code found"
    raise RuntimeError(message)


def follow(session: ReadSession, typed: str) -> str:
    """Where a code leads, typed in either case; raises `NotFound`."""
    code = normalise_code(typed)
    link = session.get(ShortLink, code) if code else None
    if link is None:
        raise NotFound
    return link.path


def address(public_url: str, code: str) -> str:
    """The absolute address as it stands in the QR code: upper case, so that it fits the alphanumeric mode."""
    return f"{public_url.rstrip('/')}/Q/{code}".upper()


def lead(session: WriteSession, code: str, path: str) -> None:
    """Point a code somewhere else; what is printed stays right."""
    link = session.get(ShortLink, code)
    if link is None:
        raise NotFound
    link.path = path
