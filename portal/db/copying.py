"""Carry everything from one database to another, sealed values as they are, and prove that it arrived."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime, time
from hashlib import sha256
from typing import Any

from sqlalchemy import Column, LargeBinary, MetaData, Table, func, insert, select, text
from sqlalchemy.types import TypeDecorator

from portal.db.base import Base
from portal.db.sessions import ReadSession, WriteSession

AT_ONCE = 500
# Written by the migrations themselves, so the target has its row already.
MADE_BY_MIGRATIONS = {"edition"}


class NotEmpty(Exception):
    """The target holds something already; nothing is ever written over."""


class NotTheSame(Exception):
    """What arrived is not what was sent; nothing of it is kept."""


@dataclass(frozen=True)
class Carried:
    """One table: how many rows, and a sum over all that is in them."""

    table: str
    rows: int
    checksum: str


def carry(source: ReadSession, target: WriteSession) -> list[Carried]:
    """Copy every table in the order of its references; raises before anything is kept where a sum differs."""
    tables = list(_plain_tables())
    full = [table.name for table in tables if table.name not in MADE_BY_MIGRATIONS and _count(target, table)]
    if full:
        raise NotEmpty(", ".join(full))
    carried = []
    for table in tables:
        if table.name in MADE_BY_MIGRATIONS:
            target.execute(table.delete())
        for rows in _in_parts(source, table):
            target.execute(insert(table), rows)
        _count_on_from_here(target, table)
        sent, arrived = _sum(source, table), _sum(target, table)
        if sent != arrived:
            raise NotTheSame(f"{table.name}: {sent.rows} rows were sent and {arrived.rows} arrived, or they differ")
        carried.append(arrived)
    return carried


def _plain_tables() -> Iterator[Table]:
    """Our tables, but sealed columns as the bytes that they are: whoever carries a letter does not open it."""
    plain = MetaData()
    for table in Base.metadata.sorted_tables:
        copy = table.to_metadata(plain)
        for column in copy.columns:
            if isinstance(column.type, TypeDecorator) and isinstance(column.type.impl_instance, LargeBinary):
                column.type = LargeBinary()
        yield copy


def _in_parts(session: ReadSession, table: Table) -> Iterator[Sequence[dict[str, Any]]]:
    result = session.execute(select(table).order_by(*table.primary_key).execution_options(yield_per=AT_ONCE))
    for part in result.mappings().partitions(AT_ONCE):
        yield [dict(row) for row in part]


def _count(session: ReadSession, table: Table) -> int:
    return session.scalar(select(func.count()).select_from(table)) or 0


def _sum(session: ReadSession, table: Table) -> Carried:
    """Row sums are added up, so that the order in which a database sorts words does not matter."""
    total, count = 0, 0
    for rows in _in_parts(session, table):
        for row in rows:
            said = repr([(name, _canonical(value)) for name, value in sorted(row.items())])
            total = (total + int.from_bytes(sha256(said.encode()).digest())) % 2**256
            count += 1
    return Carried(table.name, count, f"{total:064x}"[:16])


def _canonical(value: Any) -> Any:
    """The same word for the same value, whichever database says it."""
    if isinstance(value, bytes | memoryview):
        return bytes(value).hex()
    if isinstance(value, datetime):
        return (value if value.tzinfo else value.replace(tzinfo=UTC)).astimezone(UTC).isoformat()
    if isinstance(value, time):
        return value.replace(tzinfo=None).isoformat()
    if isinstance(value, dict):
        return sorted((key, _canonical(inner)) for key, inner in value.items())
    if isinstance(value, list):
        return [_canonical(inner) for inner in value]
    return value


def _count_on_from_here(session: WriteSession, table: Table) -> None:
    """PostgreSQL hands out numbers by itself, and must not begin again at one."""
    if session.connection().dialect.name != "postgresql":
        return
    for column in table.primary_key:
        if _is_counted(table, column):
            sequence = text("SELECT setval(pg_get_serial_sequence(:table, :column), :last)")
            last = session.scalar(select(func.max(column)))
            if last:
                session.execute(sequence, {"table": table.name, "column": column.name, "last": last})


def _is_counted(table: Table, column: Column[Any]) -> bool:
    return table.autoincrement_column is column
