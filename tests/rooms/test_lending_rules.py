"""Days, shelves and money by themselves; and many who want the last device at once."""

from concurrent.futures import ThreadPoolExecutor
from datetime import date, timedelta
from threading import Barrier

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from sqlalchemy import func, insert, select

from portal.db.engine import Database, open_database
from portal.db.sessions import WriteSession
from portal.kernel.errors import Refusal
from portal.loans import days, service, store
from portal.loans.model import Loan
from portal.loans.rules import LIFE, Stretch, direct, peak, placed, problem_with_days
from portal.rental_desk.rules import rent_due, subsidy
from portal.requests.rules import DESK
from portal.stock.model import Item, ItemDay, Station, Terms
from portal.stock.rules import ALL, MOVES, NAMES, is_fit, open_moves
from portal.web.sessions import writing
from tests.support.lending import a_loan, a_shelf, filled
from tests.support.portal import NOW, SECRET

TODAY = date(2026, 11, 23)
WISHES = st.lists(st.tuples(st.integers(1, 40), st.integers(0, 9)), max_size=14)
CROWD, DEVICES = 32, 2


@given(items=st.integers(1, 5), wishes=WISHES)
@settings(max_examples=300, deadline=None)
def test_all_find_a_place_exactly_when_no_day_wants_more_than_there_are(
    items: int, wishes: list[tuple[int, int]]
) -> None:
    stretches = {number: Stretch(first, first + more) for number, (first, more) in enumerate(wishes)}

    found = placed(range(items), {}, stretches)

    assert (found is not None) == (peak(stretches.values()) <= items)
    if found is not None:
        days = [(found[key], day) for key, one in stretches.items() for day in one.days()]
        assert len(days) == len(set(days))


def test_a_day_that_is_taken_keeps_an_item_from_being_chosen() -> None:
    assert direct([1, 2], {5: 0b01, 9: 0b10}, Stretch(4, 6)) == 2
    assert direct([1], {6: 0b1}, Stretch(4, 6)) is None
    assert placed([1], {6: 0b1}, {7: Stretch(4, 6)}) is None


def test_a_promise_is_not_moved_onto_a_day_that_is_fixed_after_the_days_that_were_asked_about(
    database_url: str,
) -> None:
    database = open_database(database_url, bytes.fromhex(SECRET))
    with a_shelf(database, items=2, turnaround=0) as shelf:
        first, second = shelf.items
        assert service.keep_days(shelf.session, shelf.wish(5, 16), first.id)
        for number in (3, 15):
            day = shelf.today + timedelta(days=number)
            shelf.session.add(ItemDay(item_id=second.id, day=day, kind="block"))
        shelf.session.flush()
        wanted = Stretch.of(shelf.today + timedelta(days=3), shelf.today + timedelta(days=6))

        seen = store.picture(shelf.session, shelf.terms, shelf.station, wanted, today=shelf.today)

        assert [seen.free(day) for day in wanted.days()] == [1, 2, 1, 1]
        assert not seen.can(wanted)
    database.dispose()


def test_no_more_people_come_on_a_day_than_a_station_serves_neither_to_fetch_nor_to_give_back(
    database_url: str,
) -> None:
    database = open_database(database_url, bytes.fromhex(SECRET))
    with a_shelf(database) as shelf:
        shelf.station.max_visits = 1
        service.promise(shelf.session, shelf.wish(3, 3), at=shelf.now, today=shelf.today)
        asked = shelf.session, shelf.terms, shelf.station

        for start, length, said in (
            (3, 7, "on that day"),
            (5, 7, "on that day"),
            (0, 4, "give it back"),
            (1, 5, "back"),
        ):
            first = shelf.today + timedelta(days=start)
            assert said in (days.problem(*asked, first, today=shelf.today, length=length) or ""), (start, length)
            shown = list(days.calendar(*asked, today=shelf.today, length=length))
            assert not shown[start].can
        assert days.problem(*asked, shelf.today, today=shelf.today, length=5) is None
    database.dispose()


@pytest.mark.parametrize(
    ("start", "length", "said"),
    [(-1, 3, "past"), (0, 0, "before the first"), (91, 3, "too far"), (1, 61, "longer"), (0, 60, None), (90, 1, None)],
)
def test_each_wrong_day_has_its_own_answer(start: int, length: int, said: str | None) -> None:
    first = TODAY + timedelta(days=start)
    found = problem_with_days(start=first, days=length, today=TODAY, max_days=60, horizon_days=90)

    assert (said is None) == (found is None)
    assert (said or "") in (found or "")


