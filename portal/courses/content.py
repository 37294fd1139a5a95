"""What a course's content file says."""

import datetime as dt
from datetime import date
from typing import Annotated, Any, Literal

from pydantic import Field

from portal.courses.model import Course
from portal.publishing.content import Day, PublicationFile, Text
from portal.publishing.kinds import PublicationKind

CATEGORIES = ("calligraphy", "music", "dance", "exercise", "phone", "health", "craft", "language", "life", "culture")
LEVELS = ("beginner", "improver", "all")


class CourseFile(PublicationFile):
    category: Literal[
        "calligraphy", "music", "dance", "exercise", "phone", "health", "craft", "language", "life", "culture"
    ]
    level: Literal["beginner", "improver", "all"]
    starts: Day
    weekdays: Annotated[list[Annotated[int, Field(ge=1, le=7)]], Field(min_length=1)]
    time: dt.time
    minutes: Annotated[int, Field(gt=0)]
    sessions: Annotated[int, Field(gt=0)]
    capacity: Annotated[int, Field(gt=0)]
    exertion: Literal["low", "medium", "high"]
    teacher: Text
    age_from: int | None = None
    age_to: int | None = None
    age_note: Text | None = None

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
        return {name: getattr(self, name) for name in names}


KIND = PublicationKind(model=Course, schema=CourseFile, folder="courses", path="/courses", title="Courses")
