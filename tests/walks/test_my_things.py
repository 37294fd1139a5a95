"""A resident sees everything under their phone, with a code and without a password."""

import json
import os
import re
from datetime import timedelta
from typing import Any

from fastapi import FastAPI
from sqlalchemy import select

from portal.drafting import unused
from portal.drafting.model import Draft, Photo
from portal.kernel.clock import FixedClock
from portal.kernel.reference import group
from portal.messages import outbox
from portal.messages.model import Message
from portal.privacy.service import notice_of
from portal.web.sessions import writing
from tests.support.desk import one_time_links
from tests.support.desk import sign_in as at_desk
from tests.support.family import application, applied, last_message, sign_in
from tests.support.visitor import Visitor

HERS, FATHERS = "15400000002", "15400000003"
FATHER = application()
# She lives elsewhere: of one household one request is open.
MOTHER = application(
    senior={"name": "样例老人丙", "birth_year": "1950", "phone": ""},
    address={"village": "500101018001", "address": "样例路3号"},
)


def of_several(visitor: Visitor, page_text: str, masked: str) -> str:
    """Everything on the page of one of several seniors."""
    link = re.search(rf'href="(/my/seniors/\w+)">{re.escape(masked)}', page_text)
    assert link, f"{masked} is not offered."
    return visitor.open(link[1]).response.text


def test_a_daughter_with_two_parents_and_one_phone_sees_each_alone(visitor: Visitor, app: FastAPI) -> None:
    father = applied(visitor, FATHER)
    mother = applied(visitor, MOTHER)
    visitor.forget()

    page = sign_in(visitor, app, HERS)

    assert "看谁的事" in page.h1
    fathers = of_several(visitor, page.response.text, "样***甲")
    assert f"/requests/{father}" in fathers
    assert f"/requests/{mother}" not in fathers
    assert f"/requests/{mother}" in of_several(visitor, page.response.text, "样***丙")
    visitor.open(f"/requests/{mother}")


def test_a_draft_is_found_again_under_the_phone_that_was_typed_in_it(visitor: Visitor, app: FastAPI) -> None:
    apply = "/home-modifications/apply"
    visitor.send(apply)
    for slug in ("for-whom", "situation", "senior", "helper"):
        visitor.fill_in(visitor.open(f"{apply}/{slug}"), FATHER[slug], form=f"{apply}/{slug}")
    visitor.forget()
    visitor.open(f"{apply}/senior", 303)

    page = sign_in(visitor, app, HERS)

    assert "填了一半，还没交" in page.response.text
    assert "样例老人甲" in visitor.open(f"{apply}/senior").response.text


def test_a_phone_under_which_nothing_stands_is_told_so_and_shown_another_way(visitor: Visitor, app: FastAPI) -> None:
    page = sign_in(visitor, app, "15400000099")

    assert "这个号码名下还没有事" in page.response.text
    assert "用回执查" in page.response.text


def test_a_wrong_phone_is_explained_and_a_landline_is_shown_another_way(visitor: Visitor) -> None:
    page = visitor.fill_in(visitor.open("/my"), {"phone": "023-00000001"}, 422, form="/my/code")

    assert "用座机的，请打12345" in page.response.text
    assert "023-00000001" in page.response.text


def test_five_wrong_codes_and_the_right_one_is_worth_nothing(visitor: Visitor, app: FastAPI) -> None:
    visitor.fill_in(visitor.open("/my"), {"phone": HERS}, form="/my/code")
    right = str(last_message(app, "sign_in_code").facts["code"])
    wrong = "000000" if right != "000000" else "111111"
    for _ in range(5):
        visitor.send("/my/sign-in", 422, answers={"code": wrong})

    visitor.send("/my/sign-in", 422, answers={"code": right})

    assert "填手机号" in visitor.open("/my").response.text


def test_a_code_is_worth_nothing_after_ten_minutes_or_a_second_time(
    visitor: Visitor, app: FastAPI, clock: FixedClock
) -> None:
    visitor.fill_in(visitor.open("/my"), {"phone": HERS}, form="/my/code")
    code = str(last_message(app, "sign_in_code").facts["code"])
    clock.advance(timedelta(minutes=10, seconds=1))
    visitor.send("/my/sign-in", 422, answers={"code": code})

    sign_in(visitor, app, HERS)
    visitor.send("/my/sign-in", 422, answers={"code": str(last_message(app, "sign_in_code").facts["code"])})


def test_a_code_opens_nothing_in_a_browser_that_did_not_ask_for_it(visitor: Visitor, app: FastAPI) -> None:
    visitor.fill_in(visitor.open("/my"), {"phone": HERS}, form="/my/code")
    visitor.forget()

    visitor.send("/my/sign-in", 422, answers={"code": str(last_message(app, "sign_in_code").facts["code"])})


