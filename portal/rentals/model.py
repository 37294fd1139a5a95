"""An assistive device that may be borrowed."""

from typing import ClassVar

from sqlalchemy import ForeignKey
from sqlalchemy.orm import Mapped, mapped_column

from portal.publishing.model import Publication


class Device(Publication):
    """A model of device, found by what is hard; money in fen."""

    __tablename__ = "device"
    __mapper_args__ = {"polymorphic_identity": "device", "polymorphic_load": "selectin"}
    narrowed_by: ClassVar[tuple[str, ...]] = ("help_with",)

    id: Mapped[int] = mapped_column(ForeignKey("publication.id", ondelete="CASCADE"), primary_key=True)
    help_with: Mapped[str] = mapped_column(index=True)
    iso_class: Mapped[str]
    iso_subclass: Mapped[str]
    iso_code: Mapped[str | None]
    code_note: Mapped[str]
    rent_fen_month: Mapped[int | None]
    deposit_fen: Mapped[int | None]
    personal_item: Mapped[bool]

    def lead(self) -> int:
        """By what they help with, whose names differ within their first four letters."""
        return int.from_bytes(self.help_with.encode()[:4].ljust(4))
