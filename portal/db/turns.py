"""Whoever brings a database up to date does so alone: several processes may be started in the same moment."""

from sqlalchemy import Connection, text

# Any number that nothing else in the database locks by.
STARTING = 1_467_838_030
_WAIT = text("SELECT pg_advisory_xact_lock(:number)")


def take(connection: Connection) -> None:
    """Wait until nobody else is at it, and hold the turn to the end of the transaction; in SQLite one writes anyway."""
    if connection.dialect.name == "postgresql":
        connection.execute(_WAIT, {"number": STARTING})
