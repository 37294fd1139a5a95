"""What is done again and again, by whoever carries the messages: reminders, days that must be counted anew."""

import logging
from collections.abc import Callable, Sequence
from dataclasses import dataclass, field
from datetime import datetime, timedelta

from sqlalchemy.exc import OperationalError

from portal.db import leases
from portal.db.engine import Database
from portal.db.sessions import WriteSession
from portal.web.sessions import writing

log = logging.getLogger(__name__)


@dataclass(frozen=True)
class Chore:
    """It may be done twice without harm; the name is that of its lease."""

    name: str
    every: timedelta
    do: Callable[[WriteSession, datetime], object]


@dataclass
class Chores:
    """The list of one worker: of several workers, one does each chore."""

    database: Database
    holder: str
    chores: Sequence[Chore] = ()
    _looked_at: dict[str, datetime] = field(default_factory=dict)

    def round(self, now: datetime) -> list[str]:
        """Do what is due, each in a transaction of its own, and name it; one that fails leaves the others alone."""
        done = []
        for chore in self.chores:
            before = self._looked_at.get(chore.name)
            if before is not None and now < before + chore.every:
                continue
            self._looked_at[chore.name] = now
            try:
                with writing(self.database) as session:
                    if leases.hold(session, chore.name, holder=self.holder, now=now, lasts=chore.every):
                        chore.do(session, now)
                        done.append(chore.name)
            except OperationalError:
                raise
            except Exception:
                log.exception("The chore %s could not be done; it is tried again later.", chore.name)
        return done
