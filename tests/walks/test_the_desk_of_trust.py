"""The desk: calling whom no text message reaches, writing down a yes, and ending a helper for a senior who calls."""

import re
from datetime import timedelta

from fastapi import FastAPI

from portal.kernel.clock import FixedClock
from portal.messages.delivery import Postman
from portal.messages.gateways.local import ConsoleGateway
from portal.messages.routes import Routes
from portal.people import enrol
from portal.web.sessions import writing
from tests.support.family import application, applied, last_message, sign_in
from tests.support.visitor import Visitor

FATHERS = "15400000003"
ACTING = {
    "senior_name": "样例老人甲",
    "senior_phone": FATHERS,
    "helper_name": "样例社工丁",
    "helper_phone": "15400000004",
    "relation": "community",
    "purpose": "all",
    "community": "样例社区",
    "how": "in_person",
    "note": "11月23日在家里当面问的",
}


def at_the_desk(visitor: Visitor, app: FastAPI) -> None:
    with writing(app.state.database) as session:
        made = enrol.demonstration(session, app.state.clock.now()) or []
    visitor.forget()
    visitor.send(next(f"/staff/one-time/{one.token}" for one in made if one.username == "bianji"))


def postman(app: FastAPI) -> Postman:
    return Postman(app.state.database, Routes([ConsoleGateway(shows_text=False)]), app.state.clock, name="one")


def test_whom_no_text_message_reaches_is_called_and_a_look_in_full_needs_a_reason(
    visitor: Visitor, app: FastAPI
) -> None:
    applied(visitor, application())
    told = last_message(app, "helper_asked")
    at_the_desk(visitor, app)

    desk = visitor.open("/staff/messages")
    assert "样***甲" in desk.response.text
    assert "样例老人甲" not in desk.response.text
    one = f"/staff/messages/{told.id}"
    assert "样例老人甲" not in visitor.open(one).response.text
    visitor.fill_in(visitor.open(one), {"reason": "看"}, 422, form=f"{one}/unmasking")
    visitor.fill_in(visitor.open(one), {"reason": "要打电话问老人同不同意"}, form=f"{one}/unmasking")
    assert "样例老人甲" in visitor.open(one).response.text
    assert visitor.open(one).link("老人怎么说") == "/staff/representations/1"
    visitor.fill_in(visitor.open(one), form=f"{one}/call")

    visitor.send(f"{one}/call", 409)
    assert f"/staff/messages/{told.id}" not in visitor.open("/staff/messages").response.text


def test_whoever_has_a_landline_is_called_there_and_sent_no_text_message(visitor: Visitor, app: FastAPI) -> None:
    applied(visitor, application(senior={"name": "样例老人甲", "birth_year": "1948", "phone": "023-0000 0003"}))
    postman(app).round()
    at_the_desk(visitor, app)

    call = visitor.open("/staff/messages")
    one = call.link("有人要替您办事")
    assert "样***甲，023****0003，" in call.text
    visitor.fill_in(visitor.open(one), {"reason": "要打电话问老人同不同意"}, form=f"{one}/unmasking")

    assert "023-0000 0003" in visitor.open(one).text


def test_a_senior_calls_and_the_helper_reads_nothing_from_then_on(visitor: Visitor, app: FastAPI) -> None:
    reference = applied(visitor, application())
    hers = dict(visitor.client.cookies)
    at_the_desk(visitor, app)

    visitor.open("/staff/representations?state=asked")
    visitor.fill_in(visitor.open("/staff/representations/1"), form="/staff/representations/1/end")

    assert "已停掉" in visitor.open("/staff/representations/1").response.text
    visitor.forget()
    visitor.client.cookies.update(hers)
    visitor.open(f"/requests/{reference}", 404)
    visitor.send("/track", 404, answers={"reference": reference, "proof": "0002"})


