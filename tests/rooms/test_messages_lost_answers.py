"""After an answer that was lost, a cloud is asked what it sent before anything is handed to it again."""

from collections.abc import Iterator
from contextlib import contextmanager
from datetime import timedelta

import pytest
from fastapi import FastAPI
from sqlalchemy import select

from portal.kernel.clock import FixedClock
from portal.messages import outbox
from portal.messages.delivery import FAITHFUL, Postman
from portal.messages.gateways.aliyun import AliyunAccount, AliyunGateway
from portal.messages.gateways.parcel import Gateway
from portal.messages.gateways.tencent import TencentAccount, TencentGateway
from portal.messages.gateways.wire import Wire
from portal.messages.model import Message
from portal.messages.routes import Routes
from portal.messages.rules import SENDING, SENT
from portal.messages.templates import Catalogue
from portal.web.sessions import writing
from tests.support.sms_operator import Cloud, operating

CLOUDS = ["aliyun", "tencent"]
REGISTERED = {"aliyun": {"zh": "SMS_1"}, "tencent": {"zh": "1001"}}


@contextmanager
def at(cloud: Cloud, app: FastAPI, clock: FixedClock) -> Iterator[Postman]:
    """A worker whose one way out is this cloud, and one message that waits."""
    database, before = app.state.database, outbox.catalogue_of
    with writing(database) as session:
        known = before(session)
        texts = {name: one.model_copy(update={"registered": REGISTERED}) for name, one in known.templates.items()}
        outbox.install(database, Catalogue(templates=texts, sender=known.sender))
        facts = {"code": "123456", "what": "居家改造", "state": "已受理", "reference": "1"}
        outbox.put(
            session,
            key="one",
            phone="15400000001",
            template="request_changed",
            facts=facts,
            at=clock.now(),
            urgent=True,
        )
    with operating(cloud.answer) as operator:
        wire = Wire()
        way: Gateway = (
            AliyunGateway(AliyunAccount("id", "secret", "银龄服务", operator.url), clock.now, wire)
            if cloud.name == "aliyun"
            else TencentGateway(TencentAccount("id", "secret", "银龄服务", "1400", url=operator.url), clock.now, wire)
        )
        yield Postman(database, Routes([way], open_seconds=0), clock, name="one")
        wire.close()
    database.dispose()


def state_of(app: FastAPI) -> str:
    with app.state.database.reader() as session:
        return str(session.scalars(select(Message.state)).one())


def later(postman: Postman, clock: FixedClock, times: int = 1) -> None:
    for _ in range(times):
        clock.advance(timedelta(hours=10))
        postman.round()


@pytest.mark.parametrize("name", CLOUDS)
def test_what_arrived_although_the_answer_was_lost_is_not_sent_twice(
    app: FastAPI, clock: FixedClock, name: str
) -> None:
    cloud = Cloud(name)
    with at(cloud, app, clock) as postman:
        postman.round()
        assert state_of(app) != SENT
        later(postman, clock)

    assert state_of(app) == SENT
    assert len(cloud.sent) == 1
    assert cloud.asked


@pytest.mark.parametrize("name", CLOUDS)
def test_what_did_not_arrive_is_sent_again(app: FastAPI, clock: FixedClock, name: str) -> None:
    cloud = Cloud(name, forgets=True)
    with at(cloud, app, clock) as postman:
        postman.round()
        later(postman, clock)

    assert state_of(app) == SENT
    assert len(cloud.sent) == 2


@pytest.mark.parametrize("name", CLOUDS)
def test_a_cloud_that_cannot_say_is_asked_a_few_times_before_anything_goes_out_twice(
    app: FastAPI, clock: FixedClock, name: str
) -> None:
    cloud = Cloud(name, lists=False)
    with at(cloud, app, clock) as postman:
        postman.round()
        later(postman, clock, FAITHFUL)
        assert len(cloud.sent) == 1
        later(postman, clock)

    assert state_of(app) == SENT
    assert len(cloud.sent) == 2


@pytest.mark.parametrize("name", CLOUDS)
def test_a_worker_that_was_killed_in_between_asks_too(app: FastAPI, clock: FixedClock, name: str) -> None:
    cloud = Cloud(name, losing=0)
    with at(cloud, app, clock) as postman:
        postman.round()
        with writing(app.state.database) as session:
            row = session.scalars(select(Message)).one()
            row.state, row.held_by, row.held_until, row.gateway = SENDING, "who was killed", clock.now(), None
        later(postman, clock)

    assert state_of(app) == SENT
    assert len(cloud.sent) == 1
