"""A resident holds a message, a number or a sentence against what the portal knows, and tells of a trick."""

from typing import Any

import pytest
from fastapi import FastAPI
from sqlalchemy import select

from portal.fraud_help import store
from portal.fraud_help.model import FraudReport
from portal.messages import outbox, templates
from portal.messages.delivery import Postman
from portal.messages.gateways.local import ConsoleGateway
from portal.messages.model import Message
from portal.messages.routes import Routes
from portal.offline.model import ShortLink
from portal.people import enrol
from portal.web.sessions import writing
from tests.support.house import CONTENT
from tests.support.visitor import Visitor

REPORT = "/fraud-warnings/report"
NOT_OURS = "不是我们发的"


@pytest.fixture
def received(app: FastAPI) -> Message:
    """A message as it arrived on somebody's phone."""
    now = app.state.clock.now()
    with writing(app.state.database) as session:
        outbox.put(
            session,
            key="k",
            phone="15400000001",
            template="request_received",
            facts={"what": "居家改造", "reference": "123 456 7890", "day": "11月30日"},
            at=now,
        )
    Postman(app.state.database, Routes([ConsoleGateway(shows_text=False)]), app.state.clock, name="one").round()
    with app.state.database.reader() as session:
        found: Any = session.scalar(select(Message))
    assert found.sent_text
    return found  # type: ignore[no-any-return]


def asked(visitor: Visitor, pasted: str) -> str:
    page = visitor.fill_in(visitor.open("/verify"), {"pasted": pasted}, 200, form="/verify")
    return page.h1 + page.response.text


def test_a_message_of_ours_is_recognised_word_for_word(visitor: Visitor, received: Message) -> None:
    said = asked(visitor, str(received.sent_text))

    assert "是我们发的" in said
    assert NOT_OURS not in said
    assert "您的申请我们收到了" in said
    assert "2026年11月23日" in said
    assert "15400000001" not in said


def test_a_forged_message_that_copies_our_code_is_seen_through(visitor: Visitor, received: Message) -> None:
    forged = f"【银龄服务】您的补贴到账，请点链接 http://bad.example 付手续费。查验码{received.check_code}"

    said = asked(visitor, forged)

    assert NOT_OURS in said
    assert "码是我们的，话不是我们说的" in said
    assert "96110" in said


def test_a_code_alone_says_what_it_was_about_and_warns_of_other_words(visitor: Visitor, received: Message) -> None:
    said = asked(visitor, f" {received.check_code[:3].lower()} {received.check_code[3:]} ")

    assert "您的申请我们收到了" in said
    assert "要钱、要验证码？那就不是我们发的" in said


@pytest.mark.parametrize("typed", ["查验码{}", "查验码：{}。", "Check code: {}", " {} "])
def test_a_code_that_is_copied_with_its_name_is_still_a_code_alone(
    visitor: Visitor, received: Message, typed: str
) -> None:
    assert asked(visitor, typed.format(received.check_code)).startswith("有这个码")


def test_a_code_that_was_misread_is_warned_of_and_looked_at_again(visitor: Visitor) -> None:
    assert "每个字再看一遍" in asked(visitor, "QQQQQQ")
    assert "每个字再看一遍" not in asked(visitor, "您的养老金停了，马上转钱到这个账户。")


@pytest.mark.parametrize("whole", [True, False])
def test_of_a_message_that_was_erased_nothing_is_known_any_more(
    visitor: Visitor, app: FastAPI, received: Message, *, whole: bool
) -> None:
    """It is neither called changed, since nobody can tell, nor known, since its thing was deleted."""
    with writing(app.state.database) as session:
        outbox.forget(session, received.subject)

    said = asked(visitor, str(received.sent_text) if whole else received.check_code)

    assert "已经删掉了" in said
    assert "不转钱，不点链接，不说验证码" in said
    assert NOT_OURS not in said
    assert "您的申请我们收到了" not in said
    assert (
        "2026年11月23日"
        not in visitor.fill_in(visitor.open("/verify"), {"pasted": received.check_code}, 200, form="/verify").text
    )


