"""What a tour's content file says; the fields follow LB/T 052-2016 (services of travel agencies for elders)."""

from datetime import date
from typing import Annotated, Any

from pydantic import BaseModel, ConfigDict, Field

from portal.publishing.content import Day, PublicationFile, Text
from portal.publishing.kinds import PublicationKind
from portal.tours.model import Tour


class TourDay(BaseModel):
    model_config = ConfigDict(extra="forbid")
    title: Text
    text: Text
    altitude_m: str | int
    ride_minutes: Annotated[int, Field(ge=0)]
    walk_metres: Annotated[int, Field(ge=0)]
    steps: Annotated[int, Field(ge=0)]


class TourFile(PublicationFile):
    destination: Text
    starts: Day
    days: Annotated[list[TourDay], Field(min_length=1)]
    includes: Text
    excludes: Text
    group_min: int
    group_max: int
    companion_note: Text
    care_note: Text
    hospital_note: Text
    food_note: Text
    refund_note: Text
    agency_note: Text
    wheelchair: bool
    season: Text

    def starts_on(self) -> date:
        return self.starts

    def columns(self) -> dict[str, Any]:
        own = {name: getattr(self, name) for name in ("group_min", "group_max", "wheelchair")}
        return own | {"days": [day.model_dump() for day in self.days]}


KIND = PublicationKind(model=Tour, schema=TourFile, folder="tours", path="/tours", title="Health tours")
