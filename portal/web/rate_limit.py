"""Counts tries, and refuses whoever tries too often."""

from dataclasses import dataclass
from datetime import datetime
from typing import Protocol

from fastapi import Request
from sqlalchemy import text
from sqlalchemy.orm import Mapped, mapped_column

from portal.db.base import Base
from portal.db.engine import Database
from portal.kernel.errors import TooMany
from portal.web.sessions import writing


class RateHit(Base):
    """How often something was tried within one window of time; the key is hashed, since it may name a person."""

    __tablename__ = "rate_hit"

    key: Mapped[str] = mapped_column(primary_key=True)
    window: Mapped[int] = mapped_column(primary_key=True)
    hits: Mapped[int]


# One statement, which both databases know: two who try at the same moment are both counted.
ONE_MORE = text(
    'INSERT INTO rate_hit (key, "window", hits) VALUES (:key, :number, 1) '
    'ON CONFLICT (key, "window") DO UPDATE SET hits = rate_hit.hits + 1 RETURNING hits'
)


@dataclass(frozen=True)
class Counted:
    """Under which hashed key a try counts, in which window, and for how many more seconds."""

    key: str
    window: int
    left: int


class Limits(Protocol):
    """Shared by all processes, wherever they count."""

    def hit(self, key: str, *, limit: int, seconds: int, now: datetime) -> None:
        """Count one try; raises `TooMany` from the try after the `limit`-th within a window of `seconds`."""


class InDatabase:
    """In a transaction of its own, so that a refusal does not undo the count."""

    def __init__(self, database: Database) -> None:
        self._database = database

    def hidden(self, key: str) -> str:
        return self._database.keyring.lookup(key, "rate_hit.key")

    def hit(self, key: str, *, limit: int, seconds: int, now: datetime) -> None:
        one = counted(self.hidden(key), seconds, now)
        with writing(self._database) as session:
            hits = session.execute(ONE_MORE, {"key": one.key, "number": one.window}).scalar_one()
        if hits > limit:
            raise TooMany(one.left)


def counted(key: str, seconds: int, now: datetime) -> Counted:
    window, since = divmod(int(now.timestamp()), seconds)
    return Counted(key, window, seconds - since)


def limits(database: Database, valkey_url: str) -> Limits:
    """In the database, or in a Valkey where one is named."""
    here = InDatabase(database)
    if not valkey_url:
        return here
    try:
        from portal.web.valkey_limit import InValkey  # noqa: PLC0415  # its client is an extra
    except ModuleNotFoundError:
        raise ValueError("PORTAL_VALKEY_URL wants the extra: pip install 'wanzhou-elder-portal[valkey]'") from None
    return InValkey(valkey_url, here)


def hit(request: Request, key: str, *, limit: int, seconds: int, now: datetime) -> None:
    """Count one try of whoever sent this request."""
    counting: Limits = request.app.state.limits
    counting.hit(key, limit=limit, seconds=seconds, now=now)
