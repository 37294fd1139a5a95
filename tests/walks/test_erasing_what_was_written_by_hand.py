"""Who is erased is erased from what the counter wrote by hand, too: in the money, in hand-overs, at the device."""

from collections.abc import Iterator
from datetime import timedelta

import pytest
from fastapi import FastAPI
from sqlalchemy import inspect, select

from portal import forgetting
from portal.db.base import Base
from portal.db.sessions import ReadSession
from portal.home_modification_case.model import HomeModification
from portal.home_modifications.model import LiftInterest
from portal.kernel.clock import FixedClock
from portal.loans.model import Handover, LedgerLine, Loan
from portal.privacy import retention
from portal.representation.model import Representation
from portal.requests.model import ServiceRequest
from portal.stock.model import FaultReport, Item, ItemEvent
from portal.web.sessions import writing
from tests.support.household import Household
from tests.support.portal import NOW
from tests.support.visitor import Visitor
from tests.walks.test_a_day_at_the_rental_desk import ALL_SEEN, DESK, sign_in, step
from tests.walks.test_borrowing_a_device import booked

SAID, PHONE = "金丝雀大爷", "15455556666"
TWO_YEARS = timedelta(days=731)


def found(app: FastAPI, *words: str) -> list[str]:
    """Every column of every table in which one of these words still stands."""
    with app.state.database.reader() as session:
        return sorted(set(_standing(session, words)))


def _standing(session: ReadSession, words: tuple[str, ...]) -> Iterator[str]:
    for mapper in Base.registry.mappers:
        for row in session.scalars(select(mapper.class_)):
            for column in inspect(type(row)).column_attrs:
                if any(word in str(getattr(row, column.key)) for word in words):
                    yield f"{mapper.class_.__name__}.{column.key}"


def erase(app: FastAPI) -> bool:
    room = next(one for one in app.state.my_things if one.kind == "request")
    with writing(app.state.database) as session:
        number = session.scalars(select(ServiceRequest.id)).one()
        return bool(room.erase(session, number, at=app.state.clock.now()))


def forget(app: FastAPI, clock: FixedClock, after: timedelta) -> None:
    database = app.state.database
    rules = forgetting.rules(database, app.state.my_things, app.state.storage.papers)
    retention.run(database, rules, now=clock.now() + after)


@pytest.fixture
def lent(visitor: Visitor, app: FastAPI, clock: FixedClock) -> str:
    """A wheelchair that was lent, changed for another one, reported and given back, with a word at each step."""
    reference = booked(visitor)
    sign_in(visitor, app, "station", "supervisor")
    step(visitor, reference, "ledger", {"kind": "deposit_in", "yuan": "200", "means": "cash"})
    step(visitor, reference, "ledger", {"kind": "waiver", "yuan": "100", "means": "none", "reason": f"{SAID}低保"})
    step(visitor, reference, "handover", {"item": "WZ0001", "note": f"{SAID}自己来取"} | ALL_SEEN)
    clock.advance(timedelta(minutes=1))
    step(visitor, reference, "swap", {"item": "WZ0002", "why": f"{SAID}嫌窄"})
    item = f"{DESK}/items/WZ0002"
    visitor.fill_in(visitor.open(item), {"note": f"{SAID}说刹车松"}, form=f"{item}/steps/break")
    with writing(app.state.database) as session:
        loan = session.scalars(select(Loan)).one()
        (seen,) = session.scalars(select(FaultReport)).all()
        seen.closed_at, seen.closed_by, seen.outcome = clock.now(), "station", f"修好了，告诉了{SAID}"
        for closed in (None, clock.now()):
            session.add(
                FaultReport(
                    item_id=loan.item_id,
                    loan_id=loan.id,
                    kind="fault",
                    words="轮子响",
                    phone=PHONE,
                    at=NOW,
                    closed_at=closed,
                )
            )
    clock.advance(timedelta(minutes=1))
    step(visitor, reference, "return", {"note": f"{SAID}送回来的"})
    step(visitor, reference, "ledger", {"kind": "deposit_out", "yuan": "200", "means": "cash"})
    step(visitor, reference, "settlement", {})
    return reference


