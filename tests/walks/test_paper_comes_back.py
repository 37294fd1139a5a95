"""Somebody without a phone fills in paper, or calls: staff key it in once, and it counts like any other."""

import re
from typing import TYPE_CHECKING

import pytest
from sqlalchemy import select

from portal.enrolments.model import Enrolment, Intake
from portal.loans.model import Loan
from portal.offline.model import TurnedAway
from portal.people.model import AuditEntry
from portal.publishing.model import Publication
from portal.requests.model import ServiceRequest
from portal.web.sessions import writing
from tests.support.desk import one_time_links, sign_in
from tests.support.enrolling import an_intake
from tests.support.html import Page
from tests.support.paper import Paper
from tests.support.people import BOOKING, DAUGHTER
from tests.support.portal import NOW
from tests.support.visitor import Visitor

if TYPE_CHECKING:
    from fastapi import FastAPI

SERVICE = "home_modifications"
APPLY = "/home-modifications/apply"
CASE_WORKER = "bianji"
HEALTH = {"health_note": "没有", "health": "y"}
DEVICE = BOOKING | {"device": {"device": "manual-wheelchair"}}


def printed_form(visitor: Visitor) -> str:
    page = visitor.fill_in(visitor.open("/paper-forms"), form=f"/paper-forms/{SERVICE}")
    return page.location.rsplit("/", 1)[1]


def at_the_desk(visitor: Visitor, app: "FastAPI") -> None:
    link = one_time_links(app)[CASE_WORKER]
    sign_in(visitor, link)


def typed_through(visitor: Visitor, page: Page) -> Page:
    while not page.location.endswith("/check"):
        slug = page.location.rsplit("/", 1)[1]
        page = visitor.fill_in(visitor.follow(page), DAUGHTER[slug], form=f"{APPLY}/{slug}")
    return visitor.send(f"{APPLY}/submission")


def keyed_in(visitor: Visitor, serial: str) -> Page:
    desk = visitor.open("/staff/counter")
    looked = visitor.fill_in(desk, {"serial": serial}, form="/staff/counter/paper-forms")
    page = visitor.fill_in(visitor.follow(looked), form=f"/staff/counter/paper-forms/{serial}/keying")
    return typed_through(visitor, page)


def test_the_paper_form_asks_what_the_pages_ask_and_carries_its_number(visitor: Visitor) -> None:
    serial = printed_form(visitor)
    page = visitor.open(f"/F/{serial}")

    paper = Paper(visitor.client.get(f"/paper-forms/{serial}.pdf").content)

    assert "还没收到" in page.text
    assert paper.says(serial)
    assert paper.codes[0] == f"HTTP://PORTAL.TEST/F/{serial}"
    assert paper.says("家里哪些地方不方便？") or paper.says("不方便")
    assert paper.is_tagged
    assert paper.pages <= 4


def test_the_paper_form_comes_in_english_too(visitor: Visitor) -> None:
    visitor.choose(lang="en")
    serial = printed_form(visitor)

    paper = Paper(visitor.client.get(f"/paper-forms/{serial}.pdf").content)

    assert paper.says("Who is it for?")
    assert paper.codes


def test_a_sheet_that_comes_back_is_keyed_in_once_and_gets_a_receipt(visitor: Visitor, app: "FastAPI") -> None:
    serial = printed_form(visitor)
    at_the_desk(visitor, app)

    receipt = visitor.follow(keyed_in(visitor, serial))

    assert "我们收到了" in receipt.h1
    slip = Paper(visitor.client.get(receipt.link("打印回执")).content)
    with app.state.database.reader() as session:
        made = session.scalars(select(ServiceRequest)).one()
        assert slip.says(made.reference)
        assert slip.says(made.receipt_code)
        assert not slip.says("样例老人甲")
        assert slip.codes == [f"HTTP://PORTAL.TEST/Q/{made.code}"]
        assert made.channel == "paper"
    again = visitor.open(f"/staff/counter/paper-forms/{serial}")
    assert "不能录两次" in again.text
    visitor.send(f"/staff/counter/paper-forms/{serial}/keying", 409, {"version": "2"})
    assert "收到了" in visitor.open(f"/F/{serial}").text


def test_two_at_two_desks_do_not_key_in_the_same_sheet(visitor: Visitor, app: "FastAPI") -> None:
    serial = printed_form(visitor)
    at_the_desk(visitor, app)
    visitor.send(f"/staff/counter/paper-forms/{serial}/keying", 303, {"version": "1"})

    visitor.send(f"/staff/counter/paper-forms/{serial}/keying", 409, {"version": "1"})

    assert "接着录" in visitor.open(f"/staff/counter/paper-forms/{serial}").text


