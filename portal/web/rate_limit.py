"""Counts tries in the database, in a transaction of its own, so that a refusal does not undo the count."""

from datetime import datetime

from sqlalchemy import select
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


def hit(database: Database, key: str, *, limit: int, seconds: int, now: datetime) -> None:
    """Count one try; raises `TooMany` from the try after the `limit`-th within a window of `seconds`."""
    window, since = divmod(int(now.timestamp()), seconds)
    hidden = database.keyring.lookup(key, "rate_hit.key")
    with writing(database) as session:
        row = session.scalar(select(RateHit).where(RateHit.key == hidden, RateHit.window == window).with_for_update())
        if row is None:
            row = RateHit(key=hidden, window=window, hits=0)
            session.add(row)
        row.hits += 1
        hits = row.hits
    if hits > limit:
        raise TooMany(seconds - since)
