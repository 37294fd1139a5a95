"""The forms of a loan at the counter that are seldom used: other days, another item, lost, kept for good, money."""

from datetime import date, timedelta
from io import BytesIO

import pytest
from fastapi import FastAPI
from openpyxl import load_workbook
from sqlalchemy import select

from portal.kernel.clock import FixedClock
from portal.kernel.reference import group
from portal.loans.model import Loan
from portal.stock.model import Item
from portal.web.sessions import writing
from tests.support.people import BOOKING
from tests.support.visitor import Visitor
from tests.walks.test_a_day_at_the_rental_desk import (
    ALL_SEEN,
    DESK,
    handed_over,
    loan_of,
    printed,
    reads,
    sign_in,
    step,
)
from tests.walks.test_borrowing_a_device import booked


@pytest.fixture
def reference(visitor: Visitor, app: FastAPI) -> str:
    """A wheelchair is with somebody, from Monday to the first of December."""
    booked_under = booked(visitor)
    sign_in(visitor, app, "station", "supervisor")
    handed_over(visitor, booked_under)
    return booked_under


def item_of(app: FastAPI, number: str) -> Item:
    with app.state.database.reader() as session:
        found: Item = session.scalars(select(Item).where(Item.number == number)).one()
        return found


def test_somebody_calls_to_keep_it_longer_and_then_to_give_it_back_earlier(
    visitor: Visitor, app: FastAPI, reference: str
) -> None:
    assert "归还的日子晚的一天" in step(visitor, reference, "extension", {"end": "2026-11-30"}, 422).response.text
    wrong = step(visitor, reference, "extension", {"end": "下个月"}, 422)
    assert "请这样写" in wrong.response.text
    assert "下个月" in wrong.response.text  # what was typed stays

    for noun, sunday in (("extension", "2026-12-20"), ("shortening", "2026-11-29")):
        assert "不开门" in step(visitor, reference, noun, {"end": sunday}, 422).response.text

    step(visitor, reference, "extension", {"end": "２０２６-12-22"})
    assert loan_of(app, reference).end_day == date(2026, 12, 22)
    step(visitor, reference, "shortening", {"end": "2026-11-30"})

    assert loan_of(app, reference).end_day == date(2026, 11, 30)
    refused = step(visitor, reference, "shortening", {"end": "2026-12-21"}, 422)
    assert "归还的日子早的一天" in refused.response.text


def test_days_of_somebody_else_are_only_taken_with_a_reason_and_they_are_called(
    visitor: Visitor, app: FastAPI, reference: str
) -> None:
    with writing(app.state.database) as session:  # no other one is left to be given to them
        loan = session.scalars(select(Loan)).one()
        shelf = select(Item).where(Item.terms_id == loan.terms_id, Item.station_id == loan.station_id)
        for other in session.scalars(shelf.where(Item.id != loan.item_id)):
            other.condition = "retired"
    other_one = booked(visitor, day={"day": "taibai@2026-12-07", "other": ""})
    sign_in(visitor, app, "supervisor")

    refused = step(visitor, reference, "extension", {"end": "2026-12-08"}, 422)
    assert "别人" in refused.response.text
    step(visitor, reference, "extension", {"end": "2026-12-08", "why": "老人刚出院"})

    assert loan_of(app, reference).end_day == date(2026, 12, 8)
    assert loan_of(app, other_one).state == "needs_reallocation"
    assert "老人刚出院" in visitor.open(f"{DESK}/loans/{reference}").response.text


def test_one_that_does_not_fit_is_swapped_for_another_of_its_kind(
    visitor: Visitor, app: FastAPI, clock: FixedClock, reference: str
) -> None:
    clock.advance(timedelta(minutes=5))
    wrong = step(visitor, reference, "swap", {"item": "WZ0013", "why": "太窄"}, 422)
    assert "不是要借的那一种" in wrong.response.text
    assert wrong.form("/swap").values["why"] == ["太窄"]  # what was typed stays, in this form and in no other
    assert wrong.form("/extension").values["why"] == [""]

    step(visitor, reference, "swap", {"item": "WZ0002", "why": "太窄"})

    loan = loan_of(app, reference)
    assert (loan.state, loan.item_id) == ("on_loan", item_of(app, "WZ0002").id)
    assert item_of(app, "WZ0001").condition == "awaiting_check"
    assert "太窄" in visitor.open(f"{DESK}/loans/{reference}").response.text


@pytest.mark.parametrize(
    ("noun", "state", "condition"), [("loss", "lost", "missing"), ("transfer", "transferred", "retired")]
)
def test_a_supervisor_writes_down_that_it_does_not_come_back(
    visitor: Visitor, app: FastAPI, reference: str, noun: str, state: str, condition: str
) -> None:
    assert "写" in step(visitor, reference, noun, {"why": " "}, 422).response.text

    today = app.state.clock.today()
    form = visitor.open(f"{DESK}/loans/{reference}").form(f"/{noun}")
    assert form.values["on"] == [today.isoformat()]
    later = {"why": "家里人说的", "on": (today + timedelta(days=1)).isoformat()}
    assert "还没到" in step(visitor, reference, noun, later, 422).response.text
    before = {"why": "家里人说的", "on": (today - timedelta(days=1)).isoformat()}
    assert "之后才借出去" in step(visitor, reference, noun, before, 422).response.text

    step(visitor, reference, noun, {"why": "家里人说的"})

    assert loan_of(app, reference).state == state
    assert loan_of(app, reference).back_on == today
    assert item_of(app, "WZ0001").condition == condition
    step(visitor, reference, "ledger", {"kind": "deduct", "yuan": "300", "means": "none", "reason": "没有还"})
    assert loan_of(app, reference).deposit_held == 0


