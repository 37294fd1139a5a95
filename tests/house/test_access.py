"""Who may do what: a row for every address of staff, asked with roles that may not."""

import re
from collections.abc import Iterator, Mapping
from pathlib import Path

import pyotp
import pytest
from fastapi import FastAPI
from starlette.testclient import TestClient

from portal.people import enrol
from portal.people.rules import ROLES, TOWN_DESK
from portal.web.sessions import writing
from tests.house.test_routes import STAFF, doors, flat
from tests.support.family import application, applied
from tests.support.portal import NOW
from tests.support.visitor import Visitor

LEDGER = Path(__file__).parent / "access.txt"
FEWEST_ROWS = 40
OTHER_TOWN = "500101019"
OURS = {"Sec-Fetch-Site": "same-origin"}
NOT_THERE, WRONG = 404, 500
TURNS = 1


def rows(app: FastAPI) -> dict[str, str]:
    """`POST /staff/…` and who may, for every address of staff that has a door for roles."""
    found = {}
    for route in flat(app.routes):
        (door,) = doors(route)
        if door.startswith("desk of "):
            for method in sorted((route.methods or set()) - {"HEAD"}):
                found[f"{method} {route.path}"] = door.removeprefix("desk of ")
    return dict(sorted(found.items()))


def written() -> dict[str, str]:
    lines = LEDGER.read_text(encoding="utf-8").splitlines()
    return dict(line.split("  ", 1) for line in lines if line)


def filled(path: str) -> str:
    """An address with something in each place; who may not open the door never learns whether it exists."""
    return re.sub(r"\{\w+(:\w+)?\}", "1", path)


def test_every_address_of_staff_has_its_row(app: FastAPI) -> None:
    """A new address without a row fails here: write down who may, and have it looked at."""
    standing = rows(app)

    assert len(standing) > FEWEST_ROWS
    assert {row: who for row, who in standing.items() if written().get(row) != who} == {}
    assert set(written()) - set(standing) == set(), "These rows speak of addresses that are gone."


def test_nobody_reaches_staff_by_an_address_that_has_no_desk(app: FastAPI) -> None:
    open_ones = {route.path for route in flat(app.routes) if route.path.startswith(STAFF) and "anyone" in doors(route)}

    assert open_ones == {"/staff/sign-in", "/staff/one-time/{token}"}


@pytest.fixture
def keys(app: FastAPI, client: TestClient) -> Mapping[str, str]:
    """The cookie of one person for each role; the desk of a town is another town's."""
    made = {}
    for role in ROLES:
        with writing(app.state.database) as session:
            towns = [OTHER_TOWN] if role == TOWN_DESK else []
            enrolment = enrol.add_staff(
                session,
                username=role,
                name=f"样例{role}",
                department="样例部门",
                roles=[role],
                password="a long password",
                now=NOW,
                towns=towns,
            )
        made[role] = signed_in(client, role, enrolment.secret)
    return made


def signed_in(client: TestClient, username: str, secret: str) -> str:
    client.cookies.clear()
    code = pyotp.TOTP(secret).at(int(NOW.timestamp()))
    typed = {"username": username, "password": "a long password", "code": code}
    assert client.post("/staff/sign-in", data=typed, headers=OURS).status_code == 303
    return client.cookies["staff"]


def asked(client: TestClient, row: str, cookie: str | None) -> int:
    method, path = row.split(" ", 1)
    client.cookies.clear()
    if cookie:
        client.cookies.set("staff", cookie)
    return client.request(method, filled(path), headers=OURS).status_code


def refused(app: FastAPI, keys: Mapping[str, str]) -> Iterator[tuple[str, str | None]]:
    """Every address with a visitor and a role that may not open it, another one for each address."""
    for number, (row, who) in enumerate(rows(app).items()):
        yield row, None
        if who != "anybody":
            outside = [role for role in keys if role not in who.split(" or ")]
            yield from (
                (row, outside[(number * TURNS + turn) % len(outside)]) for turn in range(min(TURNS, len(outside)))
            )


def test_whom_a_row_does_not_name_finds_nothing_there(
    app: FastAPI, client: TestClient, keys: Mapping[str, str]
) -> None:
    opened = [
        (row, role) for row, role in refused(app, keys) if asked(client, row, keys[role] if role else None) != NOT_THERE
    ]

    assert opened == []


def test_whom_a_row_names_is_let_in(app: FastAPI, client: TestClient, keys: Mapping[str, str]) -> None:
    lists = {row: who for row, who in rows(app).items() if row.startswith("GET ") and "{" not in row}
    answers = {
        (row, role): asked(client, row, keys[role])
        for row, who in lists.items()
        for role in {*(who.split(" or ")[0], who.split(" or ")[-1])} & set(ROLES) or {ROLES[0]}
    }

    assert {row: status for row, status in answers.items() if status == NOT_THERE or status >= WRONG} == {}


def test_a_request_of_another_town_is_not_there_for_the_desk_of_this_one(
    visitor: Visitor, keys: Mapping[str, str]
) -> None:
    reference = applied(visitor, application())
    visitor.client.cookies.clear()
    visitor.client.cookies.set("staff", keys[TOWN_DESK])

    for method, noun in (("GET", ""), ("POST", "/acceptance")):
        answer = visitor.client.request(method, f"/staff/requests/{reference}{noun}", headers=OURS)
        assert answer.status_code == NOT_THERE, noun
