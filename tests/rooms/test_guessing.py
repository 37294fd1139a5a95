"""Whoever guesses learns nothing: known and unknown look the same in status, bytes and time."""

import re
import statistics
import time
from collections.abc import Callable
from datetime import timedelta

import pytest
from fastapi import FastAPI
from sqlalchemy import select

from portal.kernel.clock import FixedClock
from portal.kernel.reference import new_reference
from portal.my.model import SignInCode
from portal.web.sessions import writing
from tests.support.enrolling import an_intake, signed_up
from tests.support.family import application, applied, sign_in
from tests.support.visitor import Visitor

TRIES = 200
# For what only somebody who is signed in can ask.
FEWER = 100
KNOWN, UNKNOWN = "15400000002", "15400000077"
# Its check digit fits.
FREE = new_reference(lambda below: 7 % below)
# Of the processor's time; two quarters of a hundred tries differ by chance.
MOST_APART = 0.002
TOKEN = re.compile(r'name="csrf" value="[^"]*"')

Ask = Callable[[str], tuple[int, str]]


@pytest.fixture
def reference(visitor: Visitor, clock: FixedClock) -> str:
    made = applied(visitor, application())
    visitor.forget()
    clock.advance(timedelta(days=2))
    return made


def seen(visitor: Visitor, path: str, answers: dict[str, str]) -> tuple[int, str]:
    """Status, bytes and where it leads, without the token that is new on every page."""
    response = visitor.client.post(path, data=answers, headers={"Sec-Fetch-Site": "same-origin"})
    body = TOKEN.sub("", response.text).replace(KNOWN, "").replace(UNKNOWN, "")
    return response.status_code, response.headers.get("location", "") + body


def guessed(
    clock: FixedClock,
    visitor: Visitor,
    ask: Ask,
    known: str,
    unknown: str,
    *,
    step: timedelta = timedelta(hours=6),
    tries: int = TRIES,
    before: Callable[[], None] = lambda: None,
) -> tuple[set[str], set[str], float]:
    """Half of the tries for each, two by two: all that was seen, and how far apart their times are.

    What must be there at each try is made by `before`, after the time that keeps the tries under their limits.
    Who comes first changes from pair to pair, so that neither is always the one who finds things warm. Other work on
    the machine only ever makes a try slower, and hits both of a pair alike: what is compared is the middle of the
    differences between neighbours, which a few disturbed pairs cannot move, while a real difference moves every pair.
    """
    shown: dict[str, set[str]] = {known: set(), unknown: set()}
    apart: list[float] = []
    for number in range(tries // 2):
        clock.advance(step)
        before()
        took = {}
        for what in (known, unknown) if number % 2 else (unknown, known):
            visitor.forget()
            began = time.process_time()
            status, body = ask(what)
            took[what] = time.process_time() - began
            shown[what].add(f"{status} {body}")
        apart.append(took[known] - took[unknown])
    return shown[known], shown[unknown], abs(statistics.median(apart))


def test_asking_for_a_code_does_not_tell_whether_a_phone_is_known(
    visitor: Visitor, clock: FixedClock, reference: str
) -> None:
    del reference

    known, unknown, apart = guessed(
        clock, visitor, lambda phone: seen(visitor, "/my/code", {"phone": phone}), KNOWN, UNKNOWN
    )

    assert known == unknown
    assert len(known) == 1
    assert apart < MOST_APART


def test_a_wrong_code_does_not_tell_whether_one_was_asked_for(
    visitor: Visitor, clock: FixedClock, app: FastAPI, reference: str
) -> None:
    """The one browser has digits that still count, with a try left; the other never asked for any."""
    del reference
    asked: dict[str, str] = {}

    def send() -> None:
        visitor.forget()
        visitor.send("/my/code", answers={"phone": KNOWN})
        asked.update(visitor.client.cookies)

    def ask(who: str) -> tuple[int, str]:
        if who == KNOWN:
            visitor.client.cookies.update(asked)
        return seen(visitor, "/my/sign-in", {"code": "000000"})

    known, unknown, apart = guessed(clock, visitor, ask, KNOWN, UNKNOWN, before=send)

    assert known == unknown
    assert len(known) == 1
    assert apart < MOST_APART
    with app.state.database.reader() as session:
        tries = session.scalars(select(SignInCode.tries)).all()
    assert tries == [1] * (TRIES // 2), "Each guess was held against digits that counted."


@pytest.mark.parametrize("of", ["a request", "a place"])
@pytest.mark.parametrize("unknown", [FREE, "1234567890"], ids=["a number that is free", "a number that is none"])
def test_looking_up_does_not_tell_whether_a_reference_is_known(
    visitor: Visitor, app: FastAPI, clock: FixedClock, reference: str, of: str, unknown: str
) -> None:
    with writing(app.state.database) as session:
        intake = an_intake(session, now=clock.now())
        place = signed_up(session, app.state.database, intake, at=clock.now()).reference
    known = reference if of == "a request" else place

    pages, others, apart = guessed(
        clock, visitor, lambda number: seen(visitor, "/track", {"reference": number, "proof": "9999"}), known, unknown
    )

    assert {one.replace(known, "") for one in pages} == {one.replace(unknown, "") for one in others}
    assert len(pages) == 1
    assert apart < MOST_APART


def test_a_stranger_does_not_learn_whether_somebody_acts_for_a_senior(
    visitor: Visitor, clock: FixedClock, app: FastAPI, reference: str
) -> None:
    """Signed in under a phone of their own, they confirm or end records by number."""
    del reference
    sign_in(visitor, app, "15400000055")
    stranger = dict(visitor.client.cookies)

    def ask(number: str) -> tuple[int, str]:
        visitor.client.cookies.update(stranger)
        noun = ("confirmation", "end")[len(asked) % 4 // 2]
        asked.append(number)
        return seen(visitor, f"/my/helpers/{number}/{noun}", {"version": "1"})

    asked: list[str] = []
    known, unknown, apart = guessed(clock, visitor, ask, "1", "77", step=timedelta(seconds=1), tries=FEWER)

    assert known == unknown
    assert len(known) == 1
    assert apart < MOST_APART


def test_a_stranger_does_not_learn_whether_a_request_of_others_exists(
    visitor: Visitor, clock: FixedClock, app: FastAPI, reference: str
) -> None:
    sign_in(visitor, app, "15400000055")
    stranger = dict(visitor.client.cookies)

    def ask(number: str) -> tuple[int, str]:
        visitor.client.cookies.update(stranger)
        return seen(visitor, f"/requests/{number}/withdrawal", {"version": "1"})

    known, unknown, apart = guessed(
        clock, visitor, ask, reference, "1234567890", step=timedelta(seconds=1), tries=FEWER
    )

    assert {one.replace(reference, "") for one in known} == {one.replace("1234567890", "") for one in unknown}
    assert apart < MOST_APART