def test_a_station_alone_does_not_decide_that_it_is_lost_or_theirs(
    visitor: Visitor, app: FastAPI, reference: str
) -> None:
    sign_in(visitor, app, "station")

    page = visitor.open(f"{DESK}/loans/{reference}").response.text

    assert "/loss" not in page
    assert "/transfer" not in page
    answers = {"why": "没有了", "version": str(loan_of(app, reference).version)}
    visitor.send(f"{DESK}/loans/{reference}/loss", 422, answers=answers)
    assert loan_of(app, reference).is_out


def test_a_mistake_in_the_ledger_is_mended_by_a_line_against_it_and_both_stay(
    visitor: Visitor, app: FastAPI, reference: str
) -> None:
    step(visitor, reference, "ledger", {"kind": "rent", "yuan": "500", "means": "cash"})
    line = next(one for one in loan_of(app, reference).ledger if one.kind == "rent")
    assert "写" in step(visitor, reference, "reversal", {"receipt": line.receipt}, 422).response.text

    step(visitor, reference, "reversal", {"receipt": line.receipt, "reason": "多写了一个零"})

    loan = loan_of(app, reference)
    assert [one.fen for one in loan.ledger if one.kind == "rent"] == [500_00, 500_00]
    assert loan.total("rent") == 0
    page = visitor.open(f"{DESK}/loans/{reference}")
    assert "多写了一个零" in page.text
    assert line.receipt not in page.form("/reversal").choices["receipt"]
    again = {"receipt": line.receipt, "reason": "再来一次", "version": "9"}
    assert "不能冲回" in visitor.send(f"{DESK}/loans/{reference}/reversal", 422, answers=again).response.text
    against = loan.ledger[-1].receipt
    assert reads(visitor, printed(visitor, reference, against), "冲回", "500元", "多写了一个零")


def test_a_deposit_that_was_given_back_is_not_taken_out_of_the_book_again(
    visitor: Visitor, app: FastAPI, reference: str
) -> None:
    step(visitor, reference, "return", {})
    step(visitor, reference, "ledger", {"kind": "deposit_out", "yuan": "300", "means": "cash"})
    taken = loan_of(app, reference).ledger[0].receipt

    refused = step(visitor, reference, "reversal", {"receipt": taken, "reason": "记错"}, 422)

    assert "押金已经退了" in refused.response.text
    assert loan_of(app, reference).deposit_held == 0


def test_a_supervisor_alone_sees_what_is_used_late_uncleaned_waited_for_and_to_be_bought(
    visitor: Visitor, app: FastAPI, clock: FixedClock, reference: str
) -> None:
    """One is late, one came back and is not clean, one is broken, and somebody waits; a deposit was waived."""
    came_back = booked(visitor)
    sign_in(visitor, app, "station")
    step(visitor, came_back, "ledger", {"kind": "waiver", "yuan": "300", "means": "none", "reason": "低保户"})
    step(visitor, came_back, "handover", {"item": "WZ0002"} | ALL_SEEN)
    step(visitor, came_back, "return", {})
    with writing(app.state.database) as session:
        broken = session.scalars(select(Item).where(Item.number.in_(("WZ0003", "WZ0004"))))
        for item in broken:
            item.condition = "repair"
    booked(visitor, day={"day": "wait", "other": ""}, senior={**BOOKING["senior"], "name": "样例老人丁"})
    clock.advance(timedelta(days=20))
    visitor.forget()
    sign_in(visitor, app, "supervisor")

    desk = visitor.open(DESK)
    late = visitor.open(desk.link(group(reference)))
    figures = visitor.open(desk.link("数字"))
    uncleaned = visitor.open(f"{DESK}/items?station=taibai&condition=awaiting_check")

    assert "过期" in late.text
    first = figures.text.partition("百安坝")[0]
    assert "共4件" in first.replace(" ", "")
    assert "可以考虑多买几件" in first
    assert "WZ0002" in uncleaned.text
    assert "WZ0001" not in uncleaned.text
    waived = visitor.open(f"{DESK}/loans/{came_back}")
    assert "低保户" in waived.text
    book = load_workbook(BytesIO(visitor.client.get(f"{DESK}/figures.xlsx").content))
    rows = list(book.worksheets[0].values)
    assert rows[1][:8] == ("手动轮椅", "太白辅具租借点（样例）", 4, 2, 1, 1, 1, 1)
    assert rows[0][9] == "要不要多买"
    assert [row[9] for row in rows[1:3]] == ["可以考虑多买几件。", None]
