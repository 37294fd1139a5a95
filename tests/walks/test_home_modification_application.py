"""A daughter applies for her father, and can look it up again; the desk works on it."""

import re

import pytest
from fastapi import FastAPI
from sqlalchemy import func, select

from portal.people import enrol
from portal.requests.model import Revision, ServiceRequest
from portal.web.sessions import writing
from tests.support.applying import APPLY, applied_at_once
from tests.support.html import Page
from tests.support.people import DAUGHTER, Typed
from tests.support.pictures import a_picture
from tests.support.visitor import Visitor

DESKS = "/staff/home-modifications"


def answered(visitor: Visitor, answers: dict[str, Typed]) -> Page:
    """Every page in its order, as the portal asks for it, up to the last."""
    visitor.open(APPLY)
    page = visitor.send(APPLY)
    while not page.location.endswith("/check"):
        slug = page.location.rsplit("/", 1)[1]
        step = visitor.follow(page)
        form = f"{APPLY}/{slug}"
        page = visitor.fill_in(step, answers[slug], form=form)
    return visitor.follow(page)


def sent(visitor: Visitor) -> str:
    return applied_at_once(visitor, DAUGHTER)


def number_in(page: Page, digits: int) -> str:
    """The receipt code as it stands on the page."""
    found = re.search(rf'class="qr__code">(\d{{{digits}}})<', page.response.text)
    assert found
    return found[1]


def test_a_daughter_applies_for_her_father_and_gets_a_receipt(visitor: Visitor) -> None:
    check = answered(visitor, DAUGHTER)
    assert "样例老人甲" in check.response.text
    assert "浴室地滑，怕摔" in check.response.text

    receipt = visitor.follow(visitor.send(f"{APPLY}/submission"))

    assert "我们收到了" in receipt.h1
    assert "2026年11月30日" in receipt.response.text
    assert "HTTP://PORTAL.TEST/Q/" in receipt.response.text


def test_a_year_of_birth_is_kept_in_four_digits_however_it_was_typed(visitor: Visitor) -> None:
    visitor.send(APPLY)
    visitor.send(f"{APPLY}/for-whom", answers={"who": "myself"})
    visitor.send(f"{APPLY}/senior", answers={"name": "样例老人甲", "birth_year": "一九四八年", "phone": ""})

    assert 'value="1948"' in visitor.open(f"{APPLY}/senior").html


def test_who_applies_for_themselves_is_not_asked_for_a_helper(visitor: Visitor) -> None:
    alone = {"how": "visit", "best_time": "any"}  # without a phone nobody can be called
    mine = DAUGHTER | {"for-whom": {"who": "myself"}, "helper": {}, "contact": alone}

    check = answered(visitor, mine)

    assert "样例女儿乙" not in check.response.text
    visitor.open(f"{APPLY}/helper", 404)


def test_sending_twice_makes_one_request_and_shows_the_same_receipt(visitor: Visitor, app: FastAPI) -> None:
    first = sent(visitor)

    second = visitor.send(f"{APPLY}/submission").location.split("/")[2]

    assert second == first
    with app.state.database.reader() as session:
        assert session.scalar(select(func.count()).select_from(ServiceRequest)) == 1


def test_what_is_wrong_is_said_and_what_was_typed_stays(visitor: Visitor) -> None:
    step = visitor.follow(visitor.send(APPLY))
    page = visitor.fill_in(step, {}, 422, form=f"{APPLY}/for-whom")
    assert "请选择给谁办。" in page.response.text

    visitor.send(f"{APPLY}/for-whom", answers={"who": "parent"})
    wrong = {"name": "样例老人甲", "birth_year": "去年", "phone": "123"}
    page = visitor.send(f"{APPLY}/senior", 422, answers=wrong)

    assert "错误：" in page.title
    assert "请填写四位出生年份" in page.response.text
    assert "样例老人甲" in page.response.text


def test_a_draft_is_found_again_by_its_code_in_another_browser(visitor: Visitor) -> None:
    visitor.send(APPLY)
    visitor.send(f"{APPLY}/for-whom", answers={"who": "parent"})
    page = visitor.open(f"{APPLY}/situation")
    code = re.search(r"\d{4} \d{4} \d{4}", page.response.text)
    assert code
    visitor.forget()
    visitor.open(f"{APPLY}/situation", 303)
    mistyped = visitor.fill_in(visitor.open("/resume"), {"code": "1234 5678 9012"}, 404)
    assert mistyped.form("/resume").values["code"] == ["1234 5678 9012"]

    visitor.send("/resume", answers={"code": code[0]})

    assert "checked" in visitor.open(f"{APPLY}/for-whom").response.text


def test_a_new_application_shows_nothing_of_the_one_before(visitor: Visitor) -> None:
    answered(visitor, DAUGHTER)

    visitor.send(APPLY)
    page = visitor.open(f"{APPLY}/senior")

    assert "样例老人甲" not in page.response.text


def test_with_number_and_last_four_digits_it_is_found_again_and_without_it_is_not_there(visitor: Visitor) -> None:
    reference = sent(visitor)
    visitor.forget()
    visitor.open(f"/requests/{reference}", 404)
    wrong = visitor.send("/track", 404, answers={"reference": reference, "proof": "9999"})
    unknown = visitor.send("/track", 404, answers={"reference": "1234567890", "proof": "0002"})
    assert wrong.errors == unknown.errors == ["没有查到。请照着回执再核对一遍，或打12345报编号。"]
    assert f'value="{reference}"' in wrong.html, "What was typed is still there."

    visitor.send("/track", answers={"reference": reference, "proof": "0002"})

    assert "办到哪了：已收到" in visitor.open(f"/requests/{reference}").h1