def test_a_yes_that_staff_heard_is_a_record_and_a_community_worker_has_the_same(visitor: Visitor, app: FastAPI) -> None:
    at_the_desk(visitor, app)
    page = visitor.open("/staff/representations/new")
    unsaid = visitor.fill_in(page, {"senior_name": "样例老人甲"}, 422, form="/staff/representations")
    assert unsaid.errors[-3:] == [
        "请选代办人可以办什么。",
        "请选择老人怎么说的同意。",
        "请写明谁在场、给谁打的电话、什么时候。",
    ]
    odd = visitor.send("/staff/representations", 422, answers={"purpose": "what no page of ours offers"})
    assert "请从里面选一个。" in odd.errors

    made = visitor.fill_in(page, dict(ACTING), form="/staff/representations")

    shown = visitor.follow(made).response.text
    assert "老人已同意" in shown
    assert "样例社工丁" not in shown
    assert last_message(app, "helper_verified").phone == FATHERS
    visitor.send(f"{made.location}/verification", 409, answers={"version": "1", "how": "in_person", "note": "再来一次"})


def test_a_desk_reads_a_name_only_for_a_reason_and_the_senior_reads_the_reason(visitor: Visitor, app: FastAPI) -> None:
    reference = applied(visitor, application(senior={"name": "样例老人甲", "birth_year": "1948", "phone": FATHERS}))
    at_the_desk(visitor, app)
    case = f"/staff/home-modifications/{reference}"
    for hidden in ("样例老人甲", "样例女儿乙", "样例路1号", "154 0000 0003"):
        assert hidden not in visitor.open(case).text
    visitor.fill_in(visitor.open(case), {"reason": "看"}, 422, form=f"{case}/unmasking")

    visitor.fill_in(visitor.open(case), {"reason": "约上门看的时间"}, form=f"{case}/unmasking")

    for shown in ("样例老人甲", "样例女儿乙", "样例路1号"):
        assert shown in visitor.open(case).text
    visitor.forget()
    sign_in(visitor, app, FATHERS)
    assert "约上门看的时间" in visitor.open("/my/data").text


def test_the_resident_reads_who_looked_and_why(visitor: Visitor, app: FastAPI) -> None:
    applied(visitor, application(senior={"name": "样例老人甲", "birth_year": "1948", "phone": FATHERS}))
    at_the_desk(visitor, app)
    visitor.send("/staff/representations/1/unmasking", 422, answers={"reason": ""})
    visitor.send("/staff/representations/1/unmasking", answers={"reason": "核对老人的电话号码"})
    assert re.search("样例老人甲", visitor.open("/staff/representations/1").response.text)

    visitor.forget()
    sign_in(visitor, app, FATHERS)

    assert "核对老人的电话号码" in visitor.open("/my/data").response.text


def test_the_record_says_in_words_who_said_yes_and_who_ended_it(visitor: Visitor, app: FastAPI) -> None:
    applied(visitor, application(senior={"name": "样例老人甲", "birth_year": "1948", "phone": FATHERS}))
    visitor.forget()
    sign_in(visitor, app, FATHERS)
    asked = visitor.open("/my/helpers")
    assert "您还没说同意" in asked.text
    visitor.fill_in(asked, form="/my/helpers/1/confirmation")
    visitor.fill_in(visitor.open("/my/helpers"), form="/my/helpers/1/end")

    at_the_desk(visitor, app)
    record = visitor.open("/staff/representations/1").text

    assert "儿子或女儿" in record
    assert record.count("老人本人，2026年11月23日") == 2
    assert "senior" not in record


def test_the_desk_finds_what_is_slow_and_reads_why_something_did_not_arrive(
    visitor: Visitor, app: FastAPI, clock: FixedClock
) -> None:
    visitor.send("/my/code", answers={"phone": FATHERS})
    applied(visitor, application(senior={"name": "样例老人甲", "birth_year": "1948", "phone": FATHERS}))
    clock.advance(timedelta(hours=2))
    at_the_desk(visitor, app)

    slow = visitor.open("/staff/messages?state=slow").text
    assert "慢" in slow
    assert "154****0003" in slow
    postman(app).round()

    assert "太晚了，没用了" in visitor.open("/staff/messages?state=failed").text
    assert "154****0003" not in visitor.open("/staff/messages?state=slow").text
