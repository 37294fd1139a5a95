"""A health tour."""

from typing import Any

from sqlalchemy import JSON, ForeignKey
from sqlalchemy.orm import Mapped, mapped_column

from portal.publishing.model import Publication


class Tour(Publication):
    """A journey of some days; each day says how high, how far to ride, how far to walk and how many steps."""

    __tablename__ = "tour"
    __mapper_args__ = {"polymorphic_identity": "tour", "polymorphic_load": "selectin"}

    id: Mapped[int] = mapped_column(ForeignKey("publication.id", ondelete="CASCADE"), primary_key=True)
    days: Mapped[list[dict[str, Any]]] = mapped_column(JSON)
    group_min: Mapped[int]
    group_max: Mapped[int]
    wheelchair: Mapped[bool]
