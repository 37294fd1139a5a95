"""What a sports event's content file says."""

from datetime import date
from typing import Annotated, Any, Literal

from portal.kernel.clock import LOCAL
from portal.kernel.msgid import msgid
from portal.publishing.content import Asked, Day, PublicationFile, Text, When
from portal.publishing.kinds import TO_GO_TO, PublicationKind
from portal.sports.model import SportsEvent

FORM_NAMES = {"individual": msgid("On your own"), "team": msgid("In a team"), "show": msgid("Show")}
FORMS = tuple(FORM_NAMES)


class SportsEventFile(PublicationFile):
    discipline: Annotated[str, Asked(msgid("Discipline"), hint=msgid("Its key in the list of disciplines."))]
    form: Annotated[Literal["individual", "team", "show"], Asked(msgid("Who takes part?"), choices=FORM_NAMES)]
    starts: Annotated[When, Asked(msgid("Begins at"))]
    ends: Annotated[When, Asked(msgid("Ends at"))]
    more_days: Annotated[
        list[Day],
        Asked(
            msgid("Further rounds on these days, one a line"),
            hint=msgid("At the same time. By a rule, without holidays: under “Copy it, once or as a series”."),
        ),
    ] = []
    reserve_day: Annotated[Day | None, Asked(msgid("Reserve day, if it rains"))] = None
    entry_closes: Annotated[Day, Asked(msgid("Last day to enter"))]
    age_note: Annotated[Text, Asked(msgid("Age"))]
    team_note: Annotated[Text | None, Asked(msgid("Teams"))] = None
    health_note: Annotated[Text, Asked(msgid("Health"))]
    insurance_note: Annotated[Text, Asked(msgid("Insurance"))]
    weather_note: Annotated[Text, Asked(msgid("If the weather is bad"))]
    award_note: Annotated[Text, Asked(msgid("Awards"))]
    organiser: Annotated[Text, Asked(msgid("Organiser"))]

    def starts_on(self) -> date:
        return self.starts.astimezone(LOCAL).date()

    def columns(self) -> dict[str, Any]:
        own = {name: getattr(self, name) for name in ("discipline", "form", "reserve_day", "entry_closes")}
        more = [day.isoformat() for day in sorted(set(self.more_days) - {self.starts_on()})]
        return own | {"starts_at": self.starts, "ends_at": self.ends, "more_days": more}


KIND = PublicationKind(
    model=SportsEvent, schema=SportsEventFile, folder="sports", path="/sports", title="Sports events", expects=TO_GO_TO
)