def test_nothing_that_was_written_by_hand_outlives_the_person(app: FastAPI, lent: str) -> None:
    assert found(app, SAID) == [
        *("FaultReport.outcome", "FaultReport.words", "Handover.note", "ItemEvent.note"),
        *("LedgerLine.reason", "RequestEvent.note"),
    ]

    assert erase(app)

    assert found(app, SAID, PHONE) == []
    with app.state.database.reader() as session:
        loan = session.scalars(select(Loan).where(Loan.reference == lent)).one()
        assert [(line.kind, line.fen) for line in loan.ledger] == [
            *(("deposit_in", 200_00), ("waiver", 100_00), ("deposit_out", 200_00)),
        ], "The money is still accounted for."
        assert all(line.receipt for line in session.scalars(select(LedgerLine)))
        assert [one.checklist for one in session.scalars(select(Handover))] == [{}] * len(loan.handovers)
        assert "轮子响" in [one.words for one in session.scalars(select(FaultReport))], "It is still to be mended."


def test_what_belongs_to_the_device_alone_stays(app: FastAPI, lent: str) -> None:
    assert lent
    with writing(app.state.database) as session:
        item = session.scalars(select(Item).where(Item.number == "WZ0002")).one()
        item.events.append(
            ItemEvent(at=NOW - TWO_YEARS, actor="station", event="ready", source="a", target="b", note="换了轮胎")
        )

    assert erase(app)

    assert found(app, "换了轮胎") == ["ItemEvent.note"]


def test_what_strangers_told_of_a_device_is_forgotten_two_years_after_it_was_seen_to(
    app: FastAPI, clock: FixedClock
) -> None:
    told = {"kind": "fault", "words": f"{SAID}捡到的", "phone": PHONE, "at": clock.now()}
    with writing(app.state.database) as session:
        item = session.scalars(select(Item).limit(1)).one()
        session.add(FaultReport(item_id=item.id, closed_at=clock.now(), outcome=f"还给{SAID}", **told))
        session.add(FaultReport(item_id=item.id, **told | {"words": "还没看"}))

    forget(app, clock, TWO_YEARS - timedelta(days=2))
    assert "FaultReport.outcome" in found(app, SAID)
    forget(app, clock, TWO_YEARS)

    assert found(app, SAID) == []
    assert found(app, "还没看") == ["FaultReport.words"]


def test_a_wish_for_a_lift_is_forgotten_after_two_years(app: FastAPI, visitor: Visitor, clock: FixedClock) -> None:
    page = visitor.open("/home-modifications/lift?town=500101018")
    answers = {"village": "500101018001", "building": "样例路1号", "phone": PHONE}
    visitor.fill_in(page, answers, form="/home-modifications/lift")
    assert found(app, PHONE) == ["LiftInterest.phone"]

    forget(app, clock, TWO_YEARS)

    assert found(app, PHONE) == []
    with app.state.database.reader() as session:
        assert session.scalars(select(LiftInterest)).all() == []


def test_of_a_home_no_hash_of_the_household_stays_nor_who_worked_there(app: FastAPI, visitor: Visitor) -> None:
    household = Household(visitor, app)
    household.applies()
    with writing(app.state.database) as session:
        case = session.scalars(select(HomeModification)).one()
        case.state, case.builder, case.builder_phone = "withdrawn", SAID, PHONE

    assert erase(app)

    with app.state.database.reader() as session:
        assert session.scalars(select(HomeModification)).one().household_key is None
    assert found(app, SAID, PHONE) == []


@pytest.mark.parametrize("state", ["asked", "ended"])
def test_a_helper_to_whom_nobody_said_yes_is_not_kept_for_ever(
    app: FastAPI, visitor: Visitor, clock: FixedClock, state: str
) -> None:
    """The record and the call about it name both, and outlived what they were about."""
    booked(visitor)
    with writing(app.state.database) as session:
        session.scalars(select(Loan)).one().state = "cancelled"
        record = session.scalars(select(Representation)).one()
        record.state, record.ended_at = state, clock.now() if state == "ended" else None
    assert erase(app)
    names = ("样例老人甲", "样例女儿乙")
    assert "Representation.senior_name" in found(app, *names)

    forget(app, clock, TWO_YEARS)

    assert found(app, *names) == []
