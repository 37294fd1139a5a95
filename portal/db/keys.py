"""Whether the keys at hand open what stands in the database, and sealing everything anew with the newest."""

from collections.abc import Iterator
from typing import Any

from sqlalchemy import Column, ColumnElement, LargeBinary, Select, Table, and_, func, or_, select, type_coerce, update

from portal.db import lookups
from portal.db.base import Base
from portal.db.rows import ForRow, row_of
from portal.db.sealing import BY_SM4, bound
from portal.db.sessions import ReadSession, WriteSession
from portal.db.types import keyring_of

AT_ONCE = 200


def check(session: ReadSession) -> None:
    """Open the oldest and the newest value of every sealed column, and hold hashes against what they are of.

    Raises `WrongKey`, and then nothing may be written.
    """
    keyring = keyring_of(session.get_bind().dialect)
    for table, column, place in sealed_columns():
        keys = list(table.primary_key.columns)
        for order in (keys, [key.desc() for key in keys]):
            row = session.execute(_raw(table, column).order_by(*order).limit(1)).first()
            if row is not None:
                keyring.open(bytes(row.sealed), bound(place, row_of(row[:-1])))
    lookups.check(session)


def seal_anew(session: WriteSession, table: Table) -> int:
    """A helping of the values of this table that an older key or another cipher sealed; 0 when there are no more."""
    keyring = keyring_of(session.get_bind().dialect)
    count = 0
    for _, column, place in (one for one in sealed_columns() if one[0] is table):
        keys = list(table.primary_key.columns)
        for row in session.execute(_raw(table, column).where(~_under(column, keyring.newest)).limit(AT_ONCE)).all():
            old, here = bytes(row.sealed), bound(place, row_of(row[:-1]))
            fresh = keyring.seal(keyring.open(old, here), here)
            # Only over the value that was read: what somebody changed in between is sealed with the newest already.
            same = [key == value for key, value in zip(keys, row[:-1], strict=True)]
            unchanged = and_(*same, type_coerce(column, LargeBinary) == old)
            session.execute(update(table).where(unchanged).values({column: type_coerce(fresh, LargeBinary)}))
            count += 1
    return count


def is_done(session: ReadSession) -> bool:
    """Whether everything is sealed with the newest key and cipher, as a rotation that was carried to its end left it.

    Hashes are made anew before anything is sealed anew, so the seals tell for both.
    """
    newest = keyring_of(session.get_bind().dialect).newest
    asked = (_raw(table, column).where(~_under(column, newest)).limit(1) for table, column, _ in sealed_columns())
    return all(session.execute(one).first() is None for one in asked)


def standing(session: ReadSession) -> dict[int, int]:
    """How many values stand under the key of each number, sealed or hashed; none must be left before it goes."""
    numbers = keyring_of(session.get_bind().dialect).numbers
    counted = dict.fromkeys(numbers, 0)
    for number in numbers:
        for table, column, _ in sealed_columns():
            by_both = or_(_under(column, number), _under(column, number + BY_SM4))
            counted[number] += session.scalar(select(func.count()).select_from(table).where(by_both)) or 0
        for column in lookups.columns():
            hashed = lookups.under(column, number), column.not_like("erased %")
            counted[number] += session.scalar(select(func.count()).select_from(column.table).where(*hashed)) or 0
    return counted


def _under(column: Column[Any], number: int) -> ColumnElement[bool]:
    """Whether the first byte of what is sealed is this number."""
    first = func.substr(type_coerce(column, LargeBinary), 1, 1)
    return column.is_not(None) & (type_coerce(first, LargeBinary) == type_coerce(bytes([number]), LargeBinary))


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
