"""Neighbours who wish for a lift in their building."""

from datetime import datetime

from sqlalchemy import UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column

from portal.db.base import Base
from portal.db.lookups import Lookup
from portal.db.types import Moment, Sealed
from portal.home_modification_case.household import home


class LiftInterest(Base):
    """One household's wish; the street sees how many ask in a building, and calls them when it can be begun."""

    __tablename__ = "lift_interest"
    __table_args__ = (UniqueConstraint("building_lookup", "phone_lookup"),)

    id: Mapped[int] = mapped_column(primary_key=True)
    town: Mapped[str]
    village: Mapped[str]
    # With a phone it says where somebody lives, and some write more than the building.
    building: Mapped[str] = mapped_column(Sealed("lift_interest.building"))
    building_lookup: Mapped[str] = mapped_column(
        Lookup("lift_interest.building", lambda row: [home(row.village, row.building)])
    )
    phone: Mapped[str] = mapped_column(Sealed("lift_interest.phone"))
    phone_lookup: Mapped[str] = mapped_column(Lookup("lift_interest.phone", lambda row: [row.phone]), index=True)
    created_at: Mapped[datetime] = mapped_column(Moment)
