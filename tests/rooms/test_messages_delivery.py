"""The worker with a clock that the test moves: retries, quiet hours, joining, the second way, the lease."""

from collections.abc import Iterator
from dataclasses import dataclass, field, replace
from datetime import timedelta

import pytest
from fastapi import FastAPI
from sqlalchemy import select

from portal.kernel.clock import FixedClock
from portal.messages import outbox, store
from portal.messages.delivery import Postman
from portal.messages.gateways.parcel import Outcome, Parcel
from portal.messages.model import Message
from portal.messages.routes import Routes
from portal.messages.rules import FAILED, JOINED, LADDER, SENT, WAITING
from portal.web.sessions import writing

PHONE = "15400000001"


@dataclass
class Pigeon:
    """A way out that says what the test wants it to say."""

    says: str = "sent"
    name: str = "pigeon"
    carries_any_text: bool = True
    parcels: list[Parcel] = field(default_factory=list)

    def send(self, parcel: Parcel) -> Outcome:
        self.parcels.append(parcel)
        return Outcome(self.says, "" if self.says == "sent" else "as the test wants")  # type: ignore[arg-type]

    def recalls(self, parcel: Parcel) -> bool | None:
        del parcel
        return False


@pytest.fixture
def pigeon() -> Pigeon:
    return Pigeon()


@pytest.fixture
def postman(app: FastAPI, clock: FixedClock, pigeon: Pigeon) -> Iterator[Postman]:
    yield Postman(app.state.database, Routes([pigeon], open_seconds=0), clock, name="one")
    app.state.database.dispose()


def tell(
    app: FastAPI, key: str, *, phone: str = PHONE, template: str = "request_changed", urgent: bool = False
) -> None:
    facts = {"what": "居家改造", "state": "已受理", "reference": key, "day": "明天", "code": "123456"}
    with writing(app.state.database) as session:
        outbox.put(
            session, key=key, phone=phone, template=template, facts=facts, at=app.state.clock.now(), urgent=urgent
        )


def messages(app: FastAPI) -> list[Message]:
    with app.state.database.reader() as session:
        return list(session.scalars(select(Message).order_by(Message.id)))


def test_a_message_arrives_with_who_sends_it_and_a_code_to_check_it(
    app: FastAPI, postman: Postman, pigeon: Pigeon
) -> None:
    tell(app, "1")

    postman.round()

    (row,) = messages(app)
    assert row.state == SENT
    assert pigeon.parcels[0].text == f"【银龄服务】{row.body}查验码{row.check_code}"
    assert postman.round() == 0


def test_a_gateway_that_is_down_is_asked_for_hours_and_then_a_person_sees_it(
    app: FastAPI, postman: Postman, pigeon: Pigeon, clock: FixedClock
) -> None:
    pigeon.says = "again"
    tell(app, "1", urgent=True)

    for step in LADDER:
        postman.round()
        assert messages(app)[0].state == WAITING
        clock.advance(step)
    postman.round()

    assert messages(app)[0].state == FAILED
    assert len(pigeon.parcels) == len(LADDER) + 1
    assert len({parcel.key for parcel in pigeon.parcels}) == 1


def test_a_number_that_does_not_exist_is_not_tried_again(app: FastAPI, postman: Postman, pigeon: Pigeon) -> None:
    pigeon.says = "never"
    tell(app, "1")

    postman.round()

    assert messages(app)[0].state == FAILED


def test_nothing_goes_out_at_night_but_what_was_just_asked_for(
    app: FastAPI, postman: Postman, pigeon: Pigeon, clock: FixedClock
) -> None:
    clock.advance(timedelta(hours=12, minutes=30))  # half past nine in the evening
    tell(app, "asked", template="sign_in_code", urgent=True)
    tell(app, "can wait", template="request_received")

    postman.round()
    assert [parcel.text[6:9] for parcel in pigeon.parcels] == ["验证码"]

    clock.advance(timedelta(hours=10, minutes=29))
    assert postman.round() == 0
    clock.advance(timedelta(minutes=2))
    assert postman.round() == 1