def test_the_receipt_code_opens_it_for_a_senior_without_a_phone(visitor: Visitor) -> None:
    reference = sent(visitor)
    code = number_in(visitor.open(f"/requests/{reference}/receipt"), 6)
    visitor.forget()

    visitor.send("/track", answers={"reference": reference, "proof": code})

    visitor.open(f"/requests/{reference}")


def test_whoever_guesses_is_asked_to_wait(visitor: Visitor) -> None:
    for _ in range(20):
        visitor.send("/track", 404, answers={"reference": "1234567890", "proof": "0000"})

    page = visitor.send("/track", 429, answers={"reference": "1234567890", "proof": "0000"})

    assert "请稍等" in page.h1


def test_the_family_withdraws_and_nothing_more_can_be_done(visitor: Visitor) -> None:
    reference = sent(visitor)
    visitor.fill_in(visitor.open(f"/requests/{reference}/withdrawal"))

    assert "已按您的意思撤回" in visitor.open(f"/requests/{reference}").h1
    visitor.send(f"/requests/{reference}/withdrawal", 409, answers={"version": "2"})


def test_finishing_on_a_shared_device_closes_it(visitor: Visitor) -> None:
    reference = sent(visitor)

    visitor.send("/visit/end")

    visitor.open(f"/requests/{reference}", 404)


def test_a_photo_is_kept_and_a_text_named_as_one_is_refused(visitor: Visitor) -> None:
    visitor.send(APPLY)
    visitor.send(f"{APPLY}/for-whom", answers={"who": "myself"})
    address, agreed = f"{APPLY}/photos", {"photos_agreed": "y"}

    page = visitor.fill_in(
        visitor.open(address), agreed, 422, form=address, files={"photos": ("a.jpg", b"<script>", "image/jpeg")}
    )
    assert "这个文件打不开" in page.response.text

    photo = {"photos": ("a.png", a_picture(), "image/png")}
    asked = visitor.fill_in(visitor.open(address), {}, 422, form=address, files=photo)
    assert "不传照片也能往下办" in asked.response.text
    visitor.fill_in(visitor.open(address), agreed, form=address, files=photo)
    assert "第1张照片已保存" in visitor.open(address).response.text


@pytest.fixture
def case_worker(app: FastAPI) -> str:
    with writing(app.state.database) as session:
        made = enrol.demonstration(session, app.state.clock.now()) or []
    return next(f"/staff/one-time/{one.token}" for one in made if one.username == "bianji")


def test_the_desk_asks_once_for_everything_and_the_family_answers(
    visitor: Visitor, case_worker: str, app: FastAPI
) -> None:
    reference = sent(visitor)
    family = dict(visitor.client.cookies)
    visitor.forget()
    visitor.send(case_worker)
    assert "样***甲" in visitor.open("/staff/requests").response.text
    assert "样例老人甲" not in visitor.open("/staff/requests").response.text
    assert "样例老人甲" not in visitor.open(DESKS).response.text
    page = visitor.open(f"{DESKS}/{reference}")
    visitor.fill_in(page, {"correction-note": ""}, 422, form=f"/{reference}/correction")
    visitor.fill_in(page, {"correction-note": "门牌号\n房产证复印件"}, form=f"/{reference}/correction")

    visitor.forget()
    visitor.client.cookies.update(family)
    page = visitor.open(f"/requests/{reference}")
    assert "房产证复印件" in page.response.text
    visitor.fill_in(page, {"answer": "门牌是1号"}, form=f"/requests/{reference}/answer")
    with app.state.database.reader() as session:
        first, second = session.scalars(select(Revision).order_by(Revision.number))
        assert {slug: second.answers[slug] for slug in first.answers} == dict(first.answers)
        assert second.answers["answer-1"] == {"answer": "门牌是1号"}
        assert "answer-1" not in first.answers

    assert "办到哪了：已收到" in visitor.open(f"/requests/{reference}").h1


def test_of_two_officers_one_decides_and_the_other_sees_it(visitor: Visitor, case_worker: str) -> None:
    reference = sent(visitor)
    visitor.forget()
    visitor.send(case_worker)
    page = visitor.open(f"{DESKS}/{reference}")
    visitor.fill_in(page, {"non-acceptance-note": "不归这里办"}, form=f"/{reference}/non-acceptance")

    late = visitor.fill_in(page, {"correction-note": "房产证复印件"}, 409, form=f"/{reference}/correction")

    assert "别人刚刚办过" in late.text
    assert "不归这里办" in visitor.open(f"{DESKS}/{reference}").text
    visitor.send(f"/staff/requests/{reference}/acceptance", 404, answers={"version": "2"})


def test_nothing_personal_stands_in_the_database_in_clear(visitor: Visitor, app: FastAPI, database_url: str) -> None:
    sent(visitor)
    app.state.database.dispose()

    if database_url.startswith("sqlite"):
        with open(database_url.removeprefix("sqlite:///"), "rb") as file:  # noqa: PTH123
            content = file.read()
        assert "样例老人甲".encode() not in content
        assert b"15400000002" not in content
    else:
        with app.state.database.reader() as session:
            rows = session.execute(select(ServiceRequest.__table__)).all()
        assert "15400000002" not in str(rows)
