"""A family signs a senior up without an account, stands in line, takes an offer, and cancels."""

import re
from collections.abc import Mapping

import pytest
from fastapi import FastAPI
from sqlalchemy import event, func, select

from portal.enrolments.model import Enrolment, Intake, RefusalCount
from portal.messages.model import Message
from portal.people import visits
from portal.signing_up.mine import EnrolmentThings
from portal.web.sessions import writing
from tests.support.enrolling import an_intake
from tests.support.html import Page
from tests.support.people import MOTHER, Typed
from tests.support.portal import NOW
from tests.support.visitor import Visitor


@pytest.fixture
def number(app: FastAPI) -> int:
    with writing(app.state.database) as session:
        return an_intake(session, now=NOW, places={"online": 1, "counter": 1}).id


def answered(visitor: Visitor, number: int, answers: Mapping[str, Typed], begun: Page | None = None) -> Page:
    page = begun or visitor.send(f"/sign-up/{number}")
    while not page.location.endswith("/check"):
        slug = page.location.rsplit("/", 1)[1]
        page = visitor.fill_in(visitor.follow(page), answers[slug], form=f"/sign-up/{number}/{slug}")
    return visitor.follow(page)


def signed_up(visitor: Visitor, number: int, **senior: str) -> Page:
    answers = {**MOTHER, "senior": {**MOTHER["senior"], **senior}}
    answered(visitor, number, answers)
    return visitor.follow(visitor.send(f"/sign-up/{number}/submission"))


def for_whom(visitor: Visitor, number: int) -> None:
    step = visitor.follow(visitor.send(f"/sign-up/{number}"))
    visitor.fill_in(step, {"who": "myself"}, form=f"/sign-up/{number}/for-whom")


def reference_of(receipt: Page) -> str:
    return receipt.path.split("/")[2]


def test_a_daughter_signs_her_mother_up_on_four_short_pages(visitor: Visitor, number: int, app: FastAPI) -> None:
    page = visitor.open("/courses/tai-chi-24")
    assert f"/sign-up/{number}" in page.html
    assert "网上还有1个名额" in visitor.open(f"/sign-up/{number}").html

    check = answered(visitor, number, MOTHER)
    assert "样例老人甲·乙" in check.html
    receipt = visitor.follow(visitor.send(f"/sign-up/{number}/submission"))

    assert receipt.h1 == "有名额了"
    assert "农历" in receipt.html
    assert re.search(r"\d{3} \d{3} \d{4}", receipt.html)
    assert f"/E/{reference_of(receipt)}".upper() in receipt.html
    slip = visitor.open(receipt.path.replace("receipt", "slip"))
    code = re.search(r"查验码 (\w{6})", slip.html)
    assert code, "Every slip carries a code by which it can be checked."
    checked = visitor.send("/verify", 200, answers={"pasted": code[1]})
    assert checked.h1 == "有这个码"
    with app.state.database.reader() as session:
        told = session.scalars(select(Message.template)).all()
        assert list(told) == ["enrolment_received"]


def test_another_person_keeps_the_helper_and_forgets_the_senior(visitor: Visitor, number: int) -> None:
    receipt = signed_up(visitor, number)

    page = visitor.send(f"/enrolments/{reference_of(receipt)}/another")
    visitor.fill_in(visitor.follow(page), {"who": "parent"}, form=f"/sign-up/{number}/for-whom")
    senior = visitor.open(f"/sign-up/{number}/senior")
    assert "样例老人甲" not in senior.html
    following = visitor.fill_in(senior, {"name": "样例老人丙", "birth_year": "1950"}, form=f"/sign-up/{number}/senior")

    assert following.location.endswith("/check")
    assert "样例女儿乙" in visitor.follow(following).html


def test_after_somebody_who_is_signed_up_already_the_helper_need_not_type_their_name_again(
    visitor: Visitor, number: int
) -> None:
    signed_up(visitor, number)
    answered(visitor, number, MOTHER)
    already = visitor.send(f"/sign-up/{number}/submission", 409)

    page = visitor.follow(visitor.fill_in(already, form=f"/sign-up/{number}"))
    page = visitor.follow(visitor.fill_in(page, {"who": "parent"}, form=f"/sign-up/{number}/for-whom"))
    assert "样例老人甲" not in page.html
    page = visitor.fill_in(page, {"name": "样例老人丙", "birth_year": "1950"}, form=f"/sign-up/{number}/senior")

    assert "样例女儿乙" in visitor.follow(page).html


