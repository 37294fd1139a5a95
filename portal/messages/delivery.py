"""The worker: takes what is due out of the outbox, hands it to a gateway, and writes down how it went."""

import time
from collections.abc import Iterator, Sequence
from concurrent.futures import FIRST_COMPLETED, Future, ThreadPoolExecutor, wait
from dataclasses import dataclass, field, replace
from datetime import datetime, timedelta
from threading import Event

from sqlalchemy.exc import OperationalError

from portal.db import leases
from portal.db.engine import Database
from portal.db.sessions import WriteSession
from portal.kernel.clock import Clock
from portal.kernel.msgid import msgid
from portal.messages import store
from portal.messages.gateways.parcel import Outcome, Parcel
from portal.messages.model import Message
from portal.messages.outbox import catalogue_of
from portal.messages.routes import Routes
from portal.messages.rules import (
    FAILED,
    JOINED,
    LADDER,
    SENDING,
    SENT,
    WAITING,
    may_go_from,
    next_morning,
    try_again_at,
)
from portal.web.sessions import writing

JOB = "deliver"
ARRIVED = Outcome("sent")
# Short, so that after a restart nobody waits for their code; what is under way is guarded row by row.
LEAD = timedelta(seconds=10)
BATCH, THREADS, TOGETHER = 40, 8, 0.05
MOST_JOINED = 4
LONGEST_JOINED = 120
# So often is a message that may have arrived kept to the way it took, before another way is tried.
FAITHFUL = 3


@dataclass(frozen=True)
class Errand:
    """One text message, and the rows that it tells of: the first, and those that share it."""

    ids: tuple[int, ...]
    parcel: Parcel
    rather: str | None
    # Whether an earlier try may have arrived: then the operator is asked before it is handed over again.
    doubtful: bool = False