def test_a_message_that_was_held_up_until_the_evening_waits_for_the_morning(
    app: FastAPI, postman: Postman, clock: FixedClock
) -> None:
    tell(app, "1", template="request_received")
    clock.advance(timedelta(hours=13))

    assert postman.round() == 0
    clock.advance(timedelta(hours=11))
    assert postman.round() == 1


def test_what_can_wait_is_put_into_one_message_a_day(
    app: FastAPI, postman: Postman, pigeon: Pigeon, clock: FixedClock
) -> None:
    for number in "123":
        tell(app, number)
    tell(app, "other", phone="15400000002")

    postman.round()

    states = [row.state for row in messages(app)]
    assert sorted(states) == [JOINED, JOINED, SENT, SENT]
    mine = [parcel for parcel in pigeon.parcels if parcel.phone == PHONE]
    assert len(mine) == 1
    assert "编号1" in mine[0].text
    assert "编号2" in mine[0].text

    tell(app, "4")
    postman.round()
    assert len([parcel for parcel in pigeon.parcels if parcel.phone == PHONE and "编号4" in parcel.text]) == 0
    clock.advance(timedelta(hours=23))
    postman.round()
    assert "编号4" in pigeon.parcels[-1].text


def test_a_code_that_came_too_late_is_not_sent(
    app: FastAPI, postman: Postman, pigeon: Pigeon, clock: FixedClock
) -> None:
    tell(app, "1", template="sign_in_code", urgent=True)
    clock.advance(timedelta(minutes=11))

    postman.round()

    assert pigeon.parcels == []
    assert messages(app)[0].state == FAILED


def test_a_message_that_may_have_arrived_goes_out_again_under_the_same_key(
    app: FastAPI, postman: Postman, pigeon: Pigeon, clock: FixedClock
) -> None:
    pigeon.says = "unknown"
    tell(app, "1")
    postman.round()

    pigeon.says = "sent"
    clock.advance(LADDER[0])
    postman.round()

    assert len({parcel.key for parcel in pigeon.parcels}) == 1
    assert messages(app)[0].state == SENT


def test_the_second_way_is_taken_when_the_first_is_down(app: FastAPI, clock: FixedClock, postman: Postman) -> None:
    down, up = Pigeon(says="again", name="down"), Pigeon(name="up")
    both = replace(postman, routes=Routes([down, up]))
    for number in range(6):
        tell(app, str(number), phone=f"1540000000{number}", template="request_received")

    both.round()
    clock.advance(LADDER[0])
    both.round()

    assert [row.state for row in messages(app)] == [SENT] * 6
    assert len(down.parcels) >= 5


def test_two_workers_do_not_carry_the_same_message(app: FastAPI, postman: Postman, clock: FixedClock) -> None:
    other = replace(postman, name="other")
    tell(app, "1", template="request_received")
    postman.round()

    tell(app, "2", template="request_received")
    assert other.round() == 0, "The lease is still the first one's."
    clock.advance(timedelta(minutes=2))
    assert other.round() == 1


def test_a_worker_that_was_away_too_long_does_not_overwrite_another(app: FastAPI, postman: Postman) -> None:
    tell(app, "1", template="request_received")
    with writing(app.state.database) as session:
        errands = list(postman._claimed(session))  # noqa: SLF001  # a worker stopped between taking and sending
    with writing(app.state.database) as session:
        (row,) = session.scalars(select(Message))
        row.held_by = "other"

    with writing(app.state.database) as session:
        assert list(store.held(session, errands[0].ids, holder="one")) == []


def test_the_desk_sees_what_waits_and_what_is_slow(app: FastAPI, clock: FixedClock, postman: Postman) -> None:
    tell(app, "1", template="request_received")
    clock.advance(timedelta(hours=2))

    with app.state.database.reader() as session:
        before = store.counts(session, now=clock.now())
    postman.round()
    with app.state.database.reader() as session:
        after = store.counts(session, now=clock.now())

    assert (before["waiting"], before["slow"]) == (1, 1)
    assert (after["waiting"], after["slow"], after["sent"]) == (0, 0, 1)
