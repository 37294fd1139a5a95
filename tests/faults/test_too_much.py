"""More than the portal takes: refused in words, before it fills memory or disk."""

from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from datetime import timedelta
from pathlib import Path

import pytest
from fastapi import FastAPI
from pydantic import SecretStr
from sqlalchemy import func, select
from starlette.testclient import TestClient
from valkey import Valkey

from portal.kernel.errors import TooMany
from portal.settings import Settings
from portal.web import valkey_limit
from portal.web.rate_limit import Limits, RateHit, limits
from tests.support.portal import NOW
from tests.support.programs import free_port, valkey
from tests.support.visitor import Visitor

A_LOT = 41 * 1024 * 1024
AS_A_FORM = {"Sec-Fetch-Site": "same-origin", "Content-Type": "application/x-www-form-urlencoded"}


def test_a_body_over_the_limit_gets_its_page_and_is_not_read(visitor: Visitor) -> None:
    page = visitor.send("/track", 413, {"reference": "1" * A_LOT})

    assert "太大" in page.h1
    assert "12345" in page.html


def test_a_body_that_lies_about_its_length_is_counted(client: TestClient) -> None:
    def chunks() -> Iterator[bytes]:
        yield from (b"x" * 1024 * 1024 for _ in range(41))

    answer = client.post("/track", content=chunks(), headers=AS_A_FORM)

    assert answer.status_code == 413


@pytest.fixture(scope="module")
def valkey_url(tmp_path_factory: pytest.TempPathFactory) -> Iterator[str]:
    with valkey(tmp_path_factory.mktemp("valkey"), free_port()) as url:
        yield url


@pytest.fixture(params=["database", "valkey"])
def counting(request: pytest.FixtureRequest, app: FastAPI) -> Limits:
    url = request.getfixturevalue("valkey_url") if request.param == "valkey" else ""
    return limits(app.state.database, url)


def rows(app: FastAPI) -> int:
    with app.state.database.reader() as session:
        return session.scalar(select(func.count()).select_from(RateHit)) or 0


def test_tries_are_counted_for_each_key_and_window_by_all_processes(
    counting: Limits, app: FastAPI, request: pytest.FixtureRequest
) -> None:
    asked = request.node.callspec.params["counting"]
    other = limits(app.state.database, request.getfixturevalue("valkey_url") if asked == "valkey" else "")
    for one in (counting, other, counting):
        one.hit("somebody", limit=3, seconds=600, now=NOW)

    with pytest.raises(TooMany) as refused:
        other.hit("somebody", limit=3, seconds=600, now=NOW)

    assert 0 < refused.value.wait_seconds <= 600
    counting.hit("somebody else", limit=3, seconds=600, now=NOW)
    counting.hit("somebody", limit=3, seconds=60, now=NOW)
    counting.hit("somebody", limit=3, seconds=600, now=NOW + timedelta(seconds=600))
    assert (rows(app) > 0) is (asked == "database")


def test_many_at_the_same_moment_are_all_counted(counting: Limits) -> None:
    def tries(_: int) -> bool:
        try:
            counting.hit("a crowd", limit=20, seconds=600, now=NOW)
        except TooMany:
            return False
        return True

    with ThreadPoolExecutor(8) as threads:
        assert sum(threads.map(tries, range(40))) == 20


@pytest.mark.once
def test_nothing_that_names_a_person_stands_in_valkey_and_everything_there_ends(app: FastAPI, valkey_url: str) -> None:
    limits(app.state.database, valkey_url).hit("sign-in:yangli", limit=3, seconds=777, now=NOW)

    with Valkey.from_url(valkey_url) as looking:
        names = [name for name in looking.keys("*") if b":777:" in name]
        assert len(names) == 1
        assert b"yangli" not in names[0]
        assert 0 < looking.ttl(names[0]) <= 777


@pytest.mark.once
def test_while_valkey_is_away_the_database_counts_and_that_is_said_once(
    app: FastAPI, tmp_path: Path, caplog: pytest.LogCaptureFixture, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(valkey_limit, "REST_SECONDS", 0.0)
    port = free_port()
    with valkey(tmp_path, port) as url:
        counting = limits(app.state.database, url)
        counting.hit("somebody", limit=2, seconds=600, now=NOW)
    for _ in range(2):
        counting.hit("somebody", limit=2, seconds=600, now=NOW)
    with pytest.raises(TooMany):
        counting.hit("somebody", limit=2, seconds=600, now=NOW)
    assert [record.getMessage().split(",")[0] for record in caplog.records] == ["Valkey is away"]

    with valkey(tmp_path, port):
        counting.hit("somebody", limit=2, seconds=600, now=NOW)
    assert [record.getMessage().split(",")[0] for record in caplog.records] == ["Valkey is away", "Valkey is back"]


def test_an_address_that_is_none_is_refused_without_showing_its_password() -> None:
    with pytest.raises(ValueError, match="PORTAL_VALKEY_URL wants valkey://") as refused:
        Settings(valkey_url=SecretStr("http://:secret-word@valkey.example"))
    assert "secret-word" not in str(refused.value)


@pytest.mark.parametrize("number", ["9" * 5000, "9" * 30, "²", "%E0", "-1", "0"])
def test_a_number_that_nobody_means_gets_a_kind_page(visitor: Visitor, number: str) -> None:
    asked = [f"/courses?page={number}", f"/search?q=%E8%AF%BE&page={number}", f"/sign-up/{number}", f"/draws/{number}"]

    statuses = {path[:20]: visitor.client.get(path).status_code for path in asked}

    assert set(statuses.values()) <= {200, 303, 404, 414}, statuses


@pytest.mark.parametrize(
    "path", ["/courses/a%00b", "/rentals/%00", "/guides/%00", "/search?q=a%00b", "/courses?town=%00"]
)
def test_signs_that_no_address_holds_lead_to_a_kind_page(visitor: Visitor, path: str) -> None:
    visitor.open(path, 200 if "?" in path else 404)


def test_signs_that_no_paper_shows_are_left_out_of_what_was_typed(visitor: Visitor) -> None:
    page = visitor.send("/track", 404, answers={"reference": "12345\x00\x1b67890", "proof": "0000"})

    assert page.form("/track").values["reference"] == ["1234567890"]