def test_every_state_of_a_loan_has_a_name_and_a_way_on_or_is_an_end() -> None:
    everybody = frozenset({"station", "supervisor"})
    for state in LIFE.names:
        assert bool(LIFE.open_events(state, DESK, everybody)) != (state in LIFE.ended), state
    reached = {step.target for step in LIFE.steps.values() if step.target} | {LIFE.sent.target}
    assert reached == set(LIFE.names)


def test_every_condition_of_an_item_is_reached_and_left() -> None:
    assert {move.target for move in MOVES.values()} | {"new"} == ALL == set(NAMES)
    for condition in ALL - {"retired"}:
        assert [move for move in MOVES.values() if condition in move.sources], condition
    # What is in somebody's hands is only told of; everything else waits until it is back.
    assert {move.event for move in open_moves("ready", is_out=True, roles=frozenset())} == {"break", "lack", "miss"}


def test_only_a_cleaning_and_a_check_after_the_last_return_make_it_fit() -> None:
    later = NOW + timedelta(hours=1)
    assert is_fit(returned=NOW, cleaned=later, checked=later)
    assert not is_fit(returned=NOW, cleaned=later, checked=NOW)
    assert not is_fit(returned=NOW, cleaned=None, checked=later)
    assert not is_fit(returned=None, cleaned=None, checked=None)


@given(rents=st.lists(st.integers(0, 100_000), max_size=12), rate=st.integers(0, 10_000), cap=st.integers(0, 60_000))
@settings(max_examples=200, deadline=None)
def test_a_year_never_gives_more_than_its_cap(rents: list[int], rate: int, cap: int) -> None:
    used = 0
    for rent in rents:
        fen = subsidy(rent_fen=rent, granted_fen=0, rate_bp=rate, used_fen=used, cap_fen=cap)
        assert 0 <= fen <= rent
        used += fen

    assert used <= cap


def test_rent_is_counted_by_days_in_whole_fen() -> None:
    assert rent_due(90_00, 30) == 90_00
    assert rent_due(100, 1) == 3


@pytest.mark.parametrize("careless", [False, True], ids=["with the key", "the twin that looks and then writes"])
def test_of_thirty_two_who_want_two_devices_at_once_exactly_two_get_one(database_url: str, *, careless: bool) -> None:
    database = open_database(database_url, bytes.fromhex(SECRET))
    with writing(database) as session:
        shelf = filled(session, items=DEVICES)
        known = shelf.terms.id, shelf.station.id
    start = Barrier(CROWD)
    ask = _looks_then_writes if careless else _promised

    with ThreadPoolExecutor(CROWD) as crowd:
        got = list(crowd.map(lambda number: ask(database, start, known, number), range(CROWD)))
    with database.reader() as session:
        days = session.scalar(select(func.count()).select_from(ItemDay).join(Item).where(Item.terms_id == known[0]))
    database.dispose()

    if careless:
        assert sum(got) > DEVICES, "the race that the key prevents was not seen"
    else:
        assert sum(got) == DEVICES
        assert days == DEVICES * 8


def _promised(database: Database, start: Barrier, known: tuple[int, int], number: int) -> bool:
    start.wait()
    try:
        with writing(database) as session:
            loan = _wish(session, known, number)
            service.promise(session, loan, at=NOW, today=TODAY)
    except Refusal:
        return False
    return True


def _looks_then_writes(database: Database, start: Barrier, known: tuple[int, int], number: int) -> bool:
    """What the others do: look how many are free, and write afterwards, with no key over item and day."""
    with database.reader() as session:
        terms, station = session.get_one(Terms, known[0]), session.get_one(Station, known[1])
        wanted = Stretch.of(TODAY, TODAY, 7)
        free = store.picture(session, terms, station, wanted, today=TODAY).can(wanted)
    start.wait()
    if not free:
        return False
    with writing(database) as session:
        _wish(session, known, number)
    return True


def _wish(session: WriteSession, known: tuple[int, int], number: int) -> Loan:
    terms, station = session.get_one(Terms, known[0]), session.get_one(Station, known[1])
    loan = a_loan(terms, station, TODAY + timedelta(days=number % 3), 7, NOW)
    session.add(loan)
    session.flush()
    return loan


def test_the_key_itself_keeps_two_from_one_day(database_url: str) -> None:
    from sqlalchemy.exc import IntegrityError

    database = open_database(database_url, bytes.fromhex(SECRET))
    with database.writer() as session:
        shelf = filled(session, items=1)
        row = {"item_id": shelf.items[0].id, "day": TODAY, "kind": "block"}
        session.execute(insert(ItemDay).values(row))
        with pytest.raises(IntegrityError), session.begin_nested():
            session.execute(insert(ItemDay).values(row))
        session.rollback()
    database.dispose()
