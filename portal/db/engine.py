"""Two engines for one database: one that may write and one that cannot."""

import importlib.util
import sqlite3
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from types import ModuleType
from typing import Any

from sqlalchemy import Connection, Engine, ExceptionContext, create_engine, event, make_url
from sqlalchemy.exc import OperationalError

from portal.db.queue import WriterQueue, queued_connection
from portal.db.rows import name_rows
from portal.db.sealing import CipherName, Keyring
from portal.db.sessions import HoldingSession, ReadSession, WriteSession
from portal.kernel.errors import NotFound

# Before this version a WAL database with two connections could lose what was committed.
FIRST_SAFE_WAL = (3, 51, 3)
# What PostgreSQL calls a number that fits no column (SQL standard, class 22); SQLite has no word for it.
OUT_OF_RANGE = "22003"
# What its driver says, before it asks anything, of a word with the one sign that PostgreSQL keeps in no text.
NO_TEXT = "cannot contain NUL"
WAIT_FOR_LOCK_MS = 10_000
# Of the database, in each of the dozen connections of a process; the system keeps the file itself at hand.
PAGES_KIB = 4000


@dataclass
class Pulse:
    """How often this process has written something that public pages may show."""

    beats: int = 0


@dataclass(frozen=True)
class Database:
    """One database and the two ways into it."""

    writing: Engine
    reading: Engine
    keyring: Keyring
    pulse: Pulse = field(default_factory=Pulse)

    @property
    def is_embedded(self) -> bool:
        return self.reading.dialect.name == "sqlite"

    def writer(self) -> WriteSession:
        return WriteSession(ReadSession(HoldingSession(self.writing, expire_on_commit=False)))

    def reader(self) -> ReadSession:
        return ReadSession(HoldingSession(self.reading, autoflush=False))

    def dispose(self) -> None:
        self.writing.dispose()
        self.reading.dispose()


def open_database(url: str, secret: bytes | Mapping[int, bytes], cipher: CipherName = "aes") -> Database:
    """Open `url` (sqlite:///… or postgresql+psycopg://…); nothing is connected before the first question."""
    keyring = Keyring(secret, cipher)
    make = _sqlite_engine if make_url(url).get_backend_name() == "sqlite" else _postgresql_engine
    database = Database(writing=make(url, read_only=False), reading=make(url, read_only=True), keyring=keyring)
    for engine in (database.writing, database.reading):
        engine.dialect.portal_keyring = keyring  # type: ignore[attr-defined]  # column types get only the dialect
    name_rows(database.writing)
    return database


def sqlite_module() -> ModuleType:
    """The SQLite that comes with the `pysqlite3` wheel where there is one, else Python's own."""
    if importlib.util.find_spec("pysqlite3") is None:
        return sqlite3
    from pysqlite3 import dbapi2  # noqa: PLC0415  # there is no wheel for every machine

    module: ModuleType = dbapi2
    return module


def journal_mode(version: tuple[int, ...]) -> str:
    return "WAL" if version >= FIRST_SAFE_WAL else "TRUNCATE"


def _sqlite_engine(url: str, *, read_only: bool) -> Engine:
    module = sqlite_module()
    arguments: dict[str, Any] = {"check_same_thread": False}
    if not read_only:
        queue = WriterQueue(make_url(url).database, seconds=WAIT_FOR_LOCK_MS / 1000)
        arguments["factory"] = queued_connection(module, queue)
    engine = create_engine(url, module=module, pool_size=8, max_overflow=32, connect_args=arguments)
    event.listen(engine, "connect", _sqlite_connect(module, read_only=read_only))
    event.listen(engine, "begin", _begin_to_read if read_only else _begin_to_write)
    event.listen(engine, "handle_error", _cannot_be_there)
    return engine


def _cannot_be_there(context: ExceptionContext) -> None:
    """Whoever asks for a number or a word that no row can have asks for nothing that is there."""
    problem = context.original_exception
    is_too_large = isinstance(problem, OverflowError) or getattr(problem, "sqlstate", None) == OUT_OF_RANGE
    if (is_too_large or NO_TEXT in str(problem)) and (context.statement or "").startswith("SELECT"):
        raise NotFound from problem


def _begin_to_read(connection: Connection) -> None:
    connection.exec_driver_sql("BEGIN")


def _begin_to_write(connection: Connection) -> None:
    driver: Any = connection.connection.dbapi_connection
    try:
        driver.begin_in_turn()
    except driver.OperationalError as problem:
        # The same as for a statement of its own, so that whoever waits in vain reads the page for it.
        raise OperationalError("BEGIN IMMEDIATE", None, problem) from problem


def _sqlite_connect(module: ModuleType, *, read_only: bool) -> Callable[[Any, Any], None]:
    mode = journal_mode(module.sqlite_version_info)

    def connect(connection: Any, record: Any) -> None:
        del record
        connection.isolation_level = None  # transactions are begun by the listener, never by the driver
        connection.execute(f"PRAGMA busy_timeout={WAIT_FOR_LOCK_MS}")
        connection.execute("PRAGMA foreign_keys=ON")
        connection.execute("PRAGMA synchronous=FULL")
        connection.execute(f"PRAGMA cache_size=-{PAGES_KIB}")
        if read_only:
            connection.execute("PRAGMA query_only=ON")
        elif connection.execute("PRAGMA journal_mode").fetchone()[0].upper() != mode:
            connection.execute(f"PRAGMA journal_mode={mode}")

    return connect


def _postgresql_engine(url: str, *, read_only: bool) -> Engine:
    options = "-c default_transaction_read_only=on" if read_only else ""
    engine = create_engine(url, pool_size=5, max_overflow=5, pool_pre_ping=True, connect_args={"options": options})
    event.listen(engine, "handle_error", _cannot_be_there)
    return engine
