"""What a tour's content file says; the fields follow LB/T 052-2016 (services of travel agencies for elders)."""

from datetime import date
from typing import Annotated, Any

from pydantic import BaseModel, ConfigDict, Field

from portal.kernel.msgid import msgid
from portal.publishing.content import Asked, Day, PublicationFile, Text, Whole
from portal.publishing.kinds import TO_GO_TO, PublicationKind
from portal.tours.model import Tour


class TourDay(BaseModel):
    model_config = ConfigDict(extra="forbid")
    title: Annotated[Text, Asked(msgid("Name of the day"))]
    text: Annotated[Text, Asked(msgid("What is done"), long=True)]
    altitude_m: Annotated[str | int, Asked(msgid("Altitude in metres"))]
    ride_minutes: Annotated[Whole, Asked(msgid("Minutes of riding"))]
    walk_metres: Annotated[Whole, Asked(msgid("Metres of walking"))]
    steps: Annotated[Whole, Asked(msgid("Number of steps"))]


class TourFile(PublicationFile):
    destination: Annotated[Text, Asked(msgid("Where to"))]
    starts: Annotated[Day, Asked(msgid("First day"))]
    days: Annotated[list[TourDay], Field(min_length=1), Asked(msgid("Day by day"))]
    includes: Annotated[Text, Asked(msgid("In the price"), long=True)]
    excludes: Annotated[Text, Asked(msgid("Not in the price"), long=True)]
    group_min: Annotated[Whole, Asked(msgid("Smallest group"))]
    group_max: Annotated[Whole, Asked(msgid("Largest group"))]
    companion_note: Annotated[Text, Asked(msgid("Aged 75 and over"), long=True)]
    care_note: Annotated[Text, Asked(msgid("Care on the way"), long=True)]
    hospital_note: Annotated[Text, Asked(msgid("Nearest hospital"))]
    food_note: Annotated[Text, Asked(msgid("Food"))]
    refund_note: Annotated[Text, Asked(msgid("If you cannot come"), long=True)]
    agency_note: Annotated[Text, Asked(msgid("Travel agency"))]
    wheelchair: Annotated[bool, Asked(msgid("Possible with a wheelchair"))]
    season: Annotated[Text, Asked(msgid("Season"))]

    def starts_on(self) -> date:
        return self.starts

    def columns(self) -> dict[str, Any]:
        own = {name: getattr(self, name) for name in ("group_min", "group_max", "wheelchair")}
        return own | {"days": [day.model_dump() for day in self.days]}


KIND = PublicationKind(
    model=Tour, schema=TourFile, folder="tours", path="/tours", title="Health tours", expects=TO_GO_TO
)
