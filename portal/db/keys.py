"""Whether the keys at hand open what stands in the database, and sealing everything anew with the newest."""

from collections.abc import Iterator
from typing import Any

from sqlalchemy import Column, LargeBinary, Select, Table, and_, select, type_coerce, update

from portal.db.base import Base
from portal.db.rows import ForRow, row_of
from portal.db.sealing import bound
from portal.db.sessions import ReadSession, WriteSession
from portal.db.types import keyring_of


def check(session: ReadSession) -> None:
    """Open the newest value of every sealed column; raises `WrongKey`, and then nothing may be written."""
    keyring = keyring_of(session.get_bind().dialect)
    for table, column, place in sealed_columns():
        newest = [key.desc() for key in table.primary_key.columns]
        row = session.execute(_raw(table, column).order_by(*newest).limit(1)).first()
        if row is not None:
            keyring.open(bytes(row.sealed), bound(place, row_of(row[:-1])))


def seal_anew(session: WriteSession, table: Table) -> int:
    """Every value of this table that an older key or another cipher sealed; returns how many there were."""
    keyring = keyring_of(session.get_bind().dialect)
    count = 0
    for _, column, place in (one for one in sealed_columns() if one[0] is table):
        keys = list(table.primary_key.columns)
        for row in session.execute(_raw(table, column)).all():
            old, here = bytes(row.sealed), bound(place, row_of(row[:-1]))
            if keyring.is_newest(old):
                continue
            fresh = keyring.seal(keyring.open(old, here), here)
            # Only over the value that was read: what somebody changed in between is sealed with the newest already.
            same = [key == value for key, value in zip(keys, row[:-1], strict=True)]
            unchanged = and_(*same, type_coerce(column, LargeBinary) == old)
            session.execute(update(table).where(unchanged).values({column: type_coerce(fresh, LargeBinary)}))
            count += 1
    return count


def _raw(table: Table, column: Column[Any]) -> Select[Any]:
    """The key of each row, and the bytes as they stand there."""
    sealed = type_coerce(column, LargeBinary)
    return select(*table.primary_key.columns, sealed.label("sealed")).where(column.is_not(None))


def sealed_tables() -> list[Table]:
    return list(dict.fromkeys(table for table, _, _ in sealed_columns()))


def sealed_columns() -> Iterator[tuple[Table, Column[Any], str]]:
    """Each with the place that it is bound to."""
    for table in Base.metadata.sorted_tables:
        for column in table.columns:
            if isinstance(column.type, ForRow):
                yield table, column, column.type.place
