"""A health tour."""

from datetime import date, time
from typing import Any, ClassVar

from sqlalchemy import JSON, ForeignKey
from sqlalchemy.orm import Mapped, mapped_column

from portal.publishing.model import Publication


class Tour(Publication):
    """A journey of some days; each day says how high, how far to ride, how far to walk and how many steps."""

    __tablename__ = "tour"
    __mapper_args__ = {"polymorphic_identity": "tour", "polymorphic_load": "selectin"}
    narrowed_by: ClassVar[tuple[str, ...]] = ("wheelchair",)
    is_by_day: ClassVar[bool] = True

    id: Mapped[int] = mapped_column(ForeignKey("publication.id", ondelete="CASCADE"), primary_key=True)
    days: Mapped[list[dict[str, Any]]] = mapped_column(JSON)
    group_min: Mapped[int]
    group_max: Mapped[int]
    wheelchair: Mapped[bool]

    def happens(self) -> list[tuple[date, time | None]]:
        return [(self.starts_on, None)] if self.starts_on else []

    def own_answers(self) -> list[str | None]:
        return ["1" if self.wheelchair else None]
