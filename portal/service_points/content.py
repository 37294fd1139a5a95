"""What `content/service_points/service_points.yaml` says, read once when the portal starts."""

from collections.abc import Mapping, Sequence
from datetime import date, time
from pathlib import Path
from typing import Annotated, Any, Literal

from pydantic import BaseModel, BeforeValidator, ConfigDict, Field

from portal.kernel import saying, yaml_file
from portal.kernel.divisions import Divisions
from portal.kernel.language import Language
from portal.publishing.content import Text
from portal.publishing.rules import ACCESS_FACTS

SERVICES = ("courses", "sports", "tours", "rentals", "home_modifications", "fraud_help")
Service = Literal["courses", "sports", "tours", "rentals", "home_modifications", "fraud_help"]


def _span(value: object) -> object:
    return value.split("-") if isinstance(value, str) else value


class Hours(BaseModel):
    """Days of the week, Monday is 1, and when the door is open on them."""

    model_config = ConfigDict(extra="forbid", frozen=True)
    days: Annotated[list[Annotated[int, Field(ge=1, le=7)]], Field(min_length=1)]
    times: Annotated[list[Annotated[tuple[time, time], BeforeValidator(_span)]], Field(min_length=1)]

    def say(self, language: Language) -> str:
        spans = [
            f"{saying.say_time(first, language)}{'到' if language == 'zh' else ' to '}{saying.say_time(last, language)}"
            for first, last in self.times
        ]
        if language == "zh":
            return f"{_days(self.days, language)} {'，'.join(spans)}"
        return f"{_days(self.days, language)}, {' and '.join(spans)}"


class ServicePoint(BaseModel):
    """One point; `number` is always a line that the hotlines show."""

    model_config = ConfigDict(extra="forbid", frozen=True)
    town: str
    sample: bool
    name: Text
    place: Text
    services: Annotated[list[Service], Field(min_length=1)]
    hours: Annotated[list[Hours], Field(min_length=1)]
    number: str
    access: list[str]
    bus: Text
    checked_on: date
    source: str

    @property
    def path(self) -> str:
        return f"/service-points/{self.town}"

    def is_open(self, weekday: int, at: time) -> bool:
        return any(
            weekday in hours.days and any(first <= at < last for first, last in hours.times) for hours in self.hours
        )


class ServicePoints:
    """All of them, in the order of the file."""

    def __init__(self, points: Sequence[ServicePoint]) -> None:
        self.all = tuple(points)
        self._by_town: Mapping[str, ServicePoint] = {point.town: point for point in points}

    @classmethod
    def load(cls, file: Path, *, divisions: Divisions, numbers: set[str]) -> "ServicePoints":
        """Raises `ValueError` that names the row: the portal does not start with a point that leads nowhere."""
        rows: list[Any] = yaml_file.read(file)["service_points"]
        points = [ServicePoint.model_validate(row) for row in rows]
        for point in points:
            wrong = [fact for fact in point.access if fact not in ACCESS_FACTS]
            if divisions.town(point.town) is None or wrong or point.number not in numbers:
                message = f"{file.name}: {point.town}: town, access {wrong} or number {point.number} is not known"
                raise ValueError(message)
        return cls(points)

    def of(self, town: str) -> ServicePoint | None:
        return self._by_town.get(town)


def _days(days: Sequence[int], language: Language) -> str:
    first, last = min(days), max(days)
    if len(days) > 2 and last - first == len(days) - 1:  # noqa: PLR2004  # a run is named by its ends
        names = [
            saying.WEEKDAYS_ZH[day - 1] if language == "zh" else saying.WEEKDAYS_EN[day - 1] for day in (first, last)
        ]
        return f"周{names[0]}到周{names[1]}" if language == "zh" else f"{names[0]} to {names[1]}"
    return saying.say_weekdays(days, language).removeprefix("每").removeprefix("every ")
