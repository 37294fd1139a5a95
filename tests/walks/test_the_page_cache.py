"""Public pages are made once and shared; what is somebody's own never is; a release is seen on the next page."""

import asyncio
from collections.abc import Iterator
from datetime import timedelta
from pathlib import Path
from threading import Thread

import pytest
from fastapi import FastAPI
from sqlalchemy import select, text, update
from starlette.requests import Request
from starlette.responses import Response
from starlette.testclient import TestClient

from portal.db.base import Base
from portal.db.edition import NEVER_SHOWN
from portal.kernel.clock import FixedClock
from portal.people.doors import anyone
from portal.publishing.model import Publication
from portal.publishing.rules import WITHDRAWN
from portal.web import editions
from portal.web.page_cache import PageCache
from portal.web.sessions import writing
from portal.web.shelf import OVERHEAD, Entry, Shelf
from portal.web.view import page
from tests.support.portal import PUBLIC_URL, make_app

BR = {"accept-encoding": "br"}


def cache_of(app: FastAPI) -> PageCache:
    front = vars(app)["front"]
    assert isinstance(front, PageCache)
    return front


@pytest.fixture
def other(database_url: str, clock: FixedClock, tmp_path: Path) -> Iterator[TestClient]:
    """A second process with the same database: it shares nothing else with the first."""
    with TestClient(make_app(database_url, clock, tmp_path), base_url=PUBLIC_URL, follow_redirects=False) as client:
        yield client


def withdraw(app: FastAPI, slug: str) -> None:
    with writing(app.state.database) as session:
        session.scalars(select(Publication).where(Publication.slug == slug)).one().state = WITHDRAWN


def test_a_page_is_made_once_and_is_the_same_for_the_next_reader(client: TestClient, app: FastAPI) -> None:
    first, second = client.get("/courses", headers=BR), client.get("/courses", headers=BR)

    assert first.content == second.content
    assert second.headers["content-encoding"] == "br"
    assert (cache_of(app).misses, cache_of(app).hits) == (1, 1)
    for name in ("content-security-policy", "vary", "cache-control", "content-language"):
        assert second.headers[name] == first.headers[name]


def test_who_has_the_page_already_is_told_so_in_a_few_bytes(client: TestClient) -> None:
    for coding in ("br", "gzip", "identity"):
        etag = client.get("/courses", headers={"accept-encoding": coding}).headers["etag"]
        again = client.get("/courses", headers={"accept-encoding": coding, "if-none-match": etag})

        assert (again.status_code, again.content, again.headers["etag"]) == (304, b"", etag)
    other_coding = client.get("/courses", headers={"accept-encoding": "gzip", "if-none-match": etag})
    assert other_coding.status_code == 200


def test_language_size_theme_encoding_and_fragment_have_pages_of_their_own(client: TestClient) -> None:
    seen = set()
    for cookie in ("zh-1-standard", "en-1-standard", "zh-3-standard", "zh-1-dark"):
        for _ in range(2):
            seen.add(client.get("/courses", headers={"cookie": f"reading={cookie}"}).text)
    assert len(seen) == 4
    assert "<html" not in client.get("/courses", headers={"hx-request": "true"}).text
    assert "<html" in client.get("/courses").text


def test_a_release_in_another_process_is_seen_within_a_second(
    client: TestClient, other: TestClient, app: FastAPI
) -> None:
    assert "24式太极拳" in other.get("/courses?category=exercise").text
    withdraw(app, "tai-chi-24")

    assert "24式太极拳" not in client.get("/courses?category=exercise").text
    wait_for(lambda: "24式太极拳" not in other.get("/courses?category=exercise").text)


def wait_for(seen: object) -> None:
    """Ask until it is so, for one second of this machine's time and not longer."""
    import time

    until = time.monotonic() + editions.NEVER_OLDER + 0.2
    while not seen():  # type: ignore[operator]  # a question
        assert time.monotonic() < until, "It was not seen within a second."


@pytest.mark.parametrize("moved", ["show_from", "show_until"])
def test_a_planned_start_and_end_are_kept_to_the_second(
    client: TestClient, app: FastAPI, clock: FixedClock, moved: str
) -> None:
    moment = clock.now() + timedelta(hours=1)
    with writing(app.state.database) as session:
        setattr(session.scalars(select(Publication).where(Publication.slug == "tai-chi-24")).one(), moved, moment)
    there_before = moved == "show_until"

    for before, expected in ((timedelta(seconds=1), there_before), (timedelta(0), not there_before)):
        clock.at = moment - before
        assert ("24式太极拳" in client.get("/courses?category=exercise").text) is expected


def test_a_new_day_is_said_at_midnight(client: TestClient, clock: FixedClock) -> None:
    assert "2026年11月23日" in client.get("/").text
    clock.advance(timedelta(hours=15))  # midnight in Wanzhou

    assert "2026年11月24日" in client.get("/").text


def test_what_no_public_page_shows_empties_nothing(client: TestClient, app: FastAPI, clock: FixedClock) -> None:
    client.get("/courses")
    app.state.limits.hit("somebody", limit=9, seconds=60, now=clock.now())
    client.get("/courses")
    assert cache_of(app).hits == 1

    with writing(app.state.database) as session:
        session.execute(update(Publication).values(town=Publication.town))  # in bulk as well
    client.get("/courses")
    assert cache_of(app).hits == 1


def test_every_excuse_names_a_table_that_there_is() -> None:
    assert set(Base.metadata.tables) >= NEVER_SHOWN


