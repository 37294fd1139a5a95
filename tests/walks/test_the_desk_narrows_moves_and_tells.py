"""Staff narrow the list of a thing, move people to where they fit, and tell everybody once."""

import pytest
from fastapi import FastAPI
from sqlalchemy import select

from portal.enrolments.model import Intake, Participant
from portal.kernel.clock import FixedClock
from portal.messages.model import Message
from portal.messages.rules import TO_CALL
from portal.web.sessions import writing
from tests.support.desk import one_time_links, sign_in
from tests.support.enrolling import an_intake
from tests.support.portal import NOW
from tests.support.visitor import Visitor
from tests.walks.test_the_desk_of_enrolments import entered


@pytest.fixture
def number(app: FastAPI) -> int:
    with writing(app.state.database) as session:
        return an_intake(session, now=NOW, places={"online": 1, "phone": 1, "counter": 1}).id


@pytest.fixture
def desk(visitor: Visitor, app: FastAPI) -> Visitor:
    sign_in(visitor, one_time_links(app)["bianji"])
    return visitor


def day_of(desk: Visitor, number: int) -> str:
    days = desk.open(f"/staff/enrolments/{number}/days")
    return next(link for link in days.html.split('"') if f"/staff/enrolments/{number}/days/" in link)


def test_a_number_that_is_none_stays_in_its_field_with_what_to_do(desk: Visitor, number: int) -> None:
    reference = entered(desk, number)

    page = desk.send("/staff/enrolments/search", 404, answers={"number": "123 456"})

    assert page.errors == ["请再核对编号：您负责的街镇没有这份报名。"]
    found = desk.fill_in(page, {"number": reference}, form="/staff/enrolments/search")
    assert found.location.endswith(reference)


def test_nobody_is_moved_past_a_draw_or_to_where_their_years_do_not_fit(
    desk: Visitor, number: int, app: FastAPI
) -> None:
    reference = entered(desk, number, birth_year="1958")
    with writing(app.state.database) as session:
        drawn = an_intake(session, now=NOW, slug="guzheng", method="draw").id
        young = an_intake(session, now=NOW, slug="baduanjin")
        young.conditions = young.conditions | {"age_from": 75}
    address = f"/staff/enrolments/work/{reference}"
    work = desk.open(address)
    assert f'<option value="{drawn}">' not in work.html
    assert f'<option value="{young.id}">' not in work.html

    for target in (drawn, young.id):
        page = desk.send(f"{address}/move", 409, answers={"target": str(target), "version": "1"})

    assert "75岁以上才能报" in page.text
    with app.state.database.reader() as session:
        assert session.get_one(Intake, drawn).holding == 0


def test_whoever_is_moved_is_asked_what_the_other_class_asks(desk: Visitor, number: int, app: FastAPI) -> None:
    reference = entered(desk, number)
    with writing(app.state.database) as session:
        other = an_intake(session, now=NOW, slug="square-dance")
        other.conditions = other.conditions | {"health": True, "consent_from": 75}
        other.closes_at = NOW  # online; the counter takes people until it begins
    address = f"/staff/enrolments/work/{reference}"

    desk.fill_in(desk.open(address), {"target": str(other.id)}, form=f"{address}/move")

    moved = desk.open(address)
    assert "还没问：身体情况" in moved.text
    assert "家人同意书还没交" in moved.text

    back = desk.follow(desk.fill_in(moved, {"target": str(number)}, form=f"{address}/move"))
    assert "家人同意书" not in back.text, "Where nobody asks for it, nobody need bring it."


def test_whoever_came_and_has_left_since_is_counted_on_that_day(desk: Visitor, number: int, app: FastAPI) -> None:
    reference = entered(desk, number)
    day = day_of(desk, number)
    with app.state.database.reader() as session:
        person = session.scalars(select(Participant.id)).one()
    assert "1. 样***甲" in desk.open(day).text, "As on the printed sheet."
    desk.send(f"{day}/ticks", answers={"here": str(person)})

    desk.send(f"/staff/enrolments/work/{reference}/cancellation", answers={"version": "1"})

    days = desk.open(f"/staff/enrolments/{number}/days").text
    assert "到了1人，一共1人" in days
    assert "出勤率100%" in days


