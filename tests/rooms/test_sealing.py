"""Keys: two ciphers, rotation, and a wrong key that stops the start and writes nothing."""

import re
from datetime import timedelta
from pathlib import Path

import pytest
from alembic.config import Config
from alembic.migration import MigrationContext
from alembic.operations import Operations
from alembic.script import ScriptDirectory
from fastapi import FastAPI
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from pydantic import SecretStr
from sqlalchemy import select, text, update
from sqlalchemy.exc import StatementError
from starlette.testclient import TestClient
from typer.testing import CliRunner

from portal import forgetting, rotating
from portal.app import create_app
from portal.cli import app as command_line
from portal.db import keys
from portal.db.engine import open_database
from portal.db.migrate import SCRIPTS
from portal.db.sealing import BY_SM4, CIPHERS, CipherName, Keyring, Sm4Gcm, WrongKey, read_keys
from portal.kernel.clock import FixedClock
from portal.messages import outbox
from portal.messages.model import Message
from portal.messages.rules import SENT, WAITING
from portal.my.model import ResidentPhone
from portal.privacy import retention
from portal.privacy.model import DataWish
from portal.settings import Settings
from portal.web.sessions import writing
from tests.support.portal import NOW, PUBLIC_URL, SECRET

FIRST, SECOND = bytes.fromhex(SECRET), bytes(range(32))
PHONE = "15400000001"


def test_sm4_gcm_is_the_one_of_rfc_8998() -> None:
    key = bytes.fromhex("0123456789ABCDEFFEDCBA9876543210")
    nonce = bytes.fromhex("00001234567800000000ABCD")
    more = bytes.fromhex("FEEDFACEDEADBEEFFEEDFACEDEADBEEFABADDAD2")
    plain = bytes.fromhex("A" * 16 + "B" * 16 + "C" * 16 + "D" * 16 + "E" * 16 + "F" * 16 + "E" * 16 + "A" * 16)

    sealed = Sm4Gcm(key).encrypt(nonce, plain, more)

    assert sealed.hex().upper() == (
        "17F399F08C67D5EE19D0DC9969C4BB7D5FD46FD3756489069157B282BB200735"
        "D82710CA5C22F0CCFA7CBF93D496AC15A56834CBCF98C397B4024A2691233B8D"
        "83DE3541E4C2B58177E065A9BF7B62EC"
    )
    assert Sm4Gcm(key).decrypt(nonce, sealed, more) == plain


def test_what_one_cipher_or_an_older_key_sealed_the_newest_opens() -> None:
    old = Keyring(FIRST).seal(b"one", "a.b")

    both = Keyring({1: FIRST, 2: SECOND}, "sm4")

    assert both.open(old, "a.b") == b"one"
    assert both.open(both.seal(b"two", "a.b"), "a.b") == b"two"
    assert not both.is_newest(old)


@pytest.mark.parametrize("place", ["a.c", "b.b"])
def test_a_value_that_was_moved_does_not_open(place: str) -> None:
    sealed = Keyring(FIRST).seal(b"one", "a.b")

    with pytest.raises(WrongKey):
        Keyring(FIRST).open(sealed, place)


@pytest.mark.parametrize("text", ["abcd", "x" * 64, f"{SECRET} {SECRET}", f"1:{SECRET}00"])
def test_half_a_key_is_no_key(text: str) -> None:
    with pytest.raises(ValueError):  # noqa: PT011  # whatever says it
        read_keys(text)


@pytest.fixture
def told(app: FastAPI) -> FastAPI:
    with writing(app.state.database) as session:
        for number in range(5):
            outbox.put(
                session,
                key=f"k{number}",
                phone=PHONE,
                template="sign_in_code",
                facts={"code": "123456"},
                at=NOW,
                subject="sign-in",
            )
    app.state.database.dispose()
    return app


def test_a_value_that_was_copied_from_one_row_to_another_does_not_open(told: FastAPI) -> None:
    """Whoever can write to the database could else send another's message to their own phone."""
    with writing(told.state.database) as session:
        session.execute(text("UPDATE message SET phone = (SELECT phone FROM message WHERE id = 1) WHERE id = 2"))
        session.execute(text("UPDATE message SET facts = (SELECT facts FROM message WHERE id = 1) WHERE id = 2"))
    with told.state.database.reader() as session:
        assert session.scalars(select(Message).where(Message.id == 1)).one().phone == PHONE
        for column in (Message.phone, Message.facts):
            with pytest.raises(WrongKey):
                session.scalars(select(column).where(Message.id == 2)).one()
    told.state.database.dispose()


def test_a_value_is_never_sealed_without_its_row(told: FastAPI) -> None:
    with pytest.raises(StatementError, match="sealed with its row"), writing(told.state.database) as session:
        session.execute(update(Message).values(phone=PHONE))
    told.state.database.dispose()


