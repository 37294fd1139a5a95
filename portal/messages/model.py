"""The outbox: one row for each thing that somebody must be told."""

from collections.abc import Mapping
from datetime import datetime
from typing import Any

from sqlalchemy import CheckConstraint, Index
from sqlalchemy.orm import Mapped, mapped_column

from portal.db.base import Base
from portal.db.lookups import Lookup
from portal.db.types import Moment, Sealed, SealedJson
from portal.messages.rules import PERSON, STATES


class Message(Base):
    """Written with the change that it tells of; it goes out by text message, or by a call from the counter."""

    __tablename__ = "message"
    __table_args__ = (
        CheckConstraint(f"state IN ({', '.join(repr(state) for state in STATES)})", name="state"),
        Index("ix_message_due", "state", "next_at"),
        Index("ix_message_person", "phone_lookup", "sent_at"),
    )

    id: Mapped[int] = mapped_column(primary_key=True)
    key: Mapped[str] = mapped_column(unique=True)
    subject: Mapped[str] = mapped_column(index=True)
    template: Mapped[str]
    language: Mapped[str]
    phone: Mapped[str | None] = mapped_column(Sealed("message.phone"))
    phone_lookup: Mapped[str | None] = mapped_column(Lookup(PERSON, lambda row: [row.phone]))
    facts: Mapped[Mapping[str, Any]] = mapped_column(SealedJson("message.facts"))
    body: Mapped[str] = mapped_column(Sealed("message.body"))
    # What was sent, whole: kept so that a pasted text can be held against it.
    sent_text: Mapped[str | None] = mapped_column(Sealed("message.sent_text"))
    check_code: Mapped[str] = mapped_column(unique=True)
    urgent: Mapped[bool]
    joins: Mapped[bool]
    state: Mapped[str]
    created_at: Mapped[datetime] = mapped_column(Moment)
    next_at: Mapped[datetime] = mapped_column(Moment)
    attempts: Mapped[int] = mapped_column(default=0)
    held_by: Mapped[str | None]
    held_until: Mapped[datetime | None] = mapped_column(Moment)
    gateway: Mapped[str | None]
    problem: Mapped[str | None]
    sent_at: Mapped[datetime | None] = mapped_column(Moment)
    joined_to: Mapped[int | None]
