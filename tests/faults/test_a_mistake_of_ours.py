"""Something nobody foresaw: a page in large type with a phone number, and a log line without what was typed."""

import logging
import re

import pytest
from fastapi import FastAPI
from sqlalchemy import text
from starlette.testclient import TestClient

from portal.search import store
from portal.web.sessions import writing
from tests.support.portal import PUBLIC_URL

TYPED = "样例老人甲154"


def broken(*_: object, **__: object) -> None:
    message = f"could not read {TYPED}"
    raise RuntimeError(message)


def found(pattern: str, text: str) -> str:
    match = re.search(pattern, text)
    assert match is not None
    return match[1]


def test_whoever_meets_it_reads_what_to_do_and_the_log_names_the_place_only(
    app: FastAPI, monkeypatch: pytest.MonkeyPatch, caplog: pytest.LogCaptureFixture
) -> None:
    monkeypatch.setattr(store, "find", broken)
    caplog.set_level(logging.ERROR, logger="portal")

    with TestClient(app, base_url=PUBLIC_URL, raise_server_exceptions=False) as client:
        answer = client.get("/search", params={"q": TYPED})
        sheet = client.get(found('<link rel="stylesheet" href="([^"]+)"', answer.text))

    assert answer.status_code == 500
    assert 'href="tel:12345"' in answer.text
    assert sheet.status_code == 200
    reference = found(">([0-9a-f]{8})<", answer.text)
    logged = [record.getMessage() for record in caplog.records if record.name == "portal"]
    assert [line for line in logged if reference in line and "RuntimeError" in line]
    assert TYPED not in " ".join(logged)


@pytest.mark.parametrize(("second", "status"), [(1, 409), (None, 500)], ids=["the same again", "what cannot be"])
def test_the_second_of_two_at_one_moment_is_asked_to_look_again(
    app: FastAPI, monkeypatch: pytest.MonkeyPatch, second: int | None, status: int
) -> None:
    def twice(*_: object, **__: object) -> None:
        with writing(app.state.database) as session:
            session.execute(text("CREATE TEMPORARY TABLE taken (number INTEGER NOT NULL UNIQUE)"))
            for number in (1, second):
                session.execute(text("INSERT INTO taken VALUES (:number)"), {"number": number})

    monkeypatch.setattr(store, "find", twice)

    with TestClient(app, base_url=PUBLIC_URL, raise_server_exceptions=False) as client:
        answer = client.get("/search", params={"q": "太极"})

    assert answer.status_code == status
    assert "12345" in answer.text
