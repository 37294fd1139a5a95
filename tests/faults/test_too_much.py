"""More than the portal takes: refused in words, before it fills memory or disk."""

from collections.abc import Iterator

import pytest
from fastapi import FastAPI
from starlette.testclient import TestClient

from portal.kernel.errors import TooMany
from portal.web import rate_limit
from tests.support.portal import NOW
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


def test_tries_are_counted_for_each_key_and_window(app: FastAPI) -> None:
    database = app.state.database
    for _ in range(3):
        rate_limit.hit(database, "somebody", limit=3, seconds=600, now=NOW)

    with pytest.raises(TooMany) as refused:
        rate_limit.hit(database, "somebody", limit=3, seconds=600, now=NOW)

    assert 0 < refused.value.wait_seconds <= 600
    rate_limit.hit(database, "somebody else", limit=3, seconds=600, now=NOW)
