"""Something nobody foresaw: a page in large type with a phone number, and a log line without what was typed."""

import logging
import re

import pytest
from fastapi import FastAPI
from starlette.testclient import TestClient

from portal.search import store
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
