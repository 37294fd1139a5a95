"""Rows about personal data: who looked at what and why, and which notice a person had read."""

from collections.abc import Mapping
from datetime import datetime
from typing import Any

from sqlalchemy import JSON
from sqlalchemy.orm import Mapped, mapped_column

from portal.db.base import Base
from portal.db.lookups import Lookup
from portal.db.types import Moment, Sealed


class Unmasking(Base):
    """Staff looked at what is masked in lists, for this reason; the person can see the row."""

    __tablename__ = "unmasking"

    id: Mapped[int] = mapped_column(primary_key=True)
    subject: Mapped[str] = mapped_column(index=True)
    staff_id: Mapped[int]
    department: Mapped[str]
    reason: Mapped[str]
    at: Mapped[datetime] = mapped_column(Moment)
    until: Mapped[datetime] = mapped_column(Moment)


class NoticeGiven(Base):
    """Which version of the notice stood before the person when they sent it, and what they agreed to."""

    __tablename__ = "notice_given"

    id: Mapped[int] = mapped_column(primary_key=True)
    subject: Mapped[str] = mapped_column(unique=True)
    version: Mapped[str]
    consents: Mapped[Mapping[str, Any]] = mapped_column(JSON)
    at: Mapped[datetime] = mapped_column(Moment)


class DataWish(Base):
    """Something that a person, or the next of kin of one who died, wants done with what is kept."""

    __tablename__ = "data_wish"

    id: Mapped[int] = mapped_column(primary_key=True)
    kind: Mapped[str]
    phone: Mapped[str | None] = mapped_column(Sealed("data_wish.phone"))
    phone_lookup: Mapped[str | None] = mapped_column(Lookup("data_wish.phone", lambda row: [row.phone]), index=True)
    wish: Mapped[str] = mapped_column(Sealed("data_wish.wish"))
    created_at: Mapped[datetime] = mapped_column(Moment)
    done_at: Mapped[datetime | None] = mapped_column(Moment)
    done_by: Mapped[str | None]
    answer: Mapped[str | None] = mapped_column(Sealed("data_wish.answer"))
