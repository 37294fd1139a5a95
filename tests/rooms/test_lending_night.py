"""What happens to loans by night, and who hears of it."""

from fastapi import FastAPI
from sqlalchemy import select

from portal.app import loan_teller
from portal.db.sessions import WriteSession
from portal.loans import service, waiting
from portal.loans.model import Loan, WaitingPlace
from portal.loans.night import Round, go_round
from portal.loans.telling import forget_moved
from portal.messages.model import Message
from portal.rental_desk import money
from portal.rental_desk import service as counter
from portal.stock.catalogue import Catalogue, Model
from portal.web.sessions import writing
from tests.support.house import CONTENT
from tests.support.lending import DEPOSIT, Shelf, filled


def shelf_in(session: WriteSession, *, items: int) -> Shelf:
    return filled(session, items=items, device="test-night")


def night(shelf: Shelf) -> Round:
    model = Model("test-night", {"zh": "样例轮椅"}, 60, None, None, is_pushed=False)
    teller = loan_teller(CONTENT)
    known = type(teller)(Catalogue({"test-night": model}, {}, frozenset()), teller.say)
    desk = shelf.desk
    forget_moved(shelf.session)  # what the day told is not the night's
    return go_round(shelf.session, known, at=desk.now, today=desk.today, workdays=desk.workdays)


def promised(shelf: Shelf, start: int, days: int, person: str) -> Loan:
    loan = shelf.wish(start, days, person)
    service.promise(shelf.session, loan, at=shelf.now, today=shelf.today)
    return loan


def handed_over(shelf: Shelf, loan: Loan) -> None:
    money.add(shelf.session, loan, "deposit_in", DEPOSIT, shelf.desk)
    assert loan.item is not None
    counter.hand_over(shelf.session, loan, loan.item, shelf.desk, version=loan.version, checklist={}, note="")


def waits(shelf: Shelf, person: str, start: int = 0) -> Loan:
    loan = shelf.wish(start, 3, person)
    waiting.join(shelf.session, loan, at=shelf.now)
    return loan


def told(session: WriteSession, loan: Loan) -> list[str]:
    rows = session.scalars(select(Message).where(Message.subject == f"request:{loan.id}").order_by(Message.id))
    return [row.body for row in rows]


def test_whoever_was_promised_a_device_that_is_late_is_told_by_night_and_called(app: FastAPI) -> None:
    with writing(app.state.database) as session:
        shelf = shelf_in(session, items=1)
        late, next_one = promised(shelf, 0, 2, "a"), promised(shelf, 4, 2, "b")
        handed_over(shelf, late)
        shelf.tomorrow(4)

        assert night(shelf).to_call == 1

        assert next_one.state == "needs_reallocation"
        assert "正在" in told(session, next_one)[-1]
        assert "本该" in told(session, late)[-1]


def test_an_offer_that_nobody_answers_goes_to_the_next_and_nobody_is_dropped(app: FastAPI) -> None:
    with writing(app.state.database) as session:
        shelf = shelf_in(session, items=1)
        first, second = waits(shelf, "a"), waits(shelf, "b")
        assert night(shelf).offered == 1
        assert "给您留到" in told(session, first)[-1]
        shelf.tomorrow(4)

        assert night(shelf) == Round(to_call=0, lapsed=1, offered=1, reminded=0)

        assert (first.state, second.state) == ("waitlisted", "requested")
        assert "给您留到" in told(session, second)[-1]
        assert session.get_one(WaitingPlace, first.id).closed_at is None
        shelf.tomorrow(8)
        assert night(shelf).offered == 1  # the week in which the first is left in peace is over
        assert first.state == "requested"


def test_a_night_that_is_walked_twice_tells_nobody_twice(app: FastAPI) -> None:
    with writing(app.state.database) as session:
        shelf = shelf_in(session, items=2)
        out, ahead = promised(shelf, 0, 4, "a"), promised(shelf, 1, 2, "b")
        handed_over(shelf, out)
        counter.step(session, ahead, "confirm", shelf.desk, version=ahead.version)

        for _ in range(2):
            night(shelf)

        assert ["请在" in body for body in told(session, out)] == [True]
        assert ["领" in body for body in told(session, ahead)] == [True]
