"""Bring a database to the newest form."""

import os
import re
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from sqlalchemy import Connection, Engine, inspect, text

from portal.db import turns
from portal.db.queue import HAS_FILE_LOCKS

SCRIPTS = Path(__file__).parent / "migrations"
SAID = re.compile(r'^(down_revision|revision) = "(\w+)"', re.MULTILINE)


def upgrade(engine: Engine) -> None:
    """Run every migration that this database has not had; nothing happens on one that is up to date."""
    # Also the first look at a file makes it ready for many, which two at once would refuse each other.
    if engine.dialect.name != "sqlite" and _is_newest(engine):
        return
    with _alone(engine):
        if not _is_newest(engine):  # else another process has done it in the meantime
            _run(engine)


@contextmanager
def _alone(engine: Engine) -> Iterator[None]:
    """Of two processes that begin at once the second waits: Alembic ends transactions between two migrations.

    On a server by a connection of its own, for the same reason; for a file by a lock on the folder in which it lies,
    which the system lets go of also when the process ends in between.
    """
    if engine.dialect.name != "sqlite":
        with engine.connect() as waiting:
            turns.take(waiting)
            yield
        return
    lies_in = Path(engine.url.database or "").absolute().parent
    if not (HAS_FILE_LOCKS and lies_in.is_dir()):  # where there is no folder, SQLite says so itself
        yield
        return
    import fcntl  # noqa: PLC0415  # not there on every system

    folder = os.open(lies_in, os.O_RDONLY)
    try:
        fcntl.flock(folder, fcntl.LOCK_EX)
        yield
    finally:
        os.close(folder)


def newest(folder: Path) -> str:
    """The last migration: the one that no other follows, whatever number it has."""
    said = [pair for path in folder.glob("[0-9]*.py") for pair in SAID.findall(path.read_text(encoding="utf-8"))]
    followed = {number for name, number in said if name == "down_revision"}
    last: str = next(number for name, number in said if name == "revision" and number not in followed)
    return last


def _run(engine: Engine) -> None:
    # Alembic takes as long to load as a tenth of the whole portal, and every start but one needs nothing of it.
    from alembic import command  # noqa: PLC0415
    from alembic.config import Config  # noqa: PLC0415

    with engine.connect() as connection:
        config = Config()
        config.set_main_option("script_location", str(SCRIPTS))
        config.attributes["connection"] = connection
        command.upgrade(config, "head")


def _is_newest(engine: Engine) -> bool:
    """Whether the last migration has been run."""
    with engine.connect() as connection:
        return _has_form(connection) and _form(connection) == newest(SCRIPTS / "versions")


def _has_form(connection: Connection) -> bool:
    return inspect(connection).has_table("alembic_version")


def _form(connection: Connection) -> str | None:
    found: str | None = connection.scalar(text("SELECT version_num FROM alembic_version"))
    return found