def test_once_a_minute_and_five_times_a_day_whoever_asks(visitor: Visitor, clock: FixedClock) -> None:
    for number in range(5):
        visitor.send("/my/code", answers={"phone": HERS})
        page = visitor.send("/my/code", 422, answers={"phone": HERS})
        assert "一分钟只能要一次" in page.response.text, number
        clock.advance(timedelta(minutes=11))
    visitor.forget()

    visitor.send("/my/code", 422, answers={"phone": HERS})
    clock.advance(timedelta(days=1))
    visitor.send("/my/code", answers={"phone": HERS})


def test_whoever_goes_back_finds_the_way_to_the_digits_that_came(visitor: Visitor) -> None:
    assert "/my/code" not in visitor.open("/my").links.values()
    visitor.send("/my/code", answers={"phone": HERS})

    back = visitor.open(visitor.open("/my/code").link("重新要一个"))
    again = visitor.fill_in(back, {"phone": HERS}, 422, form="/my/code")

    assert back.link("我有六位数字") == again.link("我有六位数字") == "/my/code"
    visitor.open("/my/code")


def test_the_sign_in_ends_by_itself_and_at_once_on_a_shared_phone(
    visitor: Visitor, app: FastAPI, clock: FixedClock
) -> None:
    reference = applied(visitor, FATHER)
    visitor.forget()
    sign_in(visitor, app, HERS)
    visitor.open(f"/requests/{reference}")
    clock.advance(timedelta(minutes=31))
    visitor.open(f"/requests/{reference}", 404)

    sign_in(visitor, app, HERS)
    visitor.send("/visit/end")
    visitor.open(f"/requests/{reference}", 404)


def test_a_token_that_was_put_into_the_browser_before_is_worth_nothing_after(visitor: Visitor, app: FastAPI) -> None:
    visitor.send("/my/code", answers={"phone": HERS})
    before = visitor.client.cookies["visit"]
    visitor.send("/my/sign-in", answers={"code": str(last_message(app, "sign_in_code").facts["code"])})

    assert visitor.client.cookies["visit"] != before
    visitor.client.cookies.set("visit", before, domain="portal.test", path="/")
    visitor.forget()
    visitor.client.cookies.set("visit", before)
    assert "填手机号" in visitor.open("/my").response.text


def test_what_is_kept_is_seen_taken_away_put_right_and_deleted(visitor: Visitor, app: FastAPI) -> None:
    reference = applied(visitor, FATHER)
    visitor.forget()
    sign_in(visitor, app, HERS)

    page = visitor.open("/my/data")
    assert "样例老人甲" in page.response.text
    assert "浴室地滑，怕摔" in page.response.text
    assert "办完后两年" in page.response.text
    copy = json.loads(visitor.client.get("/my/data/copy.json").text)
    assert copy["things"][0]["kept"]["people"][0]["name"] == "样例老人甲"

    visitor.fill_in(page, {"wish": ""}, 422, form="/my/data/correction")
    visitor.follow(visitor.fill_in(page, {"wish": "名字写错了一个字"}, form="/my/data/correction"))
    assert last_message(app, "data_wish").facts["wish"] == "名字写错了一个字"

    address = re.search(r"/my/data/deletion/request/\d+", page.response.text)
    assert address
    visitor.send(address[0], 409)
    visitor.fill_in(visitor.open(f"/requests/{reference}/withdrawal"))
    visitor.fill_in(visitor.open(address[0]), form=address[0])

    assert "样例老人甲" not in visitor.open("/my/data").response.text
    assert "这个号码名下还没有事" in visitor.open("/my").response.text


def test_what_is_kept_is_read_in_words_and_days_as_they_are_said(visitor: Visitor, app: FastAPI) -> None:
    reference = applied(visitor, FATHER)
    visitor.forget()
    sign_in(visitor, app, HERS)

    said = visitor.open("/my/data").text

    assert f"编号{group(reference)}" in said
    assert "收到日期2026年11月23日（星期一） 上午9:00" in said
    assert "154 0000 0002" in said
    assert "2026-11-23 09:00" not in said


