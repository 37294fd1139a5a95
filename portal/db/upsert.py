"""An INSERT that minds what is there already; both databases have it, and SQLAlchemy says it twice."""

from typing import Any, cast

from sqlalchemy.dialects import sqlite

from portal.db.sessions import ReadSession


def insert(session: ReadSession, table: Any) -> sqlite.Insert:
    """`insert(session, Table).values(…).on_conflict_do_nothing()`, for the database that this session has."""
    return insert_by(session.get_bind().dialect.name, table)


def insert_by(dialect: str, table: Any) -> sqlite.Insert:
    """The same for who makes the statement once, before there is a session."""
    if dialect == "sqlite":
        return sqlite.insert(table)
    from sqlalchemy.dialects import postgresql  # noqa: PLC0415  # two megabytes that the embedded database is spared

    return cast("sqlite.Insert", postgresql.insert(table))
