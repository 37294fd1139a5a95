"""Each sealed value is bound to its row: writing names the row before it seals, reading says which row it came from."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from sqlalchemy import Column, Connection, Engine, Insert, Integer, Table, Update, event, text
from sqlalchemy.ext.compiler import compiles
from sqlalchemy.sql.compiler import SQLCompiler
from sqlalchemy.sql.functions import FunctionElement
from sqlalchemy.types import LargeBinary, TypeDecorator, TypeEngine

AFTER_ROW = b":"


@dataclass(frozen=True)
class OfRow:
    """A value with the key of the row that it is written into."""

    value: Any
    row: str


class ForRow(TypeDecorator[Any]):
    """What both sealed types share: a value comes with its row, both ways."""

    impl = LargeBinary
    cache_ok = True

    def __init__(self, place: str) -> None:
        super().__init__()
        self.place = place

    def column_expression(self, column: Any) -> Any:
        """Ask the database for the key of the row too, so that what was moved to another row does not open."""
        return with_row(self, *column.table.primary_key, column)


class with_row(FunctionElement[Any]):  # noqa: N801  # it stands in SQL like a function
    """The key of the row, a colon, and the sealed bytes."""

    name = "with_row"
    inherit_cache = True

    def __init__(self, made: TypeEngine[Any], *columns: Any) -> None:
        self.type = made
        super().__init__(*columns)


class next_number(FunctionElement[int]):  # noqa: N801  # it stands in SQL like a function
    """The next number of a table, for whoever names the row of what is sealed in it by themselves.

    On SQLite only one writes at a time, so the next is the largest and one: it is good until a row is written there.
    """

    name = "next_number"
    inherit_cache = True
    type = Integer()

    def __init__(self, table: Table) -> None:
        super().__init__(*table.primary_key.columns)


@compiles(next_number, "sqlite")
def _next_in_sqlite(element: Any, compiler: SQLCompiler, **more: Any) -> str:
    del compiler, more
    (key,) = element.clauses
    return f"(SELECT coalesce(max({key.name}), 0) + 1 FROM {key.table.name})"  # noqa: S608  # names of our own models


@compiles(next_number, "postgresql")
def _next_in_postgresql(element: Any, compiler: SQLCompiler, **more: Any) -> str:
    del compiler, more
    (key,) = element.clauses
    return f"nextval(pg_get_serial_sequence('{key.table.name}', '{key.name}'))"


@compiles(with_row, "sqlite")
def _in_sqlite(element: Any, compiler: SQLCompiler, **more: Any) -> str:
    *keys, sealed = [compiler.process(one, **more) for one in element.clauses]
    row = " || ',' || ".join(keys)
    return f"CAST({row} || ':' || {sealed} AS BLOB)"


@compiles(with_row, "postgresql")
def _in_postgresql(element: Any, compiler: SQLCompiler, **more: Any) -> str:
    *keys, sealed = [compiler.process(one, **more) for one in element.clauses]
    row = " || ',' || ".join(f"{key}::text" for key in keys)
    return f"(convert_to({row} || ':', 'UTF8') || {sealed})"


def taken_apart(read: bytes) -> tuple[str, bytes]:
    """The key of the row, and the sealed bytes."""
    row, _, sealed = bytes(read).partition(AFTER_ROW)
    return row.decode(), sealed


def row_of(keys: Sequence[object]) -> str:
    """As the databases write it above."""
    return ",".join(str(key) for key in keys)


def name_rows(engine: Engine) -> None:
    """From here on whatever this engine writes into a sealed column is told its row."""
    event.listen(engine, "before_execute", _named, retval=True)


def sealed_in(table: Table) -> list[Column[Any]]:
    return [column for column in table.columns if isinstance(column.type, ForRow)]


def _named(connection: Connection, statement: Any, many: Any, one: Any, options: Any) -> tuple[Any, Any, Any]:
    del options
    if isinstance(statement, Insert | Update) and isinstance(statement.table, Table) and (many or one):
        sealed = [column.key for column in sealed_in(statement.table)]
        if sealed:
            known = _inserted if isinstance(statement, Insert) else _updated
            rows = known(connection, statement.table, sealed, many or [one])
            return (statement, rows, {}) if many else (statement, [], rows[0])
    return statement, many, one


def _inserted(
    connection: Connection, table: Table, sealed: Sequence[str], rows: Sequence[Mapping[str, Any]]
) -> list[dict[str, Any]]:
    keys = [column.key for column in table.primary_key]
    nameless = [row for row in rows if row.get(keys[0]) is None]
    numbers = iter(_next_numbers(connection, table, len(nameless)) if nameless else ())
    full = [row if row.get(keys[0]) is not None else {**row, keys[0]: next(numbers)} for row in rows]
    return [_with_row(row, sealed, row_of([row[key] for key in keys])) for row in full]


def _updated(
    connection: Connection, table: Table, sealed: Sequence[str], rows: Sequence[Mapping[str, Any]]
) -> list[dict[str, Any]]:
    """Changes that the mapper writes name their row as "table_column"."""
    del connection
    keys = [f"{table.name}_{column.key}" for column in table.primary_key]
    if any(key not in row for row in rows for key in keys):
        return [dict(row) for row in rows]
    return [_with_row(row, sealed, row_of([row[key] for key in keys])) for row in rows]


def _with_row(row: Mapping[str, Any], sealed: Sequence[str], named: str) -> dict[str, Any]:
    bound = {key: OfRow(row[key], named) for key in sealed if row.get(key) is not None}
    return {**row, **bound}


def _next_numbers(connection: Connection, table: Table, count: int) -> list[int]:
    """The database's own next numbers. On SQLite only one writes at a time, so the next is the largest and one."""
    (key,) = table.primary_key.columns
    if connection.dialect.name == "postgresql":
        asked = text("SELECT nextval(pg_get_serial_sequence(:table, :key)) FROM generate_series(1, :count)")
        return list(connection.scalars(asked, {"table": table.name, "key": key.name, "count": count}))
    last = connection.exec_driver_sql(f"SELECT coalesce(max({key.name}), 0) FROM {table.name}").scalar_one()  # noqa: S608
    return list(range(last + 1, last + 1 + count))