def test_a_lunar_birthday_is_shown_as_the_year_that_was_understood(visitor: Visitor, number: int) -> None:
    born = {"name": "样例老人甲·乙", "birth_year": "一九五二年腊月二十", "phone": ""}

    check = answered(visitor, number, {**MOTHER, "senior": born})

    assert "1953" in check.text


def test_where_nobody_is_asked_for_a_yes_nobody_reads_of_hours_to_say_it(
    visitor: Visitor, number: int, app: FastAPI
) -> None:
    with writing(app.state.database) as session:
        intake = session.get_one(Intake, number)
        intake.offer_hours, intake.quota("online").places = 0, 0

    receipt = signed_up(visitor, number)

    assert "小时" not in receipt.text
    assert "一有就是您的" in receipt.text


def test_nobody_begins_a_form_for_another_when_it_is_closed(visitor: Visitor, number: int, app: FastAPI) -> None:
    reference = reference_of(signed_up(visitor, number))
    with writing(app.state.database) as session:
        session.get_one(Intake, number).closes_at = NOW

    page = visitor.send(f"/enrolments/{reference}/another", 409)

    assert "报名停了" in page.text


def test_a_form_that_is_sent_again_asks_with_one_connection_at_a_time(
    visitor: Visitor, number: int, app: FastAPI
) -> None:
    """Of many who click twice, each would otherwise hold the one for which another waits."""
    receipt = signed_up(visitor, number)
    pool = app.state.database.reading.pool
    held: list[int] = []
    event.listen(pool, "checkout", lambda *_: held.append(pool.checkedout()))

    again = visitor.send(f"/sign-up/{number}/submission")

    assert max(held) == 1
    assert again.location == receipt.path


def test_sending_twice_gives_one_place_and_the_same_receipt(visitor: Visitor, number: int, app: FastAPI) -> None:
    first = signed_up(visitor, number)

    again = visitor.follow(visitor.send(f"/sign-up/{number}/submission"))

    assert again.path == first.path
    with app.state.database.reader() as session:
        assert session.scalar(select(func.count()).select_from(Enrolment)) == 1


def test_after_a_no_a_form_that_is_still_open_in_a_tab_leads_to_no_receipt(
    visitor: Visitor, number: int, app: FastAPI
) -> None:
    receipt = signed_up(visitor, number)
    with writing(app.state.database) as session:
        made = session.scalars(select(Enrolment)).one().id
        EnrolmentThings().set_consent(session, made, "revoked", at=NOW)
        visits.withdraw_from_all(session, "enrolment", made)

    visitor.send(f"/sign-up/{number}/submission", 404)

    visitor.open(receipt.path, 404)


def test_whoever_is_signed_up_already_reads_it_and_where_the_receipt_is(visitor: Visitor, number: int) -> None:
    signed_up(visitor, number)
    answered(visitor, number, MOTHER)

    page = visitor.send(f"/sign-up/{number}/submission", 409)

    assert page.h1 == "这位已经报过名了"
    assert visitor.open(page.link("您的回执")).h1 == "有名额了"


def test_a_phone_is_shown_as_it_was_understood_however_it_was_typed(visitor: Visitor, number: int) -> None:
    answered(visitor, number, MOTHER)

    seen = visitor.open(f"/sign-up/{number}/check").text

    assert "154 0000 0002" in seen
    assert "１５４" not in seen


def test_on_another_phone_whoever_is_signed_up_already_is_led_to_the_place(visitor: Visitor, number: int) -> None:
    reference = reference_of(signed_up(visitor, number))
    visitor.forget()
    answered(visitor, number, MOTHER)

    page = visitor.send(f"/sign-up/{number}/submission", 409)
    assert reference not in page.html
    assert "后四位" in page.text
    track = visitor.open(page.link("用编号查"))
    found = visitor.fill_in(track, {"reference": reference, "proof": "0002"}, form="/track")

    assert visitor.follow(found).h1 == "有名额了"


