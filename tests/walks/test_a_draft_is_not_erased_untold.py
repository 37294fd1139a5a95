"""What was begun is erased only after whoever began it was told; what lies on paper is not erased at all."""

from datetime import datetime, timedelta
from pathlib import Path

import pytest
from fastapi import FastAPI
from sqlalchemy import func, select

from portal import forgetting
from portal.chores import DRAFTS, chores
from portal.db.sessions import WriteSession
from portal.drafting.model import PAPER, Draft
from portal.kernel.clock import FixedClock
from portal.messages.chores import Chore, Chores
from portal.messages.model import Message
from portal.privacy import retention
from portal.signing_up.journey import ROOM
from portal.web.sessions import writing
from tests.support.applying import APPLY
from tests.support.house import CONTENT
from tests.support.visitor import Visitor

HELPER = {"name": "样例女儿乙", "phone": "154 0000 0002", "told": "yes"}


class Worker:
    """The worker's rounds, with `portal forget` after each."""

    def __init__(self, app: FastAPI, content: Path = CONTENT) -> None:
        self.database, self.clock, self.things = app.state.database, app.state.clock, app.state.my_things
        self.photos = app.state.storage.papers
        self.chores = Chores(self.database, "one", chores(content))

    def works(self) -> list[str]:
        """What the people with phones were told so far."""
        self.chores.round(self.clock.now())
        retention.run(self.database, forgetting.rules(self.database, self.things, self.photos), now=self.clock.now())
        with self.database.reader() as session:
            told = select(Message).where(Message.template == "draft_lapses").order_by(Message.id)
            return [f"{one.phone} {one.body}" for one in session.scalars(told)]

    def drafts(self) -> int:
        with self.database.reader() as session:
            return session.scalar(select(func.count()).select_from(Draft)) or 0


@pytest.fixture
def begun(visitor: Visitor) -> Visitor:
    """A daughter who stops after her phone."""
    visitor.send(APPLY)
    for slug, answers in (("for-whom", {"who": "parent"}), ("helper", HELPER)):
        visitor.send(f"{APPLY}/{slug}", answers=answers)
    return visitor


def test_whoever_left_a_phone_is_told_once_two_days_before(begun: Visitor, app: FastAPI, clock: FixedClock) -> None:
    worker = Worker(app)
    clock.advance(timedelta(days=4))
    assert worker.works() == []

    clock.advance(timedelta(days=1))
    told = worker.works()
    clock.advance(timedelta(hours=20))

    assert told == ["15400000002 您的居家适老化改造没填完，11月30日就删了。要接着填：打12345，或看“我的事”。"]
    assert (worker.works(), worker.drafts()) == (told, 1)
    begun.open(f"{APPLY}/helper")
    clock.advance(timedelta(days=1, hours=5))
    assert (worker.works(), worker.drafts()) == (told, 0)


def test_where_no_worker_ran_in_time_nothing_is_erased_and_two_days_are_given(
    begun: Visitor, app: FastAPI, clock: FixedClock
) -> None:
    clock.advance(timedelta(days=12))
    begun.forget()
    begun.send(APPLY)  # whoever begins anew clears away what has lapsed
    worker = Worker(app)

    told = worker.works()
    clock.advance(timedelta(days=1, hours=23))

    assert [one.split()[0] for one in told] == ["15400000002"]
    assert worker.drafts() == 2
    clock.advance(timedelta(hours=2))
    worker.works()
    assert worker.drafts() == 1


def test_whoever_goes_on_has_seven_days_again_and_is_told_again(
    begun: Visitor, app: FastAPI, clock: FixedClock
) -> None:
    worker = Worker(app)
    clock.advance(timedelta(days=6))
    worker.works()
    begun.send(f"{APPLY}/situation", answers={"hardship": "allowance", "care": "some"})
    clock.advance(timedelta(days=6))

    assert (len(worker.works()), worker.drafts()) == (2, 1)


def test_without_a_phone_the_days_are_kept_and_on_paper_there_is_no_end(
    visitor: Visitor, app: FastAPI, clock: FixedClock
) -> None:
    for _ in ("erased", "on paper"):
        visitor.send(APPLY)
    with writing(app.state.database) as session:
        last = session.scalars(select(Draft).order_by(Draft.id.desc()).limit(1)).one()
        last.channel = PAPER
    worker = Worker(app)
    clock.advance(timedelta(days=6))
    worker.works()
    clock.advance(timedelta(days=40))

    assert (worker.works(), worker.drafts()) == ([], 1)


def test_of_two_workers_one_does_a_chore_and_one_that_fails_stops_no_other(app: FastAPI) -> None:
    def fail(session: WriteSession, at: datetime) -> None:
        raise ValueError(session, at)

    first, second = Worker(app).chores, Worker(app).chores
    second.holder = "two"
    now = app.state.clock.now()
    names = [one.name for one in first.chores]
    assert first.round(now) == names
    assert second.round(now) == []

    first.chores = [Chore("fails", timedelta(hours=1), fail), *first.chores]

    assert first.round(now + timedelta(hours=7)) == names


def test_every_form_that_is_filled_in_page_by_page_has_a_name_in_the_message(app: FastAPI) -> None:
    assert set(DRAFTS) == {*app.state.request_kinds, ROOM}
