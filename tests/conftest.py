"""What every test may ask for: a database of its own, a client, a visitor.

The portal is imported only when a test asks for it, so that the tests of pure rules start at once.
"""

import os
import tempfile
from collections.abc import Iterator
from pathlib import Path
from typing import TYPE_CHECKING, Any

import pytest

from tests.support.databases import Workshop
from tests.support.house import missing
from tests.support.postgresql import NoServerError

if TYPE_CHECKING:
    from fastapi import FastAPI
    from starlette.testclient import TestClient

    from portal.kernel.clock import FixedClock
    from tests.support.visitor import Visitor

pytest_plugins = ["tests.support.browser_fixtures"]
WORKSHOP = pytest.StashKey[Workshop]()


def pytest_addoption(parser: pytest.Parser) -> None:
    parser.addoption("--database", choices=("sqlite", "postgresql"), default="sqlite", help="what the portal stands on")


def pytest_configure(config: pytest.Config) -> None:
    for name in [name for name in os.environ if name.startswith("PORTAL_")]:
        del os.environ[name]  # what the shell has set for a portal that runs is no business of the tests
    folder = getattr(config, "workerinput", {}).get("workshop") or tempfile.mkdtemp(prefix="portal-tests-")
    config.stash[WORKSHOP] = Workshop(Path(folder), config.getoption("--database"))


def pytest_collection_modifyitems(config: pytest.Config, items: list[pytest.Item]) -> None:
    """The fast ones first; what never asks for a database is the same on every one, and not tried again."""
    items.sort(key=_turn)
    if config.getoption("--database") == "sqlite":
        return
    again = [item for item in items if _asks_for_a_database(item)]
    config.hook.pytest_deselected(items=[item for item in items if item not in set(again)])
    items[:] = again


def _turn(item: pytest.Item) -> tuple[bool, bool, bool]:
    """Among its like a long one begins first, or the other processes would wait for it at the end."""
    in_a_browser = item.get_closest_marker("browser") is not None
    return in_a_browser, _asks_for_a_database(item), item.get_closest_marker("long") is None


def _asks_for_a_database(item: pytest.Item) -> bool:
    return "workshop" in getattr(item, "fixturenames", ())


@pytest.hookimpl(optionalhook=True)
def pytest_configure_node(node: Any) -> None:
    node.workerinput["workshop"] = str(node.config.stash[WORKSHOP].folder)


def pytest_unconfigure(config: pytest.Config) -> None:
    if not hasattr(config, "workerinput"):
        config.stash[WORKSHOP].close()


@pytest.fixture(scope="session")
def workshop(request: pytest.FixtureRequest) -> Workshop:
    return request.config.stash[WORKSHOP]


@pytest.fixture
def database_url(workshop: Workshop, tmp_path: Path) -> Iterator[str]:
    """A database of this test's own, migrated and with the sample content in it."""
    yield from _database(workshop, tmp_path)


@pytest.fixture(scope="session")
def shared_database_url(workshop: Workshop, tmp_path_factory: pytest.TempPathFactory) -> Iterator[str]:
    """The same for all tests that only read."""
    yield from _database(workshop, tmp_path_factory.mktemp("shared"))


@pytest.fixture
def clock() -> "FixedClock":
    """The clock of this test's portal: it stands until the test moves it."""
    return _clock()


@pytest.fixture
def app(database_url: str, clock: "FixedClock", tmp_path: Path) -> Iterator["FastAPI"]:
    from tests.support.portal import make_app

    made = make_app(database_url, clock, tmp_path)
    yield made
    made.state.database.dispose()


@pytest.fixture
def client(app: "FastAPI") -> Iterator["TestClient"]:
    yield from _client(app)


@pytest.fixture(scope="session")
def shared_client(shared_database_url: str, tmp_path_factory: pytest.TempPathFactory) -> Iterator["TestClient"]:
    """One portal for every test that only reads."""
    from tests.support.portal import make_app

    yield from _client(make_app(shared_database_url, _clock(), tmp_path_factory.mktemp("portal")))


@pytest.fixture
def visitor(client: "TestClient", workshop: Workshop) -> "Visitor":
    """Somebody who may change things: their portal is theirs alone.

    On SQLite each form is tried with nonsense first; PostgreSQL does not give numbers of rows back that were taken.
    """
    from tests.support.careless import Careless

    return Careless(client) if workshop.kind == "sqlite" else _visitor(client)


@pytest.fixture
def reader(shared_client: "TestClient") -> "Visitor":
    """Somebody who only looks; everyone's portal is the same, so this is fast."""
    shared_client.cookies.clear()
    return _visitor(shared_client)


def _database(workshop: Workshop, folder: Path) -> Iterator[str]:
    try:
        with workshop.copy(folder) as url:
            yield url
    except NoServerError as problem:
        missing(str(problem))


def _clock() -> "FixedClock":
    from portal.kernel.clock import FixedClock
    from tests.support.portal import NOW

    return FixedClock(NOW)


def _client(app: "FastAPI") -> Iterator["TestClient"]:
    from starlette.testclient import TestClient

    from tests.support.portal import PUBLIC_URL

    with TestClient(app, base_url=PUBLIC_URL, follow_redirects=False) as client:
        yield client


def _visitor(client: "TestClient") -> "Visitor":
    from tests.support.visitor import Visitor

    return Visitor(client)
