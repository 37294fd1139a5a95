"""What the clock does by itself: unanswered offers go on to the next, and what was said about health is deleted."""

from contextlib import suppress
from dataclasses import dataclass, field
from datetime import timedelta
from threading import Event

from sqlalchemy.exc import OperationalError

from portal.db import leases
from portal.db.engine import Database
from portal.enrolments import service, store
from portal.kernel.clock import Clock
from portal.web.sessions import writing

JOB = "turn"
# As long as a round may take; afterwards another worker goes on.
LEASE = timedelta(minutes=2)


@dataclass
class Turner:
    """One worker; several may run, and a lease lets one of them work."""

    database: Database
    clock: Clock
    name: str
    stop: Event = field(default_factory=Event)

    def run(self, *, pause: float = 30.0) -> None:
        """Until `stop` is set; a database that is away is asked again later."""
        while not self.stop.is_set():
            with suppress(OperationalError):
                self.round()
            self.stop.wait(pause)

    def round(self) -> int:
        """Everything that is due now; returns in how many lines somebody moved up or left."""
        now, today = self.clock.now(), self.clock.today()
        with self.database.reader() as session:
            due = store.intakes_to_turn(session, now)
            health = store.has_health_to_forget(session, today)
        if not (due or health) or not self._is_mine():
            return 0
        for number in due:
            with writing(self.database) as session:
                service.turn(session, store.intake(session, number), at=now)
        if health:
            with writing(self.database) as session:
                store.forget_health(session, today)
        return len(due)

    def _is_mine(self) -> bool:
        with writing(self.database) as session:
            return leases.hold(session, JOB, holder=self.name, now=self.clock.now(), lasts=LEASE)
