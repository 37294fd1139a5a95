"""Keys: two ciphers, rotation, and a wrong key that stops the start and writes nothing."""

from datetime import timedelta
from pathlib import Path

import pytest
from fastapi import FastAPI
from sqlalchemy import select, text
from typer.testing import CliRunner

from portal import forgetting
from portal.cli import app as command_line
from portal.db import keys
from portal.db.engine import open_database
from portal.db.sealing import Keyring, Sm4Gcm, WrongKey, read_keys
from portal.messages import outbox
from portal.messages.model import Message
from portal.messages.rules import SENT, WAITING
from portal.privacy import retention
from portal.web.sessions import writing
from tests.support.portal import NOW, SECRET

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


@pytest.mark.usefixtures("told")
def test_everything_is_sealed_anew_with_the_newest_key_and_cipher(database_url: str) -> None:
    both = open_database(database_url, {1: FIRST, 2: SECOND}, "sm4")
    for table in keys.sealed_tables():
        with writing(both) as session:
            keys.seal_anew(session, table)
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

    rules = forgetting.rules(told.state.database, told.state.my_things)
    done = retention.run(told.state.database, rules, now=NOW + timedelta(days=181))

    assert done["messages that went out"] == 1
    with told.state.database.reader() as session:
        assert session.scalar(text("SELECT count(*) FROM message")) == 4
    told.state.database.dispose()
