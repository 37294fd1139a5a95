"""What staff write about a loan, a device or a builder is sealed: what stood there as text by the upgrade, too."""

from pathlib import Path
from types import ModuleType

import pytest
from alembic.config import Config
from alembic.migration import MigrationContext
from alembic.operations import Operations
from alembic.script import ScriptDirectory
from fastapi import FastAPI
from sqlalchemy import select, text
from sqlalchemy.exc import IntegrityError

from portal import rotating
from portal.db import keys
from portal.db.engine import Database, open_database
from portal.db.migrate import SCRIPTS
from portal.db.sealing import WrongKey
from portal.home_modification_case.model import HomeModification
from portal.loans.model import LedgerLine
from portal.stock.model import Item, ItemEvent
from portal.web.sessions import writing
from tests.support.applying import applied_at_once
from tests.support.lending import filled
from tests.support.people import DAUGHTER
from tests.support.portal import NOW, SECRET
from tests.support.visitor import Visitor

WHY, NOTE, BUILDER, PHONE = "金丝雀大爷低保", "金丝雀大爷说刹车松", "金丝雀师傅", "15455556666"
WORDS = (WHY, NOTE, BUILDER, PHONE)
COLUMNS = (
    ("ledger_line", "reason"),
    ("item_event", "note"),
    ("home_modification", "builder"),
    ("home_modification", "builder_phone"),
)


@pytest.fixture
def written(app: FastAPI, visitor: Visitor) -> Database:
    applied_at_once(visitor, DAUGHTER)
    database: Database = app.state.database
    with writing(database) as session:
        shelf = filled(session, items=1)
        loan = shelf.wish(1, 7)
        loan.ledger.append(LedgerLine(kind="waiver", fen=1, means="none", reason=WHY, receipt="1", by="zhan", at=NOW))
        shelf.items[0].events += [an_event(NOTE), an_event("")]
        case = session.scalars(select(HomeModification)).one()
        case.builder, case.builder_phone = BUILDER, PHONE
    return database


def an_event(note: str) -> ItemEvent:
    return ItemEvent(at=NOW, actor="zhan", event="break", source="a", target="b", note=note)


def raw(database: Database) -> list[bytes | str]:
    """What stands in the columns, as the database has it."""
    with database.reader() as session:
        stored = [session.scalars(text(f"SELECT {column} FROM {table}")).all() for table, column in COLUMNS]  # noqa: S608  # names of our own
    return [bytes(one) if isinstance(one, memoryview) else one for column in stored for one in column]


def read(database: Database) -> list[str | None]:
    with database.reader() as session:
        case = session.scalars(select(HomeModification)).one()
        notes = session.scalars(select(ItemEvent.note).order_by(ItemEvent.id)).all()
        return [session.scalars(select(LedgerLine.reason)).one(), *notes, case.builder, case.builder_phone]


def step() -> ModuleType:
    config = Config()
    config.set_main_option("script_location", str(SCRIPTS))
    return ScriptDirectory.from_config(config).get_revision("0022").module


def taken(database: Database, *, up: bool) -> None:
    with database.writing.begin() as connection, Operations.context(MigrationContext.configure(connection)):
        (step().upgrade if up else step().downgrade)()


def heard(database: Database) -> list[str]:
    """The words that can be read by whoever has the file of the database, or its rows."""
    rows = b"".join(one if isinstance(one, bytes) else str(one).encode() for one in raw(database))
    file = database.writing.url.database
    if database.is_embedded and file is not None:
        database.dispose()  # the last one out carries the journal into the file
        rows += Path(file).read_bytes()
    return [word for word in WORDS if word.encode() in rows]


def test_what_is_written_stands_sealed_and_is_read_as_it_was(written: Database) -> None:
    assert {type(one) for one in raw(written)} == {bytes}
    assert read(written) == [WHY, NOTE, "", BUILDER, PHONE]


def test_what_stood_there_as_text_is_sealed_by_the_upgrade(written: Database, monkeypatch: pytest.MonkeyPatch) -> None:
    taken(written, up=False)
    assert set(raw(written)) == {*WORDS, ""}
    assert {type(one) for one in raw(written)} == {str}
    monkeypatch.setattr(step(), "AT_ONCE", 1)
    written.dispose()

    taken(written, up=True)

    assert {type(one) for one in raw(written)} == {bytes}
    written.dispose()
    assert heard(written) == []
    assert read(written) == [WHY, NOTE, "", BUILDER, PHONE]
    with written.reader() as session:
        keys.check(session)
        case, item = session.scalars(select(HomeModification)).one(), session.scalars(select(Item).join(ItemEvent))
        assert case.segments, "What hangs on a case is still there."
        assert item.first()
    for wrong in ("UPDATE ledger_line SET fen = 0", "UPDATE item_event SET note = NULL"):
        with written.writing.begin() as connection, pytest.raises(IntegrityError):
            connection.execute(text(wrong))


def test_a_wrong_key_seals_nothing(written: Database, database_url: str) -> None:
    taken(written, up=False)
    wrong = open_database(database_url, bytes(range(32)))

    with pytest.raises(WrongKey):
        taken(wrong, up=True)

    wrong.dispose()
    assert set(raw(written)) == {*WORDS, ""}
    taken(written, up=True)


def test_words_of_staff_are_sealed_anew_with_the_newest_key(written: Database, database_url: str) -> None:
    written.dispose()
    second = bytes(range(32))
    both = open_database(database_url, {1: bytes.fromhex(SECRET), 2: second})
    rotating.rotate(both)
    both.dispose()

    newest = open_database(database_url, {2: second})
    assert {one[:1] for one in raw(newest)} == {b"\2"}
    assert read(newest) == [WHY, NOTE, "", BUILDER, PHONE]
    newest.dispose()
