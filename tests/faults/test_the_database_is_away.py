"""A database that is locked or may only be read: a kind page with a phone number, and nothing half-written."""

from collections.abc import Iterator
from contextlib import closing, contextmanager
from pathlib import Path

import pytest
from fastapi import FastAPI
from sqlalchemy import func, make_url, select, text

from portal.db import engine
from portal.db.engine import sqlite_module
from portal.drafting.model import Draft
from tests.support.visitor import Visitor

BEGIN = "/home-modifications/apply"


@contextmanager
def held_by_somebody_else(database_url: str) -> Iterator[None]:
    """Another program writes and does not finish."""
    with closing(sqlite_module().connect(make_url(database_url).database, isolation_level=None)) as other:
        other.execute("BEGIN IMMEDIATE")
        yield
        other.execute("ROLLBACK")


def drafts(app: FastAPI) -> int:
    with app.state.database.reader() as session:
        return session.scalar(select(func.count()).select_from(Draft)) or 0


def test_who_writes_while_it_is_locked_is_told_to_come_back_and_readers_notice_nothing(
    monkeypatch: pytest.MonkeyPatch, database_url: str, app: FastAPI, visitor: Visitor
) -> None:
    if not database_url.startswith("sqlite"):
        _wait_for_a_locked_table(app, visitor)
        return
    monkeypatch.setattr(engine, "WAIT_FOR_LOCK_MS", 20)

    with held_by_somebody_else(database_url):
        page = visitor.send(BEGIN, 503)
        visitor.open("/courses")

    assert "暂时存不了" in page.h1
    assert "12345" in page.html
    assert page.response.headers["retry-after"] == "30"
    assert drafts(app) == 0
    visitor.send(BEGIN)
    assert drafts(app) == 1


def _wait_for_a_locked_table(app: FastAPI, visitor: Visitor) -> None:
    """On PostgreSQL a writer waits for a lock only as long as the database says."""
    database = app.state.database
    name = database.writing.url.database
    with database.writing.begin() as connection:
        connection.execute(text(f'ALTER DATABASE "{name}" SET lock_timeout = 50'))
    database.dispose()
    with database.writing.begin() as connection:
        connection.execute(text("LOCK TABLE draft IN ACCESS EXCLUSIVE MODE"))
        page = visitor.send(BEGIN, 503)
        visitor.open("/courses")

    assert "暂时存不了" in page.h1
    assert drafts(app) == 0


def test_where_nothing_may_be_written_everything_can_still_be_read(
    database_url: str, app: FastAPI, visitor: Visitor, tmp_path: Path
) -> None:
    database = app.state.database
    if database_url.startswith("sqlite"):
        with database.writing.connect() as connection:
            connection.exec_driver_sql("PRAGMA query_only=ON")
    else:
        name = make_url(database_url).database
        with database.writing.begin() as connection:
            connection.execute(text(f'ALTER DATABASE "{name}" SET default_transaction_read_only = on'))
        database.dispose()

    page = visitor.send(BEGIN, 503)
    visitor.open("/courses")

    assert "暂时存不了" in page.h1
    assert drafts(app) == 0
    assert not (tmp_path / "uploads").exists()
