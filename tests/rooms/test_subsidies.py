"""The yearly account of a subsidy: in whatever order rent, grant and mistake are written down."""

from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from dataclasses import replace
from datetime import date, timedelta
from threading import Barrier

import pytest

from portal.db.engine import Database, open_database
from portal.kernel.errors import Refusal
from portal.loans.model import Loan, SubsidyAccount
from portal.rental_desk import money
from portal.rental_desk.rules import SubsidyRule
from portal.rental_desk.service import At
from portal.web.sessions import writing
from tests.support.lending import Shelf, a_shelf, filled
from tests.support.lending_machine import RULE
from tests.support.portal import SECRET

OTHER = replace(RULE, programme="other")
YEAR = timedelta(days=365)
HANDS = 8


@pytest.fixture
def database(database_url: str) -> Iterator[Database]:
    found = open_database(database_url, bytes.fromhex(SECRET))
    yield found
    found.dispose()


@pytest.fixture
def shelf(database: Database) -> Iterator[Shelf]:
    with a_shelf(database) as found:
        yield found


@pytest.fixture
def loan(shelf: Shelf) -> Loan:
    return shelf.wish(0, 7, "a person")


def paid(shelf: Shelf, loan: Loan, yuan: int, rule: SubsidyRule = RULE, desk: At | None = None) -> int:
    """Rent, and the subsidy for it."""
    desk = desk or shelf.desk
    money.add(shelf.session, loan, "rent", yuan * 100, desk)
    return money.grant(shelf.session, loan, rule, desk).fen


def used(shelf: Shelf, year: int, rule: SubsidyRule = RULE) -> int:
    account = shelf.session.get(SubsidyAccount, ("a person", rule.programme, year))
    return account.used_fen if account else 0


def test_what_was_granted_in_two_years_and_by_two_programmes_goes_back_to_each(shelf: Shelf, loan: Loan) -> None:
    paid(shelf, loan, 20)
    paid(shelf, loan, 6, OTHER)
    shelf.now += YEAR
    paid(shelf, loan, 4)
    assert (used(shelf, 2026), used(shelf, 2026, OTHER), used(shelf, 2027)) == (10_00, 3_00, 2_00)

    money.take_back(shelf.session, loan, shelf.desk, reason="记错了")

    assert (used(shelf, 2026), used(shelf, 2026, OTHER), used(shelf, 2027)) == (0, 0, 0)
    assert loan.total("subsidy") == loan.total("subsidy_back") == 15_00
    with pytest.raises(Refusal):
        money.take_back(shelf.session, loan, shelf.desk, reason="又一次")
    assert money.grant(shelf.session, loan, RULE, shelf.desk).fen == 15_00  # and may be granted again


def test_a_mistake_is_taken_back_after_the_programme_has_ended(shelf: Shelf, loan: Loan) -> None:
    paid(shelf, loan, 20, replace(RULE, valid_until=shelf.today))
    shelf.now += YEAR

    money.take_back(shelf.session, loan, shelf.desk, reason="记错了")

    assert used(shelf, 2026) == 0


def test_a_cap_that_rises_within_the_year_leaves_room_and_one_that_falls_takes_nothing_back(
    shelf: Shelf, loan: Loan
) -> None:
    assert paid(shelf, loan, 100) == RULE.cap_fen

    assert paid(shelf, loan, 1, replace(RULE, cap_fen=RULE.cap_fen + 5_00)) == 5_00
    with pytest.raises(Refusal):
        paid(shelf, loan, 1)
    assert used(shelf, 2026) == 25_00


def test_what_is_keyed_in_for_last_year_counts_for_last_year(shelf: Shelf, loan: Loan) -> None:
    """Also in the first hours of a year, which are still the old one in Greenwich."""
    shelf.now = shelf.now.replace(year=2026, month=12, day=31, hour=17)
    assert shelf.today == date(2027, 1, 1)
    paid(shelf, loan, 40)
    paid(shelf, loan, 10, desk=shelf.desk.on(date(2026, 12, 31)))
    assert (used(shelf, 2026), used(shelf, 2027)) == (5_00, RULE.cap_fen)

    money.take_back(shelf.session, loan, shelf.desk, reason="记错了")

    assert (used(shelf, 2026), used(shelf, 2027)) == (0, 0)


@pytest.mark.parametrize("kind", ["subsidy", "subsidy_back", "deposit_in"])
def test_what_several_counters_write_down_at_once_is_in_the_book_once(database: Database, kind: str) -> None:
    with writing(database) as session:
        shelf = filled(session, items=1)
        loan, other = (shelf.wish(start, 7, "a person") for start in (0, 20))
        paid(shelf, other, 20)
        money.add(session, loan, "rent", 10_00, shelf.desk)
        if kind == "subsidy_back":
            money.grant(session, loan, RULE, shelf.desk)
        number, desk = loan.id, shelf.desk
    start = Barrier(HANDS)

    def writes(_: int) -> bool:
        start.wait()
        try:
            with writing(database) as session:
                found = session.get_one(Loan, number)
                if kind == "subsidy":
                    money.grant(session, found, RULE, desk)
                elif kind == "subsidy_back":
                    money.take_back(session, found, desk, reason="记错了")
                else:
                    money.add(session, found, kind, found.deposit_fen, desk)
        except Refusal:
            return False
        return True

    with ThreadPoolExecutor(HANDS) as hands:
        done = list(hands.map(writes, range(HANDS)))

    assert done.count(True) == 1
