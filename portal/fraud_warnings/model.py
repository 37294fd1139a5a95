"""A fraud warning."""

from sqlalchemy import JSON, ForeignKey
from sqlalchemy.orm import Mapped, mapped_column

from portal.publishing.model import Publication


class FraudWarning(Publication):
    """A trick that is about, how to see through it, and what to do; the levels are the portal's own."""

    __tablename__ = "fraud_warning"
    __mapper_args__ = {"polymorphic_identity": "fraud_warning", "polymorphic_load": "selectin"}

    id: Mapped[int] = mapped_column(ForeignKey("publication.id", ondelete="CASCADE"), primary_key=True)
    fraud_type: Mapped[str | None]
    level: Mapped[str] = mapped_column(index=True)
    report: Mapped[list[str]] = mapped_column(JSON)