def test_a_number_that_was_never_printed_is_said_with_the_next_step(visitor: Visitor, app: "FastAPI") -> None:
    at_the_desk(visitor, app)
    desk = visitor.open("/staff/counter")

    page = visitor.fill_in(desk, {"serial": "1234567890"}, 422, form="/staff/counter/paper-forms")

    assert any("没有印过" in error for error in page.errors)
    visitor.open("/F/1234567890", 404)


@pytest.mark.parametrize("typed", ["HTTP://PORTAL.TEST/F/{}", " {} ", "http://10.0.0.7:8000/f/{}/"])
def test_a_hand_scanner_finds_the_sheet_by_its_code(visitor: Visitor, app: "FastAPI", typed: str) -> None:
    serial = printed_form(visitor)
    at_the_desk(visitor, app)

    page = visitor.send("/staff/counter/paper-forms", answers={"serial": typed.format(serial)})

    assert page.location == f"/staff/counter/paper-forms/{serial}"


def test_staff_do_it_on_the_phone_and_read_out_how_far_it_is(visitor: Visitor, app: "FastAPI") -> None:
    at_the_desk(visitor, app)
    desk = visitor.open("/staff/counter")
    answers = {"service": SERVICE, "channel": "phone", "caller": "family"}

    receipt = typed_through(visitor, visitor.fill_in(desk, answers, form="/staff/counter/drafts"))
    reference = receipt.location.split("/")[2]
    found = visitor.fill_in(
        visitor.open("/staff/counter"), {"number": "154 0000 0002"}, 200, form="/staff/counter/search"
    )

    assert "您的编号是" in found.text
    assert reference[-4:] in re.sub(r"\s", "", found.text)
    assert "样例老人甲" not in found.text
    with app.state.database.reader() as session:
        assert session.scalars(select(ServiceRequest)).one().channel == "phone"
        written = [entry.action for entry in session.scalars(select(AuditEntry))]
    assert {"counter.begun", "counter.looked_up"} <= set(written)


@pytest.mark.parametrize("kind", ["course", "sports_event", "tour"])
def test_whoever_calls_is_signed_up_for_anything_from_the_same_page(
    visitor: Visitor, app: "FastAPI", kind: str
) -> None:
    at_the_desk(visitor, app)
    with writing(app.state.database) as session:
        kinds = select(Intake).join(Publication).where(Publication.kind == kind)
        slug = next(one.publication.slug for one in session.scalars(kinds) if not one.rules.is_team)
        title = an_intake(session, now=NOW, slug=slug, places={"phone": 1}).publication.text("zh").title
    begin = {"service": kind, "channel": "phone", "caller": "family"}

    chosen = visitor.follow(visitor.fill_in(visitor.open("/staff/counter"), begin, form="/staff/counter/drafts"))
    entry = visitor.open(chosen.link(title))
    action = entry.path.partition("?")[0]
    answers = {"name": "样例老人甲", "birth_year": "1955"} | (HEALTH if "health" in entry.form(action).names else {})
    slip = visitor.follow(visitor.fill_in(entry, answers, form=action))

    assert slip.h1 == "有名额了"
    with app.state.database.reader() as session:
        assert session.scalars(select(Enrolment)).one().channel == "phone"
        entries = {one.action: one.detail for one in session.scalars(select(AuditEntry))}
    assert '"caller": "family"' in entries["counter.begun"]
    assert '"caller": "family"' in entries["enrolment.entered"]


def test_a_device_is_booked_for_whoever_calls(visitor: Visitor, app: "FastAPI") -> None:
    at_the_desk(visitor, app)
    answers = {"service": "loans", "channel": "phone", "caller": "senior"}
    page = visitor.fill_in(visitor.open("/staff/counter"), answers, form="/staff/counter/drafts")

    while not page.location.endswith("/check"):
        slug = page.location.rsplit("/", 1)[1]
        page = visitor.fill_in(visitor.follow(page), DEVICE[slug], form=f"/borrow/apply/{slug}")
    visitor.follow(visitor.send("/borrow/apply/submission"))

    with app.state.database.reader() as session:
        assert session.scalars(select(Loan)).one().channel == "phone"


def test_who_could_not_be_served_is_noted_without_a_name(visitor: Visitor, app: "FastAPI") -> None:
    at_the_desk(visitor, app)

    sent = visitor.fill_in(
        visitor.open("/staff/counter"),
        {"service": SERVICE, "reason": "smartphone_asked"},
        form="/staff/counter/turned-away",
    )
    assert "记下了" in visitor.follow(sent).text

    with app.state.database.reader() as session:
        assert session.scalars(select(TurnedAway)).one().reason == "smartphone_asked"


def test_nothing_of_the_counter_is_there_for_a_visitor(visitor: Visitor) -> None:
    visitor.open("/staff/counter", 404)
    serial = printed_form(visitor)
    visitor.open(f"/staff/counter/paper-forms/{serial}", 404)
