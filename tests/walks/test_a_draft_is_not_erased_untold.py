"""What was begun is erased only after whoever began it was told; what lies on paper is not erased at all."""

from datetime import timedelta
from pathlib import Path

import pytest
from fastapi import FastAPI
from sqlalchemy import func, select

from portal import forgetting
from portal.chores import DRAFTS, chores
from portal.drafting.model import PAPER, Draft
from portal.kernel.clock import FixedClock
from portal.messages.model import Message
from portal.privacy import retention
from portal.signing_up.journey import ROOM
from portal.web.sessions import writing
from portal.working import Worker
from tests.support.applying import APPLY
from tests.support.house import CONTENT
from tests.support.visitor import Visitor

HELPER = {"name": "样例女儿乙", "phone": "154 0000 0002", "told": "yes"}


class Days:
    """The worker's rounds, with `portal forget` after each."""

    def __init__(self, app: FastAPI, content: Path = CONTENT) -> None:
        self.database, self.clock, self.things = app.state.database, app.state.clock, app.state.my_things
        self.photos = app.state.storage.papers
        self.worker = Worker(self.database, self.clock, "one", chores(content))

    def works(self) -> list[str]:
        """What the people with phones were told so far."""
        self.worker.round()
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
    days = Days(app)
    clock.advance(timedelta(days=4))
    assert days.works() == []

    clock.advance(timedelta(days=1))
    told = days.works()
    clock.advance(timedelta(hours=20))

    assert told == ["15400000002 您的居家适老化改造没填完，11月30日就删了。要接着填：打12345，或看“我的事”。"]
    assert (days.works(), days.drafts()) == (told, 1)
    begun.open(f"{APPLY}/helper")
    clock.advance(timedelta(days=1, hours=5))
    assert (days.works(), days.drafts()) == (told, 0)


def test_the_word_about_a_form_goes_with_it(begun: Visitor, app: FastAPI, clock: FixedClock) -> None:
    del begun
    days = Days(app)
    clock.advance(timedelta(days=5))
    assert len(days.works()) == 1

    room = next(room for room in app.state.my_things if room.kind == "draft")
    with writing(app.state.database) as session:
        room.erase(session, session.scalars(select(Draft.id)).one(), at=clock.now())

    assert (days.works(), days.drafts()) == ([], 0)


def test_where_no_worker_ran_in_time_nothing_is_erased_and_two_days_are_given(
    begun: Visitor, app: FastAPI, clock: FixedClock
) -> None:
    clock.advance(timedelta(days=12))
    begun.forget()
    begun.send(APPLY)  # whoever begins anew clears away what has lapsed
    days = Days(app)

    told = days.works()
    clock.advance(timedelta(days=1, hours=23))

    assert [one.split()[0] for one in told] == ["15400000002"]
    assert days.drafts() == 2
    clock.advance(timedelta(hours=2))
    days.works()
    assert days.drafts() == 1


def test_whoever_goes_on_has_seven_days_again_and_is_told_again(
    begun: Visitor, app: FastAPI, clock: FixedClock
) -> None:
    days = Days(app)
    clock.advance(timedelta(days=6))
    days.works()
    begun.send(f"{APPLY}/situation", answers={"hardship": "allowance", "care": "some"})
    clock.advance(timedelta(days=6))

    assert (len(days.works()), days.drafts()) == (2, 1)


def test_without_a_phone_the_days_are_kept_and_on_paper_there_is_no_end(
    visitor: Visitor, app: FastAPI, clock: FixedClock
) -> None:
    for _ in ("erased", "on paper"):
        visitor.send(APPLY)
    with writing(app.state.database) as session:
        last = session.scalars(select(Draft).order_by(Draft.id.desc()).limit(1)).one()
        last.channel = PAPER
    days = Days(app)
    clock.advance(timedelta(days=6))
    days.works()
    clock.advance(timedelta(days=40))

    assert (days.works(), days.drafts()) == ([], 1)


def test_every_form_that_is_filled_in_page_by_page_has_a_name_in_the_message(app: FastAPI) -> None:
    assert set(DRAFTS) == {*app.state.request_kinds, ROOM}
