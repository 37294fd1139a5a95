"""What a course's content file says."""

import datetime as dt
from datetime import date
from typing import Annotated, Any, Literal

from pydantic import Field

from portal.courses.model import Course
from portal.kernel.msgid import msgid
from portal.publishing.content import EXERTION_NAMES, WEEKDAY_NAMES, Asked, Day, PublicationFile, Text, Whole
from portal.publishing.kinds import TO_GO_TO, PublicationKind

CATEGORY_NAMES = {
    "calligraphy": msgid("Calligraphy and painting"),
    "music": msgid("Music"),
    "dance": msgid("Dance"),
    "exercise": msgid("Exercise"),
    "phone": msgid("Phone and computer"),
    "health": msgid("Health"),
    "craft": msgid("Handicraft"),
    "language": msgid("Languages and reading"),
    "life": msgid("Daily life"),
    "culture": msgid("Culture"),
}
LEVEL_NAMES = {
    "beginner": msgid("Beginners"),
    "improver": msgid("With some experience"),
    "all": msgid("Everyone"),
}
MOST_LESSONS = 200
CATEGORIES, LEVELS = tuple(CATEGORY_NAMES), tuple(LEVEL_NAMES)


class CourseFile(PublicationFile):
    category: Annotated[
        Literal["calligraphy", "music", "dance", "exercise", "phone", "health", "craft", "language", "life", "culture"],
        Asked(msgid("What kind of course?"), choices=CATEGORY_NAMES),
    ]
    level: Annotated[Literal["beginner", "improver", "all"], Asked(msgid("For whom is it?"), choices=LEVEL_NAMES)]
    starts: Annotated[Day, Asked(msgid("First lesson on"))]
    weekdays: Annotated[
        list[Annotated[int, Field(ge=1, le=7)]],
        Field(min_length=1),
        Asked(msgid("On which days of the week?"), choices=WEEKDAY_NAMES),
    ]
    time: Annotated[dt.time, Asked(msgid("At what time?"))]
    minutes: Annotated[Whole, Field(gt=0), Asked(msgid("Minutes for each lesson"))]
    sessions: Annotated[int, Field(gt=0, le=MOST_LESSONS), Asked(msgid("How many lessons?"))]
    days_off: Annotated[
        list[Day],
        Asked(
            msgid("Days without a lesson, one a line"),
            hint=msgid("Each is made up for at the end. After saving, every day is shown, with the holidays."),
        ),
    ] = []
    extra_days: Annotated[
        list[Day],
        Asked(msgid("Lessons on other days, one a line"), hint=msgid("They count among the lessons.")),
    ] = []
    capacity: Annotated[Whole, Field(gt=0), Asked(msgid("How many places?"))]
    exertion: Annotated[Literal["low", "medium", "high"], Asked(msgid("How strenuous is it?"), choices=EXERTION_NAMES)]
    teacher: Annotated[Text, Asked(msgid("Teacher"))]
    age_from: Annotated[Whole | None, Asked(msgid("From what age"))] = None
    age_to: Annotated[Whole | None, Asked(msgid("Up to what age"))] = None
    age_note: Annotated[Text | None, Asked(msgid("More about the age"))] = None

    def starts_on(self) -> date:
        return self.starts

    def columns(self) -> dict[str, Any]:
        names = (
            "category",
            "level",
            "weekdays",
            "time",
            "minutes",
            "sessions",
            "capacity",
            "exertion",
            "age_from",
            "age_to",
        )
        days = {name: [day.isoformat() for day in getattr(self, name)] for name in ("days_off", "extra_days")}
        return {name: getattr(self, name) for name in names} | days


KIND = PublicationKind(
    model=Course, schema=CourseFile, folder="courses", path="/courses", title="Courses", expects=TO_GO_TO
)
