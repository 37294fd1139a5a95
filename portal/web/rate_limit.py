"""Counts tries in the database, in a transaction of its own, so that a refusal does not undo the count."""

from datetime import datetime

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


def hit(database: Database, key: str, *, limit: int, seconds: int, now: datetime) -> None:
    """Count one try; raises `TooMany` from the try after the `limit`-th within a window of `seconds`."""
    window, since = divmod(int(now.timestamp()), seconds)
    hidden = database.keyring.lookup(key, "rate_hit.key")
    with writing(database) as session:
        hits = session.execute(ONE_MORE, {"key": hidden, "number": window}).scalar_one()
    if hits > limit:
        raise TooMany(seconds - since)
