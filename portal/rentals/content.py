"""What a device's content file says."""

from typing import Annotated, Any, Literal

from portal.kernel.msgid import msgid
from portal.publishing.content import Asked, PublicationFile, Text, Whole
from portal.publishing.kinds import PublicationKind
from portal.rentals.model import Device

HELP_NAMES = {
    "bed": msgid("Getting in and out of bed"),
    "bathing": msgid("Bathing"),
    "toilet": msgid("Using the toilet"),
    "walking": msgid("Walking"),
    "moving": msgid("Being moved"),
    "eating": msgid("Eating"),
    "breathing": msgid("Breathing"),
    "hearing": msgid("Hearing"),
    "alarm": msgid("Calling for help"),
}
HELP_WITH = tuple(HELP_NAMES)


class DeviceFile(PublicationFile):
    help_with: Annotated[
        Literal["bed", "bathing", "toilet", "walking", "moving", "eating", "breathing", "hearing", "alarm"],
        Asked(msgid("What does it help with?"), choices=HELP_NAMES),
    ]
    iso_class: Annotated[str, Asked(msgid("Class of ISO 9999"))]
    iso_subclass: Annotated[str, Asked(msgid("Subclass of ISO 9999"))]
    iso_code: Annotated[str | None, Asked(msgid("Code of ISO 9999"))] = None
    code_note: Annotated[str, Asked(msgid("Standard that the code is from"))]
    rent_fen_month: Annotated[Whole | None, Asked(msgid("Rent for a month, in yuan"), unit="yuan")] = None
    deposit_fen: Annotated[Whole | None, Asked(msgid("Deposit, in yuan"), unit="yuan")] = None
    fit: Annotated[list[Text], Asked(msgid("Whom it fits, one line each"))]
    hygiene: Annotated[Text, Asked(msgid("How it is cleaned"))]
    use: Annotated[list[Text], Asked(msgid("How to use it, one line each"))]
    size: Annotated[Text | None, Asked(msgid("Size and weight"))] = None
    personal_item: Annotated[bool, Asked(msgid("It is sold, not lent, because it is worn on the body"))] = False

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
