"""Lists say what is live and fits, in the order of their kind, whichever of their ways they take to it."""

from collections.abc import Callable, Iterator
from datetime import timedelta
from itertools import product
from typing import Any

import pytest
from sqlalchemy import delete, select

from bench.corpus import add
from portal.app import PUBLICATION_KINDS
from portal.courses.model import Course
from portal.db.base import Base
from portal.db.engine import Database, open_database
from portal.db.sessions import ReadSession
from portal.fraud_warnings.model import LEVELS, FraudWarning
from portal.guides.model import Guide
from portal.publishing import lists, shelves, store
from portal.publishing.lists import Filters
from portal.publishing.model import Publication
from portal.publishing.rules import WITHDRAWN
from portal.rentals.model import Device
from portal.web.sessions import writing
from tests.support.portal import NOW, SECRET

Cases = tuple[dict[str, Any], ...]
TODAY = NOW.date()
ENTRIES, ON_DAYS = Base.metadata.tables["list_entry"], Base.metadata.tables["list_day"]
TOWNS: Cases = ({}, {"town": "500101018"}, {"town": "500101025"})
DAYS: Cases = ({}, {"from_day": TODAY, "until_day": TODAY + timedelta(days=31)})
COSTS: Cases = ({}, {"free": True})
ACCESS: Cases = ({}, {"access": ("step_free",)}, {"access": ("seats", "lift")}, {"access": ("parking", "lift")})
OWN: Cases = (
    {},
    {"own": {"category": "music"}},
    {"own": {"level": "all"}},
    {"own": {"category": "dance", "level": "all"}},
)
ORDERS: dict[type[Publication], Callable[[Any], Any]] = {
    FraudWarning: lambda it: (LEVELS.index(it.level), -it.show_from.timestamp(), -it.id),
    Device: lambda it: (it.help_with, it.id),
    Guide: lambda it: (it.position, it.id),
}


@pytest.fixture
def database(database_url: str) -> Iterator[Database]:
    opened = open_database(database_url, bytes.fromhex(SECRET))
    yield opened
    opened.dispose()


def fits(it: Course, filters: Filters) -> bool:
    """What the filters mean, said once more in another way."""
    return (
        it.is_live(NOW)
        and (not filters.town or it.town in {filters.town, None})
        and (not filters.from_day or bool(it.starts_on and it.starts_on >= filters.from_day))
        and (not filters.until_day or bool(it.starts_on and it.starts_on <= filters.until_day))
        and (not filters.free or it.cost_fen == 0)
        and {fact.fact for fact in it.access} >= set(filters.access)
        and all(getattr(it, name) == value for name, value in filters.own.items())
    )


def listed(session: ReadSession, model: type[Publication], filters: Filters | None = None) -> list[int]:
    """A list from its first page to its last."""
    found, ids = store.find(session, model, now=NOW, filters=filters), list[int]()
    while some := found.look(offset=len(ids), limit=20).ids:
        ids += some
    return ids


@pytest.mark.parametrize(("steps", "ahead"), [(lists.STEPS, lists.AHEAD), (7, 30)])
def test_every_combination_of_filters_finds_what_fits_and_nothing_else(
    database: Database, monkeypatch: pytest.MonkeyPatch, steps: int, ahead: int
) -> None:
    monkeypatch.setattr(lists, "STEPS", steps)
    monkeypatch.setattr(lists, "AHEAD", ahead)
    with writing(database) as session:
        add(session, 300, start=0, search=False)
        for number, one in enumerate(session.scalars(select(Course).order_by(Course.id))):
            one.town = None if number % 9 == 0 else one.town
            one.show_from = NOW + timedelta(minutes=1) if number % 11 == 0 else one.show_from
            one.show_until = NOW if number % 13 == 0 else None
            one.state = WITHDRAWN if number % 17 == 0 else one.state

    wrong = {}
    with database.reader() as session:
        courses = sorted(session.scalars(select(Course)), key=lambda it: (it.starts_on, it.id))
        for some in product(TOWNS, DAYS, COSTS, ACCESS, OWN):
            filters = Filters(**{name: value for part in some for name, value in part.items()})
            expected = [it.id for it in courses if fits(it, filters)]
            if (found := listed(session, Course, filters)) != expected:
                wrong[str(filters)] = (found, expected)

    assert wrong == {}


@pytest.mark.parametrize("model", [kind.model for kind in PUBLICATION_KINDS])
def test_each_kind_has_its_own_order(database: Database, model: type[Publication]) -> None:
    order = ORDERS.get(model, lambda it: (it.starts_on, it.id))
    with database.reader() as session:
        live = [it for it in session.scalars(select(model)) if it.is_live(NOW)]

        assert listed(session, model) == [it.id for it in sorted(live, key=order)]
        assert live


def test_a_narrowed_list_says_how_many_there_are_or_that_there_are_more(database: Database) -> None:
    with writing(database) as session:
        add(session, 600, start=0, search=False)
    narrowed = Filters(own={"category": "dance"})

    with database.reader() as session:
        near = store.find(session, Course, now=NOW, filters=narrowed).look(offset=0, limit=20)
        rest = store.find(session, Course, now=NOW, filters=narrowed).look(offset=100, limit=20)
        every = len(listed(session, Course, narrowed))

    assert (near.total, near.is_full, len(near.ids)) == (lists.AHEAD, True, 20)
    assert (rest.total, rest.is_full) == (every, False)


def test_days_find_nothing_where_nothing_has_a_day(database: Database) -> None:
    with database.reader() as session:
        assert listed(session, Guide, Filters(from_day=TODAY)) == []


def test_what_lists_do_not_know_is_caught_up_with_and_what_has_ended_goes(database: Database) -> None:
    with writing(database) as session:
        gone = session.scalars(select(Course)).first()
        assert gone is not None
        number, gone.show_until = gone.id, NOW + timedelta(days=1)
    with database.reader() as session:
        before, days = (
            session.execute(select(table).order_by(*table.primary_key)).all() for table in (ENTRIES, ON_DAYS)
        )
    with writing(database) as session:
        session.connection().execute(delete(ENTRIES))
        assert shelves.catch_up(session, now=NOW) == len(before)

    with writing(database) as session:
        after = session.execute(select(ENTRIES).order_by(ENTRIES.c.publication_id)).all()
        assert session.execute(select(ON_DAYS).order_by(*ON_DAYS.primary_key)).all() == days != []
        assert shelves.catch_up(session, now=NOW) == 0
        assert shelves.clear(session, now=NOW) == 0
        assert shelves.clear(session, now=NOW + timedelta(days=1)) > 0
        for table in (ENTRIES, ON_DAYS):
            assert number not in session.scalars(select(table.c.publication_id)).all()
        assert shelves.catch_up(session, now=NOW + timedelta(days=1)) == 0

    assert after == before
