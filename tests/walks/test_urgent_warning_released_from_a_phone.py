"""An urgent warning is released by a second person on their phone, with a link, once, and without signing in."""

import re

import pyotp
import pytest
from fastapi import FastAPI
from sqlalchemy import select

from portal.kernel.clock import FixedClock
from portal.messages.model import Message
from portal.people.model import StaffMember
from portal.publishing_desk.rules import APPROVAL_LINK_LASTS
from portal.web.sessions import writing
from tests.support.desk import EDITOR, KINDS, PUBLISHER, one_time_links, sign_in, step, typed_for
from tests.support.html import Page
from tests.support.portal import PUBLIC_URL
from tests.support.visitor import Visitor

WARNING = KINDS["fraud_warning"]
TITLE = "有人冒充社保局要认证费"


@pytest.fixture
def links(app: FastAPI) -> dict[str, str]:
    return one_time_links(app)


def code_of(app: FastAPI, clock: FixedClock, username: str) -> str:
    with app.state.database.reader() as session:
        secret: str = session.scalars(select(StaffMember.totp_secret).where(StaffMember.username == username)).one()
    return pyotp.TOTP(secret).at(int(clock.now().timestamp()))


def handed_in(visitor: Visitor, link: str, level: str = "urgent") -> str:
    sign_in(visitor, link)
    page = visitor.open(f"{WARNING.desk_path}/new")
    typed = typed_for(WARNING, title_zh=TITLE, level=level)
    address = visitor.fill_in(page, typed, form=WARNING.desk_path).location
    step(visitor, address, "submission")
    return address


def link_made(visitor: Visitor, address: str) -> str:
    made: Page = visitor.fill_in(visitor.open(address), status=200, form="approval-links")
    found = re.search(rf'value="{PUBLIC_URL}(/approve/[^"]+)"', made.html)
    assert found, "The link is not shown."
    return found[1]


def test_the_second_person_releases_it_on_their_phone(
    visitor: Visitor, app: FastAPI, clock: FixedClock, links: dict[str, str]
) -> None:
    address = link_made(visitor, handed_in(visitor, links[EDITOR]))
    visitor.forget()
    assert TITLE not in visitor.open("/").text

    page = visitor.open(address)
    assert TITLE in page.text
    visitor.fill_in(page, {"code": code_of(app, clock, PUBLISHER)}, 200, form=address)

    assert TITLE in visitor.open("/").response.text
    visitor.open(address, 404)
    visitor.send(address, 404, answers={"code": code_of(app, clock, PUBLISHER)})


def test_the_writer_who_holds_the_link_cannot_use_it(
    visitor: Visitor, app: FastAPI, clock: FixedClock, links: dict[str, str]
) -> None:
    address = link_made(visitor, handed_in(visitor, links[EDITOR]))

    page = visitor.fill_in(visitor.open(address), {"code": code_of(app, clock, EDITOR)}, 422, form=address)

    assert "六位数字" in page.errors[0]
    assert TITLE not in visitor.open("/").response.text


def test_a_changed_letter_of_the_link_an_old_link_and_an_old_text_open_nothing(
    visitor: Visitor, app: FastAPI, clock: FixedClock, links: dict[str, str]
) -> None:
    at_desk = handed_in(visitor, links[EDITOR])
    address = link_made(visitor, at_desk)
    visitor.open(address[:-1] + ("0" if address[-1] != "0" else "1"), 404)
    visitor.open("/approve/1", 404)
    visitor.open("/approve/x.y", 404)
    sign_in(visitor, links[PUBLISHER])
    step(visitor, at_desk, "return", reason="请再写清楚")

    visitor.send(address, 409, answers={"code": code_of(app, clock, PUBLISHER)})

    assert TITLE not in visitor.open("/").response.text
    clock.advance(APPROVAL_LINK_LASTS)
    visitor.open(address, 404)


def test_five_wrong_codes_and_the_link_waits(visitor: Visitor, links: dict[str, str]) -> None:
    address = link_made(visitor, handed_in(visitor, links[EDITOR]))
    for _ in range(5):
        visitor.send(address, 422, answers={"code": "000000"})

    visitor.send(address, 429, answers={"code": "000000"})


def test_what_is_not_urgent_is_not_released_by_a_link(visitor: Visitor, app: FastAPI, links: dict[str, str]) -> None:
    address = handed_in(visitor, links[EDITOR], level="watch")
    with app.state.database.reader() as session:
        second = session.scalars(select(StaffMember.id).where(StaffMember.username == PUBLISHER)).one()
    assert "approval-links" not in visitor.open(address).html

    number = address.rpartition("/")[2]
    visitor.send(f"/staff/approval-links/fraud_warning/{number}", 409, answers={"approver": str(second)})


def test_where_the_phone_of_the_second_person_is_known_the_link_goes_there_and_nobody_else_reads_it(
    visitor: Visitor, app: FastAPI, clock: FixedClock, links: dict[str, str]
) -> None:
    with writing(app.state.database) as session:
        second = session.scalars(select(StaffMember).where(StaffMember.username == PUBLISHER)).one()
        second.phone = "15400000008"

    address = link_made(visitor, handed_in(visitor, links[EDITOR]))

    with app.state.database.reader() as session:
        message = session.scalars(select(Message)).one()
    assert (message.phone, message.urgent, message.state) == ("15400000008", True, "waiting")
    assert PUBLIC_URL + address in message.body
    visitor.open("/staff/messages")  # the editor is a case worker as well
    visitor.open(f"/staff/messages/{message.id}", 404)
    visitor.forget()
    visitor.fill_in(visitor.open(address), {"code": code_of(app, clock, PUBLISHER)}, 200, form=address)
    assert TITLE in visitor.open("/").response.text
