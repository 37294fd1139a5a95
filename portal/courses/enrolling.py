"""What the engine of places must know of a course."""

from datetime import datetime

from portal.courses.content import KIND
from portal.courses.model import Course
from portal.enrolments.kinds import Facts, IntakeKind
from portal.enrolments.rules import Conditions
from portal.kernel.clock import LOCAL


def facts(course: Course) -> Facts:
    days = course.term().days
    return Facts(
        begins_at=datetime.combine(days[0], course.time, LOCAL),
        days=days,
        capacity=course.capacity,
        conditions=Conditions(age_from=course.age_from, age_to=course.age_to, experience=course.level == "improver"),
    )


INTAKE = IntakeKind(publication=KIND, facts=facts)
