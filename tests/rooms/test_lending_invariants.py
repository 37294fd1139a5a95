"""Whatever people do at the counter, in whatever order: fourteen things stay true of every shelf."""

from collections.abc import Iterator
from datetime import date, timedelta
from typing import Any

import pytest
from sqlalchemy.exc import IntegrityError

from portal.db.engine import open_database
from portal.loans import service, store
from portal.loans.model import Loan
from portal.loans.rules import Stretch
from portal.rental_desk import money
from portal.stock.model import Item
from tests.support.lending_machine import DATABASES, Counter, look
from tests.support.portal import SECRET


@pytest.fixture
def shelves(database_url: str) -> Iterator[None]:
    DATABASES.append(open_database(database_url, bytes.fromhex(SECRET)))
    yield
    DATABASES.pop().dispose()


@pytest.mark.usefixtures("shelves")
def test_whatever_the_counter_does_fourteen_things_stay_true() -> None:
    look(15, 20)


def nothing(*_: Any, **__: Any) -> list[Loan]:
    return []


def forgets_the_days(session: Any, loan: Loan) -> None:
    """Ends a promise and leaves its days behind."""
    loan.holds = False
    session.flush()


def ends_what_finds_no_place(session: Any, victims: Any, *, at: Any, today: Any) -> list[Loan]:
    """A clock that deletes what was promised."""
    del today
    for loan in victims:
        loan.take("withdraw", actor=service.SYSTEM, version=loan.version, at=at)
    session.flush()
    return []


def asks_nobody(session: Any, loan: Loan, *, end: date, at: Any, today: Any, override: bool) -> list[Loan]:
    """Takes the days of others without a reason."""
    del override
    return LENGTHEN(session, loan, end=end, at=at, today=today, override=True)


def shows_what_is_not_there(self: store.Picture, wanted: Stretch) -> bool:
    """A calendar with a formula of its own."""
    return self.free(wanted.first) > 0


LENGTHEN = service.lengthen
Step = tuple[str, dict[str, Any]]
FETCHED: Step = ("hand_over", {"which": 0, "with_item": 0})
BROKEN: Step = ("item_step", {"which": 0, "event": "break"})
# What is put in, how many items there are, and the short way on which it must be seen; the neighbours are there.
FAULTS: dict[str, tuple[Any, str, Any, int, list[Step]]] = {
    "no days to clean it": (service, "_turnaround", lambda end, _: (end + timedelta(days=1), end), 1, []),
    "a cancelled promise keeps its days": (
        *(service, "let_go", forgets_the_days),
        *(1, [("word", {"which": 0, "event": "withdraw"})]),
    ),
    "a late item is not carried on": (service, "_carry", nothing, 1, [FETCHED, ("days_pass", {"days": 4})]),
    "a broken item keeps its promises": (service, "out_of_service", nothing, 1, [BROKEN]),
    "a clock ends promises": (service, "place_again", ends_what_finds_no_place, 1, [BROKEN]),
    "an extension asks nobody": (
        *(service, "lengthen", asks_nobody),
        *(1, [("extend", {"which": 0, "days": 4, "override": False})]),
    ),
    "the calendar has its own formula": (
        *(store.Picture, "can", shows_what_is_not_there),
        *(1, [("word", {"which": 0, "event": "withdraw"}), ("book", {"start": 0, "days": 6, "person": "c"})]),
    ),
    "no gate before lending again": (
        *(Item, "is_fit", property(lambda _: True)),
        *(1, [FETCHED, ("take_back", {"which": 0}), ("make_ready", {"which": 0, "clean": True, "check": False})]),
    ),
    "the cap is not looked at": (
        *(money, "subsidy", lambda **facts: facts["rent_fen"] // 2 - facts["granted_fen"]),
        *(1, [FETCHED, ("subsidise", {"which": 0, "fen": 60_00, "back": False})]),
    ),
    "what nobody fetched stays on what breaks": (
        *(service, "release_unfetched", nothing),
        *(1, [("days_pass", {"days": 4}), BROKEN]),
    ),
    "a wish becomes a promise without a call": (service, "placing", lambda _: "place", 2, [BROKEN]),
}


def walk(items: int, steps: list[Step]) -> None:
    """One walk of the same counter, looked at after every step."""
    machine = Counter()
    try:
        machine.open(items=items, turnaround=1)
        machine.all_holds()
        for name, how in steps:
            getattr(machine, name)(**how)
            machine.all_holds()
    finally:
        machine.teardown()


@pytest.mark.usefixtures("shelves")
def test_on_none_of_these_ways_is_anything_wrong() -> None:
    for *_, items, steps in FAULTS.values():
        walk(items, steps)


@pytest.mark.once
@pytest.mark.usefixtures("shelves")
@pytest.mark.parametrize("fault", FAULTS)
def test_each_fault_that_is_put_in_is_found(fault: str, monkeypatch: pytest.MonkeyPatch) -> None:
    owner, name, wrong, items, steps = FAULTS[fault]
    monkeypatch.setattr(owner, name, wrong)

    with pytest.raises((AssertionError, IntegrityError)):  # a broken promise, or the database that would not have it
        walk(items, steps)
