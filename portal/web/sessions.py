"""The one place that commits: returning commits, raising rolls back, and both happen before the answer is sent."""

from collections.abc import AsyncIterator, Iterator
from contextlib import AbstractAsyncContextManager, contextmanager, nullcontext
from typing import Annotated

from anyio import CancelScope, CapacityLimiter, Semaphore, to_thread
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


async def _reading(request: Request) -> AsyncIterator[ReadSession]:
    """Made and let go of without a thread: the framework would send each to one and back (docs/decisions/0020).

    To make a session asks the database nothing, and to let go of one is nothing that SQLite could make us wait for.
    A server is told of it over the network, which is left to a thread.
    """
    database = database_of(request)
    async with _turn(request):
        session = database.reader()
        try:
            yield session
        finally:
            if database.is_embedded:
                session.close()
            else:
                with CancelScope(shield=True):
                    await to_thread.run_sync(session.close, limiter=CapacityLimiter(1))


def _turn(request: Request) -> AbstractAsyncContextManager[object]:
    """One of the turns of those who only read, so that threads are left for those who write: they wait for none.

    Also for the same pages in less time: many readers at once only take the interpreter from each other.
    """
    turns: Semaphore | None = getattr(request.app.state, "turns", None)  # made where the server begins
    return nullcontext() if turns is None or request.method != "GET" else turns


def _writing(request: Request) -> Iterator[WriteSession]:
    with writing(database_of(request)) as session:
        yield session


def database_of(request: Request) -> Database:
    database: Database = request.app.state.database
    return database


# Without scope="function" FastAPI would commit after it has answered, and a failed commit would still say "we have it".
Reading = Annotated[ReadSession, Depends(_reading, scope="function")]
Writing = Annotated[WriteSession, Depends(_writing, scope="function")]
