"""A course for elders."""

from datetime import time

from sqlalchemy import JSON, ForeignKey
from sqlalchemy.orm import Mapped, mapped_column

from portal.publishing.model import Publication


class Course(Publication):
    """Weekly lessons over a term."""

    __tablename__ = "course"
    __mapper_args__ = {"polymorphic_identity": "course", "polymorphic_load": "selectin"}

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
