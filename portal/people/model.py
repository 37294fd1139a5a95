"""Staff, their sign-ins, and the audit trail."""

from datetime import datetime

from sqlalchemy import ForeignKey, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column, relationship

from portal.db.base import Base
from portal.db.types import Moment, Sealed


class StaffMember(Base):
    """A person who works at a desk."""

    __tablename__ = "staff_member"

    id: Mapped[int] = mapped_column(primary_key=True)
    username: Mapped[str] = mapped_column(unique=True)
    name: Mapped[str]
    department: Mapped[str]
    password_hash: Mapped[str]
    totp_secret: Mapped[str] = mapped_column(Sealed("staff_member.totp_secret"))
    totp_last_step: Mapped[int] = mapped_column(default=0)
    # Where reminders and urgent links go; it goes itself when the account is closed.
    phone: Mapped[str | None] = mapped_column(Sealed("staff_member.phone"))
    created_at: Mapped[datetime] = mapped_column(Moment)
    disabled_at: Mapped[datetime | None] = mapped_column(Moment)
    roles: Mapped[list["StaffRole"]] = relationship(cascade="all, delete-orphan", lazy="selectin")


class StaffRole(Base):
    """One role of one person; a desk of a town names the town."""

    __tablename__ = "staff_role"
    __table_args__ = (UniqueConstraint("staff_id", "role", "town"),)

    id: Mapped[int] = mapped_column(primary_key=True)
    staff_id: Mapped[int] = mapped_column(ForeignKey("staff_member.id", ondelete="CASCADE"))
    role: Mapped[str]
    town: Mapped[str | None]


class StaffSession(Base):
    """A sign-in; it dies at sign-out, at its end, or with the person's account."""

    __tablename__ = "staff_session"

    id: Mapped[int] = mapped_column(primary_key=True)
    token_hash: Mapped[str] = mapped_column(unique=True)
    staff_id: Mapped[int] = mapped_column(ForeignKey("staff_member.id", ondelete="CASCADE"))
    created_at: Mapped[datetime] = mapped_column(Moment)
    expires_at: Mapped[datetime] = mapped_column(Moment)
    ended_at: Mapped[datetime | None] = mapped_column(Moment)
    staff: Mapped[StaffMember] = relationship(lazy="joined")


class OneTimeLink(Base):
    """A link that signs somebody in once, for a demonstration."""

    __tablename__ = "one_time_link"

    id: Mapped[int] = mapped_column(primary_key=True)
    token_hash: Mapped[str] = mapped_column(unique=True)
    staff_id: Mapped[int] = mapped_column(ForeignKey("staff_member.id", ondelete="CASCADE"))
    expires_at: Mapped[datetime] = mapped_column(Moment)
    used_at: Mapped[datetime | None] = mapped_column(Moment)
    staff: Mapped[StaffMember] = relationship(lazy="joined")


class AuditEntry(Base):
    """One line of the audit trail; each holds the hash of the one before."""

    __tablename__ = "audit_entry"

    seq: Mapped[int] = mapped_column(primary_key=True, autoincrement=False)
    at: Mapped[datetime] = mapped_column(Moment)
    actor: Mapped[str]
    action: Mapped[str]
    subject: Mapped[str] = mapped_column(index=True)
    detail: Mapped[str]
    previous_hash: Mapped[str]
    hash: Mapped[str]