def test_what_was_asked_to_be_put_right_is_seen_until_somebody_has_called(visitor: Visitor, app: FastAPI) -> None:
    sign_in(visitor, app, HERS)
    hers = dict(visitor.client.cookies)
    for _ in range(2):
        visitor.fill_in(visitor.open("/my/data"), {"wish": "名字写错了一个字"}, form="/my/data/correction")
    seen = visitor.open("/my/data").text
    assert seen.count("名字写错了一个字") == 1
    assert "还没办" in seen
    assert "名字写错了一个字" in visitor.client.get("/my/data/copy.json").text

    call = f"/staff/messages/{last_message(app, 'data_wish').id}"
    at_desk(visitor, one_time_links(app)["bianji"])
    visitor.fill_in(visitor.open(call), form=f"{call}/call")

    visitor.forget()
    visitor.client.cookies.update(hers)
    assert "2026年11月23日（星期一）办好了" in visitor.open("/my/data").text


def test_what_was_written_about_a_thing_goes_with_it(visitor: Visitor, app: FastAPI) -> None:
    """Of a message that went out only that it did is kept; one that still waits goes nowhere."""
    reference = applied(visitor, FATHER)
    visitor.forget()
    sign_in(visitor, app, HERS)
    visitor.fill_in(visitor.open(f"/requests/{reference}/withdrawal"))
    with writing(app.state.database) as session:
        about = select(Message).where(Message.subject.startswith("request:")).order_by(Message.id)
        rows = session.scalars(about).all()
        assert [row.facts.get("who") for row in rows] == ["样例女儿乙"]
        facts = {"what": "居家改造", "reference": reference, "state": "评估", "who": "样例老人甲"}
        about_it: dict[str, Any] = {"template": "request_changed", "facts": facts, "subject": rows[0].subject}
        for key, phone in (("waits", HERS), ("is called", None)):
            outbox.put(session, key=key, phone=phone, at=app.state.clock.now(), **about_it)
        rows[0].state, rows[0].sent_text = "sent", rows[0].body
        number, code = rows[0].id, rows[0].check_code
    address = re.search(r"/my/data/deletion/request/\d+", visitor.open("/my/data").response.text)
    assert address

    visitor.fill_in(visitor.open(address[0]), form=address[0])

    with app.state.database.reader() as session:
        kept = session.scalars(about).all()
        assert [(row.id, row.check_code) for row in kept] == [(number, code)]
        assert [kept[0].phone, kept[0].phone_lookup, kept[0].facts, kept[0].body, kept[0].sent_text] == [
            *(None, None, {}, "", None)
        ]


def test_a_photo_goes_with_the_last_request_that_shows_it(visitor: Visitor, app: FastAPI) -> None:
    uploads, folder = app.state.storage.papers, app.state.settings.data_dir / "uploads"
    name, stray = (
        uploads.store(data, media_type="image/jpeg")
        for data in (b"the same picture of the same bathroom", b"of nobody")
    )
    requests = [applied(visitor, FATHER), applied(visitor, MOTHER)]
    with writing(app.state.database) as session:
        for draft in session.scalars(select(Draft)):
            draft.photos.append(Photo(sha256=name, size=1, created_at=app.state.clock.now()))
    for one in (name, stray):
        os.utime(folder / one[:2] / one, (0, 0))
    visitor.forget()
    sign_in(visitor, app, HERS)

    for number, reference in enumerate(requests, start=1):
        assert uploads.exists(name)
        visitor.fill_in(visitor.open(f"/requests/{reference}/withdrawal"))
        address = f"/my/data/deletion/request/{number}"
        visitor.fill_in(visitor.open(address), form=address)
    assert not uploads.exists(name)

    with app.state.database.reader() as session:
        assert unused.sweep(session, uploads, before=app.state.clock.now()) == 1
    assert not uploads.exists(stray)


def test_nobody_sees_or_deletes_what_stands_under_another_phone(visitor: Visitor, app: FastAPI) -> None:
    reference = applied(visitor, FATHER)
    visitor.forget()
    visitor.open("/my/data", 404)
    visitor.open("/my/helpers", 404)
    sign_in(visitor, app, "15400000099")

    visitor.open(f"/requests/{reference}", 404)
    visitor.open("/my/data/deletion/request/1", 404)
    visitor.send("/my/data/deletion/request/1", 404)
    visitor.send("/my/helpers/1/end", 404, answers={"version": "1"})
    assert "样例老人甲" not in visitor.open("/my/data").response.text


def test_the_notice_is_read_before_anything_is_asked_and_its_version_is_kept(visitor: Visitor, app: FastAPI) -> None:
    assert "谁问您要，都是骗子" in visitor.open("/home-modifications/apply").response.text

    applied(visitor, FATHER)

    with app.state.database.reader() as session:
        kept = notice_of(session, "request:1")
    assert kept is not None
    assert kept.version == app.state.privacy_register.notice.version
    assert kept.consents == {"needs": True, "hardship": True, "address": True, "photos": False}
