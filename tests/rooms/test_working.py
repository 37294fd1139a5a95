"""What is done by the clock: each chore by one worker at a time, at its own pace, and none of them stops another."""

from datetime import datetime, timedelta

import pytest
from fastapi import FastAPI
from sqlalchemy import func, select

from portal.chores import chores
from portal.db import leases
from portal.db.engine import Database
from portal.db.leases import Lease
from portal.enrolments import service
from portal.enrolments.model import Enrolment
from portal.kernel.clock import FixedClock
from portal.messages.model import Message
from portal.people.model import StaffMember
from portal.web.sessions import writing
from portal.working import LEASE, Chore, Worker
from tests.support.desk import one_time_links
from tests.support.enrolling import an_intake, signed_up
from tests.support.house import CONTENT
from tests.support.portal import NOW

LINES = "let the lines of enrolments move"


def fail(database: Database, at: datetime) -> None:
    raise ValueError(database, at)


@pytest.fixture
def one(app: FastAPI, clock: FixedClock) -> Worker:
    return Worker(app.state.database, clock, "one", chores(CONTENT))


def beside(worker: Worker, name: str = "two") -> Worker:
    """Another process of the same portal."""
    return Worker(worker.database, worker.clock, name, worker.chores)


def test_an_unanswered_offer_goes_on_and_health_is_deleted_without_anybody_pressing_a_button(
    one: Worker, clock: FixedClock
) -> None:
    database = one.database
    with writing(database) as session:
        intake = an_intake(session, now=NOW, places={"online": 1})
        first, second, third = (signed_up(session, database, intake, at=NOW) for _ in range(3))
        third.first.health, third.first.health_until = "血压高", clock.today() + timedelta(days=3)
        service.cancel(session, first, version=first.version, actor="family", at=NOW)
        numbers = [second.id, third.id]

    def states() -> list[str | None]:
        with database.reader() as session:
            lapsed, offered = (session.get_one(Enrolment, number) for number in numbers)
            return [lapsed.state, offered.state, offered.first.health]

    assert LINES in one.round()
    assert states() == ["offered", "waiting", "血压高"]

    clock.advance(timedelta(hours=72))
    with writing(database) as session:
        leases.hold(session, LINES, holder="another", now=clock.now(), lasts=LEASE)
    assert LINES not in one.round(), "Another worker is at it."
    assert states() == ["offered", "waiting", "血压高"]
    clock.advance(LEASE)
    assert LINES in one.round()
    assert states() == ["lapsed", "offered", None]


def test_lines_are_looked_at_twice_a_minute(one: Worker, clock: FixedClock) -> None:
    one.round()
    clock.advance(timedelta(seconds=29))
    assert one.round() == []
    clock.advance(timedelta(seconds=1))
    assert one.round() == [LINES]


def test_owners_of_what_is_old_are_reminded_without_a_command(app: FastAPI, one: Worker, clock: FixedClock) -> None:
    one_time_links(app)
    with writing(app.state.database) as session:
        for member in session.scalars(select(StaffMember)):
            member.phone = "15400000009"
    clock.advance(timedelta(days=100))

    for worker in (one, beside(one)):
        worker.round()
        clock.advance(LEASE)

    with app.state.database.reader() as session:
        count = select(func.count()).select_from(Message).where(Message.template == "staff_reminder")
        assert session.scalar(count) == 1


def test_of_two_workers_one_does_a_chore_and_the_other_takes_over_when_the_first_is_gone(
    one: Worker, clock: FixedClock
) -> None:
    names, two = [chore.name for chore in one.chores], beside(one)
    assert one.round() == names
    assert two.round() == []

    clock.advance(LEASE)

    assert two.round() == names
    with one.database.reader() as session:
        longest = session.scalar(select(func.max(Lease.until)))
    assert longest == clock.now() + LEASE, "Whoever changes the key waits two minutes for a portal that was stopped."


def test_a_chore_that_fails_stops_no_other_and_is_tried_again_soon(
    one: Worker, clock: FixedClock, caplog: pytest.LogCaptureFixture
) -> None:
    names = [chore.name for chore in one.chores]
    one.chores = [Chore("fails", timedelta(hours=6), fail), *one.chores]

    assert one.round() == names
    clock.advance(LEASE)
    assert one.round() == [LINES]

    assert [line.getMessage() for line in caplog.records] == [
        "The chore fails could not be done; it is tried again later."
    ] * 2
