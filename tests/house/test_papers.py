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

from portal.fraud_help.store import UNKNOWN, verify
from portal.offline import links
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
FILE, MAKES_ONE = re.compile(r"\.(pdf|xlsx|csv)$"), re.compile(r"\b(printed|xlsx|_handed_out|papers\.read)\(")
# Made from texts alone, by desks that know no resident; what they print is looked at elsewhere.
OF_TEXTS = re.compile(r"^/staff/(publications|fraud-warnings|codes)\b")
# What is on a paper form that is being keyed in: who may see it is looked at in its own walk.
NOT_FILLED = {"scans", "paper-forms"}
# Every kind of request has a desk of its own now.
NO_KIND_USES = {"/staff/requests/{reference}", "/staff/requests/{reference}/photos/{number}"}
OURS = {"Sec-Fetch-Site": "same-origin"}
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
    return {path: kind for path, kind, _ in (line.split("  ") for line in lines)}


def handed_out() -> set[str]:
    """What leaves the house, and so carries a code that `/verify` knows."""
    lines = LEDGER.read_text(encoding="utf-8").splitlines()
    return {path for path, _, code in (line.split("  ") for line in lines) if code == "code"}


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
        if route.path in rows and not statuses <= ({303} if rows[route.path] == "reason" else {200}):
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


def test_every_paper_that_leaves_the_house_carries_a_code_that_verify_knows(
    app: FastAPI, visitor: Visitor, known: Mapping[str, list[str]]
) -> None:
    case, loan, place = known["reference"]
    rentals = f"/staff/rentals/loans/{loan}"
    sign_in(visitor, app, PHONE)
    for address, paper in ((rentals, "contract"), (f"/staff/home-modifications/{case}", "application")):
        visitor.client.post(f"{address}/papers", data={"paper": paper, "reason": "打印出来签字"}, headers=OURS)
    visitor.send(f"/staff/enrolments/work/{place}/unmasking", answers={"why": "打印小票"})
    day = f"/staff/enrolments/{known['number'][1]}/days/{known['day'][0]}"
    visitor.send(f"{day}/unmasking", answers={"why": "打印票"})
    visitor.send("/staff/rentals/labels")
    form = visitor.send("/paper-forms/home_modifications").location.rsplit("/", 1)[1]
    with writing(app.state.database) as session:
        wall = links.mint(session, "/courses", at=NOW, channel="wall", town="500101018", place="样例牌")
    papers = {
        "/enrolments/{reference}/slip.pdf": f"/enrolments/{place}/slip.pdf",
        "/requests/{reference}/slip.pdf": f"/requests/{case}/slip.pdf",
        "/paper-forms/{serial}.pdf": f"/paper-forms/{form}.pdf",
        "/posters/fraud-warnings.pdf": "/posters/fraud-warnings.pdf",
        "/posters/{kind}/{slug}/{size}.pdf": "/posters/course/baduanjin/a4.pdf",
        "/service-points/{town}/card.pdf": "/service-points/500101018/card.pdf",
        "/week/{town}/{day}.pdf": "/week/500101018/2026-11-23.pdf",
        "/staff/codes/{code}/label.pdf": f"/staff/codes/{wall}/label.pdf",
        "/staff/enrolments/slips/{reference}/slip.pdf": f"/staff/enrolments/slips/{place}/slip.pdf",
        "/staff/enrolments/{number}/days/{day}/tickets.pdf": f"{day}/tickets.pdf",
        "/staff/home-modifications/{reference}/papers/{paper}": f"/staff/home-modifications/{case}/papers/application",
        "/staff/rentals/labels.pdf": "/staff/rentals/labels.pdf",
        "/staff/rentals/loans/{reference}/contract.pdf": f"{rentals}/contract.pdf",
        "/staff/rentals/loans/{reference}/receipts/{receipt}.pdf": f"{rentals}/receipts/{RECEIPT}.pdf",
    }
    assert set(papers) == handed_out()
    answers = {path: visitor.client.get(path) for path in papers.values()}

    assert {path: answer.status_code for path, answer in answers.items() if answer.status_code != httpx2.codes.OK} == {}
    assert [path for path, answer in answers.items() if not known_codes(app, Paper(answer.content))] == []
    # Who has no phone that scans calls somebody: whatever leaves the house says whom.
    called = re.compile(r"12345|110|023-\d{8}")
    assert [path for path, answer in answers.items() if not called.search(Paper(answer.content).words)] == []


def known_codes(app: FastAPI, paper: Paper) -> list[str]:
    """What stands on it to be scanned or typed, as far as `/verify` answers that it is ours."""
    typed = re.findall(r"查验码([0-9A-Z]{6})", paper.words)
    with app.state.database.reader() as session:
        return [
            one
            for one in [*paper.codes, *typed]
            if verify(session, one, public_url=app.state.settings.public_url).result != UNKNOWN
        ]
