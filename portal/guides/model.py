"""A guide: how a thing is done, or who answers for it."""

from sqlalchemy import ForeignKey
from sqlalchemy.orm import Mapped, mapped_column

from portal.publishing.model import Publication


class Guide(Publication):
    """A page of advice; a guide to a service (办事指南) carries its elements among its words."""

    __tablename__ = "guide"
    __mapper_args__ = {"polymorphic_identity": "guide", "polymorphic_load": "selectin"}

    id: Mapped[int] = mapped_column(ForeignKey("publication.id", ondelete="CASCADE"), primary_key=True)
    position: Mapped[int]
    icon: Mapped[str]

    def lead(self) -> int:
        return max(self.position, 0)
