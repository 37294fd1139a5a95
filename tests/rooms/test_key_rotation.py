"""Rotating the key of the hashes: old ones are found all along, what was broken off goes on, and a wrong key stops."""

from collections.abc import Iterator
from datetime import timedelta
from pathlib import Path
from typing import cast

import pytest
from fastapi import FastAPI
from pydantic import SecretStr
from sqlalchemy import select, text
from starlette.testclient import TestClient
from typer.testing import CliRunner

from portal.app import create_app
from portal.cli import app as command_line
from portal.db import keys, lookups
from portal.db.base import Base
from portal.db.engine import Database, open_database
from portal.db.leases import hold
from portal.db.sealing import Keyring, WrongKey, read_keys
from portal.drafting.model import Draft
from portal.enrolments import entering
from portal.enrolments.model import Enrolment, Participant
from portal.home_modification_case.household import home
from portal.home_modification_case.model import HomeModification
from portal.home_modifications import lifts
from portal.home_modifications.model import LiftInterest
from portal.kernel.clock import FixedClock, SystemClock
from portal.kernel.errors import Refusal
from portal.loans.model import Loan, SubsidyAccount
from portal.representation.model import Representation
from portal.requests import service as requests
from portal.settings import Settings
from portal.web.sessions import writing
from tests.support.enrolling import a_form, an_intake
from tests.support.family import application, applied, sign_in
from tests.support.people import BOOKING
from tests.support.portal import NOW, PUBLIC_URL, SECRET
from tests.support.visitor import Visitor

SECOND = "c3" * 32
BOTH = f"{SECRET} 2:{SECOND}"
FIRST_KEY, SECOND_KEY = bytes.fromhex(SECRET), bytes.fromhex(SECOND)
FATHER, DAUGHTER = "15400000001", "15400000002"
FAMILY = application(senior={"name": "样例老人甲", "birth_year": "1948", "phone": FATHER})


@pytest.fixture
def a_life(app: FastAPI, visitor: Visitor) -> str:
    """A case, a loan with its yearly account, a place, a helper, a wish for a lift; gives the code of a draft."""
    applied(visitor, FAMILY)
    keyring, kinds = app.state.database.keyring, app.state.request_kinds
    with writing(app.state.database) as session:
        draft, unsent = borrowing(keyring, "123412341234"), borrowing(keyring, "432143214321")
        session.add_all([draft, unsent])
        session.flush()
        loan = requests.submit(session, draft, kinds["loans"], keyring=keyring, at=NOW)
        lifts.register(session, town="500101018", village="500101018001", building="1", phone=FATHER, at=NOW)
        intake = an_intake(session, now=NOW)
        entering.sign_up(session, a_form(intake, key="one", size=2), intake, keyring=keyring, at=NOW)
        session.add(SubsidyAccount(person=cast("Loan", loan).person, programme="x", year=2026, cap_fen=1, used_fen=0))
        return unsent.resume_code


def borrowing(keyring: Keyring, code: str) -> Draft:
    return Draft(
        service="loans",
        submit_key=code,
        resume_code=code,
        resume_lookup=keyring.lookup(code, "draft.resume_code"),
        answers={"device": {"device": "manual-wheelchair"}, **BOOKING},
        phone_lookup=keyring.lookup(DAUGHTER, "draft.phone"),
        created_at=NOW,
        updated_at=NOW,
        expires_at=NOW + timedelta(days=9),
    )


@pytest.fixture
def both(database_url: str, app: FastAPI) -> Iterator[Database]:
    """The same database for who knows both keys, with the messages that are written through it."""
    app.state.database.dispose()
    made = open_database(database_url, read_keys(BOTH))
    yield made
    made.dispose()


def a_helping(database: Database) -> None:
    """One row of every column, as if somebody had pulled the plug then."""
    for model, column in lookups.sources():
        with writing(database) as session:
            lookups.move(session, model, column)


def rotated(database_url: str, data_dir: Path, given: str = BOTH) -> str:
    environment = {"PORTAL_DATABASE_URL": database_url, "PORTAL_DATA_DIR": str(data_dir), "PORTAL_SECRET_KEY": given}
    done = CliRunner().invoke(command_line, ["keys", "rotate"], env=environment)
    assert done.exit_code == 0, done.output
    return done.output


