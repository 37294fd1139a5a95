"""What the desk remembers of a publication: every version, every step with its people, and links to approve by."""

from datetime import datetime
from typing import Any

from sqlalchemy import JSON, ForeignKey, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column

from portal.db.base import Base
from portal.db.types import Moment


class PublicationVersion(Base):
    """What a publication said after one save; nothing here is ever changed."""

    __tablename__ = "publication_version"
    __table_args__ = (UniqueConstraint("publication_id", "number"),)

    id: Mapped[int] = mapped_column(primary_key=True)
    publication_id: Mapped[int] = mapped_column(ForeignKey("publication.id", ondelete="CASCADE"))
    number: Mapped[int]
    # The version of the row itself that this save made: a form that was opened then carries it.
    row_version: Mapped[int]
    document: Mapped[dict[str, Any]] = mapped_column(JSON)
    origin: Mapped[str]
    by_name: Mapped[str]
    at: Mapped[datetime] = mapped_column(Moment)


class PublicationStep(Base):
    """One step or comment: who, of which department, when, and why."""

    __tablename__ = "publication_step"

    id: Mapped[int] = mapped_column(primary_key=True)
    publication_id: Mapped[int] = mapped_column(ForeignKey("publication.id", ondelete="CASCADE"), index=True)
    event: Mapped[str]
    staff_id: Mapped[int] = mapped_column(ForeignKey("staff_member.id"))
    by_name: Mapped[str]
    department: Mapped[str]
    said: Mapped[str] = mapped_column(default="")
    at: Mapped[datetime] = mapped_column(Moment)


class ApprovalLink(Base):
    """A link by which one named person may release one version of one urgent text, once, without signing in."""

    __tablename__ = "approval_link"

    id: Mapped[int] = mapped_column(primary_key=True)
    publication_id: Mapped[int] = mapped_column(ForeignKey("publication.id", ondelete="CASCADE"))
    row_version: Mapped[int]
    approver_id: Mapped[int] = mapped_column(ForeignKey("staff_member.id", ondelete="CASCADE"))
    made_by: Mapped[int] = mapped_column(ForeignKey("staff_member.id"))
    expires_at: Mapped[datetime] = mapped_column(Moment)
    used_at: Mapped[datetime | None] = mapped_column(Moment)
