"""Neighbours who wish for a lift in their building."""

from datetime import datetime

from sqlalchemy import UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column

from portal.db.base import Base
from portal.db.lookups import Lookup
from portal.db.types import Moment, Sealed


class LiftInterest(Base):
    """One household's wish; the street sees how many ask in a building, and calls them when it can be begun."""

    __tablename__ = "lift_interest"
    __table_args__ = (UniqueConstraint("village", "building_key", "phone_lookup"),)

    id: Mapped[int] = mapped_column(primary_key=True)
    town: Mapped[str]
    village: Mapped[str]
    building: Mapped[str]
    building_key: Mapped[str]
    phone: Mapped[str] = mapped_column(Sealed("lift_interest.phone"))
    phone_lookup: Mapped[str] = mapped_column(Lookup("lift_interest.phone", lambda row: [row.phone]))
    created_at: Mapped[datetime] = mapped_column(Moment)
