"""A draft, and the photographs that belong to it."""

from collections.abc import Mapping, Sequence
from datetime import datetime
from typing import Any

from sqlalchemy import ForeignKey
from sqlalchemy.orm import Mapped, mapped_column, relationship

from portal.db.base import Base
from portal.db.lookups import Lookup
from portal.db.types import Moment, Sealed, SealedJson
from portal.kernel.phone import normalise

Answers = Mapping[str, Mapping[str, Any]]
# How it came where the original lies on a desk: such a draft is kept until it is sent.
PAPER = "paper"


class Draft(Base):
    """Answers so far, a mapping for each step; sent once, it leads to its request."""

    __tablename__ = "draft"

    id: Mapped[int] = mapped_column(primary_key=True)
    service: Mapped[str]
    # Whoever sends the same draft twice, at once or after going back, gets the one request that bears this key.
    submit_key: Mapped[str] = mapped_column(unique=True)
    resume_code: Mapped[str] = mapped_column(Sealed("draft.resume_code"))
    resume_lookup: Mapped[str] = mapped_column(Lookup("draft.resume_code", lambda row: [row.resume_code]), unique=True)
    answers: Mapped[Mapping[str, Any]] = mapped_column(SealedJson("draft.answers"))
    # The phone of whoever fills it in, so that "My things" finds it.
    phone_lookup: Mapped[str | None] = mapped_column(Lookup("draft.phone", lambda row: [row.phone]), index=True)
    channel: Mapped[str] = mapped_column(default="online")
    created_at: Mapped[datetime] = mapped_column(Moment)
    updated_at: Mapped[datetime] = mapped_column(Moment)
    expires_at: Mapped[datetime] = mapped_column(Moment, index=True)
    # When whoever filled it in was told that it will be erased, or when it was clear that nobody can be told.
    reminded_at: Mapped[datetime | None] = mapped_column(Moment)
    sent_at: Mapped[datetime | None] = mapped_column(Moment)
    photos: Mapped[list["Photo"]] = relationship(cascade="all, delete-orphan", order_by="Photo.id")

    def keep(
        self, step: str, answer: Mapping[str, Any], *, at: datetime, expires_at: datetime, clears: Sequence[str] = ()
    ) -> None:
        """Save one page; the others stay as they are, but for those that a changed answer makes untrue."""
        changed = step in self.answers and self.answers[step] != dict(answer)
        kept = {name: given for name, given in self.answers.items() if not (changed and name in clears)}
        self.answers = {**kept, step: dict(answer)}
        self.updated_at, self.expires_at, self.reminded_at = at, expires_at, None

    @property
    def phone(self) -> str | None:
        """The phone of the helper where somebody else fills it in, else the senior's own, as far as it was typed."""
        typed = [str(given.get("phone") or "") for given in self.answers.values()]
        phones = [phone for phone in map(normalise, typed) if phone]
        return phones[-1] if phones else None


class Photo(Base):
    """A photograph kept outside the database under its hash; re-encoded, without what the camera wrote into it."""

    __tablename__ = "photo"

    id: Mapped[int] = mapped_column(primary_key=True)
    draft_id: Mapped[int] = mapped_column(ForeignKey("draft.id", ondelete="CASCADE"), index=True)
    sha256: Mapped[str]
    size: Mapped[int]
    created_at: Mapped[datetime] = mapped_column(Moment)
