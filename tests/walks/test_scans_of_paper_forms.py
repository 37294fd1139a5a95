"""A scanned sheet holds all that somebody has told us: whoever opens it says why, and they can read it later."""

from datetime import timedelta

import httpx2
import pytest
from fastapi import FastAPI
from sqlalchemy import select

from portal.kernel.clock import FixedClock
from portal.people import audit
from portal.people.model import AuditEntry
from portal.web.sessions import writing
from tests.support.desk import one_time_links, sign_in
from tests.support.enrolling import an_intake
from tests.support.family import sign_in as sign_in_by_phone
from tests.support.html import Page
from tests.support.people import DAUGHTER
from tests.support.pictures import a_picture
from tests.support.portal import NOW
from tests.support.visitor import Visitor

APPLY, SHEETS = "/home-modifications/apply", "/staff/counter/paper-forms"
PHONE = "15400000001"
JPEG = "image/jpeg"
KEYING, CHECKING = "对照着录入这张纸质表", "家属说地址写错了"
OWN = DAUGHTER | {
    "for-whom": {"who": "myself"},
    "senior": {"name": "样例老人甲", "birth_year": "1948", "phone": PHONE},
    "contact": {"how": "call_senior", "best_time": "any"},
}


@pytest.fixture
def desk(visitor: Visitor, app: FastAPI) -> Visitor:
    sign_in(visitor, one_time_links(app)["bianji"])
    return visitor


@pytest.fixture
def sheet(desk: Visitor) -> str:
    address = f"{SHEETS}/{desk.send('/paper-forms/home_modifications').location.rsplit('/', 1)[1]}"
    return scanned(desk, address)


def scanned(desk: Visitor, address: str) -> str:
    files = {"photos": ("sheet.png", a_picture(), "image/png")}
    desk.fill_in(desk.open(address), form=f"{address}/scans", files=files)
    return address


def keyed_in(desk: Visitor, sheet: str) -> None:
    page = desk.fill_in(desk.open(sheet), form=f"{sheet}/keying")
    while not page.location.endswith("/check"):
        slug = page.location.rsplit("/", 1)[1]
        page = desk.send(f"{APPLY}/{slug}", answers=OWN[slug])
    desk.follow(desk.send(f"{APPLY}/submission"))


def answer(desk: Visitor, sheet: str) -> str:
    """What is sent at the address of the scan, typed in by hand."""
    found = desk.client.get(f"{sheet}/scans/1")
    return found.headers.get("location", found.headers.get("content-type", ""))


def looked(app: FastAPI) -> list[str]:
    with app.state.database.reader() as session:
        assert audit.verify(session) is None
        found = session.scalars(select(AuditEntry).order_by(AuditEntry.seq))
        return [one.detail for one in found if one.action == "counter.scan_seen"]


def read_by(desk: Visitor, app: FastAPI, phone: str) -> Page:
    desk.forget()
    sign_in_by_phone(desk, app, phone)
    return desk.open("/my/data")


def test_who_keys_it_in_brings_the_reason_with_one_click(desk: Visitor, app: FastAPI, sheet: str) -> None:
    assert (answer(desk, sheet), looked(app)) == (sheet, [])

    shown = desk.client.get(desk.fill_in(desk.open(sheet), form=f"{sheet}/looks").location)

    assert (shown.status_code, shown.headers["content-type"]) == (httpx2.codes.OK, JPEG)
    assert shown.headers["cache-control"] == "no-store"
    assert "sandbox" in shown.headers["content-security-policy"]
    assert looked(app) == ['{"scan": "1"}']
    keyed_in(desk, sheet)
    assert KEYING in read_by(desk, app, PHONE).text, "Also who looked before it was a request."


def test_once_it_is_keyed_in_looking_wants_a_reason_that_is_typed(desk: Visitor, app: FastAPI, sheet: str) -> None:
    keyed_in(desk, sheet)
    page = desk.open(sheet)
    assert f"{sheet}/looks" not in page.html
    refused = desk.fill_in(page, {"reason": "看"}, 422, form="/unmasking")
    assert "请写理由，至少四个字。" in refused.text
    desk.send(f"{sheet}/looks", 422, answers={"file": "1", "reason": ""})
    desk.send(f"{sheet}/looks", 404, answers={"file": "99", "reason": CHECKING})
    assert (answer(desk, sheet), looked(app)) == (sheet, [])

    opened = desk.follow(desk.fill_in(page, {"reason": CHECKING}, form="/unmasking"))
    desk.fill_in(opened, form=f"{sheet}/looks")

    assert answer(desk, sheet) == JPEG
    assert CHECKING in read_by(desk, app, PHONE).text


def test_half_an_hour_later_it_is_closed_again(desk: Visitor, app: FastAPI, sheet: str, clock: FixedClock) -> None:
    desk.fill_in(desk.open(sheet), form=f"{sheet}/looks")
    clock.advance(timedelta(minutes=29))
    assert answer(desk, sheet) == JPEG

    clock.advance(timedelta(minutes=1))

    assert answer(desk, sheet) == sheet
    assert len(looked(app)) == 1


def test_everybody_on_a_sheet_of_lines_reads_who_looked_at_it(desk: Visitor, app: FastAPI) -> None:
    with writing(app.state.database) as session:
        number = an_intake(session, now=NOW).id
    lines = desk.send(f"/sign-up/{number}/lines").location.rsplit("/", 1)[1]
    address = scanned(desk, f"{SHEETS}/{lines}")
    person = {"number": "1", "name": "样例老人甲", "birth_year": "1955", "phone": PHONE}
    desk.fill_in(desk.open(address), form=f"{address}/looks")

    desk.fill_in(desk.open(address), person, form=f"{address}/lines")

    assert KEYING in read_by(desk, app, PHONE).text
