"""The one place that commits: returning commits, raising rolls back, and both happen before the answer is sent."""

from collections.abc import Iterator
from contextlib import contextmanager
from typing import Annotated

from fastapi import Depends, Request

from portal.db import edition
from portal.db.engine import Database
from portal.db.sessions import ReadSession, WriteSession


@contextmanager
def writing(database: Database) -> Iterator[WriteSession]:
    """A transaction of its own, for the command line, the worker and counters that must outlive a refusal."""
    with database.writer() as session:
        try:
            yield session
        except BaseException:
            session.rollback()
            raise
        moved = edition.move(session)
        session.commit()
        database.pulse.beats += moved


def _reading(request: Request) -> Iterator[ReadSession]:
    with database_of(request).reader() as session:
        yield session


def _writing(request: Request) -> Iterator[WriteSession]:
    with writing(database_of(request)) as session:
        yield session


def database_of(request: Request) -> Database:
    database: Database = request.app.state.database
    return database


# Without scope="function" FastAPI would commit after it has answered, and a failed commit would still say "we have it".
Reading = Annotated[ReadSession, Depends(_reading, scope="function")]
Writing = Annotated[WriteSession, Depends(_writing, scope="function")]
