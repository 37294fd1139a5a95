"""Python may collect at any moment what a session has read; never while the session lets go of it."""

import gc
from collections.abc import Iterator
from typing import Any

import pytest
from fastapi import FastAPI
from sqlalchemy import event, select
from sqlalchemy.orm import InstanceState

from portal.db.sessions import ReadSession
from portal.publishing.model import Publication


@pytest.fixture
def session(app: FastAPI) -> Iterator[ReadSession]:
    """Publications that know themselves, so that only the collector finds that nobody wants them any more."""
    with app.state.database.reader() as session:
        gc.disable()
        for publication in session.scalars(select(Publication)):
            vars(publication)["itself"] = publication
        del publication
        yield session
        gc.enable()


def test_what_is_let_go_of_is_there_until_it_has_been_told(session: ReadSession) -> None:
    there: list[bool] = []

    def told(_session: ReadSession, state: InstanceState[Any]) -> None:
        if not there:
            gc.collect()
        there.append(state.obj() is not None)

    event.listen(session, "persistent_to_detached", told, raw=True)
    session.close()

    assert len(there) > 20
    assert all(there)


def test_what_a_rollback_makes_old_is_there_until_it_has_been_told(session: ReadSession) -> None:
    there: list[bool] = []

    def told(state: InstanceState[Any], _names: Any) -> None:
        if not there:
            gc.collect()
        there.append(state.obj() is not None)

    event.listen(Publication, "expire", told, raw=True, propagate=True)
    try:
        session.rollback()
    finally:
        event.remove(Publication, "expire", told)

    assert len(there) > 20
    assert all(there)
