"""Whose thing it is: a row for every address of residents, asked by strangers with what belongs to another family."""

import re
from collections.abc import Iterator, Mapping
from itertools import product
from pathlib import Path

import pytest
from fastapi import FastAPI

from tests.house.test_routes import doors, flat
from tests.support.canary import NAME, PHONE, lived
from tests.support.family import sign_in
from tests.support.visitor import Visitor

LEDGER = Path(__file__).parent / "residents.txt"
FEWEST_ROWS = 60
OURS = {"Sec-Fetch-Site": "same-origin"}
NOT_THERE, SENT_ON = 404, 303
ANY, WHOSE, SENDS_ON = "any resident", "whose it is", "sends on to the proof"
STRANGER = "15400000099"


def rows(app: FastAPI) -> dict[str, bool]:
    """`POST /my/…`, and whether it is only looked at, for every address with the door for residents."""
    return {
        f"{method} {route.path}": method == "GET"
        for route in flat(app.routes)
        if doors(route) == {"resident"}
        for method in sorted((route.methods or set()) - {"HEAD"})
    }


def written() -> dict[str, str]:
    lines = LEDGER.read_text(encoding="utf-8").splitlines()
    return dict(line.split("  ", 1) for line in lines)


def test_every_address_of_residents_has_its_row(app: FastAPI) -> None:
    """A new address without a row fails here: say whose the thing is that it names."""
    assert len(written()) > FEWEST_ROWS
    assert set(rows(app)) - set(written()) == set(), f"Write these into {LEDGER.name}."
    assert set(written()) - set(rows(app)) == set(), "These rows speak of addresses that are gone."
    assert set(written().values()) <= {ANY, WHOSE, SENDS_ON}


@pytest.fixture
def known(app: FastAPI, visitor: Visitor) -> Mapping[str, list[str]]:
    """What another family's addresses hold: of every kind something, under the phone of the senior."""
    found = lived(app, visitor)
    visitor.forget()
    return {
        "reference": [found["case"], found["loan"], found["place"]],
        "kind": ["request", "enrolment", "draft", "lift"],
        "number": ["1", "2"],
        "key": [app.state.database.keyring.lookup(NAME, "my.senior")[:10]],
    }


def filled(path: str, known: Mapping[str, list[str]]) -> Iterator[str]:
    names = re.findall(r"\{(\w+)\}", path)
    for values in product(*(known[name] for name in names)):
        yield path.format_map(dict(zip(names, values, strict=True)))


def asked(visitor: Visitor, row: str, known: Mapping[str, list[str]]) -> dict[str, tuple[int, str]]:
    """The status and where it leads, for every thing that the address may name."""
    method, path = row.split(" ")
    answers = {
        address: visitor.client.request(method, address, headers=OURS, follow_redirects=False)
        for address in filled(path, known)
    }
    return {address: (one.status_code, one.headers.get("location", "")) for address, one in answers.items()}


@pytest.mark.parametrize("who", ["nobody", "a stranger who signed in"])
def test_what_is_another_familys_is_not_there(
    visitor: Visitor, app: FastAPI, known: Mapping[str, list[str]], who: str
) -> None:
    if who != "nobody":
        sign_in(visitor, app, STRANGER)
    wrong = {}
    for row, whose in written().items():
        if whose == ANY:
            continue
        for address, (status, location) in asked(visitor, row, known).items():
            sent_on = whose == SENDS_ON and status == SENT_ON and location.startswith("/track")
            if status != NOT_THERE and not sent_on:
                wrong[f"{row}: {address}"] = status

    assert wrong == {}


def test_whose_it_is_finds_it_there(visitor: Visitor, app: FastAPI, known: Mapping[str, list[str]]) -> None:
    """Else what strangers did not find would not have been there for anybody."""
    sign_in(visitor, app, PHONE)
    looked_at = [row for row, is_looked_at in rows(app).items() if is_looked_at and written()[row] != ANY]

    hidden = [row for row in looked_at if {status for status, _ in asked(visitor, row, known).values()} <= {NOT_THERE}]

    assert hidden == []
