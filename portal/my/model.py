"""A phone that asked for a code, and the codes it was sent."""

from datetime import datetime

from sqlalchemy import ForeignKey
from sqlalchemy.orm import Mapped, mapped_column, relationship

from portal.db.base import Base
from portal.db.lookups import Lookup
from portal.db.types import Moment, Sealed


class ResidentPhone(Base):
    """A phone that somebody signs in with; it says nothing about whether anything stands under it."""

    __tablename__ = "resident_phone"

    id: Mapped[int] = mapped_column(primary_key=True)
    phone: Mapped[str] = mapped_column(Sealed("resident_phone.phone"))
    phone_lookup: Mapped[str] = mapped_column(Lookup("resident_phone.phone", lambda row: [row.phone]), unique=True)
    created_at: Mapped[datetime] = mapped_column(Moment)


class SignInCode(Base):
    """Six digits, kept only as a keyed hash, for one sign-in of one browser."""

    __tablename__ = "sign_in_code"

    id: Mapped[int] = mapped_column(primary_key=True)
    phone_id: Mapped[int] = mapped_column(ForeignKey("resident_phone.id", ondelete="CASCADE"), index=True)
    code_hash: Mapped[str]
    created_at: Mapped[datetime] = mapped_column(Moment)
    expires_at: Mapped[datetime] = mapped_column(Moment)
    tries: Mapped[int] = mapped_column(default=0)
    used_at: Mapped[datetime | None] = mapped_column(Moment)
    phone: Mapped[ResidentPhone] = relationship(lazy="joined")
