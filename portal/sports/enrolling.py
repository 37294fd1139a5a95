"""What the engine of places must know of a sports event."""

from portal.enrolments.kinds import Facts, IntakeKind
from portal.sports.content import KIND
from portal.sports.model import SportsEvent


def facts(event: SportsEvent) -> Facts:
    return Facts(
        begins_at=event.starts_at,
        days=event.days(),
        closes_on=event.entry_closes,
    )


INTAKE = IntakeKind(publication=KIND, facts=facts)