@dataclass
class Postman:
    """One worker; several may run, and a lease lets one of them work."""

    database: Database
    routes: Routes
    clock: Clock
    name: str
    lease: timedelta = timedelta(seconds=60)
    ladder: Sequence[timedelta] = LADDER
    batch: int = BATCH
    stop: Event = field(default_factory=Event)

    def run(self, *, pause: float = 2.0) -> None:
        """Until `stop` is set; a database that is away is asked again later."""
        while not self.stop.is_set():
            try:
                worked = self.round()
            except OperationalError:
                worked = 0
            if not worked:
                self.stop.wait(pause)

    def round(self) -> int:
        """Everything that is due now, at most a batch; returns how many errands were run."""
        with self.database.reader() as session:
            if not store.is_anything_due(session, now=self.clock.now()):
                return 0
        with writing(self.database) as session:
            errands = list(self._claimed(session))
        if errands:
            self._carried(errands)
        return len(errands)

    def _claimed(self, session: WriteSession) -> Iterator[Errand]:
        now = self.clock.now()
        if not leases.hold(session, JOB, holder=self.name, now=now, lasts=min(self.lease, LEAD)):
            return
        taken: set[int] = set()
        for head in store.due(session, now=now, limit=self.batch):
            if head.id in taken:
                continue
            if self._put_off(session, head, now):
                continue
            rows = [head, *self._company(session, head)]
            doubtful = head.attempts <= FAITHFUL and (head.state == SENDING or head.gateway is not None)
            taken |= {row.id for row in rows}
            for row in rows:
                row.state, row.held_by, row.held_until = SENDING, self.name, now + self.lease
            yield replace(self._errand(session, rows), doubtful=doubtful)

    def _put_off(self, session: WriteSession, head: Message, now: datetime) -> bool:
        """Whether it does not go now: it is night, it can wait for tomorrow, or it has lost its use."""
        if head.state == SENDING:
            return False
        lasts = catalogue_of(session).template(head.template).useless_after_minutes
        if lasts and now > head.created_at + timedelta(minutes=lasts):
            head.state, head.problem = FAILED, msgid("too late to be of use")
            return True
        later = may_go_from(now, urgent=head.urgent)
        if head.joins and head.attempts == 0 and store.was_told_today(session, head, now=now):
            later = next_morning(now)
        if later > now:
            head.next_at = later
        return later > now

    def _company(self, session: WriteSession, head: Message) -> list[Message]:
        """What shares the text message: those that did before, since a provider knows it by one key."""
        before = store.sharing(session, head) if head.joins else []
        if before or head.state == SENDING or head.attempts or not head.joins or not self.routes.carry_any_text:
            return before
        room = LONGEST_JOINED - len(head.body)
        company = []
        for row in store.could_share(session, head, now=self.clock.now(), limit=MOST_JOINED - 1):
            if len(row.body) <= room:
                room -= len(row.body)
                row.joined_to = head.id
                company.append(row)
        return company

    def _errand(self, session: WriteSession, rows: Sequence[Message]) -> Errand:
        head, catalogue = rows[0], catalogue_of(session)
        language = store.language_of(head)
        template = catalogue.template(head.template)
        whole = catalogue.whole("".join(row.body for row in rows), head.check_code, language)
        head.sent_text = whole
        parcel = Parcel(
            key=store.public_key(head),
            phone=head.phone or "",
            text=whole,
            language=language,
            registered={way: numbers[language] for way, numbers in template.registered.items() if language in numbers},
            facts=[*((name, str(head.facts[name])) for name in template.names(language)), ("check", head.check_code)],
        )
        faithful = head.gateway if head.attempts <= FAITHFUL else None
        return Errand(ids=tuple(row.id for row in rows), parcel=parcel, rather=faithful)

    def _carried(self, errands: Sequence[Errand]) -> None:
        with ThreadPoolExecutor(THREADS, thread_name_prefix="deliver") as pool:
            open_ones = {pool.submit(self._carry, errand): errand for errand in errands}
            while open_ones:
                # Answers that come close together are written down together: each transaction costs a trip to the disk.
                done = wait(open_ones, timeout=TOGETHER).done or wait(open_ones, return_when=FIRST_COMPLETED).done
                self._write_down([(open_ones.pop(one), one) for one in done])

    def _carry(self, errand: Errand) -> tuple[str | None, Outcome]:
        began = time.monotonic()
        gateway = self.routes.choose(began, rather=errand.rather)
        if gateway is None:
            return None, Outcome("again", msgid("no way is open"))
        known = gateway.recalls(errand.parcel) if errand.doubtful else False
        if known is None:
            outcome = Outcome("unknown", msgid("the operator could not say whether it went out"))
        else:
            outcome = ARRIVED if known else gateway.send(errand.parcel)
        ended = time.monotonic()
        self.routes.saw(gateway, good=outcome.result in {"sent", "never"}, seconds=ended - began, now=ended)
        return gateway.name, outcome

    def _write_down(self, done: Sequence[tuple[Errand, "Future[tuple[str | None, Outcome]]"]]) -> None:
        ids = [number for errand, _ in done for number in errand.ids]
        with writing(self.database) as session:
            rows = {row.id: row for row in store.held(session, ids, holder=self.name)}
            for errand, future in done:
                gateway, outcome = future.result()
                for number in errand.ids:
                    if number in rows:
                        self._mark(rows[number], errand, gateway, outcome)

    def _mark(self, row: Message, errand: Errand, gateway: str | None, outcome: Outcome) -> None:
        now = self.clock.now()
        row.held_by = row.held_until = None
        # Only a way that may have delivered it is remembered while it is still to be sent.
        row.gateway = gateway if outcome.result in {"sent", "unknown"} else row.gateway
        if outcome.result == "sent":
            row.state = SENT if row.id == errand.ids[0] else JOINED
            row.sent_at, row.problem = now, None
            return
        row.problem = outcome.problem or outcome.result
        if gateway is None:
            # Nothing was tried, so no step of the ladder is used up.
            row.state, row.next_at = WAITING, now + self.ladder[0]
            return
        row.attempts += 1
        again = None if outcome.result == "never" else try_again_at(now, attempts=row.attempts, ladder=self.ladder)
        if again is None:
            row.state = FAILED
        else:
            row.state, row.next_at = WAITING, may_go_from(again, urgent=row.urgent)
