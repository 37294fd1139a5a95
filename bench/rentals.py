"""How long a calendar and a booking take with 2,000 items and 200 days of promises, on SQLite."""

import statistics
import tempfile
from collections.abc import Callable
from datetime import timedelta
from pathlib import Path
from time import perf_counter, process_time

from sqlalchemy import insert

from portal.app import PUBLICATION_KINDS
from portal.db.engine import Database, open_database
from portal.db.migrate import upgrade
from portal.kernel.errors import Refusal
from portal.loans import days, service
from portal.stock.model import ItemDay, Station, Terms
from portal.web.sessions import writing
from tests.support.lending import a_loan, filled
from tests.support.portal import NOW, SECRET

MODELS, EACH, DAYS, CALENDAR, ROUNDS = 20, 100, 200, 90, 40
FIRST = NOW.date()


def fill(database: Database) -> list[tuple[int, int]]:
    """Twenty models of a hundred items; three days in four are taken on each."""
    pools = []
    with writing(database) as session:
        for model in range(MODELS):
            shelf = filled(session, items=EACH, device=f"bench-{model}")
            pools.append((shelf.terms.id, shelf.station.id))
            rows = [
                {"item_id": item.id, "day": FIRST + timedelta(days=day), "kind": "block"}
                for number, item in enumerate(shelf.items)
                for day in range(DAYS)
                if (day // 8 + number) % 4
            ]
            session.execute(insert(ItemDay), rows)
    return pools


def measured(what: str, once: Callable[[int], object]) -> None:
    """By the clock on the wall, and what the processor did for it, which other programs do not lengthen so much."""
    walls, works = [], []
    for number in range(ROUNDS):
        wall, work = perf_counter(), process_time()
        once(number)
        walls.append((perf_counter() - wall) * 1000)
        works.append((process_time() - work) * 1000)
    print(f"{what}: median {statistics.median(walls):.1f} ms (work {statistics.median(works):.1f} ms) of {ROUNDS}")


def main() -> None:
    assert PUBLICATION_KINDS, "importing the portal makes every table known"
    with tempfile.TemporaryDirectory() as folder:
        database = open_database(f"sqlite:///{Path(folder) / 'bench.db'}", bytes.fromhex(SECRET))
        upgrade(database.writing)
        pools = fill(database)
        print(f"{MODELS * EACH} items, {MODELS * EACH * DAYS * 3 // 4} days taken of {MODELS * EACH * DAYS}")

        def calendar(number: int) -> None:
            with database.reader() as session:
                terms, station = (
                    session.get_one(one, key) for one, key in zip((Terms, Station), pools[number % MODELS], strict=True)
                )
                found = list(days.calendar(session, terms, station, today=FIRST, length=7))
                assert len(found) > CALENDAR
                assert any(one.can for one in found)

        def booking(number: int) -> None:
            with writing(database) as session:
                terms, station = pools[number % MODELS]
                start = FIRST + timedelta(days=8 + number % 4)
                loan = a_loan(session.get_one(Terms, terms), session.get_one(Station, station), start, 3, NOW)
                session.add(loan)
                try:
                    service.promise(session, loan, at=NOW, today=FIRST)
                except Refusal:
                    print("refused")

        measured(f"the calendar of a device's page, {EACH} items and {CALENDAR} days", calendar)
        measured("a booking", booking)
        database.dispose()


main()
