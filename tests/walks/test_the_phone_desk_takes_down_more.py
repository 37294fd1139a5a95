"""The phone desk: a trick that a caller tells of, and a helper who asks by phone before the senior has said yes."""

import json
from typing import Any, cast

import pytest
from fastapi import FastAPI
from sqlalchemy import select

from portal.fraud_help.model import FraudReport
from portal.people.model import AuditEntry
from portal.representation.model import Representation
from tests.support.desk import one_time_links, sign_in
from tests.support.family import last_message
from tests.support.html import Page
from tests.support.visitor import Visitor

CALLS, RECORDS = "/staff/fraud-help/calls", "/staff/representations"
FATHERS = "15400000003"
TOLD = {"way": "phone", "said": "说是社保局，要我报卡号6222020000000000000", "sender": "17100000001"}
ASKING = {
    "senior_name": "样例老人甲",
    "senior_phone": FATHERS,
    "helper_name": "样例女儿乙",
    "helper_phone": "15400000002",
    "relation": "child",
    "purpose": "loans",
}


@pytest.fixture
def links(app: FastAPI) -> dict[str, str]:
    return one_time_links(app)


@pytest.fixture
def desk(visitor: Visitor, links: dict[str, str]) -> Visitor:
    sign_in(visitor, links["bianji"])
    return visitor


def begun(desk: Visitor, about: str, channel: str, caller: str) -> Page:
    answers = {"service": about, "channel": channel, "caller": caller}
    return desk.follow(desk.fill_in(desk.open("/staff/counter"), answers, form="/staff/counter/drafts"))


def written(app: FastAPI, action: str) -> AuditEntry:
    with app.state.database.reader() as session:
        found: Any = session.scalars(select(AuditEntry).where(AuditEntry.action == action)).one()
    return cast("AuditEntry", found)


def record(app: FastAPI) -> Representation:
    with app.state.database.reader() as session:
        found: Representation = session.scalars(select(Representation)).one()
    return found


def test_a_trick_told_by_phone_is_kept_once_with_who_spoke_and_how(desk: Visitor, app: FastAPI) -> None:
    page = begun(desk, "trick", "phone", "family")
    assert page.form(CALLS).values["channel"] == ["phone"]
    assert page.form(CALLS).values["caller"] == ["family"]

    thanks = desk.follow(desk.fill_in(page, TOLD, form=CALLS))
    desk.fill_in(page, TOLD, form=CALLS)

    assert "打96110问" in thanks.text
    assert json.loads(written(app, "fraud_report.taken_down").detail) == {"channel": "phone", "caller": "family"}
    with app.state.database.reader() as session:
        (kept,) = session.scalars(select(FraudReport)).all()
    assert (kept.channel, kept.caller, kept.taken_down_by) == ("phone", "family", "bianji")
    assert "6222020000000000000" not in kept.said
    shown = desk.open("/staff/fraud-help").text
    assert "由bianji记下：打电话，家里人" in shown


def test_what_the_desk_forgot_to_ask_is_asked_and_what_was_typed_stays(desk: Visitor) -> None:
    page = desk.open(f"{CALLS}?channel=carrier-pigeon&caller=nobody")

    missing = desk.fill_in(page, TOLD, 422, form=CALLS)

    assert len(missing.errors) == 2
    assert missing.form(CALLS).values["sender"] == [TOLD["sender"]]


def test_a_resident_who_tells_it_alone_is_kept_as_before(visitor: Visitor, app: FastAPI) -> None:
    report = "/fraud-warnings/report"
    page = visitor.fill_in(visitor.open(report), {"way": "sms", "said": "要钱", "go": "contact"}, 200, form=report)
    visitor.fill_in(page, form=report)

    with app.state.database.reader() as session:
        (kept,) = session.scalars(select(FraudReport)).all()
    assert (kept.channel, kept.caller, kept.taken_down_by) == ("online", None, None)


def test_a_helper_who_calls_is_written_down_and_the_senior_is_called_before_it_counts(
    desk: Visitor, app: FastAPI
) -> None:
    page = begun(desk, "acting", "phone", "family")
    assert page.form(RECORDS).values["how"] == ["not_yet"]
    made = desk.fill_in(page, ASKING, form=RECORDS)

    waiting = desk.follow(made)
    assert "老人还没说同意" in waiting.text
    assert record(app).state == "asked"
    assert last_message(app, "helper_asked").phone == FATHERS
    assert json.loads(str(written(app, "representation.begun").detail)) == {"channel": "phone", "caller": "family"}

    heard = {"how": "by_phone", "note": "11月23日上午打给老人本人，154 0000 0003"}
    desk.fill_in(waiting, {"how": "by_phone", "note": ""}, 422, form=f"{made.location}/verification")
    desk.fill_in(waiting, heard, form=f"{made.location}/verification")

    kept = record(app)
    assert (kept.state, kept.how, kept.how_note, kept.verified_by) == ("valid", "by_phone", heard["note"], "bianji")
    assert kept.verified_at == app.state.clock.now()


def test_a_yes_that_was_heard_already_still_says_who_and_when(desk: Visitor, app: FastAPI) -> None:
    page = begun(desk, "acting", "counter", "senior")
    assert page.form(RECORDS).values.get("how", []) == []

    desk.fill_in(page, ASKING, 422, form=RECORDS)
    desk.fill_in(page, ASKING | {"how": "by_phone"}, 422, form=RECORDS)
    desk.fill_in(page, ASKING | {"how": "by_phone", "note": "11月23日打给老人"}, form=RECORDS)

    assert record(app).state == "valid"


def test_whoever_is_not_at_the_phone_desk_finds_no_such_page(visitor: Visitor, links: dict[str, str]) -> None:
    visitor.open(CALLS, 404)
    visitor.send(CALLS, 404, answers=TOLD)
    sign_in(visitor, links["fabu"])
    visitor.open(CALLS, 404)
