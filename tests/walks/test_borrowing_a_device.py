"""A daughter books a wheelchair for her father: page by page, without JavaScript."""

from datetime import date, timedelta

import pytest
from fastapi import FastAPI
from sqlalchemy import select

from portal.kernel.clock import FixedClock
from portal.loans.model import Loan
from portal.messages.model import Message
from portal.stock.model import Item, ItemDay, Station, Terms
from tests.support.html import Page, words
from tests.support.paper import Paper
from tests.support.people import BOOKING, Typed
from tests.support.visitor import Visitor

APPLY = "/borrow/apply"
BORROWED = "manual-wheelchair"


def begun(visitor: Visitor, device: str = "manual-wheelchair") -> Page:
    device_page = visitor.open(f"/rentals/{device}")
    assert f"/borrow/apply?device={device}" in device_page.response.text
    return visitor.fill_in(visitor.open(f"{APPLY}?device={device}"), form=APPLY)


def answered(visitor: Visitor, page: Page, answers: dict[str, Typed]) -> Page:
    while not page.location.endswith("/check"):
        slug = page.location.rsplit("/", 1)[1]
        page = visitor.fill_in(visitor.follow(page), answers[slug], form=f"{APPLY}/{slug}")
    return visitor.follow(page)


def answered_until_the_day(visitor: Visitor) -> Page:
    page = begun(visitor)
    for slug in ("fit", "station", "length"):
        page = visitor.fill_in(visitor.follow(page), BOOKING[slug], form=f"{APPLY}/{slug}")
    return page


def booked(visitor: Visitor, **changes: Typed) -> str:
    answered(visitor, begun(visitor), BOOKING | changes)
    return visitor.send(f"{APPLY}/submission").location.split("/")[2]


def test_a_daughter_books_a_wheelchair_and_gets_a_receipt(visitor: Visitor, app: FastAPI) -> None:
    check = answered(visitor, begun(visitor), BOOKING)
    assert "手动轮椅" in check.response.text

    receipt = visitor.follow(visitor.send(f"{APPLY}/submission"))

    assert "HTTP://PORTAL.TEST/Q/" in receipt.response.text
    for said in ("手动轮椅", "太白辅具租借点", "2026年11月25日", "2026年12月1日", "已留好", "来确认", "有收据"):
        assert said in receipt.text
    with app.state.database.reader() as session:
        loan = session.scalars(select(Loan)).one()
        days = session.scalars(select(ItemDay.day).where(ItemDay.loan_id == loan.id)).all()
        told = session.scalars(select(Message.facts).order_by(Message.id)).all()
    assert loan.state == "requested"
    assert [facts["what"] for facts in told if "state" in facts] == ["手动轮椅"] * 2  # the senior and the daughter
    assert len(days) == 8  # a week, and a day to clean it
    assert loan.deposit_fen == 30000


def test_the_receipt_promises_no_call_once_they_have_cancelled(visitor: Visitor) -> None:
    reference = booked(visitor)
    visitor.fill_in(visitor.open(f"/requests/{reference}/withdrawal"), form=f"/requests/{reference}/withdrawal")

    receipt = visitor.open(f"/requests/{reference}/receipt")
    slip = Paper(visitor.client.get(f"/requests/{reference}/slip.pdf").content)

    assert "来确认" not in receipt.text
    assert not slip.says("来确认")


