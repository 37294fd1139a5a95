"""What staff know of tricks that are about, and what residents told of."""

from datetime import datetime

from sqlalchemy import CheckConstraint, ForeignKey, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column

from portal.db.base import Base
from portal.db.types import Moment, Sealed

KINDS = ("phone", "link", "words")


class KnownTrick(Base):
    """A number, a host or a phrase that staff saw in a fraud; `value` is written the way it is looked for."""

    __tablename__ = "known_trick"
    __table_args__ = (
        UniqueConstraint("kind", "value"),
        CheckConstraint(f"kind IN ({', '.join(repr(kind) for kind in KINDS)})", name="kind"),
    )

    id: Mapped[int] = mapped_column(primary_key=True)
    kind: Mapped[str]
    value: Mapped[str]
    note: Mapped[str]
    added_by: Mapped[str]
    added_at: Mapped[datetime] = mapped_column(Moment)


class FraudReport(Base):
    """What somebody was told by a cheat; it holds no account and no bank data, and a contact only if they gave one."""

    __tablename__ = "fraud_report"

    id: Mapped[int] = mapped_column(primary_key=True)
    submit_key: Mapped[str] = mapped_column(unique=True)
    way: Mapped[str]
    said: Mapped[str] = mapped_column(Sealed("fraud_report.said"))
    sender: Mapped[str | None] = mapped_column(Sealed("fraud_report.sender"))
    contact: Mapped[str | None] = mapped_column(Sealed("fraud_report.contact"))
    # How it was told; who spoke and who wrote it down are known only where staff did.
    channel: Mapped[str] = mapped_column(default="online")
    caller: Mapped[str | None]
    taken_down_by: Mapped[str | None]
    created_at: Mapped[datetime] = mapped_column(Moment)
    closed_at: Mapped[datetime | None] = mapped_column(Moment)
    closed_by: Mapped[str | None]
    warning_id: Mapped[int | None] = mapped_column(ForeignKey("publication.id", ondelete="SET NULL"))
