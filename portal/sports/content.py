"""What a sports event's content file says."""

from datetime import date
from typing import Any, Literal

from portal.kernel.clock import LOCAL
from portal.publishing.content import Day, PublicationFile, Text, When
from portal.publishing.kinds import PublicationKind
from portal.sports.model import SportsEvent

FORMS = ("individual", "team", "show")


class SportsEventFile(PublicationFile):
    discipline: str
    form: Literal["individual", "team", "show"]
    starts: When
    ends: When
    reserve_day: Day | None = None
    entry_closes: Day
    age_note: Text
    team_note: Text | None = None
    health_note: Text
    insurance_note: Text
    weather_note: Text
    award_note: Text
    organiser: Text

    def starts_on(self) -> date:
        return self.starts.astimezone(LOCAL).date()

    def columns(self) -> dict[str, Any]:
        own = {name: getattr(self, name) for name in ("discipline", "form", "reserve_day", "entry_closes")}
        return own | {"starts_at": self.starts, "ends_at": self.ends}


KIND = PublicationKind(
    model=SportsEvent, schema=SportsEventFile, folder="sports", path="/sports", title="Sports events"
)
