"""Promises whose days go by, and promises that have to find another device."""

from collections.abc import Iterator

import pytest

from portal.db.engine import open_database
from portal.loans import service, waiting
from portal.loans.model import Loan, WaitingPlace
from portal.rental_desk import money
from portal.rental_desk import service as counter
from portal.stock.model import Item
from tests.support.lending import DEPOSIT, Shelf, a_shelf
from tests.support.portal import SECRET


@pytest.fixture
def shelf(database_url: str) -> Iterator[Shelf]:
    database = open_database(database_url, bytes.fromhex(SECRET))
    with a_shelf(database, items=2) as found:
        yield found
    database.dispose()


def promised(shelf: Shelf, start: int, days: int, *, confirmed: bool = False) -> Loan:
    loan = shelf.wish(start, days)
    service.promise(shelf.session, loan, at=shelf.now, today=shelf.today)
    if confirmed:
        counter.step(shelf.session, loan, "confirm", shelf.desk, version=loan.version)
    return loan


def breaks(shelf: Shelf, item: Item | None) -> None:
    assert item is not None
    counter.item_step(shelf.session, item, "break", shelf.desk, version=item.version, note="")


def cleaned(shelf: Shelf, item: Item) -> None:
    counter.item_step(shelf.session, item, "mend", shelf.desk, version=item.version, note="")
    counter.item_step(shelf.session, item, "clean", shelf.desk, version=item.version, note="")
    shelf.a_minute_later()
    for kind in ("hygiene", "safety"):
        counter.record(item, kind, shelf.desk, method="wipe", agent="", checked=[], passed=True)
    counter.item_step(shelf.session, item, "ready", shelf.desk, version=item.version, note="")


def goes_out(shelf: Shelf, loan: Loan, item: Item, *, on: int) -> None:
    """Keyed in so many days after it happened."""
    desk = shelf.desk.on(shelf.desk.today.fromordinal(shelf.today.toordinal() - on))
    money.add(shelf.session, loan, "deposit_in", DEPOSIT, desk)
    counter.hand_over(shelf.session, loan, item, desk, version=loan.version, checklist={}, note="")


def test_a_promise_that_nobody_fetched_leaves_its_device_and_waits_for_a_call(shelf: Shelf) -> None:
    loan = promised(shelf, 0, 2, confirmed=True)
    shelf.tomorrow(2)

    service.release_unfetched(shelf.session, at=shelf.now, today=shelf.today)

    assert (loan.state, loan.item_id, loan.is_over) == ("unfetched", None, False)
    counter.step(shelf.session, loan, "no_show", shelf.desk, version=loan.version, note=["called"])
    assert loan.is_over


def test_a_device_that_breaks_holds_no_promise_whose_days_are_past(shelf: Shelf) -> None:
    loan = promised(shelf, 0, 2)
    item = loan.item
    shelf.tomorrow(3)

    breaks(shelf, item)

    assert (loan.state, loan.item_id) == ("unfetched", None)


def test_an_offer_whose_days_went_by_goes_back_into_the_line_and_is_not_lost(shelf: Shelf) -> None:
    loan = shelf.wish(0, 1)
    waiting.join(shelf.session, loan, at=shelf.now)
    desk = shelf.desk
    waiting.offer(shelf.session, shelf.terms, shelf.station, at=shelf.now, today=shelf.today, workdays=desk.workdays)
    assert loan.state == "requested"
    item = loan.item
    shelf.tomorrow(1)

    breaks(shelf, item)

    place = shelf.session.get_one(WaitingPlace, loan.id)
    assert (loan.state, loan.item_id, place.closed_at, place.offered_at) == ("waitlisted", None, None, None)


@pytest.mark.parametrize("state", ["unfetched", "needs_reallocation"])
def test_what_went_out_by_the_printed_list_is_keyed_in_although_the_clock_had_let_it_go(
    shelf: Shelf, state: str
) -> None:
    loan = promised(shelf, 0, 2, confirmed=True)
    item, other = shelf.items[0], shelf.items[1]
    if state == "needs_reallocation":
        breaks(shelf, other)
        breaks(shelf, item)
        cleaned(shelf, item)
    shelf.tomorrow(3)
    service.release_unfetched(shelf.session, at=shelf.now, today=shelf.today)
    assert loan.state == state

    goes_out(shelf, loan, item, on=3)

    assert (loan.state, loan.item_id, loan.is_out) == ("on_loan", item.id, True)
    assert loan.late(shelf.today) == 2


def test_another_device_is_found_for_a_wish_that_stays_a_wish_until_somebody_calls(shelf: Shelf) -> None:
    asked, agreed = promised(shelf, 1, 2), promised(shelf, 8, 2, confirmed=True)
    before = asked.item_id

    breaks(shelf, asked.item)

    assert asked.item_id not in {None, before}
    assert (asked.state, agreed.state) == ("requested", "confirmed")


def test_the_counter_looks_again_and_a_wish_is_still_a_wish(shelf: Shelf) -> None:
    asked = promised(shelf, 1, 2)
    for item in shelf.items:
        breaks(shelf, item)
    assert asked.state == "needs_reallocation"
    mended = shelf.items[0]
    counter.item_step(shelf.session, mended, "mend", shelf.desk, version=mended.version, note="")

    counter.step(shelf.session, asked, "place", shelf.desk, version=asked.version)

    assert (asked.state, asked.item_id) == ("requested", mended.id)