def test_whoever_shared_a_text_with_what_was_erased_is_not_told_that_theirs_was_changed(
    visitor: Visitor, app: FastAPI, received: Message
) -> None:
    """The whole text is gone with the other half of it; what this half was about is still known."""
    with writing(app.state.database) as session:
        session.scalars(select(Message)).one().sent_text = None

    assert "已经删掉了" in asked(visitor, str(received.sent_text))
    assert "您的申请我们收到了" in asked(visitor, received.check_code)


def test_a_message_that_is_not_ours_is_warned_of(visitor: Visitor) -> None:
    said = asked(visitor, "【银龄服务】您的养老金异常，点击链接认证。查验码2A2A2A")

    assert NOT_OURS in said
    assert "不转钱，不点链接，不说验证码" in said


def test_nothing_typed_is_asked_for_and_a_text_without_end_is_refused(visitor: Visitor) -> None:
    visitor.fill_in(visitor.open("/verify"), {"pasted": ""}, 422, form="/verify")
    visitor.fill_in(visitor.open("/fraud-warnings/check"), {"pasted": "钱" * 2001}, 422, form="/fraud-warnings/check")


def test_a_sentence_is_held_against_the_signs_and_leads_to_its_warning(visitor: Visitor) -> None:
    page = visitor.fill_in(
        visitor.open("/fraud-warnings/check"),
        {"pasted": "我是公安局的，你涉 嫌 洗 钱，把钱转到安全账户，不要告诉家人"},
        200,
        form="/fraud-warnings/check",
    )

    assert "小心，像是骗局" in page.h1
    assert "/fraud-warnings/fake-police-safe-account" in page.response.text
    assert "叫您瞒着家人" in page.response.text


def test_what_is_not_known_is_never_called_safe(visitor: Visitor) -> None:
    page = visitor.fill_in(
        visitor.open("/fraud-warnings/check"), {"pasted": "15400000001"}, 200, form="/fraud-warnings/check"
    )

    assert "没查到，不等于安全" in page.response.text


def test_a_report_is_told_in_two_short_steps_that_lose_nothing(visitor: Visitor) -> None:
    first = visitor.open(REPORT)
    nothing = visitor.fill_in(first, {"said": "有人\n要钱", "go": "contact"}, 422, form=REPORT)
    assert "有人" in nothing.response.text

    second = visitor.fill_in(nothing, {"way": "sms", "go": "contact"}, 200, form=REPORT)
    assert second.title.startswith("第2步，共2步")
    back = visitor.fill_in(second, {"sender": "17100000001", "go": "told"}, 200, form=REPORT)
    assert back.form(REPORT).values["way"] == ["sms"]
    assert "".join(back.form(REPORT).values["said"]).split() == ["有人", "要钱"]

    again = visitor.fill_in(back, {"go": "contact"}, 200, form=REPORT)
    wrong = visitor.fill_in(again, {"contact": "12"}, 422, form=REPORT)
    assert wrong.form(REPORT).values["sender"] == ["17100000001"]
    assert wrong.errors
    visitor.follow(visitor.fill_in(wrong, {"contact": ""}, form=REPORT))


def test_a_report_blanks_bank_cards_is_kept_once_and_becomes_a_draft_with_one_click(
    visitor: Visitor, app: FastAPI
) -> None:
    told = {"way": "phone", "said": "说是社保局，要我报卡号6222020000000000000，先交五百", "go": "contact"}
    page = visitor.fill_in(visitor.open(REPORT), told, 200, form=REPORT)
    visitor.fill_in(page, {"sender": "17100000001"}, form=REPORT)
    visitor.follow(visitor.fill_in(page, {"sender": "17100000001"}, form=REPORT))

    with app.state.database.reader() as session:
        (kept,) = session.scalars(select(FraudReport)).all()
    assert "6222020000000000000" not in kept.said
    assert "先交五百" in kept.said

    signed_in(visitor, app)
    desk = visitor.open("/staff/fraud-help")
    draft = visitor.follow(visitor.fill_in(desk, form=f"/staff/fraud-help/reports/{kept.id}/warning"))
    assert "居民反映" in draft.response.text
    visitor.send(f"/staff/fraud-help/reports/{kept.id}/warning", 409)


