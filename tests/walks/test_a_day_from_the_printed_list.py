"""The computer was away: a station runs its day from the printed list, and keys it in when there is one again."""

from datetime import date, timedelta

import pytest
from fastapi import FastAPI
from sqlalchemy import select

from portal.kernel.clock import FixedClock
from portal.kernel.reference import group
from portal.loans import service as lending
from portal.loans.model import Loan
from portal.loans.night import go_round
from portal.stock.model import Item, ItemDay, Station
from portal.web.sessions import writing
from tests.support.visitor import Visitor
from tests.walks.test_a_day_at_the_rental_desk import ALL_SEEN, COMER, DESK, WALK_IN, loan_of, reads, sign_in, step
from tests.walks.test_borrowing_a_device import booked

DAY = {"on": "2026-11-25"}


def the_clock_goes_round(app: FastAPI) -> None:
    """What whoever carries the messages does by the hour, as soon as there is a computer again."""
    state = app.state
    with writing(state.database) as session:
        now, today = state.clock.now(), state.clock.today()
        go_round(session, state.loan_teller, at=now, today=today, workdays=state.workdays)


def lent_on_the_spot(visitor: Visitor, item: str, **more: str) -> str:
    form = COMER | {"deposit": "300"} | ALL_SEEN | more
    page = visitor.fill_in(visitor.open(f"{WALK_IN}?item={item}"), form, form=f"{WALK_IN}s")
    return page.location.rsplit("/", 1)[1]


def test_the_sample_stock_is_of_sixty_items_and_more_at_four_stations(app: FastAPI) -> None:
    with app.state.database.reader() as session:
        places = session.scalars(select(Item.station_id).where(Item.is_sample)).all()
    assert len(places) >= 60
    assert len(set(places)) == 4


@pytest.mark.parametrize("days_away", [4, 12], ids=["a few days", "longer than the loan itself"])
def test_a_day_is_run_from_the_printed_list_alone_and_keyed_in_afterwards(
    visitor: Visitor, app: FastAPI, clock: FixedClock, days_away: int
) -> None:
    """On the 25th one fetched, somebody came by, two gave back, and one device was found broken."""
    reference = booked(visitor)
    sign_in(visitor, app, "station")
    step(visitor, reference, "confirmation", {})
    out = lent_on_the_spot(visitor, "WZ0004", days="2")
    day = visitor.fill_in(visitor.open(f"{DESK}?station=taibai&day=2026-11-25"), form="/day-list").location
    assert reads(visitor, day, "样例老人甲", "154 0000 0002", "刹车", "样例老人丙", "WZ0004", "没预约来的", "WZ0002")
    assert visitor.open(f"{DESK}/day.pdf", 303).location == DESK  # first choose a station
    clock.advance(timedelta(days=days_away))
    the_clock_goes_round(app)
    assert loan_of(app, reference).state == ("confirmed" if days_away < 8 else "unfetched")
    sign_in(visitor, app, "supervisor", "station")

    step(visitor, reference, "ledger", {"kind": "deposit_in", "yuan": "300", "means": "cash"} | DAY)
    step(visitor, reference, "handover", {"item": "WZ0001"} | ALL_SEEN | DAY)
    came_by = lent_on_the_spot(visitor, "WZ0002", name="样例老人丁", **DAY)
    assert "之后才借出去" in step(visitor, reference, "return", {"on": "2026-11-24"}, 422).response.text
    step(visitor, out, "return", {"check-0": "y"} | DAY)
    step(visitor, reference, "return", {"check-0": "y", "on": "2026-11-26"})
    step(visitor, reference, "ledger", {"kind": "deposit_out", "yuan": "300", "means": "cash", "on": "2026-11-26"})
    step(visitor, reference, "settlement", {})
    item = f"{DESK}/items/WZ0003"
    visitor.fill_in(visitor.open(item), {"note": "踏板断了"}, form=f"{item}/steps/break")

    loan = loan_of(app, reference)
    assert (loan.state, loan.out_on, loan.back_on) == ("closed", date(2026, 11, 25), date(2026, 11, 26))
    assert (loan_of(app, out).back_on, loan_of(app, came_by).out_on) == (date(2026, 11, 25),) * 2
    with app.state.database.reader() as session:
        days = select(ItemDay.day).where(ItemDay.loan_id == loan.id).order_by(ItemDay.day)
        assert [day.day for day in session.scalars(days)] == [25, 26, 27]  # the last to clean it
        assert session.scalars(select(Item.condition).where(Item.number == "WZ0003")).one() == "repair"
    of_that_day = visitor.open(f"{DESK}?station=taibai&day=2026-11-25").response.text
    for one in (reference, out):  # nothing of the list is left to be keyed in
        assert one not in of_that_day
        assert group(one) not in of_that_day


def test_who_came_by_is_keyed_in_although_the_shelf_was_promised_to_others_meanwhile(
    visitor: Visitor, app: FastAPI, clock: FixedClock
) -> None:
    """It stood in the list's last lines; whoever was promised it later gets another one, or a call."""
    clock.advance(timedelta(days=3))
    sign_in(visitor, app, "station")
    with writing(app.state.database) as session:
        item = session.scalars(select(Item).where(Item.number == "WZ0002")).one()
        shelf = select(Item).join(Station).where(Item.terms_id == item.terms_id, Station.slug == "taibai")
        for other in session.scalars(shelf):
            if other is not item:
                lending.out_of_service(session, other, at=clock.now(), today=clock.today())
                other.condition = "repair"
    promised = booked(visitor, day={"day": "taibai@2026-11-27", "other": ""})
    sign_in(visitor, app, "station", "supervisor")

    came_by = lent_on_the_spot(visitor, "WZ0002", **DAY)

    assert loan_of(app, came_by).is_out
    assert loan_of(app, promised).state == "needs_reallocation"
    assert promised[:3] in visitor.open(f"{DESK}?station=taibai").response.text
    with app.state.database.reader() as session:
        assert session.scalars(select(Loan.id).where(Loan.holds)).all() == [loan_of(app, came_by).id]
