"""What a phone has to fetch before it shows something, page by page, and how often the database is asked for it."""

import re
from collections.abc import Iterator
from contextlib import contextmanager
from functools import lru_cache, partial

import pytest
from fastapi import FastAPI
from sqlalchemy import event
from starlette.testclient import TestClient

# The window of one breath is 14,600 bytes; headers and TLS want the rest.
MOST_BYTES = 10_000
MOST_AT_FIRST_VISIT = 26_000
MOST_BEFORE_READING = 3
MOST_QUESTIONS = 4
LISTS = ("/courses", "/sports", "/tours", "/fraud-warnings", "/rentals", "/guides")
BR = {"accept-encoding": "br"}


def weight(client: TestClient, path: str) -> int:
    """The bytes that go over the line."""
    return int(client.get(path, headers=BR).headers["content-length"])


def assets(html: str) -> tuple[set[str], set[str]]:
    """What must be there before anything can be read, and what may come later."""
    first = set(re.findall(r'<link rel="stylesheet" href="([^"]+)"', html)) | set(
        re.findall(r'<use href="([^"#]+)', html)
    )
    later = set(re.findall(r'<script src="([^"]+)" defer', html)) | set(
        re.findall(r'<link rel="icon" href="([^"]+)"', html)
    )
    return first, later


def public_pages(client: TestClient) -> dict[str, tuple[int, str]]:
    """Each page's bytes as they are sent, and its HTML."""
    listed = re.findall(r'href="(/[^"#?]*)"', client.get("/sitemap").text)
    found = sorted(
        {path for path in listed if not path.startswith("/static")} | {"/", "/search", "/search?q=轮椅", *LISTS}
    )
    assert len(found) > 100
    answers = {path: client.get(path, headers=BR) for path in found}
    return {
        path: (int(answer.headers["content-length"]), answer.text)
        for path, answer in answers.items()
        if answer.headers.get("content-type", "").startswith("text/html")
    }


@pytest.mark.parametrize("language", ["zh", "en"])
def test_every_public_page_fits_into_one_breath_of_the_network(shared_client: TestClient, language: str) -> None:
    shared_client.cookies.clear()
    shared_client.cookies.set("reading", f"{language}-1-standard")
    too_heavy, known = {}, lru_cache(partial(weight, shared_client))
    for path, (size, html) in public_pages(shared_client).items():
        first, later = assets(html)
        needed = size + sum(map(known, first))
        everything = needed + sum(map(known, later))
        if needed > MOST_BYTES or everything > MOST_AT_FIRST_VISIT or 1 + len(first) > MOST_BEFORE_READING:
            too_heavy[path] = (needed, everything, 1 + len(first))
    shared_client.cookies.clear()

    assert too_heavy == {}


def test_static_files_are_kept_for_ever_and_come_compressed(shared_client: TestClient) -> None:
    first, later = assets(shared_client.get("/").text)
    for name in first | later:
        answer = shared_client.get(name, headers=BR)

        assert "immutable" in answer.headers["cache-control"]
        assert answer.headers.get("content-encoding") == "br"
        assert shared_client.get(name, headers={"accept-encoding": "gzip"}).headers["content-encoding"] == "gzip"


@contextmanager
def questions(app: FastAPI) -> Iterator[list[str]]:
    asked: list[str] = []
    engine = app.state.database.reading

    def note(_c: object, _cursor: object, statement: str, *_: object) -> None:
        if statement != "BEGIN":
            asked.append(statement)

    event.listen(engine, "before_cursor_execute", note)
    yield asked
    event.remove(engine, "before_cursor_execute", note)


@pytest.mark.parametrize("path", [*LISTS, "/search?q=太极"])
def test_a_list_asks_the_database_at_most_four_times(client: TestClient, app: FastAPI, path: str) -> None:
    client.get("/help")  # the edition is known from here on
    with questions(app) as asked:
        assert client.get(path, headers={"cookie": "nobody=1"}).status_code == 200

    assert 0 < len(asked) <= MOST_QUESTIONS, "\n".join(asked)


def test_a_page_from_the_cache_asks_nothing(client: TestClient, app: FastAPI) -> None:
    client.get("/courses")
    with questions(app) as asked:
        client.get("/courses")

    assert [one for one in asked if "edition" not in one] == []