def test_what_staff_write_down_is_found_however_it_is_written(visitor: Visitor, app: FastAPI) -> None:
    signed_in(visitor, app)
    for kind, value in (("phone", "171 0000 0001"), ("link", "https://bad.example/x"), ("words", "银龄返利卡")):
        visitor.send("/staff/fraud-help/tricks", answers={"kind": kind, "value": value, "note": "骗过三位老人"})
    visitor.open("/staff/fraud-help")
    visitor.send("/staff/fraud-help/tricks", 422, answers={"kind": "phone", "value": "没有号码", "note": "x"})
    visitor.forget()

    for pasted in ("回拨＋86 171-0000-0001", "看看 www.bad.example/pay", "办一张银 龄 返 利 卡"):
        page = visitor.fill_in(
            visitor.open("/fraud-warnings/check"), {"pasted": pasted}, 200, form="/fraud-warnings/check"
        )
        assert "骗过三位老人" in page.response.text, pasted


def test_the_quiz_is_ten_stories_a_page_each_and_a_sheet_of_paper(reader: Visitor) -> None:
    reader.open("/fraud-warnings/quiz")
    for number in range(1, 11):
        reader.open(f"/fraud-warnings/quiz/{number}")
        said = {
            reader.open(f"/fraud-warnings/quiz/{number}?said={word}").h1.split("，")[0] for word in ("fraud", "fine")
        }
        assert said == {"答对了", "没答对"}
    reader.open("/fraud-warnings/quiz/11", 404)
    assert reader.open("/fraud-warnings/quiz/sheet").response.text.count("□") == 20


def signed_in(visitor: Visitor, app: FastAPI) -> None:
    with writing(app.state.database) as session:
        made = enrol.demonstration(session, app.state.clock.now()) or []
    visitor.forget()
    visitor.send(next(f"/staff/one-time/{one.token}" for one in made if one.username == "bianji"))


def test_every_kind_of_message_is_known_again_by_its_code_and_by_its_words(app: FastAPI) -> None:
    """A new template in content/messages is looked at here by itself."""
    clock, database = app.state.clock, app.state.database
    catalogue = templates.load(CONTENT / "messages", sender={"zh": "银龄服务", "en": "Elder Services"}).templates
    with writing(database) as session:
        for number, (name, template) in enumerate(catalogue.items()):
            phone = f"154000010{number:02}"
            outbox.put(
                session, key=name, phone=phone, template=name, facts=template.example, at=clock.now(), urgent=True
            )
    while Postman(database, Routes([ConsoleGateway(shows_text=False)]), clock, name="one").round():
        pass

    with database.reader() as session:
        sent = session.scalars(select(Message).where(Message.state == "sent")).all()
        found = {one.template: store.verify(session, one.sent_text or "", public_url="").result for one in sent}
        by_code = {store.verify(session, one.check_code, public_url="").result for one in sent}
    assert found == dict.fromkeys(catalogue, store.OURS)
    assert by_code == {store.CODE_ONLY}


def test_our_own_address_is_known_and_the_same_code_behind_another_is_not(visitor: Visitor, app: FastAPI) -> None:
    with app.state.database.reader() as session:
        code = session.scalars(select(ShortLink.code).limit(1)).one()
    form = visitor.send("/paper-forms/home_modifications").location.rsplit("/", 1)[1]

    for ours in (f"HTTP://PORTAL.TEST/Q/{code}", f"portal.test/q/{code.lower()}", code, f"portal.test/f/{form}", form):
        assert "有这个码" in asked(visitor, ours), ours
    for forged in (f"http://portal.test.cn/Q/{code}", f"http://another.test/F/{form}"):
        assert NOT_OURS in asked(visitor, forged), forged
