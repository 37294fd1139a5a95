"""The short link: five letters and digits that fit on paper and lead to a page; and how often it was scanned."""

from datetime import date, datetime

from sqlalchemy import ForeignKey
from sqlalchemy.orm import Mapped, mapped_column

from portal.db.base import Base
from portal.db.types import Moment


class ShortLink(Base):
    """`/Q/CODE` leads to `path`, which is always one of ours; `place` is where the paper hangs or lies."""

    __tablename__ = "short_link"

    code: Mapped[str] = mapped_column(primary_key=True)
    path: Mapped[str] = mapped_column(index=True)
    channel: Mapped[str] = mapped_column(default="page", server_default="page")
    town: Mapped[str | None]
    place: Mapped[str] = mapped_column(default="", server_default="")
    version: Mapped[int] = mapped_column(default=1, server_default="1")
    created_at: Mapped[datetime] = mapped_column(Moment)
    withdrawn_at: Mapped[datetime | None] = mapped_column(Moment)


class ScanCount(Base):
    """How often a code was opened on a day; nothing is kept of who did it."""

    __tablename__ = "scan_count"

    code: Mapped[str] = mapped_column(ForeignKey("short_link.code", ondelete="CASCADE"), primary_key=True)
    day: Mapped[date] = mapped_column(primary_key=True)
    hits: Mapped[int]


class PaperForm(Base):
    """One printed form: its serial may be keyed in once, and what was made of it is named in `subject`."""

    __tablename__ = "paper_form"

    serial: Mapped[str] = mapped_column(primary_key=True)
    service: Mapped[str] = mapped_column(index=True)
    town: Mapped[str | None]
    printed_at: Mapped[datetime] = mapped_column(Moment)
    draft_id: Mapped[int | None]
    used_at: Mapped[datetime | None] = mapped_column(Moment)
    used_by: Mapped[str | None]
    withdrawn_at: Mapped[datetime | None] = mapped_column(Moment)
    version: Mapped[int] = mapped_column(default=1)


class TurnedAway(Base):
    """Somebody came with paper or called and could not be served: where, for what, why; never who."""

    __tablename__ = "turned_away"

    id: Mapped[int] = mapped_column(primary_key=True)
    day: Mapped[date] = mapped_column(index=True)
    town: Mapped[str]
    service: Mapped[str]
    channel: Mapped[str]
    reason: Mapped[str]
    recorded_by: Mapped[str]
