"""The database that the migrations make is the one that the models describe."""

from concurrent.futures import ThreadPoolExecutor
from pathlib import Path
from threading import Barrier, BrokenBarrierError

import pytest
from alembic.autogenerate import compare_metadata
from alembic.config import Config
from alembic.migration import MigrationContext
from alembic.script import ScriptDirectory

import portal.app  # noqa: F401  # every room declares its tables
from portal.db.base import Base
from portal.db.engine import open_database
from portal.db.migrate import SCRIPTS, newest, upgrade
from portal.search import store
from tests.support.portal import SECRET


def test_there_is_one_line_of_migrations() -> None:
    config = Config()
    config.set_main_option("script_location", str(SCRIPTS))

    assert ScriptDirectory.from_config(config).get_heads() == [newest(SCRIPTS / "versions")]


def test_the_newest_is_the_one_that_none_follows_whatever_its_number(tmp_path: Path) -> None:
    for number, before in (("0001", None), ("0003", "0001"), ("0002", "0003")):
        follows = f'"{before}"' if before else "None"
        (tmp_path / f"{number}_x.py").write_text(f'revision = "{number}"\ndown_revision = {follows}\n')

    assert newest(tmp_path) == "0002"


def test_of_two_that_begin_at_once_on_a_file_one_waits(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    both = Barrier(2)
    met: list[bool] = []

    def run(_: object) -> None:
        try:
            both.wait(timeout=0.3)
        except BrokenBarrierError:
            met.append(False)
            both.reset()
        else:
            met.append(True)

    monkeypatch.setattr("portal.db.migrate._run", run)

    def begin(_: int) -> None:
        database = open_database(f"sqlite:///{tmp_path}/portal.db", bytes.fromhex(SECRET))
        upgrade(database.writing)
        database.dispose()

    with ThreadPoolExecutor(2) as pool:
        list(pool.map(begin, range(2)))

    assert met == [False, False]


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
