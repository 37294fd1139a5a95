"""The portal as the tests build it: with a clock that stands still, and filled with the content of the project."""

from datetime import UTC, datetime
from pathlib import Path
from typing import Any

from fastapi import FastAPI
from pydantic import SecretStr

from portal.app import INTAKE_KINDS, PUBLICATION_KINDS, create_app
from portal.db.engine import open_database
from portal.db.migrate import upgrade
from portal.enrolments.content import load_intakes
from portal.kernel.clock import Clock, FixedClock
from portal.kernel.divisions import Divisions
from portal.posters import standing
from portal.publishing.loading import load_all
from portal.settings import Settings
from portal.stock import content as stock
from portal.web.sessions import writing
from tests.support.house import CONTENT

PUBLIC_URL = "http://portal.test"
SECRET = "5a" * 32
# A Monday morning in Wanzhou, and the day on which the sample content was loaded.
NOW = datetime(2026, 11, 23, 1, 0, tzinfo=UTC)


def make_app(
    database_url: str, clock: Clock, data_dir: Path, public_url: str = PUBLIC_URL, **settings: str | SecretStr
) -> FastAPI:
    """`settings` are named as in `Settings`."""
    given: Any = {"database_url": database_url, "public_url": public_url, "secret_key": SecretStr(SECRET)} | settings
    return create_app(Settings(data_dir=data_dir, **given), clock=clock)


def fill(database_url: str) -> None:
    """Make the database that every test gets a copy of; content that cannot be loaded stops the run."""
    database = open_database(database_url, bytes.fromhex(SECRET))
    try:
        upgrade(database.writing)
        with writing(database) as session:
            divisions = Divisions.load(CONTENT / "divisions")
            report = load_all(session, CONTENT, PUBLICATION_KINDS, divisions=divisions, clock=FixedClock(NOW))
            standing.ensure(session, divisions, at=NOW)
            load_intakes(session, CONTENT / "enrolments.yaml", INTAKE_KINDS, now=NOW)
            stock.load(session, CONTENT, at=NOW)
    finally:
        database.dispose()
    if report.problems:
        message = "Content that cannot be loaded:\n" + "\n".join(map(str, report.problems))
        raise ValueError(message)
