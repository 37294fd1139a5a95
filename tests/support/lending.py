"""A small station of the tests' own: three wheelchairs, a counter, and people who ask for them."""

import secrets
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import date, datetime, timedelta

from portal.db.engine import Database
from portal.db.sessions import WriteSession
from portal.drafting.model import Draft
from portal.kernel.calendar import Workdays
from portal.kernel.clock import LOCAL
from portal.loans.model import Loan
from portal.rental_desk.service import At
from portal.requests.model import Party
from portal.stock.model import Item, ItemRecord, Station, Terms
from tests.support.portal import NOW

EVERYBODY = frozenset({"station", "supervisor"})
DEPOSIT = 300_00


@dataclass
class Shelf:
    """One model at one station, in a session that is thrown away afterwards."""

    session: WriteSession
    terms: Terms
    station: Station
    items: list[Item]
    now: datetime = NOW

    @property
    def today(self) -> date:
        return self.now.astimezone(LOCAL).date()

    @property
    def desk(self) -> At:
        return At("counter", EVERYBODY, self.now, self.today, Workdays({}))

    def tomorrow(self, days: int = 1) -> None:
        self.now += timedelta(days=days)

    def a_minute_later(self) -> None:
        self.now += timedelta(minutes=1)

    def wish(self, start: int, days: int, person: str | None = None) -> Loan:
        """Somebody asks for days that begin so many days from today; nothing is kept for them yet."""
        loan = a_loan(self.terms, self.station, self.today + timedelta(days=start), days, self.now, person)
        self.session.add(loan)
        self.session.flush()
        return loan


@contextmanager
def a_shelf(database: Database, *, items: int = 3, turnaround: int = 1) -> Iterator[Shelf]:
    with database.writer() as session:
        yield filled(session, items=items, turnaround=turnaround)
        session.rollback()


def filled(session: WriteSession, *, items: int, turnaround: int = 1, device: str = "") -> Shelf:
    terms = Terms(
        device=device or f"test-{secrets.token_hex(4)}",
        device_class="wheelchair",
        max_days=60,
        turnaround_days=turnaround,
        horizon_days=90,
        is_pushed=False,
    )
    station = Station(
        slug=secrets.token_hex(4),
        town="500101017",
        name={"zh": "样例租借点"},
        address={"zh": "样例路"},
        hours={"zh": "每天"},
        phone="023-0000 0100",
        weekdays="1234567",
        max_visits=1000,
        delivers=True,
    )
    session.add_all([terms, station])
    session.flush()
    made = [an_item(terms, station) for _ in range(items)]
    session.add_all(made)
    session.flush()
    return Shelf(session, terms, station, made)


def an_item(terms: Terms, station: Station) -> Item:
    records = [
        ItemRecord(kind=kind, method="", agent="", checked=[], passed=True, by="test", at=NOW)
        for kind in ("hygiene", "safety")
    ]
    return Item(
        number=secrets.token_hex(5), terms_id=terms.id, station_id=station.id, condition="ready", records=records
    )


def a_loan(terms: Terms, station: Station, start: date, days: int, now: datetime, person: str | None = None) -> Loan:
    draft = Draft(
        service="loans",
        submit_key=secrets.token_hex(8),
        resume_code="1",
        resume_lookup=secrets.token_hex(8),
        answers={},
        created_at=now,
        updated_at=now,
        expires_at=now,
        sent_at=now,
    )
    loan = Loan(
        reference=secrets.token_hex(8),
        submit_key=draft.submit_key,
        draft=draft,
        town="500101017",
        channel="counter",
        code="TEST2",
        receipt_code="000000",
        created_at=now,
        terms_id=terms.id,
        station_id=station.id,
        start_day=start,
        end_day=start + timedelta(days=days - 1),
        rent_fen_month=90_00,
        deposit_fen=DEPOSIT,
        person=person or secrets.token_hex(4),
    )
    loan.parties = [Party(role="senior", name="样例老人甲", phone=None, phone_lookup=None, relation=None)]
    loan.begin({}, at=now)
    return loan