def test_a_day_of_the_class_that_somebody_left_is_no_day_of_the_one_they_came_to(
    desk: Visitor, number: int, app: FastAPI
) -> None:
    with writing(app.state.database) as session:
        other = an_intake(session, now=NOW, slug="baduanjin").id
    reference, day = entered(desk, number), day_of(desk, number)
    with app.state.database.reader() as session:
        person = session.scalars(select(Participant.id)).one()
    desk.send(f"{day}/ticks", answers={"here": str(person)})

    address = f"/staff/enrolments/work/{reference}"
    desk.fill_in(desk.open(address), {"target": str(other)}, form=f"{address}/move")

    assert "出勤率0%" in desk.open(f"/staff/enrolments/{other}/days").text, "None of its days had a tick."


def test_on_a_day_that_is_off_nobody_is_asked_for_its_digits(desk: Visitor, number: int, clock: FixedClock) -> None:
    reference, day = entered(desk, number), day_of(desk, number)
    desk.send(f"{day}/calling-off", answers={"reason": "下大雨"})
    clock.at = clock.at.fromisoformat(day.rsplit("/", 1)[1] + "T01:00:00+00:00")
    desk.forget()
    desk.send("/track", answers={"reference": reference, "proof": "0001"})

    assert "黑板" not in desk.open(f"/enrolments/{reference}").text


def test_a_day_is_called_off_once_and_by_one_reason(desk: Visitor, number: int, app: FastAPI) -> None:
    entered(desk, number)
    day = day_of(desk, number)
    for status, reason in ((303, "下大雨"), (303, "下大雨"), (409, "老师生病")):
        desk.send(f"{day}/calling-off", status, answers={"reason": reason})

    assert "停一次：下大雨" in desk.open(day).text
    with app.state.database.reader() as session:
        assert list(session.scalars(select(Message.template))).count("enrolment_day_off") == 1


def test_what_is_called_off_says_why_where_people_would_sign_up(desk: Visitor, number: int) -> None:
    desk.send(f"/staff/enrolments/{number}/calling-off", answers={"reason": "教室修理"})

    assert "教室修理" in desk.open(f"/sign-up/{number}").text
    assert "登记一个人" not in desk.open(f"/staff/enrolments/{number}").text


def test_a_reason_that_is_too_long_is_answered_in_their_language(desk: Visitor, number: int) -> None:
    page = desk.send(f"/staff/enrolments/{number}/full-list", 422, answers={"why": "点" * 101})

    assert page.errors == ["请写在100个字以内。"]


def test_a_note_that_is_sent_twice_goes_out_once_and_the_desk_reads_that_it_went(
    desk: Visitor, number: int, app: FastAPI
) -> None:
    entered(desk, number)
    address = f"/staff/enrolments/{number}"
    page = desk.open(address)

    for _ in range(2):
        desk.fill_in(page, {"note": "周三改到二楼"}, form=f"{address}/note")

    assert "通知了1家" in desk.open(address).text
    with app.state.database.reader() as session:
        assert list(session.scalars(select(Message.template))).count("enrolment_note") == 1


def test_the_list_is_narrowed_by_state_and_by_way_in_together(desk: Visitor, number: int) -> None:
    for name, channel in (("甲", "phone"), ("乙", "counter"), ("丙", "phone"), ("丁", "counter")):
        entered(desk, number, name=f"样例老人{name}", channel=channel)

    address = f"/staff/enrolments/{number}"
    page = desk.open(address + desk.open(address).link("打电话"))
    page = desk.open(address + page.link("在排队"))

    assert "1份报名" in page.text


def test_whoever_has_a_landline_is_called_there_from_the_first_word_on(
    desk: Visitor, number: int, app: FastAPI
) -> None:
    entered(desk, number, phone="023-0000 0003")
    desk.send(f"/staff/enrolments/{number}/note", answers={"note": "周三改到二楼"})

    with app.state.database.reader() as session:
        told = session.scalars(select(Message).order_by(Message.id)).all()
        assert [(one.template, one.phone, one.state) for one in told] == [
            ("enrolment_received", "02300000003", TO_CALL),
            ("enrolment_note", "02300000003", TO_CALL),
        ]
