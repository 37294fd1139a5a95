"""Leases: a job that only one process may do at a time, left to its holder for a while."""

from datetime import datetime, timedelta
from typing import Any

from sqlalchemy import or_, select, update
from sqlalchemy.engine import CursorResult
from sqlalchemy.orm import Mapped, mapped_column

from portal.db.base import Base
from portal.db.sessions import ReadSession, WriteSession
from portal.db.types import Moment
from portal.db.upsert import insert


class Lease(Base):
    """Who does the job, and until when the others leave it to them."""

    __tablename__ = "lease"

    name: Mapped[str] = mapped_column(primary_key=True)
    holder: Mapped[str]
    until: Mapped[datetime] = mapped_column(Moment)


def hold(session: WriteSession, name: str, *, holder: str, now: datetime, lasts: timedelta) -> bool:
    """Take the job or go on with it; False where somebody else holds it."""
    row = {"name": name, "holder": holder, "until": now + lasts}
    session.execute(insert(session, Lease).values(row).on_conflict_do_nothing(index_elements=["name"]))
    mine = or_(Lease.holder == holder, Lease.until <= now)
    taken: CursorResult[Any] = session.execute(  # type: ignore[assignment]  # an UPDATE counts its rows
        update(Lease).where(Lease.name == name, mine).values(holder=holder, until=now + lasts)
    )
    return taken.rowcount == 1


def anybody(session: ReadSession, *, now: datetime) -> str | None:
    """Whoever holds any job now."""
    return session.scalar(select(Lease.holder).where(Lease.until > now).limit(1))
