"""Every address has exactly one door, looking changes nothing, and no address vanishes."""

from collections.abc import Iterator
from pathlib import Path

import pytest
from fastapi import APIRouter, Depends, FastAPI
from fastapi.dependencies.models import Dependant
from fastapi.routing import APIRoute
from starlette.routing import BaseRoute

from portal.kernel.clock import FixedClock
from portal.people.doors import DOOR, anyone, desk
from portal.web import sessions
from portal.web.sessions import Writing
from tests.support.portal import NOW, make_app

FEWEST_ROUTES = 40
LEDGER = Path(__file__).parent / "addresses.txt"
READING = {"GET", "HEAD"}
STAFF = "/staff"


@pytest.fixture(scope="module")
def routes(tmp_path_factory: pytest.TempPathFactory) -> list[APIRoute]:
    """Every route; they are only counted, so the database is never opened."""
    app = make_app("sqlite:///never-opened.db", FixedClock(NOW), tmp_path_factory.mktemp("routes"))
    return list(flat(app.routes))


def flat(routes: list[BaseRoute]) -> Iterator[APIRoute]:
    """FastAPI keeps an included router as one entry, so that a look at the list alone sees hardly anything."""
    for route in routes:
        inner = getattr(route, "original_router", None)
        if inner is not None:
            yield from flat(inner.routes)
        elif isinstance(route, APIRoute):
            yield route


def calls(dependant: Dependant) -> Iterator[object]:
    """Everything that is asked before the route itself is."""
    for inner in dependant.dependencies:
        yield inner.call
        yield from calls(inner)


def doors(route: APIRoute) -> set[str]:
    return {door for call in calls(route.dependant) if (door := getattr(call, DOOR, None))}


def is_read(route: APIRoute) -> bool:
    return bool((route.methods or set()) & READING)


def writes(route: APIRoute) -> bool:
    return sessions._writing in set(calls(route.dependant))  # noqa: SLF001  # the session that may write has no other name


def test_the_census_is_not_empty(routes: list[APIRoute]) -> None:
    assert len(routes) > FEWEST_ROUTES


def test_every_address_has_exactly_one_door(routes: list[APIRoute]) -> None:
    assert [(route.path, doors(route)) for route in routes if len(doors(route)) != 1] == []


def test_looking_changes_nothing(routes: list[APIRoute]) -> None:
    assert [route.path for route in routes if is_read(route) and writes(route)] == []


def test_no_two_addresses_share_a_name(routes: list[APIRoute]) -> None:
    names = [route.name for route in routes]

    assert {name for name in names if names.count(name) > 1} == set()


def test_no_address_vanishes(routes: list[APIRoute]) -> None:
    """Addresses are printed on paper and kept in phones: one that is given up stays in the ledger with a redirect."""
    standing = {route.path for route in routes if is_read(route) and not route.path.startswith(STAFF)}
    known = set(LEDGER.read_text(encoding="utf-8").splitlines())

    assert known - standing == set(), "These addresses vanished. Keep a redirect at each of them."
    assert standing - known == set(), f"Write these addresses into {LEDGER.name}: from now on they are kept."


def test_what_the_census_looks_for_is_seen() -> None:
    router = APIRouter()

    @router.get("/open")
    def without_door() -> None: ...

    @router.get("/two", dependencies=[Depends(anyone), Depends(desk("editor"))])
    def two_doors() -> None: ...

    @router.get("/writes", dependencies=[Depends(anyone)])
    def changes(session: Writing) -> None: ...

    app = FastAPI()
    app.include_router(router)
    found = {route.name: route for route in flat(app.routes)}

    assert {name: len(doors(route)) for name, route in found.items()} == {
        "without_door": 0,
        "two_doors": 2,
        "changes": 1,
    }
    assert [name for name, route in found.items() if writes(route)] == ["changes"]
