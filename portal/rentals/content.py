"""What a device's content file says."""

from typing import Annotated, Any, Literal

from pydantic import Field

from portal.publishing.content import PublicationFile, Text
from portal.publishing.kinds import PublicationKind
from portal.rentals.model import Device

HELP_WITH = ("bed", "bathing", "toilet", "walking", "moving", "eating", "breathing", "hearing", "alarm")


class DeviceFile(PublicationFile):
    help_with: Literal["bed", "bathing", "toilet", "walking", "moving", "eating", "breathing", "hearing", "alarm"]
    iso_class: str
    iso_subclass: str
    iso_code: str | None = None
    code_note: str
    rent_fen_month: Annotated[int, Field(ge=0)] | None = None
    deposit_fen: Annotated[int, Field(ge=0)] | None = None
    fit: list[Text]
    hygiene: Text
    use: list[Text]
    size: Text | None = None
    personal_item: bool = False

    def columns(self) -> dict[str, Any]:
        names = (
            "help_with",
            "iso_class",
            "iso_subclass",
            "iso_code",
            "code_note",
            "rent_fen_month",
            "deposit_fen",
            "personal_item",
        )
        return {name: getattr(self, name) for name in names}


KIND = PublicationKind(model=Device, schema=DeviceFile, folder="devices", path="/rentals", title="Borrow a device")
