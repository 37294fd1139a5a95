"""Staff find on their first page what waits for them, and hear of it on their phone where one is known."""

from datetime import timedelta

import pytest
from fastapi import FastAPI
from sqlalchemy import select

from portal.fraud_help.model import FraudReport
from portal.kernel.clock import FixedClock
from portal.messages.model import Message
from portal.people.model import StaffMember, StaffRole
from portal.upkeep import reminding
from portal.upkeep.reminding import Reminded
from portal.web.sessions import writing
from tests.support.desk import EDITOR, KINDS, PUBLISHER, one_time_links, sign_in, step, written
from tests.support.visitor import Visitor

TITLE = "要人看的指南"


@pytest.fixture
def links(app: FastAPI) -> dict[str, str]:
    return one_time_links(app)


def member(app: FastAPI, username: str) -> StaffMember:
    with app.state.database.reader() as session:
        found: StaffMember = session.scalars(select(StaffMember).where(StaffMember.username == username)).one()
        return found


def reminded(app: FastAPI, clock: FixedClock) -> Reminded:
    with writing(app.state.database) as session:
        return reminding.remind(session, app.state.desk_rules, now=clock.now(), today=clock.today())


def messages(app: FastAPI, template: str) -> list[Message]:
    with app.state.database.reader() as session:
        return list(session.scalars(select(Message).where(Message.template == template)))


def test_the_reader_finds_what_is_to_be_read_and_the_writer_what_came_back(
    visitor: Visitor, links: dict[str, str]
) -> None:
    sign_in(visitor, links[EDITOR])
    address = written(visitor, KINDS["guide"], title_zh=TITLE)
    step(visitor, address, "submission")
    editor = visitor.client.cookies["staff"]
    assert TITLE not in visitor.open("/staff").text

    sign_in(visitor, links[PUBLISHER])
    first = visitor.open("/staff")
    assert f"等您审的：1{TITLE}" in first.text.replace("\n", "").replace(" ", "")
    step(visitor, address, "return", reason="请写短一点")
    assert TITLE not in visitor.open("/staff").text

    visitor.forget()
    visitor.client.cookies.set("staff", editor)
    assert f"退回给您改的：1{TITLE}" in visitor.open("/staff").text.replace("\n", "").replace(" ", "")
    step(visitor, address, "submission")
    assert TITLE not in visitor.open("/staff").text


def test_whoever_owns_what_is_old_hears_of_it_once_a_week(
    visitor: Visitor, app: FastAPI, clock: FixedClock, links: dict[str, str]
) -> None:
    assert links
    clock.advance(timedelta(days=100))
    assert reminded(app, clock) == Reminded(at_desk=1)
    with writing(app.state.database) as session:
        session.get_one(StaffMember, member(app, EDITOR).id).phone = "15400000009"

    assert reminded(app, clock) == Reminded(sent=1)
    assert reminded(app, clock) == Reminded(before=1)
    clock.advance(timedelta(days=7))
    assert reminded(app, clock) == Reminded(sent=1)

    told = messages(app, "staff_reminder")
    assert {one.phone for one in told} == {"15400000009"}
    assert "条内容该核对了" in told[0].body
    visitor.forget()


def test_the_dashboard_says_which_questions_wait_and_since_when(
    visitor: Visitor, app: FastAPI, clock: FixedClock, links: dict[str, str]
) -> None:
    sign_in(visitor, links[EDITOR])
    assert "没有人在等回答" in visitor.open("/staff/publications").text
    with writing(app.state.database) as session:
        for number in (3, 1):
            at = clock.now() - timedelta(days=number)
            session.add(FraudReport(submit_key=str(number), way="phone", said="要我转钱", created_at=at))

    page = visitor.open("/staff/publications")

    assert "居民反映的骗术：2，最早的一件是2026年11月20日" in page.text.replace("\n", "")
    assert 'href="/staff/fraud-help"' in page.html


def test_a_mobile_is_kept_masked_changed_and_forgotten_with_the_account(
    visitor: Visitor, app: FastAPI, links: dict[str, str]
) -> None:
    number = member(app, EDITOR).id
    with writing(app.state.database) as session:
        session.add(StaffRole(staff_id=member(app, PUBLISHER).id, role="administrator"))
    sign_in(visitor, links[PUBLISHER])
    form = f"/staff/people/{number}/phone"

    wrong = visitor.fill_in(visitor.open("/staff/people"), {"phone": "023-0000 0001"}, 422, form=form)
    assert wrong.form(form).filled({})["phone"] == ["023-0000 0001"]
    visitor.fill_in(wrong, {"phone": "154 0000 0009"}, form=form)

    page = visitor.open("/staff/people")
    assert "154****0009" in page.text
    assert "15400000009" not in page.html.replace(" ", "")
    assert member(app, EDITOR).phone == "15400000009"
    visitor.fill_in(page, form=f"/staff/people/{number}/closure")
    assert member(app, EDITOR).phone is None
