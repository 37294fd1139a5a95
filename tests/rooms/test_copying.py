"""Everything moves from the embedded database to another one, or nothing does."""

from collections.abc import Iterator
from pathlib import Path

import pytest
from sqlalchemy import select, update

from portal.db import copying
from portal.db.engine import Database, open_database
from portal.db.migrate import upgrade
from portal.drafting.model import Draft
from portal.publishing.model import Publication
from portal.search import store
from portal.search.indexing import catch_up
from portal.web.sessions import writing
from tests.support.databases import Workshop
from tests.support.portal import SECRET


@pytest.fixture
def source(tmp_path: Path, workshop: Workshop) -> Iterator[Database]:
    """The embedded database with the sample content."""
    other = Workshop(workshop.folder / "embedded", "sqlite")
    other.folder.mkdir(exist_ok=True)
    with other.copy(tmp_path) as url:
        database = open_database(url, bytes.fromhex(SECRET))
        yield database
        database.dispose()


@pytest.fixture
def target(database_url: str) -> Iterator[Database]:
    """An empty one of the kind that is tested."""
    database = open_database(database_url, bytes.fromhex(SECRET))
    with writing(database) as session:
        for table in reversed(list(copying._plain_tables())):  # noqa: SLF001  # all of them, as plainly as they are copied
            if table.name not in copying.MADE_BY_MIGRATIONS:
                session.execute(table.delete())
    upgrade(database.writing)
    yield database
    database.dispose()


def test_everything_arrives_and_can_be_found(source: Database, target: Database) -> None:
    with source.reader() as reading, writing(target) as session:
        carried = {one.table: one.rows for one in copying.carry(reading, session)}
        catch_up(session, everything=True)
        assert store.size(session) == carried["publication"]

    assert carried["publication"] > 60
    with target.reader() as session:
        assert (
            session.scalars(select(Publication).where(Publication.slug == "erhu")).one().texts["zh"].title
            == "二胡（入门）"
        )
        assert list(session.scalars(select(Draft.id))) == []


def test_new_rows_get_new_numbers(source: Database, target: Database) -> None:
    with source.reader() as reading, writing(target) as session:
        copying.carry(reading, session)
    with writing(target) as session:
        one = session.scalars(select(Publication).where(Publication.slug == "accessibility-statement")).one()
        session.add(
            type(one)(
                slug="new",
                code="NEW99",
                checked_on=one.checked_on,
                show_from=one.show_from,
                updated_at=one.updated_at,
                position=1,
                icon="check",
            )
        )
        session.flush()


def test_nothing_is_ever_written_over(source: Database, target: Database) -> None:
    with source.reader() as reading, writing(target) as session:
        copying.carry(reading, session)

    with source.reader() as reading, pytest.raises(copying.NotEmpty), writing(target) as session:
        copying.carry(reading, session)


def test_a_row_that_differs_is_noticed(source: Database, target: Database, monkeypatch: pytest.MonkeyPatch) -> None:
    count_on = copying._count_on_from_here  # noqa: SLF001  # the last thing before the sums

    def spoil(session: object, table: object) -> None:
        count_on(session, table)  # type: ignore[arg-type]  # handed through
        if getattr(table, "name", "") == "publication":
            session.execute(update(table).values(town="500101017"))  # type: ignore[attr-defined,arg-type]

    monkeypatch.setattr(copying, "_count_on_from_here", spoil)
    with source.reader() as reading, pytest.raises(copying.NotTheSame), writing(target) as session:
        copying.carry(reading, session)

    with target.reader() as looking:
        assert list(looking.scalars(select(Publication.id))) == []
