"""After whole journeys no name, phone, address or code stands in a log, an address, a title or the database."""

import logging
from collections.abc import Callable
from pathlib import Path
from urllib.parse import unquote

import httpx2
import pytest
from fastapi import FastAPI
from sqlalchemy import func, select, text

from portal.home_modifications.model import LiftInterest
from portal.messages.delivery import Postman
from portal.messages.gateways.local import ConsoleGateway
from portal.messages.routes import Routes
from portal.privacy.model import DataWish
from portal.stock.model import FaultReport, Item, Label
from portal.web.sessions import writing
from tests.support.canary import lived
from tests.support.desk import one_time_links
from tests.support.desk import sign_in as sign_in_at_desk
from tests.support.enrolling import an_intake
from tests.support.family import application, applied, sign_in
from tests.support.html import Page
from tests.support.portal import NOW
from tests.support.visitor import Visitor
from tests.walks.test_signing_up import answered

NAME, OTHER, PHONE, ADDRESS = "金丝雀甲", "金丝雀乙", "15412345678", "金丝雀巷7号"
FEWEST_FILES = 3
# The one that `lived` puts on a device.
STICKER = "2P76H"
OURS = {"Sec-Fetch-Site": "same-origin"}
CANARIES = (NAME, OTHER, PHONE, "154 1234 5678", ADDRESS, "15487654321")
FAMILY = application(
    senior={"name": NAME, "birth_year": "1948", "phone": PHONE},
    helper={"name": OTHER, "phone": "15487654321", "told": "yes"},
    address={"village": "500101018001", "address": ADDRESS},
)


@pytest.fixture
def heard(
    visitor: Visitor,
    app: FastAPI,
    database_url: str,
    caplog: pytest.LogCaptureFixture,
    capsys: pytest.CaptureFixture[str],
) -> Callable[[], list[tuple[str, str]]]:
    """Listens from the beginning, and says at the end where a canary was heard."""
    caplog.set_level(logging.DEBUG)
    addresses, titles, headers = listened(visitor)

    def where() -> list[tuple[str, str]]:
        Postman(app.state.database, Routes([ConsoleGateway(shows_text=False)]), app.state.clock, name="one").round()
        # What the test's own client says of its requests is no log of the portal.
        logs = [record.getMessage() for record in caplog.records if not record.name.startswith("httpx")]
        written = [file for file in app.state.settings.data_dir.rglob("*") if file.is_file()]
        assert addresses
        assert titles
        assert sum("attachment" in one for one in headers) >= FEWEST_FILES
        places = {
            "files": b"".join(file.read_bytes() for file in written).decode("utf-8", "ignore"),
            "logs": "\n".join(logs),
            "console": "".join(capsys.readouterr()),
            "addresses": "\n".join(addresses),
            "titles": "\n".join(titles),
            "headers and names of files": "\n".join(headers),
            "database": in_the_database(app, database_url),
        }
        return [(place, canary) for place, said in places.items() for canary in CANARIES if canary in said]

    return where


def test_no_canary_is_heard_anywhere(
    visitor: Visitor, app: FastAPI, heard: Callable[[], list[tuple[str, str]]]
) -> None:
    reference = applied(visitor, FAMILY)
    visitor.open(f"/requests/{reference}/receipt")
    visitor.forget()
    visitor.send("/track", 404, answers={"reference": reference, "proof": "0000"})
    sign_in(visitor, app, PHONE)
    visitor.open("/my/data")
    visitor.fill_in(visitor.open("/my/helpers"), form="/my/helpers/1/end")
    visitor.send("/verify", 200, answers={"pasted": f"{NAME} {PHONE}"})
    visitor.send("/fraud-warnings/check", 200, answers={"pasted": f"{NAME} {PHONE}"})
    visitor.send("/fraud-warnings/report", answers={"way": "phone", "said": f"{NAME}说的", "contact": PHONE})
    with writing(app.state.database) as session:
        number = an_intake(session, now=NOW).id
    visitor.forget()
    signed_up = {
        "for-whom": {"who": "parent"},
        "senior": {"name": NAME, "birth_year": "1952", "phone": PHONE},
        "helper": {"name": OTHER, "phone": "15487654321"},
    }
    answered(visitor, number, signed_up)
    visitor.follow(visitor.send(f"/sign-up/{number}/submission"))
    sign_in_at_desk(visitor, one_time_links(app)["bianji"])
    at_desk(visitor, reference)
    tables(visitor, number)
    # There is no page of figures for machines; when one comes, it belongs to what is listened to here.
    assert visitor.client.get("/metrics").status_code == httpx2.codes.NOT_FOUND
    assert heard() == []


def test_no_canary_is_heard_from_what_is_borrowed_kept_and_taken_down(
    visitor: Visitor, app: FastAPI, heard: Callable[[], list[tuple[str, str]]]
) -> None:
    """The journeys that the other walk does not take: a loan and its counter, stickers, lifts, calls, own data."""
    numbers, links = lived(app, visitor), one_time_links(app)
    with writing(app.state.database) as session:
        item = session.scalars(select(Item).where(Item.number == numbers["item"])).one()
        session.scalars(select(Label).where(Label.code == STICKER)).one().item_id = item.id
    visitor.send(f"/sticker/{STICKER}/report", 303, {"kind": "fault", "words": f"{NAME}说刹车松", "phone": PHONE})
    lift = {"town": "500101018", "village": "500101018001", "building": ADDRESS, "phone": PHONE}
    visitor.send("/home-modifications/lift", answers=lift)
    for phone in (PHONE, "15487654321"):
        visitor.forget()
        sign_in(visitor, app, phone)
        for path in ("/my/data", "/my/helpers", "/my/acting", f"/requests/{numbers['loan']}"):
            visitor.open(path)
        visitor.client.get("/my/data/copy.json")
        visitor.send("/my/data/correction", answers={"wish": f"{NAME}住{ADDRESS}"})
    taken_down(visitor, links["bianji"], numbers)
    at_the_counter_of_a_station(visitor, links["zulin"], numbers)
    with app.state.database.reader() as session:
        told = {
            of: session.scalar(select(func.count()).select_from(of)) for of in (FaultReport, LiftInterest, DataWish)
        }

    assert told == {FaultReport: 2, LiftInterest: 1, DataWish: 4}
    assert heard() == []


