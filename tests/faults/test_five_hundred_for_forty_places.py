"""Five hundred people at one moment for forty places, from several processes."""

from dataclasses import replace
from threading import Thread

import pytest
from fastapi import FastAPI
from sqlalchemy import select

from portal.enrolments import entering
from portal.enrolments.model import Enrolment, Intake
from portal.enrolments.rules import ALREADY, PLACED, WAITING
from portal.kernel.errors import Refusal
from portal.web.sessions import writing
from tests.support.enrolling import a_form, an_intake, quotas
from tests.support.portal import NOW, SECRET
from tests.support.rush import Answer, rush

PLACES, PEOPLE = 40, 500


@pytest.fixture
def intake_id(app: FastAPI) -> int:
    with writing(app.state.database) as session:
        number = an_intake(session, now=NOW, places={"online": PLACES}).id
    app.state.database.dispose()
    return number


def numbers(answers: list[Answer], state: str) -> list[int]:
    return sorted(answer.number for answer in answers if answer.state == state)


@pytest.mark.parametrize("processes", [2, 4])
def test_forty_have_a_place_and_the_others_wait_in_the_order_of_arrival(
    database_url: str, app: FastAPI, intake_id: int, processes: int
) -> None:
    answers = rush(database_url, SECRET, intake_id, PEOPLE, processes)

    placed, waiting = numbers(answers, PLACED), numbers(answers, WAITING)
    assert (len(placed), len(waiting)) == (PLACES, PEOPLE - PLACES)
    assert placed[-1] < waiting[0], "Somebody who came later has a place, and somebody who came before waits."
    with app.state.database.reader() as session:
        line = session.scalars(
            select(Enrolment.id)
            .where(Enrolment.intake_id == intake_id, Enrolment.state == WAITING)
            .order_by(Enrolment.rank, Enrolment.id)
        ).all()
    assert list(line) == waiting
    in_time = sorted(answers, key=lambda answer: answer.told)
    for earlier, later in zip(in_time, in_time[THREADS_AHEAD:], strict=False):
        if earlier.told < later.asked:
            assert earlier.number < later.number, "Who was answered before another asked stands behind them."


THREADS_AHEAD = 16


def test_without_the_guard_places_would_be_given_twice(database_url: str, intake_id: int) -> None:
    """The twin of the test above: it looks first and then writes, and the same rush sells places that are not there."""
    answers = rush(database_url, SECRET, intake_id, PEOPLE // 4, 2, naive=True)

    assert len(numbers(answers, PLACED)) > PLACES


def test_the_same_form_sent_twenty_times_at_once_makes_one_enrolment(app: FastAPI, intake_id: int) -> None:
    database = app.state.database
    references: list[str] = []
    with database.reader() as session:
        form = a_form(session.get_one(Intake, intake_id))

    def send() -> None:
        with writing(database) as session:
            mine = session.get_one(Intake, intake_id)
            references.append(entering.sign_up(session, form, mine, keyring=database.keyring, at=NOW).reference)

    threads = [Thread(target=send) for _ in range(20)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()

    assert len(references) == 20
    assert len(set(references)) == 1
    with writing(database) as session:
        assert quotas(session, session.get_one(Intake, intake_id))["online"].taken == 1
    database.dispose()


def test_twenty_helpers_who_sign_up_one_person_at_once_get_one_place(app: FastAPI, intake_id: int) -> None:
    """Each with a form of their own: one has the place, the others read that it is there already."""
    database = app.state.database
    outcomes: list[str] = []
    with database.reader() as session:
        form = a_form(session.get_one(Intake, intake_id))

    def send(number: int) -> None:
        try:
            with writing(database) as session:
                mine = session.get_one(Intake, intake_id)
                own = replace(form, submit_key=f"form {number}")
                entering.sign_up(session, own, mine, keyring=database.keyring, at=NOW)
            outcomes.append("placed")
        except Refusal as refusal:
            outcomes.append(refusal.key)

    threads = [Thread(target=send, args=(number,)) for number in range(20)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()

    assert sorted(outcomes) == sorted(["placed", *[ALREADY] * 19])
    database.dispose()
