"""The portal moves from the embedded database to another one by a command, and everybody finds their things there."""

import os
import subprocess
import sys
import time
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

import pytest
from fastapi import FastAPI
from sqlalchemy import func, select, text
from starlette.testclient import TestClient
from typer.testing import CliRunner, Result

from portal import cli
from portal.db.base import Base
from portal.db.engine import Database, open_database
from portal.drafting.model import Draft, Photo
from portal.enrolments.model import Enrolment
from portal.kernel.clock import FixedClock
from portal.loans.model import LedgerLine, Loan
from portal.people import audit, enrol
from portal.requests.model import ServiceRequest
from portal.stock.model import ItemEvent
from portal.web.sessions import writing
from tests.support.applying import applied_at_once
from tests.support.databases import Workshop
from tests.support.enrolling import an_intake, signed_up
from tests.support.house import ROOT
from tests.support.lending import Shelf, filled
from tests.support.people import DAUGHTER
from tests.support.portal import NOW, PUBLIC_URL, SECRET, make_app
from tests.support.visitor import Visitor

# Half of what the machine that decides has for the whole walk.
LONGEST_COPY = 60.0
WHY, NOTE = "样例老人甲低保", "样例老人甲说刹车松"
ELSEWHERE = DAUGHTER | {"address": {"village": "500101018001", "address": "样例路3号"}}


@dataclass(frozen=True)
class Lived:
    """A portal that people have used, and what one of them holds in her hand."""

    folder: Path
    reference: str
    enrolment: int
    photo: str

    @property
    def environment(self) -> dict[str, str]:
        return {"PORTAL_DATA_DIR": str(self.folder), "PORTAL_SECRET_KEY": SECRET}

    def copies(self, target: str) -> Result:
        return CliRunner().invoke(cli.app, ["copy-database", target], env=self.environment)


@pytest.fixture
def lived(tmp_path: Path, workshop: Workshop, clock: FixedClock) -> Lived:
    """The embedded database, with a request and its photo, an enrolment, a loan and a trail of what staff did."""
    other = Workshop(workshop.folder / "embedded", "sqlite")
    other.folder.mkdir(exist_ok=True)
    with other.copy(tmp_path) as url:
        Path(url.removeprefix("sqlite:///")).rename(tmp_path / "portal.db")
    app = make_app("", clock, tmp_path)
    with TestClient(app, base_url=PUBLIC_URL, follow_redirects=False) as client:
        reference = applied_at_once(Visitor(client), DAUGHTER)
    database = app.state.database
    photo = app.state.storage.papers.store(b"a picture of a made-up bathroom", media_type="image/jpeg")
    with writing(database) as session:
        draft = session.scalars(select(Draft)).one()
        draft.photos.append(Photo(sha256=photo, size=1, created_at=NOW))
        enrolment = signed_up(session, database, an_intake(session, now=NOW, places={"online": 1}), at=NOW)
        lent(filled(session, items=2))
        enrol.demonstration(session, NOW)
        audit.record(session, at=NOW, actor="yangli", action="sample", subject="sample:1", detail={})
    database.dispose()
    return Lived(tmp_path, reference, enrolment.id, photo)


def lent(shelf: Shelf) -> None:
    """Asked for, with what the counter wrote by hand about the money and about the device."""
    loan = shelf.wish(1, 7)
    loan.ledger.append(LedgerLine(kind="waiver", fen=1, means="none", reason=WHY, receipt="1", by="zhan", at=NOW))
    (item, *_) = shelf.items
    item.events.append(ItemEvent(at=NOW, actor="zhan", event="break", source="a", target="b", note=NOTE))


@pytest.fixture
def target(workshop: Workshop, tmp_path: Path) -> Iterator[str]:
    with workshop.empty(tmp_path) as url:
        yield url


def opened(url: str) -> Database:
    return open_database(url, bytes.fromhex(SECRET))


def rows(url: str) -> int:
    database = opened(url)
    with database.reader() as session:
        tables = [table for table in Base.metadata.sorted_tables if table.name != "edition"]
        count = sum(session.scalar(select(func.count()).select_from(table)) or 0 for table in tables)
    database.dispose()
    return count