def test_a_senior_books_for_herself_and_has_it_brought_home(visitor: Visitor, app: FastAPI) -> None:
    herself = BOOKING | {
        "station": {"station": "taibai", "how": "deliver"},
        "for-whom": {"who": "myself"},
        "town": {"town": "500101018"},
        "address": {"village": "500101018001", "address": "样例路1号"},
        "contact": {"how": "call_senior", "best_time": "morning"},
        "consents": {"loan_agreed": "y", "weight_agreed": "y", "address_agreed": "y"},
    }
    del herself["helper"]

    check = answered(visitor, begun(visitor), herself)
    assert "样例路1号" in check.text
    elsewhere = {"day": "longju@2026-12-01"}  # a station that brings nothing, by an address typed by hand
    assert "请选一天" in visitor.send(f"{APPLY}/day", 422, answers=elsewhere).text
    visitor.follow(visitor.send(f"{APPLY}/submission"))

    with app.state.database.reader() as session:
        loan = session.scalars(select(Loan)).one()
        assert loan.is_delivered
        assert [party.role for party in loan.parties] == ["senior"]


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
        ("9999-12-31", "太早了"),
        ("2026-11-29", "租借点这天不开门"),
        ("明天", "请这样写"),
    ],
)
def test_a_day_that_cannot_be_is_said_with_a_way_forward(visitor: Visitor, typed: str, said: str) -> None:
    step = visitor.follow(answered_until_the_day(visitor))

    wrong = visitor.fill_in(step, {"other": typed}, 422, form=f"{APPLY}/day")

    assert said in wrong.response.text
    assert typed in wrong.response.text


def test_who_is_too_heavy_for_a_device_is_told_what_else_there_is(visitor: Visitor) -> None:
    step = visitor.follow(begun(visitor))

    wrong = visitor.fill_in(step, {"weight": "140", "door": "60"}, 422, form=f"{APPLY}/fit")

    assert "承不住" in wrong.response.text
    assert "过不去" in wrong.response.text


@pytest.mark.parametrize("typed", ["样例老人甲", "-5", "6.5", "9" * 5000])
def test_what_is_no_weight_and_no_width_is_said_and_nothing_typed_is_lost(visitor: Visitor, typed: str) -> None:
    step = visitor.follow(begun(visitor))

    wrong = visitor.fill_in(step, {"weight": typed, "door": typed}, 422, form=f"{APPLY}/fit")

    assert wrong.response.text.count("整数") >= 4  # at each field, and in the summary
    assert typed in wrong.response.text


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
    step = visitor.follow(answered_until_the_day(visitor))
    assert "百安坝辅具租借点" in step.response.text

    page = visitor.fill_in(step, {"day": "wait"}, form=f"{APPLY}/day")
    answered(visitor, page, BOOKING)
    receipt = visitor.follow(visitor.send(f"{APPLY}/submission"))
    reference = receipt.path.split("/")[2]

    assert "排队" in visitor.open(f"/requests/{reference}").h1
    assert "在排队" in receipt.text
    assert "有货就打电话" in receipt.text
    slip = Paper(visitor.client.get(f"/requests/{reference}/slip.pdf").content)
    assert "在排队" in slip.words
    assert "有货就打电话" in slip.words
    for page in (receipt, visitor.open(f"/requests/{reference}")):  # nothing is kept, and nobody decides about it
        assert "为您留好" not in page.text
        assert "是否受理" not in page.text


def test_whoever_stands_in_the_line_already_is_told_so_and_not_to_look_again(visitor: Visitor) -> None:
    for status in (303, 409):
        page = visitor.fill_in(visitor.follow(answered_until_the_day(visitor)), {"day": "wait"}, form=f"{APPLY}/day")
        answered(visitor, page, BOOKING)
        sent = visitor.send(f"{APPLY}/submission", status)

    assert "您已经在排队等这种辅具了" in sent.text
    assert "别人刚刚" not in sent.text


def test_a_link_to_a_device_that_is_not_lent_begins_with_the_choice_of_one(visitor: Visitor) -> None:
    page = visitor.fill_in(visitor.open(f"{APPLY}?device=hearing-aid-of-gold&station=moon&day=9999-12-31"), form=APPLY)

    assert page.location == f"{APPLY}/device"
    answered(visitor, page, BOOKING | {"device": {"device": BORROWED}})


