"""Which edition of the public pages holds now: it ends with a release, and at the second of a planned start or end."""

import time
from asyncio import Event
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta

from anyio import CapacityLimiter, to_thread
from sqlalchemy import select

from portal.db.edition import THE_ONE, Edition
from portal.db.engine import Database
from portal.db.sessions import ReadSession
from portal.kernel.clock import LOCAL, Clock

# How old what is known of other processes may be. Asking SQLite is cheap; asking a server goes over the network.
LOOK_EVERY = {"sqlite": 0.05, "postgresql": 0.4}
NEVER_OLDER = 0.8
Boundary = Callable[[ReadSession, datetime], datetime | None]


@dataclass(frozen=True)
class Now:
    """One edition: nothing public changes before `until` unless the number moves."""

    number: int
    until: datetime


class Editions:
    """Asks the database now and then, and at once when this process itself has written."""

    def __init__(self, database: Database, clock: Clock, boundaries: Sequence[Boundary]) -> None:
        self._database = database
        self._clock = clock
        self._boundaries = boundaries
        self._every = LOOK_EVERY[database.reading.dialect.name]
        self._known: Now | None = None
        self._looked_at = -NEVER_OLDER
        self._pulse = -1
        self._looking: Event | None = None
        self._limiter: CapacityLimiter | None = None

    def known(self) -> Now | None:
        """What holds now, if it is certain without asking."""
        known = self._known
        if (
            known is not None
            and self._pulse == self._database.pulse.beats
            and time.monotonic() - self._looked_at < self._every
            and self._clock.now() < known.until
        ):
            return known
        return None

    async def now(self) -> Now:
        """What holds now; asks where it must."""
        while (known := self.known()) is None:
            if self._looking is None:
                return await self._look()
            if self._may_wait():
                # Somebody is asking already, and what is known is young enough.
                assert self._known is not None  # noqa: S101  # as _may_wait has seen
                return self._known
            await self._looking.wait()
        return known

    def _may_wait(self) -> bool:
        return (
            self._known is not None
            and self._pulse == self._database.pulse.beats
            and time.monotonic() - self._looked_at < NEVER_OLDER
            and self._clock.now() < self._known.until
        )

    async def _look(self) -> Now:
        self._looking = Event()
        # A thread of its own: those for pages may all be at work.
        self._limiter = self._limiter or CapacityLimiter(1)
        pulse, started = self._database.pulse.beats, time.monotonic()
        try:
            read = await to_thread.run_sync(self._read, limiter=self._limiter)
            if self._known != read:
                self._known = read
            self._pulse, self._looked_at = pulse, started
            return self._known
        finally:
            self._looking.set()
            self._looking = None

    def _read(self) -> Now:
        now = self._clock.now()
        with self._database.reader() as session:
            number = session.scalar(select(Edition.number).where(Edition.id == THE_ONE)) or 0
            if self._known is not None and self._known.number == number and now < self._known.until:
                return self._known
            planned = [moment for boundary in self._boundaries if (moment := boundary(session, now))]
        return Now(number, min([*planned, _midnight_after(now)]))


def _midnight_after(now: datetime) -> datetime:
    """Pages say which day it is."""
    local = now.astimezone(LOCAL)
    return (local + timedelta(days=1)).replace(hour=0, minute=0, second=0, microsecond=0)