def test_a_change_that_is_rolled_back_moves_nothing(app: FastAPI) -> None:
    def number() -> int:
        with app.state.database.reader() as session:
            found: int = session.scalar(text("SELECT number FROM edition"))
            return found

    def fail() -> None:
        with writing(app.state.database) as session:
            session.execute(update(Publication).values(town=None))
            raise ZeroDivisionError

    before = number()
    with pytest.raises(ZeroDivisionError):
        fail()
    assert number() == before


PRIVATE = ("/staff", "/home-modifications/apply", "/home-modifications/apply/who", "/resume", "/track", "/nowhere")


@pytest.mark.parametrize("path", PRIVATE)
def test_private_pages_never_enter(client: TestClient, app: FastAPI, path: str) -> None:
    for _ in range(2):
        answer = client.get(path)
        client.cookies.clear()

        if answer.status_code == 200 and 'name="csrf"' in answer.text:
            assert answer.headers["cache-control"] == "no-store"
    kept = cache_of(app).shelf
    if path != "/track":  # a page with nothing but a question: it is everybody's
        assert len(kept) == 0


@pytest.mark.parametrize(
    "headers",
    [
        {"cookie": "session=abc"},
        {"cookie": "reading=zh-1-standard; session=abc"},
        {"cookie": "form=abc"},
        {"authorization": "Bearer abc"},
    ],
)
def test_somebody_who_is_known_neither_reads_the_shelf_nor_fills_it(
    client: TestClient, app: FastAPI, headers: dict[str, str]
) -> None:
    answer = client.get("/courses", headers=headers)

    assert answer.status_code == 200
    assert len(cache_of(app).shelf) == 0
    client.get("/courses")
    client.get("/courses", headers=headers)
    assert cache_of(app).hits == 0


def test_pages_that_a_room_makes_private_in_any_way_stay_out(app: FastAPI) -> None:
    from fastapi import Depends

    from portal.web import csrf

    def with_cookie(request: Request) -> Response:
        answer = page(request, "front/settings.html")
        answer.set_cookie("who", "me")
        return answer

    def with_token(request: Request) -> Response:
        csrf.token_for(request)
        return page(request, "front/settings.html")

    def private(request: Request) -> Response:
        return page(request, "front/settings.html", private=True)

    def plain(request: Request) -> Response:
        return page(request, "front/settings.html")

    for made in (with_cookie, with_token, private, plain):
        app.get(f"/probe/{made.__name__}", dependencies=[Depends(anyone)])(made)
    with TestClient(app, base_url=PUBLIC_URL) as client:
        for made in (with_cookie, with_token, private):
            for _ in range(2):
                client.cookies.clear()
                assert client.get(f"/probe/{made.__name__}").status_code == 200
        assert len(cache_of(app).shelf) == 0
        client.cookies.clear()
        client.get("/probe/plain")
        assert len(cache_of(app).shelf) == 1


def test_a_crowd_that_comes_at_once_has_the_page_made_once(client: TestClient, app: FastAPI) -> None:
    crowd = [Thread(target=client.get, args=("/sports",)) for _ in range(8)]
    for one in crowd:
        one.start()
    for one in crowd:
        one.join()

    assert (cache_of(app).misses, cache_of(app).hits) == (1, 7)


def test_a_flood_of_addresses_languages_and_encodings_stays_within_bounds(client: TestClient, app: FastAPI) -> None:
    cache = cache_of(app) if app.middleware_stack else None
    client.get("/help")
    client.get("/help")
    cache = cache or cache_of(app)
    cache.shelf.most_bytes = 400_000
    for number in range(120):
        headers = {"cookie": f"reading=x{number}-{number}-y", "accept-encoding": f"zstd, x{number};q=0.{number}"}
        client.get(f"/help?junk={number}", headers=headers)

    assert cache.shelf.weight <= 400_000
    before = cache.misses
    client.get("/help")
    assert cache.misses == before, "The page that people want was pushed out by what nobody asks for twice."
    assert len({client.get("/help", headers={"cookie": f"reading=q{n}"}).headers["etag"] for n in range(5)}) == 1
    assert cache.misses == before


def test_an_address_of_ten_thousand_characters_is_answered_and_not_kept(client: TestClient, app: FastAPI) -> None:
    assert client.get("/courses?x=" + "a" * 10_000).status_code == 200
    assert len(cache_of(app).shelf) == 0


def test_the_shelf_forgets_what_is_old_and_what_is_used_least() -> None:
    def entry(size: int, at: float = 0) -> Entry:
        return Entry(b"", {"body": {"body": b"x" * size}}, {}, at)

    shelf = Shelf(10 * (OVERHEAD + 1000))
    shelf.put("big", entry(30_000))
    assert shelf.get("big", not_before=0) is None
    for number in range(20):
        shelf.put(number, entry(1000, at=number))
        shelf.get(number, not_before=0)
    assert shelf.weight <= shelf.most_bytes
    assert shelf.get(0, not_before=0) is None
    assert shelf.get(19, not_before=0) is not None
    assert shelf.get(19, not_before=20) is None
    shelf.put("again", entry(10))
    shelf.put("again", entry(10))
    shelf.clear()
    assert (len(shelf), shelf.weight) == (0, 0)


def test_without_its_database_the_portal_says_so_itself(client: TestClient, app: FastAPI) -> None:
    class Away(editions.Editions):
        async def now(self) -> editions.Now:
            await asyncio.sleep(0)
            raise ConnectionError

    client.get("/help")
    cache_of(app).editions = Away(app.state.database, app.state.clock, ())

    assert client.get("/help").status_code == 200
