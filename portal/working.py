"""Work by the clock: each chore again and again, by one worker at a time, beside whoever carries the messages."""

import logging
from collections.abc import Callable, Sequence
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from threading import Event

from sqlalchemy.exc import OperationalError

from portal.db import leases
from portal.db.engine import Database
from portal.db.sessions import WriteSession
from portal.kernel.clock import Clock
from portal.web.sessions import writing

log = logging.getLogger(__name__)
# As long as a chore may take; afterwards another worker does it. `portal keys rotate` waits so long for a portal
# that was stopped, so no lease is longer.
LEASE = timedelta(minutes=2)
Work = Callable[[Database, datetime], object]


@dataclass(frozen=True)
class Chore:
    """It may be done twice without harm, and cuts its own transactions; the name is that of its lease."""

    name: str
    every: timedelta
    do: Work


def whole(do: Callable[[WriteSession, datetime], object]) -> Work:
    """What is short enough for one transaction."""

    def work(database: Database, at: datetime) -> object:
        with writing(database) as session:
            return do(session, at)

    return work


@dataclass
class Worker:
    """One of several, each with the whole list; a lease leaves each chore to one of them."""

    database: Database
    clock: Clock
    name: str
    chores: Sequence[Chore]
    stop: Event = field(default_factory=Event)
    _next: dict[str, datetime] = field(default_factory=dict)

    def run(self, *, pause: float = 1.0) -> None:
        """Until `stop` is set; between rounds only the hour is looked at."""
        while not self.stop.is_set():
            self.round()
            self.stop.wait(pause)

    def round(self) -> list[str]:
        """Do what is due and name it; one that fails, or whose database is away, leaves the others alone."""
        return [chore.name for chore in self.chores if not self.stop.is_set() and self._did(chore)]

    def _did(self, chore: Chore) -> bool:
        now = self.clock.now()
        if now < self._next.get(chore.name, now):
            return False
        # What was not done is looked at again as soon as another's lease can be over, however rare it is.
        self._next[chore.name] = now + min(chore.every, LEASE)
        try:
            if not self._is_mine(chore, now):
                return False
            chore.do(self.database, now)
        except OperationalError:
            log.warning("The database was away for the chore %s; it is tried again later.", chore.name)
            return False
        except Exception:
            log.exception("The chore %s could not be done; it is tried again later.", chore.name)
            return False
        self._next[chore.name] = now + chore.every
        return True

    def _is_mine(self, chore: Chore, now: datetime) -> bool:
        with writing(self.database) as session:
            return leases.hold(session, chore.name, holder=self.name, now=now, lasts=LEASE)