def taken_down(visitor: Visitor, link: str, numbers: dict[str, str]) -> None:
    """By whoever has the telephone in the other hand, or keeps the list of who acts for whom."""
    sign_in_at_desk(visitor, link)
    visitor.send("/staff/counter/search", 200, {"number": PHONE})
    said = {"way": "phone", "said": f"{NAME}说的", "sender": OTHER, "contact": PHONE}
    visitor.send("/staff/fraud-help/calls", answers=said | {"channel": "phone", "caller": "family"})
    people = {"senior_name": NAME, "senior_phone": PHONE, "helper_name": OTHER, "helper_phone": "15487654321"}
    yes = {"relation": "child", "purpose": "all", "how": "by_phone", "note": f"打{PHONE}问的{NAME}"}
    record = visitor.send("/staff/representations", answers=people | yes).location
    visitor.fill_in(visitor.open(record), {"reason": "核对老人的电话号码"}, form=f"{record}/unmasking")
    visitor.fill_in(visitor.open(record), form=f"{record}/end")
    for path in ("/staff/messages", "/staff/messages?state=waiting", f"/staff/enrolments/work/{numbers['place']}"):
        visitor.open(path)


def at_the_counter_of_a_station(visitor: Visitor, link: str, numbers: dict[str, str]) -> None:
    sign_in_at_desk(visitor, link)
    loan = f"/staff/rentals/loans/{numbers['loan']}"
    for path in (f"/staff/rentals/items/{numbers['item']}", loan):
        visitor.open(path)
    visitor.send(f"{loan}/unmasking", answers={"reason": "核对借的人是谁"})
    visitor.send(f"{loan}/papers", answers={"paper": "contract", "reason": "打印出来签字"})
    visitor.client.get(f"{loan}/contract.pdf")
    visitor.client.get("/staff/rentals/figures.xlsx")
    day = visitor.open("/staff/rentals?station=taibai&day=2026-11-25")
    visitor.client.get(visitor.fill_in(day, form="/day-list").location)


def at_desk(visitor: Visitor, reference: str) -> None:
    """Lists, a case in full, a look under a phone, and the next of kin."""
    for path in ("/staff/requests", "/staff/home-modifications", "/staff/messages", "/staff/representations"):
        visitor.open(path)
    case = f"/staff/home-modifications/{reference}"
    visitor.fill_in(visitor.open(case), {"reason": "约上门看的时间"}, form=f"{case}/unmasking")
    visitor.open(case)
    kin = {"name": NAME, "phone": PHONE, "kin_name": OTHER, "relation": "child", "wants": "想知道父亲申请过什么"}
    proofs = {"death": "y", "kinship": "y", "card": "y", "nothing_else": "y"}
    visitor.follow(visitor.fill_in(visitor.open("/staff/next-of-kin"), kin | proofs, form="/staff/next-of-kin"))


def tables(visitor: Visitor, intake: int) -> None:
    """What is taken away as a file, covered and in full, and the paper beside it."""
    visitor.client.get(f"/staff/enrolments/{intake}/list.xlsx")
    visitor.client.post(f"/staff/enrolments/{intake}/full-list", data={"why": "打电话通知"}, headers=OURS)
    visitor.client.get("/staff/home-modifications/year/table")


def listened(visitor: Visitor) -> tuple[list[str], list[str], list[str]]:
    """Every address that is asked for, every title that is shown, and everything said in front of an answer."""
    addresses: list[str] = []
    titles: list[str] = []
    headers: list[str] = []

    def note(response: httpx2.Response) -> None:
        addresses.extend([str(response.request.url), response.headers.get("location", "")])
        headers.extend(f"{name}: {unquote(value)}" for name, value in response.headers.items())
        response.read()
        if response.headers.get("content-type", "").startswith("text/html") and "<title>" in response.text:
            titles.append(Page(path="", response=response).title)

    visitor.client.event_hooks["response"].append(note)
    return addresses, titles, headers


def in_the_database(app: FastAPI, url: str) -> str:
    """The bytes of the file and its journal, or every row as text."""
    if url.startswith("sqlite"):
        file = Path(url.removeprefix("sqlite:///"))
        parts = [file, *(file.with_name(file.name + end) for end in ("-wal", "-shm", "-journal"))]
        return b"".join(part.read_bytes() for part in parts if part.exists()).decode("utf-8", "ignore")
    with app.state.database.reader() as session:
        names = session.scalars(text("SELECT tablename FROM pg_tables WHERE schemaname = 'public'")).all()
        rows = [str(session.execute(text(f'SELECT * FROM "{name}"')).all()) for name in names]  # noqa: S608  # names from the catalogue
    return "\n".join(rows)
