"""Without a reason no name, phone or address of a resident stands in any page, paper or table that staff can open."""

import inspect
import io
import re
from collections.abc import Mapping
from itertools import product
from pathlib import Path

import httpx2
import openpyxl
import pytest
from fastapi import FastAPI
from fastapi.routing import APIRoute
from starlette.testclient import TestClient

from portal.people import enrol
from portal.people.rules import ROLES
from portal.web.sessions import writing
from tests.house.test_access import signed_in
from tests.house.test_routes import STAFF, flat, is_read
from tests.support.canary import CANARIES, NAME, OTHER, PHONE, RECEIPT, lived
from tests.support.family import sign_in
from tests.support.paper import Paper
from tests.support.portal import NOW
from tests.support.visitor import Visitor

LEDGER = Path(__file__).parent / "papers.txt"
# What answers something else than a page: by its address, or by what it calls.
FILE, MAKES_ONE = re.compile(r"\.(pdf|xlsx|csv)$"), re.compile(r"\b(printed|xlsx)\(")
# Made from texts alone, by desks that know no resident; what they print is looked at elsewhere.
OF_TEXTS = re.compile(r"^/staff/(publications|fraud-warnings|codes)\b")
# A loose file or another's paper form: who may see it is looked at in their own walks.
NOT_FILLED = {"photos", "files", "scans", "paper-forms"}
# Every kind of request has a desk of its own now.
NO_KIND_USES = {"/staff/requests/{reference}"}
SHEETS = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"


@pytest.fixture
def known(app: FastAPI, visitor: Visitor) -> Mapping[str, list[str]]:
    """What may stand in an address, and somebody with every role who has given no reason."""
    found = lived(app, visitor)
    with writing(app.state.database) as session:
        enrolment = enrol.add_staff(
            session,
            username="alles",
            name="样例员工",
            department="样例部门",
            roles=list(ROLES),
            password="a long password",
            now=NOW,
            towns=["500101018", "500101017"],
        )
    cookie = signed_in(visitor.client, "alles", enrolment.secret)
    visitor.client.cookies.set("staff", cookie)
    return {
        "reference": [found["case"], found["loan"], found["place"]],
        "number": ["1", found["intake"], found["item"], found["kin"]],
        "day": [found["day"]],
        "receipt": [RECEIPT],
        "paper": ["application"],
        "token": ["x"],
        "cookie": [cookie],
    }


def papers(app: FastAPI) -> dict[str, APIRoute]:
    """Every address that may answer a file."""
    return {
        route.path: route
        for route in flat(app.routes)
        if is_read(route) and (FILE.search(route.path) or MAKES_ONE.search(inspect.getsource(route.endpoint)))
    }


def written() -> dict[str, str]:
    lines = LEDGER.read_text(encoding="utf-8").splitlines()
    return dict(line.split("  ", 1) for line in lines if line)


def filled(path: str, known: Mapping[str, list[str]]) -> list[str]:
    names = re.findall(r"\{(\w+)(?::\w+)?\}", path)
    made = []
    for values in product(*(known[name] for name in names)):
        address = path
        for name, value in zip(names, values, strict=True):
            address = re.sub(rf"\{{{name}(:\w+)?\}}", value, address)
        made.append(address)
    return [f"{one}?station=taibai&day=2026-11-25" if one.startswith(f"{STAFF}/rentals") else one for one in made]


def said(answer: httpx2.Response) -> str:
    """All words of it, without the spaces in which a phone is written."""
    kind = answer.headers.get("content-type", "")
    words = answer.text if kind.startswith("text/") else ""
    if kind == "application/pdf":
        words = Paper(answer.content).words
    if kind == SHEETS:
        book = openpyxl.load_workbook(io.BytesIO(answer.content))
        words = "\n".join(str(cell.value) for sheet in book for row in sheet for cell in row)
    return words.replace(" ", "")


def heard(answer: httpx2.Response) -> list[str]:
    return sorted({canary for canary in CANARIES if canary.replace(" ", "") in said(answer)})


def test_every_address_that_answers_a_file_has_its_row(app: FastAPI) -> None:
    """A new one without a row fails here: say whether it names residents, and who may have it."""
    assert set(papers(app)) - set(written()) == set(), f"Write these into {LEDGER.name}."
    assert set(written()) - set(papers(app)) == set(), "These rows speak of addresses that are gone."
    assert set(written().values()) <= {"nobody", "masked", "reason", "own"}


def test_whoever_gave_no_reason_reads_nobody_anywhere(
    app: FastAPI, client: TestClient, known: Mapping[str, list[str]]
) -> None:
    found: dict[str, list[str]] = {}
    rows, silent = written(), set()
    for route in flat(app.routes):
        words = set(re.findall(r"[\w-]+", route.path))
        if not (is_read(route) and route.path.startswith(STAFF)) or OF_TEXTS.match(route.path) or words & NOT_FILLED:
            continue
        answers = {path: client.get(path) for path in filled(route.path, known)}
        found |= {path: canaries for path, answer in answers.items() if (canaries := heard(answer))}
        statuses = {answer.status_code for answer in answers.values()} - {404}
        if route.path in rows and statuses != ({303} if rows[route.path] == "reason" else {200}):
            found[route.path] = [rows[route.path], *map(str, sorted(statuses))]
        if not statuses:
            silent.add(route.path)

    assert found == {}
    assert silent <= NO_KIND_USES, "Nothing was looked at here: give a number that leads to something."


def test_a_reason_is_kept_and_shown_to_whom_it_is_about(
    app: FastAPI, visitor: Visitor, known: Mapping[str, list[str]]
) -> None:
    """One click prints it, with the reason that the button brings along."""
    case, loan, _ = known["reference"]
    for address, paper in (
        (f"/staff/rentals/loans/{loan}", "contract"),
        (f"/staff/rentals/loans/{loan}", RECEIPT),
        (f"/staff/home-modifications/{case}", "application"),
    ):
        printed = visitor.send(f"{address}/papers", answers={"paper": paper, "reason": "打印出来签字"})
        assert NAME in Paper(visitor.client.get(printed.location).content).words
        visitor.send(f"{address}/papers", 422, answers={"paper": paper, "reason": ""})
        visitor.send(f"{address}/papers", 404, answers={"paper": "another", "reason": "打印出来签字"})
    day = visitor.open("/staff/rentals?station=taibai&day=2026-11-25")
    words = Paper(visitor.client.get(visitor.fill_in(day, form="/day-list").location).content).words
    assert NAME in words
    assert OTHER in words

    visitor.forget()
    sign_in(visitor, app, PHONE)

    seen = visitor.open("/my/data").html
    assert seen.count("打印出来签字") == 3
    assert "照单子办" in seen
