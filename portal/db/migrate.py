"""Bring a database to the newest form."""

from pathlib import Path

from alembic import command
from alembic.config import Config
from sqlalchemy import Engine

SCRIPTS = Path(__file__).parent / "migrations"


def upgrade(engine: Engine) -> None:
    """Run every migration that this database has not had; nothing happens on one that is up to date."""
    with engine.connect() as connection:
        command.upgrade(_config(connection=connection), "head")


def _config(**attributes: object) -> Config:
    config = Config()
    config.set_main_option("script_location", str(SCRIPTS))
    config.attributes.update(attributes)
    return config