def test_everybody_finds_their_things_in_the_other_database(lived: Lived, target: str, clock: FixedClock) -> None:
    begun = time.monotonic()
    answer = lived.copies(target)
    took = time.monotonic() - begun

    assert answer.exit_code == 0, answer.output
    said = {line.split()[0]: int(line.split()[1]) for line in answer.stdout.splitlines()[:-1]}
    assert (said["service_request"], said["photo"], said["participant"]) == (2, 1, 1)
    assert sum(said.values()) - said["edition"] == rows(f"sqlite:///{lived.folder / 'portal.db'}") == rows(target)
    assert "Every count and checksum agrees" in answer.stdout
    assert took < LONGEST_COPY

    app = make_app(target, clock, lived.folder)
    with TestClient(app, base_url=PUBLIC_URL, follow_redirects=False) as client:
        _find_everything(app, Visitor(client), lived)
        with pytest.raises(AssertionError, match="answered 409"):
            applied_at_once(Visitor(client), DAUGHTER)  # of one home one request is open, and that is known here too
        applied_at_once(Visitor(client), ELSEWHERE)
    with app.state.database.reader() as session:
        first, second, new = session.scalars(select(ServiceRequest.id).order_by(ServiceRequest.id))
        assert (first, second) == (1, 2)
        assert new > second  # whatever the refused one has used up
    app.state.database.dispose()

    refused = lived.copies(target)
    assert refused.exit_code == 1
    assert refused.stderr.startswith("Nothing was copied. The other database is not empty: ")
    assert rows(target) > sum(said.values())


def _find_everything(app: FastAPI, visitor: Visitor, lived: Lived) -> None:
    assert "太极" in visitor.open("/search?q=太极").text
    with app.state.database.reader() as session:
        request = session.scalars(select(ServiceRequest).where(ServiceRequest.reference == lived.reference)).one()
        assert {party.name for party in request.parties} == {"样例老人甲", "样例女儿乙"}
        assert session.get_one(Enrolment, lived.enrolment).people
        assert [line.reason for line in session.scalars(select(Loan)).one().ledger] == [WHY]
        assert [event.note for event in session.scalars(select(ItemEvent))] == [NOTE]
        (photo,) = request.draft.photos
        assert app.state.storage.papers.exists(photo.sha256)
        assert audit.verify(session) is None


def test_where_the_other_database_cannot_be_reached_that_is_said_in_a_line(lived: Lived, tmp_path: Path) -> None:
    answer = lived.copies(f"sqlite:///{tmp_path / 'no such folder' / 'portal.db'}")

    assert answer.exit_code == 1
    assert answer.stderr.startswith("Nothing was copied. The other database: ")


def test_a_copy_that_is_killed_leaves_nothing_and_can_be_run_again(lived: Lived, target: str) -> None:
    if target.startswith("sqlite"):
        return  # a file has no lock on one table, so there is no moment in the middle that a test could hold
    assert (
        CliRunner().invoke(cli.app, ["migrate"], env=lived.environment | {"PORTAL_DATABASE_URL": target}).exit_code == 0
    )
    holding = opened(target)
    command = [str(Path(sys.executable).with_name("portal")), "copy-database", target]
    with holding.writing.connect() as connection:
        connection.execute(text("LOCK TABLE participant IN SHARE MODE"))
        with subprocess.Popen(command, env=os.environ | lived.environment, cwd=ROOT) as copying:
            deadline = time.monotonic() + LONGEST_COPY
            while not _waits(target) and copying.poll() is None and time.monotonic() < deadline:
                time.sleep(0.1)
            assert copying.poll() is None, "It ended before it could be killed."
            copying.kill()
        connection.rollback()
    holding.dispose()

    assert rows(target) == 0
    assert lived.copies(target).exit_code == 0


def _waits(url: str) -> bool:
    database = opened(url)
    with database.reader() as session:
        waiting = session.scalar(text("SELECT count(*) FROM pg_locks WHERE NOT granted"))
    database.dispose()
    return bool(waiting)
