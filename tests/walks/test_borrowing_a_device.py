"""A daughter books a wheelchair for her father: page by page, without JavaScript."""

from datetime import timedelta

import pytest
from fastapi import FastAPI
from sqlalchemy import select

from portal.kernel.clock import FixedClock
from portal.loans.model import Loan
from portal.messages.model import Message
from portal.stock.model import Item, ItemDay, Station
from tests.support.html import Page
from tests.support.people import Typed
from tests.support.visitor import Visitor

APPLY = "/borrow/apply"
BOOKING: dict[str, Typed] = {
    "fit": {"weight": "６５", "door": "80"},
    "station": {"station": "taibai", "how": "fetch"},
    "length": {"length": "7"},
    "day": {"day": "taibai@2026-11-25", "other": ""},
    "for-whom": {"who": "parent"},
    "senior": {"name": "样例老人甲", "birth_year": "1948", "phone": "154 0000 0001"},
    "helper": {"name": "样例女儿乙", "phone": "154 0000 0002", "told": "yes"},
    "contact": {"how": "call_helper", "best_time": "any"},
    "consent": {"agreed": "y"},
}


def begun(visitor: Visitor, device: str = "manual-wheelchair") -> Page:
    device_page = visitor.open(f"/rentals/{device}")
    assert f"/borrow/apply?device={device}" in device_page.response.text
    return visitor.fill_in(visitor.open(f"{APPLY}?device={device}"), form=APPLY)


def answered(visitor: Visitor, page: Page, answers: dict[str, Typed]) -> Page:
    while not page.location.endswith("/check"):
        slug = page.location.rsplit("/", 1)[1]
        page = visitor.fill_in(visitor.follow(page), answers[slug], form=f"{APPLY}/{slug}")
    return visitor.follow(page)


def booked(visitor: Visitor, **changes: Typed) -> str:
    answered(visitor, begun(visitor), BOOKING | changes)
    return visitor.send(f"{APPLY}/submission").location.split("/")[2]


def test_a_daughter_books_a_wheelchair_and_gets_a_receipt(visitor: Visitor, app: FastAPI) -> None:
    check = answered(visitor, begun(visitor), BOOKING)
    assert "手动轮椅" in check.response.text

    receipt = visitor.follow(visitor.send(f"{APPLY}/submission"))

    assert "HTTP://PORTAL.TEST/Q/" in receipt.response.text
    with app.state.database.reader() as session:
        loan = session.scalars(select(Loan)).one()
        days = session.scalars(select(ItemDay.day).where(ItemDay.loan_id == loan.id)).all()
        told = session.scalars(select(Message.facts).order_by(Message.id)).all()
    assert loan.state == "requested"
    assert [facts["what"] for facts in told if "state" in facts] == ["手动轮椅"] * 2  # the senior and the daughter
    assert len(days) == 8  # a week, and a day to clean it
    assert loan.deposit_fen == 30000


def test_the_family_sees_how_far_it_is_and_may_cancel(visitor: Visitor, app: FastAPI) -> None:
    reference = booked(visitor)
    page = visitor.open(f"/requests/{reference}")
    assert "手动轮椅" in page.h1

    visitor.fill_in(visitor.open(f"/requests/{reference}/withdrawal"), form=f"/requests/{reference}/withdrawal")

    assert "已取消" in visitor.open(f"/requests/{reference}").h1
    with app.state.database.reader() as session:
        assert session.scalars(select(ItemDay)).all() == []


@pytest.mark.parametrize(
    ("typed", "said"),
    [
        ("2026-11-01", "这一天已经过了"),
        ("2027-12-01", "太早了"),
        ("2026-11-29", "租借点这天不开门"),
        ("明天", "请这样写"),
    ],
)
def test_a_day_that_cannot_be_is_said_with_a_way_forward(visitor: Visitor, typed: str, said: str) -> None:
    page = begun(visitor)
    for slug in ("fit", "station", "length"):
        page = visitor.fill_in(visitor.follow(page), BOOKING[slug], form=f"{APPLY}/{slug}")
    step = visitor.follow(page)

    wrong = visitor.fill_in(step, {"other": typed}, 422, form=f"{APPLY}/day")

    assert said in wrong.response.text
    assert typed in wrong.response.text


def test_who_is_too_heavy_for_a_device_is_told_what_else_there_is(visitor: Visitor) -> None:
    step = visitor.follow(begun(visitor))

    wrong = visitor.fill_in(step, {"weight": "140", "door": "60"}, 422, form=f"{APPLY}/fit")

    assert "承不住" in wrong.response.text
    assert "过不去" in wrong.response.text


def test_where_nothing_is_free_the_next_days_other_stations_and_the_waiting_list_are_offered(
    visitor: Visitor, app: FastAPI
) -> None:
    from portal.web.sessions import writing

    with writing(app.state.database) as session:
        here = session.scalars(select(Item).join(Station).where(Station.slug == "taibai")).all()
        day = app.state.clock.today()
        session.add_all(
            ItemDay(item_id=item.id, day=day + timedelta(days=number), kind="block")
            for item in here
            for number in range(130)
        )
    page = begun(visitor)
    for slug in ("fit", "station", "length"):
        page = visitor.fill_in(visitor.follow(page), BOOKING[slug], form=f"{APPLY}/{slug}")
    step = visitor.follow(page)
    assert "百安坝辅具租借点" in step.response.text

    page = visitor.fill_in(step, {"day": "wait"}, form=f"{APPLY}/day")
    answered(visitor, page, BOOKING)
    reference = visitor.send(f"{APPLY}/submission").location.split("/")[2]

    assert "排队" in visitor.open(f"/requests/{reference}").h1


def test_days_that_somebody_else_took_meanwhile_are_asked_again(
    visitor: Visitor, app: FastAPI, clock: FixedClock
) -> None:
    from portal.web.sessions import writing

    answered(visitor, begun(visitor), BOOKING)
    with writing(app.state.database) as session:
        for item in session.scalars(select(Item).join(Station).where(Station.slug == "taibai")):
            session.add(ItemDay(item_id=item.id, day=clock.today() + timedelta(days=3), kind="block"))

    assert visitor.send(f"{APPLY}/submission").location == f"{APPLY}/day"
