"""Five hundred people at one moment for forty places, from several processes."""

from dataclasses import replace
from pathlib import Path
from threading import Thread

import pytest
from fastapi import FastAPI
from sqlalchemy import select

from portal.enrolments import entering
from portal.enrolments.model import Enrolment, Intake
from portal.enrolments.rules import ALREADY, PLACED, WAITING
from portal.kernel.errors import Refusal
from portal.web.sessions import writing
from tests.support.crowd import ready_to_send, sent_at_once
from tests.support.enrolling import a_form, an_intake, quotas
from tests.support.portal import NOW, SECRET
from tests.support.rush import rush

PLACES, PEOPLE = 40, 500
# So many may be under way at once: two who are further apart are compared.
AHEAD = 100


@pytest.fixture
def intake_id(app: FastAPI) -> int:
    with writing(app.state.database) as session:
        number = an_intake(session, now=NOW, places={"online": PLACES}).id
    app.state.database.dispose()
    return number


@pytest.mark.parametrize("processes", [2, 4])
def test_forty_have_a_place_and_the_others_wait_in_the_order_of_arrival(
    database_url: str, app: FastAPI, intake_id: int, tmp_path: Path, processes: int
) -> None:
    tokens = ready_to_send(app.state.database, intake_id, PEOPLE)

    answers, _ = sent_at_once(database_url, tmp_path, intake_id, tokens, processes=processes, within=2)

    assert {answer.status for answer in answers} == {303}, "Somebody saw a page of an error."
    with app.state.database.reader() as session:
        arrived = session.execute(
            select(Enrolment.reference, Enrolment.state)
            .where(Enrolment.intake_id == intake_id)
            .order_by(Enrolment.rank, Enrolment.id)
        ).all()
    assert [state for _, state in arrived] == [PLACED] * PLACES + [WAITING] * (PEOPLE - PLACES)
    order = {f"/enrolments/{reference}/receipt": number for number, (reference, _) in enumerate(arrived)}
    stands = {answer.where: order[answer.where] for answer in answers}
    assert len(stands) == PEOPLE
    in_time = sorted(answers, key=lambda answer: answer.told)
    for earlier, later in zip(in_time, in_time[AHEAD:], strict=False):
        if earlier.told < later.asked:
            message = "Who was answered before another asked stands behind them."
            assert stands[earlier.where] < stands[later.where], message


def test_without_the_guard_places_would_be_given_twice(database_url: str, intake_id: int) -> None:
    """The twin of the test above: it looks first and then writes, and the same rush sells places that are not there."""
    answers = rush(database_url, SECRET, intake_id, PEOPLE // 4, 2, naive=True)

    assert sum(answer.state == PLACED for answer in answers) > PLACES


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
