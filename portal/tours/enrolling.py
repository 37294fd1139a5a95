"""What the engine of places must know of a tour."""

from datetime import datetime, time, timedelta

from portal.enrolments.kinds import Facts, IntakeKind
from portal.kernel.clock import LOCAL
from portal.tours.content import KIND
from portal.tours.model import Tour

LEAVES_AT = time(8)


def facts(tour: Tour) -> Facts:
    first = tour.starts_on or tour.show_from.date()
    return Facts(
        begins_at=datetime.combine(first, LEAVES_AT, LOCAL),
        days=[first + timedelta(days=number) for number in range(len(tour.days))],
        capacity=tour.group_max,
        minimum=tour.group_min,
    )


INTAKE = IntakeKind(publication=KIND, facts=facts)