def test_the_line_is_seen_and_a_place_that_becomes_free_is_offered_and_taken(visitor: Visitor, number: int) -> None:
    first = signed_up(visitor, number)
    second = signed_up(visitor, number, name="样例老人丙")
    third = signed_up(visitor, number, name="样例老人丁")
    assert (second.h1, third.h1) == ("排第1，一共1家", "排第2，一共2家")

    ask = visitor.open(f"/enrolments/{reference_of(first)}/cancellation")
    visitor.fill_in(ask, form=f"/enrolments/{reference_of(first)}/cancellation")
    assert visitor.open(f"/enrolments/{reference_of(first)}").h1 == "已取消"
    offer = visitor.open(f"/enrolments/{reference_of(second)}")
    assert offer.h1.startswith("名额给您留到")
    visitor.fill_in(offer, form=f"/enrolments/{reference_of(second)}/acceptance")

    assert visitor.open(f"/enrolments/{reference_of(second)}").h1 == "有名额了"
    assert visitor.open(f"/enrolments/{reference_of(third)}").h1 == "排第1，一共1家"


def test_an_offer_that_is_refused_goes_to_the_next(visitor: Visitor, number: int) -> None:
    first, second, third = (signed_up(visitor, number, name=f"样例老人{name}") for name in "甲丙丁")
    ask = visitor.open(f"/enrolments/{reference_of(first)}/cancellation")
    visitor.fill_in(ask, form=f"/enrolments/{reference_of(first)}/cancellation")

    offer = visitor.open(f"/enrolments/{reference_of(second)}")
    visitor.fill_in(offer, form=f"/enrolments/{reference_of(second)}/refusal")

    assert visitor.open(f"/enrolments/{reference_of(third)}").h1.startswith("名额给您留到")


def test_the_place_is_found_again_by_its_number_and_the_phone(visitor: Visitor, number: int) -> None:
    reference = reference_of(signed_up(visitor, number))
    visitor.forget()
    visitor.open(f"/enrolments/{reference}/receipt", 404)

    page = visitor.follow(visitor.open(f"/E/{reference}", 302), 303)
    page = visitor.follow(page)
    visitor.fill_in(page, {"proof": "9999"}, 404, form="/track")
    found = visitor.fill_in(page, {"proof": "0002"}, form="/track")

    assert visitor.follow(found).h1 == "有名额了"


def test_too_young_is_explained_and_nothing_typed_is_lost(visitor: Visitor, number: int, app: FastAPI) -> None:
    visitor.fill_in(
        visitor.follow(visitor.send(f"/sign-up/{number}")), {"who": "myself"}, form=f"/sign-up/{number}/for-whom"
    )
    address = f"/sign-up/{number}/senior"

    page = visitor.fill_in(visitor.open(address), {"name": "样例青年", "birth_year": "1999"}, 422, form=address)

    assert "50岁以上才能报" in page.html
    assert "样例青年" in page.html
    assert "023-0000 0102" in page.text, "Whoever is asked to call reads the number there."
    with app.state.database.reader() as session:
        assert session.scalars(select(RefusalCount.reason)).all() == ["too_young"]


def test_whoever_is_over_eighty_is_asked_for_the_family(visitor: Visitor, app: FastAPI) -> None:
    with writing(app.state.database) as session:
        number = an_intake(session, now=NOW, slug="baduanjin").id
    visitor.fill_in(
        visitor.follow(visitor.send(f"/sign-up/{number}")), {"who": "myself"}, form=f"/sign-up/{number}/for-whom"
    )
    address = f"/sign-up/{number}/senior"
    more = visitor.fill_in(visitor.open(address), {"name": "样例老人戊", "birth_year": "1940"}, form=address)
    assert more.location.endswith("/more")
    visitor.fill_in(visitor.follow(more), {}, 422, form=f"/sign-up/{number}/more")

    visitor.fill_in(visitor.open(more.location), {"family_consent": "paper_due"}, form=f"/sign-up/{number}/more")
    receipt = visitor.follow(visitor.send(f"/sign-up/{number}/submission"))

    assert "请第一天把签好字的同意书带来" in receipt.html
    visitor.open(f"/sign-up/{number}/consent-form")


