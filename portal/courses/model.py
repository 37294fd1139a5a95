"""A course for elders."""

from datetime import date, time
from datetime import time as clock_time
from typing import ClassVar

from sqlalchemy import JSON, ForeignKey
from sqlalchemy.orm import Mapped, mapped_column

from portal.kernel.repeating import Term, term
from portal.publishing.model import Publication


class Course(Publication):
    """Weekly lessons over a term."""

    __tablename__ = "course"
    __mapper_args__ = {"polymorphic_identity": "course", "polymorphic_load": "selectin"}
    narrowed_by: ClassVar[tuple[str, ...]] = ("category", "level")
    is_by_day: ClassVar[bool] = True

    id: Mapped[int] = mapped_column(ForeignKey("publication.id", ondelete="CASCADE"), primary_key=True)
    category: Mapped[str] = mapped_column(index=True)
    level: Mapped[str] = mapped_column(index=True)
    weekdays: Mapped[list[int]] = mapped_column(JSON)
    time: Mapped[time]
    minutes: Mapped[int]
    sessions: Mapped[int]
    capacity: Mapped[int]
    exertion: Mapped[str]
    age_from: Mapped[int | None]
    age_to: Mapped[int | None]
    # Days of the rule without a lesson, and lessons beside the rule, like 2026-12-31.
    days_off: Mapped[list[str]] = mapped_column(JSON, default=list)
    extra_days: Mapped[list[str]] = mapped_column(JSON, default=list)

    def happens(self) -> list[tuple[date, clock_time | None]]:
        return [(day, self.time) for day in self.term().days]

    def term(self) -> Term:
        """The one answer to the question on which days people come."""
        first = self.starts_on or self.show_from.date()
        off, extra = (map(date.fromisoformat, days or []) for days in (self.days_off, self.extra_days))
        return term(first, self.weekdays, self.sessions, off=off, extra=extra)