def test_days_that_somebody_else_took_meanwhile_are_asked_again(
    visitor: Visitor, app: FastAPI, clock: FixedClock
) -> None:
    from portal.web.sessions import writing

    answered(visitor, begun(visitor), BOOKING)
    with writing(app.state.database) as session:
        for item in session.scalars(select(Item).join(Station).where(Station.slug == "taibai")):
            session.add(ItemDay(item_id=item.id, day=clock.today() + timedelta(days=3), kind="block"))

    assert visitor.send(f"{APPLY}/submission").location == f"{APPLY}/day"


def test_a_daughter_keeps_it_longer_online_and_then_gives_it_back_earlier(visitor: Visitor, app: FastAPI) -> None:
    reference = booked(visitor)
    days = f"/requests/{reference}/days"
    assert days in visitor.open(f"/requests/{reference}").response.text
    page = visitor.open(days)
    visitor.fill_in(page, {}, 422, form=days)

    visitor.fill_in(page, {"end": "2026-12-15"}, form=days)
    assert "2026年12月15日" in visitor.open(f"/requests/{reference}").response.text
    visitor.fill_in(visitor.open(days), {"end": "2026-11-27"}, form=days)

    with app.state.database.reader() as session:
        loan = session.scalars(select(Loan)).one()
        kept = session.scalars(select(ItemDay.day).where(ItemDay.loan_id == loan.id).order_by(ItemDay.day)).all()
        assert loan.end_day == kept[-2] == date(2026, 11, 27)


def test_days_of_somebody_else_are_not_offered_and_not_given(visitor: Visitor, app: FastAPI) -> None:
    from portal.web.sessions import writing

    reference = booked(visitor)
    days = f"/requests/{reference}/days"
    page = visitor.open(days)
    with writing(app.state.database) as session:
        loan = session.scalars(select(Loan)).one()
        session.add(ItemDay(item_id=loan.item_id, day=loan.end_day + timedelta(days=3), kind="block"))

    refused = visitor.fill_in(page, {"end": "2026-12-08"}, 422, form=days)

    assert "约不到了" in refused.response.text
    assert "023-0000 0102" in refused.response.text
    visitor.forget()
    visitor.open(days, 404)


def test_whoever_is_offered_what_became_free_says_yes_online(visitor: Visitor, app: FastAPI) -> None:
    from portal.loans import waiting
    from portal.loans.model import WaitingPlace
    from portal.web.sessions import writing

    page = answered_until_the_day(visitor)
    page = visitor.fill_in(visitor.follow(page), {"day": "wait"}, form=f"{APPLY}/day")
    answered(visitor, page, BOOKING)
    reference = visitor.send(f"{APPLY}/submission").location.split("/")[2]
    with writing(app.state.database) as session:
        loan = session.scalars(select(Loan)).one()
        today, workdays = app.state.clock.today(), app.state.workdays
        waiting.offer(session, loan.terms, loan.station, at=app.state.clock.now(), today=today, workdays=workdays)
    shown = visitor.open(f"/requests/{reference}")
    assert "给您留着" in shown.response.text
    assert shown.link("不要了").endswith("/withdrawal")
    assert "tel:" in shown.link("太白辅具租借点")

    visitor.fill_in(shown, form=f"/requests/{reference}/yes")

    assert "说了要" in visitor.open(f"/requests/{reference}").response.text
    with app.state.database.reader() as session:
        assert session.scalars(select(WaitingPlace)).one().closed_at is not None


def days_in(page: Page) -> dict[str, str]:
    """Each day of the calendars of a page, as it is read out, and its word."""
    cells = [words(cell) for cell in page.main.iter("td") if words(cell)]
    return {cell.partition("日")[0] + "日": cell.rsplit(maxsplit=1)[-1] for cell in cells}


