"""Whatever people do at the counter, in whatever order: fourteen things stay true of every shelf."""

from collections.abc import Iterator
from datetime import date, timedelta
from typing import Any

import pytest

from portal.db.engine import open_database
from portal.loans import service, store
from portal.loans.model import Loan
from portal.loans.rules import Stretch
from portal.rental_desk import money
from portal.stock.model import Item
from tests.support.lending_machine import DATABASES, look
from tests.support.portal import SECRET


@pytest.fixture
def shelves(database_url: str) -> Iterator[None]:
    DATABASES.append(open_database(database_url, bytes.fromhex(SECRET)))
    yield
    DATABASES.pop().dispose()


@pytest.mark.usefixtures("shelves")
def test_whatever_the_counter_does_fourteen_things_stay_true() -> None:
    look(25, 20)


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
FAULTS: dict[str, tuple[Any, str, Any]] = {
    "no days to clean it": (service, "_turnaround", lambda end, _: (end + timedelta(days=1), end)),
    "a cancelled promise keeps its days": (service, "let_go", forgets_the_days),
    "a late item is not carried on": (service, "_carry", nothing),
    "a broken item keeps its promises": (service, "out_of_service", nothing),
    "a clock ends promises": (service, "place_again", ends_what_finds_no_place),
    "an extension asks nobody": (service, "lengthen", asks_nobody),
    "the calendar has its own formula": (store.Picture, "can", shows_what_is_not_there),
    "no gate before lending again": (Item, "is_fit", property(lambda _: True)),
    "the cap is not looked at": (money, "subsidy", lambda **facts: facts["rent_fen"] // 2 - facts["granted_fen"]),
}


@pytest.mark.once
@pytest.mark.usefixtures("shelves")
@pytest.mark.parametrize("fault", FAULTS)
def test_each_fault_that_is_put_in_is_found(fault: str, monkeypatch: pytest.MonkeyPatch) -> None:
    owner, name, wrong = FAULTS[fault]
    monkeypatch.setattr(owner, name, wrong)

    with pytest.raises(Exception):  # noqa: B017, PT011  # a broken promise, or the database that would not have it
        look(80, 20)