def test_a_couple_signs_up_with_one_form_and_waits_together(visitor: Visitor, number: int) -> None:
    receipt = signed_up(visitor, number, second_name="样例老伴", second_birth_year="1951")

    assert receipt.h1 == "排第1，一共1家"
    assert "样例老伴" in receipt.html


def test_what_is_closed_says_whom_to_call(visitor: Visitor, number: int, app: FastAPI) -> None:
    with writing(app.state.database) as session:
        an_intake(session, now=NOW).closes_at = NOW

    page = visitor.open(f"/sign-up/{number}")

    assert "报名停了" in page.html
    visitor.send(f"/sign-up/{number}", 409)


def test_what_closes_while_they_type_says_whom_to_call_and_is_counted(
    visitor: Visitor, number: int, app: FastAPI
) -> None:
    answered(visitor, number, MOTHER)
    with writing(app.state.database) as session:
        session.get_one(Intake, number).closes_at = NOW

    page = visitor.send(f"/sign-up/{number}/submission", 409)

    assert "报名停了" in page.text
    assert "023-0000 0102" in page.text
    with app.state.database.reader() as session:
        assert session.scalars(select(RefusalCount.reason)).all() == ["closed"]


def test_a_draft_is_gone_on_with_by_its_code(visitor: Visitor, number: int) -> None:
    step = visitor.follow(visitor.send(f"/sign-up/{number}"))
    code = re.search(r"\d{4} \d{4} \d{4}", step.html)
    assert code
    visitor.forget()

    page = visitor.fill_in(visitor.open("/resume"), {"code": code[0]}, form="/resume")

    assert page.location == f"/sign-up/{number}"


def test_a_team_signs_up_with_its_captain(visitor: Visitor, app: FastAPI) -> None:
    with writing(app.state.database) as session:
        number = an_intake(session, now=NOW, slug="badminton-doubles", places={"online": 2}).id
    step = visitor.follow(visitor.send(f"/sign-up/{number}"))
    address = f"/sign-up/{number}/senior"
    team = {"name": "样例领队", "birth_year": "1960", "phone": "15400000003", "members": "样例队员乙"}
    page = visitor.fill_in(step, team, 422, form=address)
    assert "请一人写一行" in page.html
    page = visitor.send(address, 422, answers=team | {"members": "样例队员乙 1961\n样例队员丙 1962"})
    assert page.errors == ["一队连领队2到2人，现在是3人。找不到队友，请打电话给我们。"]

    page = visitor.send(address, answers=team | {"members": "样例队员乙 1961"})
    visitor.fill_in(visitor.follow(page), {"health_note": "没有", "health": "y"}, form=f"/sign-up/{number}/more")
    receipt = visitor.follow(visitor.send(f"/sign-up/{number}/submission"))

    assert receipt.h1 == "有名额了"
    assert "满2队就办，现在有1队" in receipt.text
    with app.state.database.reader() as session:
        made = session.scalars(select(Enrolment)).one()
        assert (made.size, len(made.people)) == (1, 2)


def test_the_page_of_the_draw_says_its_rules_and_its_seal(visitor: Visitor, app: FastAPI) -> None:
    with writing(app.state.database) as session:
        intake = an_intake(session, now=NOW, slug="guzheng", places={"online": 1}, method="draw")
        number, seal = intake.id, intake.seed_hash

    page = visitor.open(f"/draws/{number}")

    assert str(seal) in page.html
    receipt = signed_up(visitor, number)
    assert receipt.h1 == "等抽签"
    assert "报名停了就抽签" in receipt.text
    visitor.open(f"/draws/{number}/list.csv", 404)


def test_the_line_above_the_pages_never_promises_too_few(visitor: Visitor, number: int) -> None:
    first = visitor.follow(visitor.send(f"/sign-up/{number}"))
    assert first.title.startswith("第1步，最多5步：")
    second = visitor.follow(visitor.fill_in(first, {"who": "parent"}, form=f"/sign-up/{number}/for-whom"))
    assert second.title.startswith("第2步，最多5步：")
    for_whom(visitor, number)

    assert visitor.open(f"/sign-up/{number}/senior").title.startswith("第2步，最多4步：")
