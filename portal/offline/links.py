"""Making, following, re-pointing and withdrawing short links, and counting how often they are opened."""

import secrets
from collections.abc import Iterable
from datetime import date, datetime

from sqlalchemy import select

from portal.db.engine import Database
from portal.db.sessions import ReadSession, WriteSession
from portal.kernel.errors import NotFound, Stale
from portal.kernel.reference import new_code, normalise_code
from portal.offline.model import ScanCount, ShortLink
from portal.web.sessions import writing

TRIES = 20
# Who made the code, and so what kind of paper it stands on.
CHANNELS = ("page", "service_point", "week", "wall", "form")


def mint(
    session: WriteSession, path: str, *, at: datetime, channel: str = "page", town: str | None = None, place: str = ""
) -> str:
    """A new code that leads to `path` (ours, beginning with one slash)."""
    for _ in range(TRIES):
        code = new_code(secrets.randbelow)
        if session.get(ShortLink, code) is None:
            session.add(ShortLink(code=code, path=path, channel=channel, town=town, place=place, created_at=at))
            session.flush()  # the next code must not be the same one
            return code
    message = "no free short code found"
    raise RuntimeError(message)


def stand(session: WriteSession, paths: Iterable[tuple[str, str | None, str]], *, channel: str, at: datetime) -> None:
    """Give a lasting code to each (path, town, place) that has none of this channel yet."""
    known = set(session.scalars(select(ShortLink.path).where(ShortLink.channel == channel)))
    for path, town, place in paths:
        if path not in known:
            mint(session, path, at=at, channel=channel, town=town, place=place)


def code_of(session: ReadSession, path: str, *, channel: str) -> str | None:
    """The lasting code of a path, if it has one."""
    asked = select(ShortLink.code).where(ShortLink.path == path, ShortLink.channel == channel)
    return session.scalar(asked.order_by(ShortLink.created_at).limit(1))


def find(session: ReadSession, typed: str) -> ShortLink:
    """The link of a code typed in either case, withdrawn or not; raises `NotFound`."""
    code = normalise_code(typed)
    link = session.get(ShortLink, code) if code else None
    if link is None:
        raise NotFound
    return link


def count(database: Database, code: str, *, day: date) -> None:
    """One more on this day, in a transaction of its own: the page opens whatever becomes of the count."""
    with writing(database) as session:
        asked = select(ScanCount).where(ScanCount.code == code, ScanCount.day == day)
        row = session.scalar(asked.with_for_update())
        if row is None:
            session.add(ScanCount(code=code, day=day, hits=1))
        else:
            row.hits += 1


def address(public_url: str, code: str) -> str:
    """The absolute address as it stands in the QR code: upper case, so that it fits the alphanumeric mode."""
    return f"{public_url.rstrip('/')}/Q/{code}".upper()


def lead(session: WriteSession, code: str, path: str, *, version: int | None = None) -> None:
    """Point a code somewhere else; what is printed stays right. It is valid again if it was withdrawn."""
    link = _changing(session, code, version)
    link.path, link.withdrawn_at = path, None


def withdraw(session: WriteSession, code: str, *, version: int, at: datetime) -> None:
    """From now on whoever scans it is told that the paper is out of date."""
    _changing(session, code, version).withdrawn_at = at


def _changing(session: WriteSession, code: str, version: int | None) -> ShortLink:
    link = session.get(ShortLink, code)
    if link is None:
        raise NotFound
    if version is not None and link.version != version:
        raise Stale
    link.version += 1
    return link
