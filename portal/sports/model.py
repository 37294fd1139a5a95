"""A sports event for elders."""

from datetime import date, datetime, time
from typing import ClassVar

from sqlalchemy import JSON, ForeignKey
from sqlalchemy.orm import Mapped, mapped_column

from portal.db.types import Moment
from portal.kernel.clock import LOCAL
from portal.publishing.model import Publication


class SportsEvent(Publication):
    """A match, a walk or a show, with the day it takes place and the last day to enter."""

    __tablename__ = "sports_event"
    __mapper_args__ = {"polymorphic_identity": "sports_event", "polymorphic_load": "selectin"}
    narrowed_by: ClassVar[tuple[str, ...]] = ("form",)
    is_by_day: ClassVar[bool] = True

    id: Mapped[int] = mapped_column(ForeignKey("publication.id", ondelete="CASCADE"), primary_key=True)
    discipline: Mapped[str] = mapped_column(index=True)
    form: Mapped[str] = mapped_column(index=True)
    starts_at: Mapped[datetime] = mapped_column(Moment)
    ends_at: Mapped[datetime] = mapped_column(Moment)
    reserve_day: Mapped[date | None]
    entry_closes: Mapped[date]
    # Further rounds, like 2026-12-31, at the same time.
    more_days: Mapped[list[str]] = mapped_column(JSON, default=list)

    def happens(self) -> list[tuple[date, time | None]]:
        at = self.starts_at.astimezone(LOCAL).time()
        return [(day, at) for day in self.days()]

    def days(self) -> list[date]:
        """The one answer to the question on which days it takes place."""
        return sorted({self.starts_at.astimezone(LOCAL).date(), *map(date.fromisoformat, self.more_days or [])})
