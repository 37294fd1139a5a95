"""Where somebody lives who wishes for a lift: counted by building, read only by the desk, seen and deleted by them."""

from pathlib import Path
from types import ModuleType

import pytest
from alembic.config import Config
from alembic.migration import MigrationContext
from alembic.operations import Operations
from alembic.script import ScriptDirectory
from fastapi import FastAPI
from sqlalchemy import func, inspect, select, text
from sqlalchemy.exc import IntegrityError

from portal.db import keys
from portal.db.engine import Database, open_database
from portal.db.migrate import SCRIPTS
from portal.db.sealing import WrongKey
from portal.home_modifications import lifts
from portal.home_modifications.model import LiftInterest
from portal.web.sessions import writing
from tests.support.family import application, applied, sign_in
from tests.support.portal import NOW
from tests.support.visitor import Visitor

HERS, HIS = "15400000002", "15400000003"
BUILDING, SPELLED = "金丝雀小区3栋", "金丝雀小区 三栋"
WHERE = {"town": "500101018", "village": "500101018001"}


@pytest.fixture
def wished(app: FastAPI) -> Database:
    database: Database = app.state.database
    with writing(database) as session:
        for building, phone in ((BUILDING, HERS), (SPELLED, HIS), ("别处1栋", HERS)):
            assert lifts.register(session, **WHERE, building=building, phone=phone, at=NOW)
        assert not lifts.register(session, **WHERE, building=SPELLED, phone=HERS, at=NOW)
    return database


def counted(database: Database) -> list[tuple[str, int]]:
    with database.reader() as session:
        return [(one.name, one.households) for one in lifts.by_building(session)]


def step() -> ModuleType:
    config = Config()
    config.set_main_option("script_location", str(SCRIPTS))
    return ScriptDirectory.from_config(config).get_revision("0024").module


def taken(database: Database, *, up: bool) -> None:
    with database.writing.begin() as connection, Operations.context(MigrationContext.configure(connection)):
        (step().upgrade if up else step().downgrade)()


def heard(database: Database) -> bool:
    """Whether whoever has the rows, or the file of the database, reads the building."""
    with database.reader() as session:
        rows = str(session.execute(text("SELECT * FROM lift_interest")).all()).encode()
    file = database.writing.url.database
    database.dispose()  # the last one out carries the journal into the file
    rows += Path(file).read_bytes() if database.is_embedded and file else b""
    return "金丝雀小区".encode() in rows


def test_whose_phone_it_is_is_found_along_an_index(wished: Database) -> None:
    """Whoever signs in to look after their things is looked for in every room."""
    with wished.reader() as session:
        found = inspect(session.connection()).get_indexes("lift_interest")

    assert ["phone_lookup"] in [one["column_names"] for one in found]


def test_wishes_are_counted_by_building_and_nobody_reads_which_it_is(wished: Database) -> None:
    assert counted(wished) == [(BUILDING, 2), ("别处1栋", 1)]
    assert not heard(wished)


def test_what_stood_there_as_text_is_sealed_by_the_upgrade(wished: Database) -> None:
    taken(wished, up=False)
    assert heard(wished)

    taken(wished, up=True)

    wished.dispose()
    assert not heard(wished)
    assert counted(wished) == [(BUILDING, 2), ("别处1栋", 1)]
    with wished.reader() as session:
        keys.check(session)
    with writing(wished) as session:
        assert not lifts.register(session, **WHERE, building=BUILDING, phone=HIS, at=NOW)
    with wished.writing.begin() as connection, pytest.raises(IntegrityError):
        connection.execute(text("UPDATE lift_interest SET building = NULL"))


def test_a_wrong_key_seals_nothing(wished: Database, database_url: str) -> None:
    taken(wished, up=False)
    wrong = open_database(database_url, bytes(range(32)))

    with pytest.raises(WrongKey):
        taken(wrong, up=True)

    wrong.dispose()
    assert heard(wished)
    taken(wished, up=True)


@pytest.mark.usefixtures("wished")
def test_a_wish_without_a_name_stands_apart_from_those_who_have_one(visitor: Visitor, app: FastAPI) -> None:
    applied(visitor, application())
    visitor.forget()

    page = sign_in(visitor, app, HERS)

    assert "还没填名字，2件事" in page.links
    assert "*，" not in page.text.replace("***", "")
    alone = visitor.open(page.link("还没填名字"))
    assert alone.h1 == "我的事"


def test_whoever_wished_sees_it_under_their_phone_and_deletes_it(
    visitor: Visitor, app: FastAPI, wished: Database
) -> None:
    page = sign_in(visitor, app, HIS)
    assert "想装电梯" in page.text
    data = visitor.open("/my/data")
    assert SPELLED in data.text
    assert "金丝雀小区" in visitor.client.get("/my/data/copy.json").text

    address = data.link("删掉：想装电梯")
    visitor.fill_in(visitor.open(address), form=address)

    assert SPELLED not in visitor.open("/my/data").text
    with wished.reader() as session:
        assert session.scalar(select(func.count()).select_from(LiftInterest)) == 2
