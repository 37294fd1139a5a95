"""What the engine of places must know of a sports event."""

from portal.enrolments.kinds import Facts, IntakeKind
from portal.kernel.clock import LOCAL
from portal.sports.content import KIND
from portal.sports.model import SportsEvent


def facts(event: SportsEvent) -> Facts:
    return Facts(
        begins_at=event.starts_at,
        days=[event.starts_at.astimezone(LOCAL).date()],
        closes_on=event.entry_closes,
    )


INTAKE = IntakeKind(publication=KIND, facts=facts)
