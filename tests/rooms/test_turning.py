"""What the clock does by itself in enrolments, by one worker at a time."""

from datetime import timedelta

from fastapi import FastAPI

from portal.db import leases
from portal.enrolments import service
from portal.enrolments.model import Enrolment
from portal.enrolments.turning import JOB, Turner
from portal.kernel.clock import FixedClock
from portal.web.sessions import writing
from tests.support.enrolling import an_intake, signed_up
from tests.support.portal import NOW


def test_an_unanswered_offer_goes_on_and_health_is_deleted_without_anybody_pressing_a_button(app: FastAPI) -> None:
    database, clock = app.state.database, FixedClock(NOW)
    worker = Turner(database, clock, name="one")
    with writing(database) as session:
        intake = an_intake(session, now=NOW, places={"online": 1})
        first, second, third = (signed_up(session, database, intake, at=NOW) for _ in range(3))
        third.first.health, third.first.health_until = "血压高", clock.today() + timedelta(days=3)
        service.cancel(session, first, version=first.version, actor="family", at=NOW)
        numbers = [second.id, third.id]
    assert worker.round() == 0, "The offer still stands."

    clock.at = NOW + timedelta(hours=49)
    with writing(database) as session:
        leases.hold(session, JOB, holder="another", now=clock.now(), lasts=timedelta(minutes=2))
    assert worker.round() == 0, "Another worker is at it."
    clock.at += timedelta(days=1)
    assert worker.round() == 1
    assert worker.round() == 0

    with database.reader() as session:
        second, third = (session.get_one(Enrolment, number) for number in numbers)
        assert [second.state, third.state, third.first.health] == ["lapsed", "offered", None]
    database.dispose()
