"""Whether the keys at hand open what stands in the database, and sealing everything anew with the newest."""

from collections.abc import Iterator
from typing import Any

from sqlalchemy import Column, LargeBinary, Table, and_, select, type_coerce, update

from portal.db.base import Base
from portal.db.sessions import ReadSession, WriteSession
from portal.db.types import Sealed, SealedJson, keyring_of


def check(session: ReadSession) -> None:
    """Open the newest value of every sealed column; raises `WrongKey`, and then nothing may be written."""
    keyring = keyring_of(session.get_bind().dialect)
    for table, column, place in sealed_columns():
        newest = [key.desc() for key in table.primary_key.columns]
        raw = select(type_coerce(column, LargeBinary)).where(column.is_not(None)).order_by(*newest).limit(1)
        value = session.scalar(raw)
        if value is not None:
            keyring.open(bytes(value), place)


def seal_anew(session: WriteSession, table: Table) -> int:
    """Every value of this table that an older key or another cipher sealed; returns how many there were."""
    keyring = keyring_of(session.get_bind().dialect)
    count = 0
    for _, column, place in (one for one in sealed_columns() if one[0] is table):
        keys = list(table.primary_key.columns)
        raw = select(*keys, type_coerce(column, LargeBinary).label("sealed")).where(column.is_not(None))
        for row in session.execute(raw).all():
            old = bytes(row.sealed)
            if keyring.is_newest(old):
                continue
            fresh = keyring.seal(keyring.open(old, place), place)
            # Only over the value that was read: what somebody changed in between is sealed with the newest already.
            same = [key == value for key, value in zip(keys, row[:-1], strict=True)]
            unchanged = and_(*same, type_coerce(column, LargeBinary) == old)
            session.execute(update(table).where(unchanged).values({column: type_coerce(fresh, LargeBinary)}))
            count += 1
    return count


def sealed_tables() -> list[Table]:
    return list(dict.fromkeys(table for table, _, _ in sealed_columns()))


def sealed_columns() -> Iterator[tuple[Table, Column[Any], str]]:
    """Each with the place that it is bound to."""
    for table in Base.metadata.sorted_tables:
        for column in table.columns:
            if isinstance(column.type, Sealed | SealedJson):
                yield table, column, column.type.place
