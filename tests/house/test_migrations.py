"""The database that the migrations make is the one that the models describe."""

from alembic.autogenerate import compare_metadata
from alembic.config import Config
from alembic.migration import MigrationContext
from alembic.script import ScriptDirectory

import portal.app  # noqa: F401  # every room declares its tables
from portal.db.base import Base
from portal.db.engine import open_database
from portal.db.migrate import SCRIPTS, upgrade
from portal.search import store
from tests.support.portal import SECRET


def test_there_is_one_line_of_migrations() -> None:
    config = Config()
    config.set_main_option("script_location", str(SCRIPTS))

    assert len(ScriptDirectory.from_config(config).get_heads()) == 1


def test_what_the_migrations_make_is_what_the_models_say(database_url: str) -> None:
    database = open_database(database_url, bytes.fromhex(SECRET))
    with database.reading.connect() as connection:
        options = {"compare_type": False, "target_metadata": Base.metadata, "include_name": is_mapped}
        context = MigrationContext.configure(connection, opts=options)
        differences = compare_metadata(context, Base.metadata)
    database.dispose()

    assert differences == []


def is_mapped(name: str | None, kind: str, _: object) -> bool:
    """The search index is made differently on each database and is not mapped (`portal/search/store.py`)."""
    return kind != "table" or not (name or "").startswith(store.TABLE)


def test_migrating_again_changes_nothing(database_url: str) -> None:
    database = open_database(database_url, bytes.fromhex(SECRET))
    upgrade(database.writing)
    database.dispose()
