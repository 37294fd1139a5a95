"""What the engine must know of a kind of thing that people sign up for; each room declares its own."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass, field
from datetime import date, datetime
from typing import Any

from portal.enrolments.rules import Conditions
from portal.publishing.kinds import PublicationKind


@dataclass(frozen=True)
class Facts:
    """When it is and who may come, as the thing itself says it."""

    begins_at: datetime
    days: Sequence[date]
    capacity: int | None = None
    minimum: int | None = None
    closes_on: date | None = None
    conditions: Conditions = field(default_factory=Conditions)

    @property
    def ends_on(self) -> date:
        return self.days[-1]


@dataclass(frozen=True)
class IntakeKind:
    """One kind: its publications, and how to read the facts of one."""

    publication: PublicationKind
    facts: Callable[[Any], Facts]

    @property
    def name(self) -> str:
        return self.publication.name

    @property
    def room(self) -> str:
        return self.publication.room