def numbers_in(database: Database) -> dict[str, set[int]]:
    """Which keys made the hashes of each column."""
    found: dict[str, set[int]] = {}
    with database.reader() as session:
        for column in lookups.columns():
            hashes = session.scalars(select(column).where(column.is_not(None))).all()
            found[f"{column.table.name}.{column.name}"] = {
                lookups.number_of(one) for one in hashes if lookups.HASH.fullmatch(one)
            }
    return found


def under_phones(database_url: str, data_dir: Path, given: str, day: int) -> dict[str, list[str]]:
    """What "My things" of a portal with these keys shows on a day under each phone."""
    settings = Settings(
        database_url=database_url, data_dir=data_dir, public_url=PUBLIC_URL, secret_key=SecretStr(given)
    )
    portal = create_app(settings, clock=FixedClock(NOW + timedelta(days=day)))
    found = {}
    with TestClient(portal, base_url=PUBLIC_URL, follow_redirects=False) as client:
        for phone in (FATHER, DAUGHTER):
            client.cookies.clear()
            sign_in(Visitor(client), portal, phone)
            things = client.get("/my/data/copy.json").json()["things"]
            found[phone] = sorted(str(one["kept"]["what"]) for one in things)
    portal.state.database.dispose()
    return found


def test_a_rotation_that_was_broken_off_hides_nothing_and_goes_on_to_its_end(
    a_life: str, both: Database, database_url: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    before = under_phones(database_url, tmp_path, SECRET, 1)
    assert {phone: len(things) for phone, things in before.items()} == {FATHER: 4, DAUGHTER: 3}
    monkeypatch.setattr(lookups, "AT_ONCE", 1)

    a_helping(both)

    half = numbers_in(both)
    assert {1, 2} in half.values()
    assert under_phones(database_url, tmp_path, BOTH, 2) == before
    with both.reader() as session:
        by_code = both.keyring.lookups(a_life, "draft.resume_code")
        assert session.scalars(select(Draft.resume_code).where(Draft.resume_lookup.in_(by_code))).one() == a_life

    said = rotated(database_url, tmp_path)

    assert "0 hashes of what was erased" in said
    numbers = numbers_in(both)
    assert {column: made for column, made in numbers.items() if made - {2}} == {}
    assert [column for column, made in numbers.items() if not made] == [
        "data_wish.phone_lookup",
        "waiting_place.person",
    ]
    assert under_phones(database_url, tmp_path, f"2:{SECOND}", 3) == before


def test_who_stands_under_an_older_hash_is_not_taken_for_another_person(
    a_life: str, both: Database, app: FastAPI
) -> None:
    """One open case for each household, one place for each person, one account for each year: with any mix of keys."""
    del a_life
    with both.writer() as session:
        case, loan = session.scalars(select(HomeModification)).one(), session.scalars(select(Loan)).one()
        participant = session.scalars(select(Participant).order_by(Participant.id)).first()
        assert participant is not None
        lift = session.scalars(select(LiftInterest)).one()
        kept = [
            (lookups.to_keep(session, HomeModification.household_key, case.homes()[0]), case.household_key),
            (lookups.to_keep(session, Loan.person, loan.identities()[0]), loan.person),
            (lookups.to_keep(session, Participant.person_key, participant.identity), participant.person_key),
            (lookups.to_keep(session, LiftInterest.phone_lookup, lift.phone), lift.phone_lookup),
            (lookups.to_keep(session, LiftInterest.building_lookup, home(lift.village, "1")), lift.building_lookup),
        ]
        new = lookups.to_keep(session, Loan.person, "样例老人乙|1950")
        session.rollback()
    assert [asked for asked, _ in kept] == [standing for _, standing in kept]
    assert new.startswith("2:")
    with writing(app.state.database) as session:
        intake = session.scalars(select(Enrolment)).one().intake
        again = a_form(intake, key="one", size=2)
        both_messages = app.state.database.writing.dialect.portal_messages
    both.writing.dialect.portal_messages = both_messages  # type: ignore[attr-defined]  # as `outbox.install` does
    form = type(again)(**{**again.__dict__, "submit_key": "another form"})
    with writing(both) as session, pytest.raises(Refusal):
        entering.sign_up(session, form, intake, keyring=both.keyring, at=NOW)


def test_what_was_erased_keeps_its_hash_and_is_counted(
    a_life: str, both: Database, database_url: str, tmp_path: Path
) -> None:
    del a_life
    with writing(both) as session:
        for revision in session.scalars(select(Loan)).one().revisions:
            revision.answers = {}

    said = rotated(database_url, tmp_path)

    assert "1 hashes of what was erased" in said
    assert numbers_in(both)["loan.person"] == {1}
    with both.reader() as session:
        # The loan, and the account of its person.
        assert keys.standing(session) == {2: keys.standing(session)[2], 1: 2}


def test_a_wrong_key_of_the_hashes_stops_the_start(
    a_life: str, both: Database, database_url: str, tmp_path: Path
) -> None:
    """Everything is sealed with the second key already, so only the hashes tell that the first is not the right one."""
    del a_life
    for table in keys.sealed_tables():
        count = 1
        while count:
            with writing(both) as session:
                count = keys.seal_anew(session, table)
    environment = {"PORTAL_DATABASE_URL": database_url, "PORTAL_DATA_DIR": str(tmp_path)}

    started = [
        CliRunner().invoke(command_line, ["keys", "check"], env=environment | {"PORTAL_SECRET_KEY": given})
        for given in (f"2:{SECOND}", f"1:{'77' * 32} 2:{SECOND}", SECRET)
    ]
    right = CliRunner().invoke(command_line, ["keys", "check"], env=environment | {"PORTAL_SECRET_KEY": BOTH})

    assert [one.exit_code for one in started] == [2, 2, 2]
    assert all("Nothing was written" in one.stderr for one in started)
    assert right.exit_code == 0, right.output
    assert "values stand under key 1" in right.output


def test_a_value_in_the_middle_that_no_key_opens_is_not_sealed_over(
    a_life: str, both: Database, database_url: str
) -> None:
    del a_life
    with writing(both) as session:
        session.execute(text("UPDATE message SET phone = (SELECT body FROM message WHERE id = 1) WHERE id = 2"))
    with pytest.raises(WrongKey), writing(both) as session:
        keys.seal_anew(session, Base.metadata.tables["message"])
    del database_url


def test_keys_in_a_file_are_not_rotated_under_a_running_portal(database_url: str, tmp_path: Path) -> None:
    """It would not know the new key; and a rotation that was broken off adds no third one."""
    environment = {"PORTAL_DATABASE_URL": database_url, "PORTAL_DATA_DIR": str(tmp_path)}
    (tmp_path / "secret.key").write_text(SECRET, encoding="ascii")
    database = open_database(database_url, FIRST_KEY)
    now = SystemClock().now()
    with writing(database) as session:
        session.add(acting(database.keyring))
        hold(session, "deliver", holder="a portal", now=now, lasts=timedelta(seconds=10))

    busy = CliRunner().invoke(command_line, ["keys", "rotate"], env=environment)
    added = CliRunner().invoke(command_line, ["keys", "add"], env=environment)
    first = CliRunner().invoke(command_line, ["keys", "rotate"], env=environment)

    assert (busy.exit_code, added.exit_code, first.exit_code) == (3, 0, 0), first.output
    assert sorted(read_keys((tmp_path / "secret.key").read_text(encoding="ascii"))) == [1, 2]
    assert "hashed 2 anew with key 2" in first.output
    database.dispose()


def acting(keyring: Keyring) -> Representation:
    return Representation(
        senior_name="样例老人甲",
        senior_name_lookup=keyring.lookup("样例老人甲", "representation.senior_name"),
        helper_name="样例女儿乙",
        helper_phone=DAUGHTER,
        helper_phone_lookup=keyring.lookup(DAUGHTER, "representation.helper_phone"),
        relation="child",
        purposes=["all"],
        created_at=NOW,
    )
