"""A worker that is killed again and again loses no message, and no operator is handed one message under two keys."""

import random
import subprocess
import sys
import time
from collections import Counter
from collections.abc import Callable
from datetime import timedelta

from fastapi import FastAPI
from sqlalchemy import func, select

from portal.kernel.clock import SystemClock
from portal.messages import outbox
from portal.messages.model import Message
from portal.messages.rules import SENT
from portal.web.sessions import writing
from tests.support.house import ROOT
from tests.support.live import LONGEST_ANSWER
from tests.support.sms_operator import Answer, Question, operating

MESSAGES = 2_000
FAILING, SLOW = 4.0, 3.0
# A quiet machine needs some sixteen seconds; a busy one is given time, and the test ends as soon as all are sent.
LONGEST = 90.0


def bad_day() -> Callable[[Question], Answer]:
    """Four seconds of refusals, three of slow answers, and one answer in ten that never arrives."""
    chance, began = random.Random(7), time.monotonic()  # noqa: S311  # chance, not a secret

    def answer(question: Question) -> Answer:
        del question
        age = time.monotonic() - began
        if age < FAILING:
            return Answer(status=503)
        return Answer(after=0.1 if age < FAILING + SLOW else 0, lost=chance.random() < 0.1)

    return answer


def test_everything_is_delivered_and_nothing_twice_under_two_keys(app: FastAPI, database_url: str) -> None:
    at = SystemClock().now() - timedelta(minutes=1)
    with writing(app.state.database) as session:
        for number in range(MESSAGES):
            outbox.put(
                session,
                key=f"fault:{number}",
                phone=f"154{number:08}",
                template="request_changed",
                facts={"what": "居家改造", "state": "已受理", "reference": str(number)},
                at=at,
                urgent=True,
            )
    app.state.database.dispose()

    with operating(bad_day()) as operator:
        worker = subprocess.Popen(
            [sys.executable, "-m", "tests.faults.killed_worker", database_url, operator.url],
            cwd=ROOT,
            stdin=subprocess.PIPE,
            stdout=subprocess.PIPE,
            text=True,
        )
        deadline = time.monotonic() + LONGEST
        while time.monotonic() < deadline and sent(app) < MESSAGES:
            time.sleep(0.25)
        lives = int(worker.communicate("enough\n", timeout=LONGEST_ANSWER)[0])
        accepted = list(operator.questions)

    phones = Counter((one.headers["idempotency-key"], one.json()["phone"], one.json()["text"]) for one in accepted)
    assert sent(app) == MESSAGES
    assert lives > 10
    assert len({phone for _, phone, _ in phones}) == MESSAGES
    assert len(phones) == MESSAGES, "One message went out under two keys, or one key with two texts."
    app.state.database.dispose()


def sent(app: FastAPI) -> int:
    with app.state.database.reader() as session:
        return session.scalar(select(func.count()).where(Message.state == SENT)) or 0
