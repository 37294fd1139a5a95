"""A list costs the same however much is published: the steps that SQLite takes are counted, and not the time."""

from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

import pytest
from fastapi import FastAPI
from sqlalchemy import event, select
from starlette.testclient import TestClient

from bench.corpus import add
from portal.courses.model import Course
from portal.kernel.clock import FixedClock
from portal.web.sessions import writing
from tests.support.databases import Workshop
from tests.support.desk import EDITOR, one_time_links, sign_in
from tests.support.portal import NOW, PUBLIC_URL, make_app
from tests.support.visitor import Visitor

# The smaller one is longer than what is looked at before a list is looked for in another way (`lists.STEPS`).
FEW, MANY = 3_000, 30_000
MOST_TIMES = 1.5
GRAIN = 100
# Where ten times as much stands in an index, each look into it may go a level deeper.
DEEPER = 5 * GRAIN
PATHS = (
    "/courses",
    "/courses?page=40",
    "/courses?category=dance",
    "/courses?town=500101018&category=music",
    "/courses?town=500101018&category=music&level=all&access=wheelchair_loan",
    "/courses?access=parking&access=lift",
    "/courses?category=music&free=1",
    "/fraud-warnings",
    "/feed.atom",
    "/fraud-warnings/feed.atom",
    "/",
    "/open-data/v1/courses.json",
    "/open-data/v1/courses.json?town=500101018",
    "/open-data/v1/courses.ics",
    "/open-data/v1/courses.ics?town=500101018",
)
# Of one thing, and of what there is instead of one that has ended.
OF_ONE = ("/courses/bench-7", "/courses/bench-7/calendar.ics", "/Q/{ended}")
DESKS = (
    "/staff",
    "/staff/publications",
    "/staff/publications/calendar",
    "/staff/publications/courses",
    "/staff/publications/courses?page=40",
    "/staff/publications/courses?state=published",
    "/staff/publications/courses?state=in_review",
)
# What a town does shows more where there is more, up to so much; the steps are those of a day of a thousand things.
MOST_STEPS = 30_000
OF_A_TOWN = ("/week/500101018", "/week/500101018?from=2027-03-02", "/week/500101018/2027-03-02", "/board/500101018")
# Some days hold more where there is more, but are never dearer than the whole list, narrowed alike.
BY_DAYS = ("/courses?{}", "/courses?{}&town=500101018&category=music&access=wheelchair_loan")


@pytest.fixture(scope="module")
def portal(tmp_path_factory: pytest.TempPathFactory) -> Iterator[tuple[FastAPI, TestClient]]:
    """Always on the embedded database, which is the one that can count its steps."""
    folder: Path = tmp_path_factory.mktemp("growth")
    workshop = Workshop(folder / "embedded", "sqlite")
    workshop.folder.mkdir()
    with workshop.copy(folder) as url:
        app = make_app(url, FixedClock(NOW), folder)
        with TestClient(app, base_url=PUBLIC_URL, follow_redirects=False) as client:
            yield app, client
        app.state.database.dispose()
    workshop.close()


@contextmanager
def counted(app: FastAPI) -> Iterator[list[int]]:
    steps = [0]

    def count() -> int:
        steps[0] += GRAIN
        return 0

    def begin(connection: Any, *_: object) -> None:
        connection.set_progress_handler(count, GRAIN)

    engine = app.state.database.reading
    event.listen(engine, "checkout", begin)
    yield steps
    event.remove(engine, "checkout", begin)


def steps_of(app: FastAPI, client: TestClient, path: str) -> int:
    """Of a page that is not in the cache, when everything that is remembered is known."""
    uncached = {} if path.startswith("/staff") else {"cookie": "nobody=1"}
    assert client.get(path, headers=uncached).status_code == 200
    with counted(app) as steps:
        client.get(path, headers=uncached)
    return steps[0]


def test_a_list_takes_no_more_steps_where_there_is_ten_times_as_much(portal: tuple[FastAPI, TestClient]) -> None:
    app, client = portal
    sign_in(Visitor(client), one_time_links(app)[EDITOR])
    with writing(app.state.database) as session:
        add(session, FEW, start=0, search=False)
        gone = session.scalars(select(Course).where(Course.slug == "erhu")).one()
        gone.show_until, ended = NOW, gone.code
    paths = [path.format(ended=ended) for path in (*PATHS, *OF_ONE, *DESKS)]
    before = {path: steps_of(app, client, path) for path in paths}
    with writing(app.state.database) as session:
        add(session, MANY - FEW, start=FEW, search=False)

    after = {path: steps_of(app, client, path) for path in paths}

    grown = {path: (before[path], after[path]) for path in paths if after[path] > before[path] * MOST_TIMES + DEEPER}
    assert grown == {}
    for path in BY_DAYS:
        week, always = (steps_of(app, client, path.format(days)) for days in ("day=week", ""))
        assert 0 < week <= always * MOST_TIMES
    assert min(before.values()) > 0
    of_a_town = {path: steps_of(app, client, path) for path in OF_A_TOWN}
    assert {path: steps for path, steps in of_a_town.items() if steps > MOST_STEPS} == {}