def test_what_was_bound_to_its_column_alone_is_bound_to_its_row_by_the_upgrade(told: FastAPI) -> None:
    database = told.state.database
    config = Config()
    config.set_main_option("script_location", str(SCRIPTS))
    step = ScriptDirectory.from_config(config).get_revision("0014").module
    with database.writing.begin() as connection, Operations.context(MigrationContext.configure(connection)):
        step.downgrade()
    with database.reader() as session, pytest.raises(WrongKey):
        keys.check(session)

    with database.writing.begin() as connection, Operations.context(MigrationContext.configure(connection)):
        step.upgrade()

    with database.reader() as session:
        keys.check(session)
        assert {row.phone for row in session.scalars(select(Message))} == {PHONE}
    database.dispose()


WORDS = st.text(min_size=1, max_size=9)


@given(values=st.lists(WORDS, max_size=4), cipher=st.sampled_from(CIPHERS))
@settings(max_examples=12, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
def test_any_text_comes_back_as_it_was_written(database_url: str, values: list[str], cipher: CipherName) -> None:
    """With either cipher, and also with bytes that a database could take for the end of a text."""
    database = open_database(database_url, FIRST, cipher)
    by_sm4 = cipher == "sm4"
    with database.writer() as session:
        session.add_all(DataWish(kind="correction", wish=word, created_at=NOW) for word in values)
        session.flush()
        session.expire_all()
        assert [one.wish for one in session.scalars(select(DataWish).order_by(DataWish.id))] == values
        raw = session.scalars(text("SELECT wish FROM data_wish")).all()
        assert {bytes(sealed)[0] >= BY_SM4 for sealed in raw} <= {by_sm4}
        session.rollback()
    database.dispose()


def test_a_portal_set_to_sm4_seals_by_sm4(database_url: str, tmp_path: Path) -> None:
    chosen = Settings(
        database_url=database_url, data_dir=tmp_path, public_url=PUBLIC_URL, secret_key=SecretStr(SECRET), cipher="sm4"
    )
    portal = create_app(chosen, clock=FixedClock(NOW))
    with TestClient(portal, base_url=PUBLIC_URL) as client:
        token = re.search(r'name="csrf" value="([^"]+)"', client.get("/my").text)
        assert token
        client.post("/my/code", data={"phone": PHONE, "csrf": token[1]}, headers={"Sec-Fetch-Site": "same-origin"})
    with portal.state.database.reader() as session:
        raw = session.scalars(text("SELECT phone FROM resident_phone")).all()
        assert [bytes(sealed)[0] for sealed in raw] == [1 + BY_SM4]
        assert session.scalars(select(ResidentPhone)).one().phone == PHONE
    portal.state.database.dispose()


@pytest.mark.usefixtures("told")
def test_everything_is_sealed_anew_with_the_newest_key_and_cipher(database_url: str) -> None:
    both = open_database(database_url, {1: FIRST, 2: SECOND}, "sm4")
    rotating.rotate(both)
    both.dispose()

    newest = open_database(database_url, {2: SECOND})
    with newest.reader() as session:
        keys.check(session)
        assert {row.phone for row in session.scalars(select(Message))} == {PHONE}
    newest.dispose()


@pytest.mark.usefixtures("told")
def test_a_wrong_key_stops_the_start_and_writes_nothing(database_url: str, tmp_path: Path) -> None:
    environment = {"PORTAL_DATABASE_URL": database_url, "PORTAL_DATA_DIR": str(tmp_path)}
    wrong = CliRunner().invoke(command_line, ["migrate"], env=environment | {"PORTAL_SECRET_KEY": SECOND.hex()})
    right = CliRunner().invoke(command_line, ["keys", "check"], env=environment | {"PORTAL_SECRET_KEY": SECRET})

    assert wrong.exit_code == 2
    assert "Nothing was written" in wrong.stderr
    assert right.exit_code == 0, right.output


def test_keys_in_a_file_are_rotated_by_one_command(tmp_path: Path) -> None:
    environment = {"PORTAL_DATA_DIR": str(tmp_path)}
    CliRunner().invoke(command_line, ["migrate"], env=environment)

    rotated = CliRunner().invoke(command_line, ["keys", "rotate"], env=environment)

    assert rotated.exit_code == 0, rotated.output
    assert sorted(read_keys((tmp_path / "secret.key").read_text(encoding="ascii"))) == [1, 2]


def test_what_was_kept_long_enough_goes_and_an_open_promise_stays(told: FastAPI) -> None:
    with writing(told.state.database) as session:
        first, second = session.scalars(select(Message).order_by(Message.id).limit(2))
        first.state, second.state = SENT, WAITING

    rules = forgetting.rules(told.state.database, told.state.my_things, told.state.storage.papers)
    done = retention.run(told.state.database, rules, now=NOW + timedelta(days=181))

    assert done["messages that went out"] == 1
    with told.state.database.reader() as session:
        assert session.scalar(text("SELECT count(*) FROM message")) == 4
    told.state.database.dispose()
