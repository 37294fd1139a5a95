"""A fraud warning."""

from typing import ClassVar

from sqlalchemy import JSON, ForeignKey
from sqlalchemy.orm import Mapped, mapped_column

from portal.publishing.model import Publication

# The most pressing first.
LEVELS = ("urgent", "watch", "remind")
SECONDS = 1 << 32


class FraudWarning(Publication):
    """A trick that is about, how to see through it, and what to do; the levels are the portal's own."""

    __tablename__ = "fraud_warning"
    __mapper_args__ = {"polymorphic_identity": "fraud_warning", "polymorphic_load": "selectin"}
    narrowed_by: ClassVar[tuple[str, ...]] = ("level",)
    is_newest_first: ClassVar[bool] = True

    id: Mapped[int] = mapped_column(ForeignKey("publication.id", ondelete="CASCADE"), primary_key=True)
    fraud_type: Mapped[str | None]
    level: Mapped[str] = mapped_column(index=True)
    report: Mapped[list[str]] = mapped_column(JSON)

    def lead(self) -> int:
        """The most pressing first, and among equals the newest."""
        age = SECONDS - 1 - min(max(int(self.show_from.timestamp()), 0), SECONDS - 1)
        return LEVELS.index(self.level) * SECONDS + age
