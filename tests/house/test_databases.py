"""Every test has a database of its own, filled with the sample content."""

from pathlib import Path

import pytest
from sqlalchemy import func, select, update

from portal.db.engine import Database, open_database
from portal.publishing.model import Publication
from portal.web.sessions import writing
from tests.support.databases import Workshop
from tests.support.portal import SECRET

MANY = 60


def opened(url: str) -> Database:
    return open_database(url, bytes.fromhex(SECRET))


def test_what_one_test_writes_no_other_test_reads(workshop: Workshop, tmp_path: Path, database_url: str) -> None:
    with workshop.copy(tmp_path) as other_url:
        mine, other = opened(database_url), opened(other_url)
        with writing(mine) as session:
            session.execute(update(Publication).values(slug=Publication.slug + "-changed"))
        with mine.reader() as here, other.reader() as there:
            changed = select(func.count()).where(Publication.slug.endswith("-changed"))
            assert here.scalar(changed) == here.scalar(select(func.count(Publication.id)))
            assert there.scalar(changed) == 0
        mine.dispose()
        other.dispose()


def test_the_sample_content_is_there(database_url: str) -> None:
    database = opened(database_url)
    with database.reader() as session:
        found = session.scalar(select(func.count(Publication.id)))
    database.dispose()

    assert found is not None
    assert found > MANY


def test_the_database_is_the_one_that_was_asked_for(database_url: str, request: pytest.FixtureRequest) -> None:
    assert database_url.startswith(request.config.getoption("--database"))