def test_a_day_that_is_tapped_on_the_page_of_the_device_begins_the_booking_and_may_still_be_changed(
    visitor: Visitor,
) -> None:
    shown = visitor.open(f"/rentals/{BORROWED}?station=taibai")
    tapped = next(href for href in shown.links.values() if "day=2026-12-03" in href)
    begin = visitor.open(tapped)
    assert "2026年12月3日" in begin.text

    page = visitor.fill_in(begin, form=APPLY)
    page = visitor.fill_in(visitor.follow(page), BOOKING["fit"], form=f"{APPLY}/fit")
    page = visitor.fill_in(visitor.follow(page), {"how": "fetch"}, form=f"{APPLY}/station")
    page = visitor.fill_in(visitor.follow(page), BOOKING["length"], form=f"{APPLY}/length")
    step = visitor.follow(page)
    kept = answered(visitor, visitor.fill_in(step, form=f"{APPLY}/day"), BOOKING)

    assert "2026年12月3日" in kept.text
    assert "太白辅具租借点" in kept.text
    changed = visitor.fill_in(step, {"day": "taibai@2026-12-04"}, form=f"{APPLY}/day")
    assert "2026年12月4日" in answered(visitor, changed, BOOKING).text


def test_a_tapped_day_that_is_not_free_for_so_long_is_said_and_not_ticked(visitor: Visitor, app: FastAPI) -> None:
    from portal.web.sessions import writing

    page = visitor.fill_in(visitor.open(f"{APPLY}?device={BORROWED}&station=taibai&day=2026-12-03"), form=APPLY)
    with writing(app.state.database) as session:
        day = date(2026, 12, 14)
        session.add_all(ItemDay(item_id=one, day=day, kind="block") for one in session.scalars(select(Item.id)))
    for slug in ("fit", "station"):
        page = visitor.fill_in(visitor.follow(page), BOOKING[slug], form=f"{APPLY}/{slug}")
    page = visitor.fill_in(visitor.follow(page), {"length": "14"}, form=f"{APPLY}/length")

    step = visitor.follow(page)

    assert "您点的那天" in step.text
    refused = visitor.fill_in(step, {}, 422, form=f"{APPLY}/day")
    assert "请选一天" in refused.text


def test_what_is_no_day_in_an_address_is_left_out(visitor: Visitor) -> None:
    begin = visitor.open(f"{APPLY}?device={BORROWED}&station=%3Cb%3E&day=call-154")

    assert "call-154" not in begin.response.text
    assert visitor.fill_in(begin, form=APPLY).location == f"{APPLY}/fit"


def test_the_calendar_says_of_each_day_in_words_what_booking_then_answers(visitor: Visitor, app: FastAPI) -> None:
    from portal.web.sessions import writing

    with writing(app.state.database) as session:  # until the 4th only one is left, and none from then to the 9th
        *most, last = session.scalars(
            select(Item).join(Station).join(Item.terms).where(Station.slug == "taibai", Terms.device == BORROWED)
        )
        day = app.state.clock.today()
        session.add_all(
            ItemDay(item_id=one.id, day=day + timedelta(days=n), kind="block") for one in most for n in range(17)
        )
        session.add_all(ItemDay(item_id=last.id, day=day + timedelta(days=n), kind="block") for n in range(11, 17))
    shown = visitor.open(f"/rentals/{BORROWED}?station=taibai")
    step = visitor.follow(answered_until_the_day(visitor))

    said = days_in(step)

    assert [words(head) for head in step.main.iter("th")][:7] == list("一二三四五六日")
    assert {day: said[day] for day in ("11月25日", "11月29日", "11月27日", "12月10日")} == {
        "11月25日": "不多",
        "11月27日": "没有",
        "11月29日": "关门",
        "12月10日": "可借",
    }
    assert days_in(shown).items() <= said.items()
    offered = step.form(f"{APPLY}/day").choices["day"]
    assert "taibai@2026-11-25" in offered
    assert "taibai@2026-11-27" not in offered
    answers = {"11月25日": None, "11月27日": "都借出去", "11月29日": "不开门", "12月10日": None}
    for day, refused in answers.items():
        month, of_month = (int(part) for part in day[:-1].split("月"))
        typed = {"other": f"2026-{month:02}-{of_month:02}"}
        page = visitor.fill_in(step, typed, 422 if refused else 303, form=f"{APPLY}/day")
        assert (refused or "") in page.response.text
