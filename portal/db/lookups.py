"""Columns of keyed hashes by which sealed values are found, and moving them under the newest key."""

from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass
from re import compile as pattern
from typing import Any, cast

from sqlalchemy import Column, ColumnElement, String, Table, select, update
from sqlalchemy.exc import IntegrityError
from sqlalchemy.orm import InstrumentedAttribute
from sqlalchemy.types import TypeDecorator

from portal.db.base import Base
from portal.db.sealing import Keyring, WrongKey
from portal.db.sessions import ReadSession, WriteSession
from portal.db.types import keyring_of

AT_ONCE = 200
# What is looked at when the portal starts: with a wrong key none of them fits.
SAMPLE = 3
HASH = pattern(r"(?:\d+:)?[0-9a-f]{32}")
Plain = Callable[[Any], Iterable[str | None]]


class Lookup(TypeDecorator[str]):
    """A keyed hash for one place; `of` says of a row what it may be the hash of, so that it can be made anew.

    A column without `of` repeats the hash of another one of the same place, and moves with it.
    """

    impl = String
    cache_ok = True

    def __init__(self, place: str, of: Plain | None = None) -> None:
        super().__init__()
        self.place, self.of = place, of


@dataclass(frozen=True)
class Moved:
    """One helping of rows: how many hashes were made anew, how many cannot be, and where to go on."""

    done: int = 0
    kept: int = 0
    after: int | None = None


def to_keep(session: ReadSession, column: InstrumentedAttribute[Any], value: str) -> str:
    """The hash to write where rows are compared by it: an older one that stands already, until all of them move."""
    every = keyring_of(session.get_bind().dialect).lookups(value, column.type.place)
    if len(every) == 1:
        return every[0]
    standing = set(session.scalars(select(column).where(column.in_(every)).distinct()))
    return next((one for one in every if one in standing), every[0])


def check(session: ReadSession) -> None:
    """Raises `WrongKey` where hashes were made with a key that is not here, or with another one of that number."""
    keyring = keyring_of(session.get_bind().dialect)
    for model, column in sources():
        (number,) = column.table.primary_key.columns
        strange = select(column).where(column.is_not(None), *(~under(column, one) for one in keyring.numbers))
        for found in session.scalars(strange):
            if HASH.fullmatch(found):
                message = f"key {number_of(found)} of {column.table.name}.{column.name} is not here"
                raise WrongKey(message)
        for key in keyring.numbers:
            rows = session.scalars(select(model).where(under(column, key)).order_by(number.desc()).limit(SAMPLE))
            _fits(keyring, column, [(getattr(row, column.key), _plain(column, row)) for row in rows])


def move(session: WriteSession, model: type[Base], column: Column[Any], *, after: int = 0) -> Moved:
    """A helping of rows under the newest key; every row of one value in one go, so that they stay the same."""
    keyring = keyring_of(session.get_bind().dialect)
    (number,) = column.table.primary_key.columns
    older = select(model).where(number > after, column.is_not(None), ~under(column, keyring.newest_number))
    done = kept = 0
    rows = session.scalars(older.order_by(number).limit(AT_ONCE)).unique().all()
    for row in rows:
        old, place = getattr(row, column.key), kind_of(column).place
        value = _value(keyring, column, old, _plain(column, row))
        if value is None or not _together(session, place, old, keyring.lookup(value, place)):
            kept += bool(HASH.fullmatch(old))
        else:
            done += 1
    return Moved(done, kept, rows[-1].id if rows else None)  # type: ignore[attr-defined]  # `sources` saw to it


def under(column: Column[Any], number: int) -> ColumnElement[bool]:
    """Which hashes the key of this number made; those of the first key bear no number."""
    return column.not_like("%:%") if number == 1 else column.like(f"{number}:%")


def number_of(made: str) -> int:
    number, _, _ = made.rpartition(":")
    return int(number or 1)


def sources() -> Iterator[tuple[type[Base], Column[Any]]]:
    """Every column whose hashes can be made anew from their own row."""
    for mapper in Base.registry.mappers:
        for column in _lookups_of(mapper.local_table):
            if kind_of(column).of is not None and mapper.local_table is column.table:
                yield mapper.class_, column


def columns() -> Iterator[Column[Any]]:
    for table in Base.metadata.sorted_tables:
        yield from _lookups_of(table)


def _lookups_of(table: Any) -> list[Column[Any]]:
    return [one for one in table.columns if isinstance(one.type, Lookup)] if isinstance(table, Table) else []


def kind_of(column: Column[Any]) -> Lookup:
    return cast("Lookup", column.type)


def _plain(column: Column[Any], row: Any) -> list[str]:
    of = kind_of(column).of
    return [value for value in of(row) if value] if of is not None else []


def _value(keyring: Keyring, column: Column[Any], old: str, values: Iterable[str]) -> str | None:
    """Of what this is the hash, as far as that still stands in its row."""
    return next((value for value in values if old in keyring.lookups(value, kind_of(column).place)), None)


def _fits(keyring: Keyring, column: Column[Any], rows: list[tuple[str, list[str]]]) -> None:
    known = [(old, values) for old, values in rows if values and HASH.fullmatch(old)]
    if known and all(_value(keyring, column, old, values) is None for old, values in known):
        message = f"key {number_of(known[0][0])} did not make {column.table.name}.{column.name}"
        raise WrongKey(message)


def _together(session: WriteSession, place: str, old: str, new: str) -> bool:
    """False where somebody stands under both already, and the database keeps one of them: the older stays."""
    try:
        with session.begin_nested():
            for column in columns():
                if kind_of(column).place == place:
                    session.execute(update(column.table).where(column == old).values({column.name: new}))
    except IntegrityError:
        return False
    return True
