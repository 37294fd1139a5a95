"""While an operator takes a message and says nothing, people at the portal are answered as ever."""

from threading import Event, Thread

from fastapi import FastAPI

from portal.messages.delivery import Postman
from portal.messages.gateways.webhook import WebhookGateway
from portal.messages.gateways.wire import Wire
from portal.messages.routes import Routes
from tests.support.family import last_message
from tests.support.sms_operator import Answer, Question, operating
from tests.support.visitor import Visitor

# Only so that a portal that does wait here ends as a red test.
LONGEST = 20


def test_no_request_ever_waits_for_an_operator_or_calls_one(visitor: Visitor, app: FastAPI) -> None:
    """No clock is compared: the answer is there before the operator has answered, and it was asked by nobody else."""
    reached, released = Event(), Event()
    handed: list[Question] = []

    def hang(question: Question) -> Answer:
        handed.append(question)
        reached.set()
        released.wait(LONGEST)
        return Answer()

    with operating(hang) as operator:
        wire = Wire(LONGEST)
        gateway = WebhookGateway(operator.url, "a secret of two", app.state.clock.now, wire)
        worker = Postman(app.state.database, Routes([gateway]), app.state.clock, name="one")
        visitor.send("/my/code", answers={"phone": "15400000001"})
        assert handed == []
        at_work = Thread(target=worker.round)
        at_work.start()
        assert reached.wait(LONGEST)

        visitor.forget()
        visitor.send("/my/code", answers={"phone": "15400000002"})
        still_hanging, asked = not released.is_set() and at_work.is_alive(), len(handed)
        second = last_message(app, "sign_in_code")

        released.set()
        at_work.join(LONGEST)
        wire.close()

    assert still_hanging
    assert asked == 1
    assert (second.phone, second.state, second.attempts) == ("15400000002", "waiting", 0)
