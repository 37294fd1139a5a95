"""A place in a course stands in "My things": seen, taken away, deleted, forgotten in time, and closed to a helper."""

from datetime import timedelta

import pytest
from fastapi import FastAPI
from sqlalchemy import select

from portal import forgetting
from portal.enrolments.model import Enrolment, Intake, Participant
from portal.kernel.clock import LOCAL
from portal.privacy import retention
from portal.signing_up.mine import ERASED, EnrolmentThings
from portal.web.sessions import writing
from tests.support.enrolling import an_intake, signed_up
from tests.support.family import sign_in
from tests.support.portal import NOW
from tests.support.visitor import Visitor

PHONE = "15400000001"


@pytest.fixture
def enrolment_id(app: FastAPI) -> int:
    with writing(app.state.database) as session:
        intake = an_intake(session, now=NOW, places={"online": 1})
        made = signed_up(session, app.state.database, intake, at=NOW)
        made.first.health, made.first.health_until = "血压高", (NOW + timedelta(days=90)).date()
        return made.id


def kept(app: FastAPI, number: int) -> Enrolment:
    with app.state.database.reader() as session:
        found: Enrolment = session.get_one(Enrolment, number)
        assert found.people
        return found


def test_a_place_is_seen_taken_away_and_deleted_once_it_is_given_up(
    visitor: Visitor, app: FastAPI, enrolment_id: int
) -> None:
    reference = kept(app, enrolment_id).reference
    page = sign_in(visitor, app, PHONE)
    assert f"/enrolments/{reference}" in page.html
    assert visitor.open(f"/enrolments/{reference}").h1 == "有名额了"
    assert "血压高" in visitor.open("/my/data").html
    assert visitor.client.get("/my/data/copy.json").json()["things"][0]["kept"]["reference"] == reference
    address = f"/my/data/deletion/enrolment/{enrolment_id}"
    visitor.fill_in(visitor.open(address), {}, 409, form=address)

    visitor.fill_in(visitor.open(f"/enrolments/{reference}/cancellation"), form="/cancellation")
    visitor.fill_in(visitor.open(address), {}, form=address)

    gone = kept(app, enrolment_id)
    assert (gone.first.name, gone.phone, gone.first.health, gone.state) == (ERASED, None, None, "cancelled")
    assert reference not in visitor.open("/my").html


def test_what_is_over_is_forgotten_in_time(app: FastAPI, enrolment_id: int) -> None:
    database = app.state.database
    rules = forgetting.rules(database, app.state.my_things, app.state.storage.papers)
    with database.reader() as session:
        ends_on = session.scalars(select(Intake.ends_on).join(Enrolment).where(Enrolment.id == enrolment_id)).one()
    over = NOW.replace(year=ends_on.year, month=ends_on.month, day=ends_on.day).astimezone(LOCAL)

    done = retention.run(database, rules, now=over + timedelta(days=729))
    assert (done["what was said about health"], kept(app, enrolment_id).first.health) == (1, None)
    assert kept(app, enrolment_id).first.name != ERASED
    retention.run(database, rules, now=over + timedelta(days=732))

    assert kept(app, enrolment_id).first.name == ERASED
    database.dispose()


def test_after_a_no_nothing_that_the_helper_knows_opens_the_place(
    visitor: Visitor, app: FastAPI, enrolment_id: int
) -> None:
    before = kept(app, enrolment_id)
    with writing(app.state.database) as session:
        person = session.scalars(select(Participant).where(Participant.enrolment_id == enrolment_id)).one()
        person.phone = person.phone_lookup = None
    with writing(app.state.database) as session:
        EnrolmentThings().set_consent(session, enrolment_id, "revoked", at=NOW)

    assert before.reference not in sign_in(visitor, app, PHONE).html
    visitor.forget()
    for proof in (before.receipt_code, PHONE[-4:]):
        visitor.fill_in(visitor.open("/track"), {"reference": before.reference, "proof": proof}, 404, form="/track")
