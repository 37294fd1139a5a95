"""A worker of a community acts for its people by the same record, for what was said, and sees what was done."""

from datetime import timedelta

from fastapi import FastAPI

from portal.kernel.clock import FixedClock
from portal.web.sessions import writing
from tests.support.desk import one_time_links
from tests.support.desk import sign_in as sign_in_at_desk
from tests.support.enrolling import an_intake
from tests.support.family import application, applied, sign_in
from tests.support.portal import NOW
from tests.support.visitor import Visitor
from tests.walks.test_signing_up import answered

WORKERS, FATHERS = "15400000008", "15400000003"
OWN = application(
    **{
        "for-whom": {"who": "myself"},
        "senior": {"name": "样例老人甲", "birth_year": "1948", "phone": FATHERS},
        "contact": {"how": "call_senior", "best_time": "any"},
    }
)
YES = {
    "senior_name": "样例老人甲",
    "senior_phone": FATHERS,
    "helper_name": "样例社工丁",
    "helper_phone": WORKERS,
    "relation": "community",
    "community": "样例社区",
    "how": "in_person",
    "note": "在社区服务站，当面说的",
    "until": "",
}


def written_down(visitor: Visitor, app: FastAPI, **yes: str) -> str:
    sign_in_at_desk(visitor, one_time_links(app)["bianji"])
    page = visitor.open("/staff/representations/new")
    return visitor.fill_in(page, YES | yes, form="/staff/representations").location


def signed_up_alone(visitor: Visitor, app: FastAPI) -> str:
    with writing(app.state.database) as session:
        number = an_intake(session, now=NOW).id
    answers = {"for-whom": {"who": "myself"}, "senior": {"name": "样例老人甲", "birth_year": "1952", "phone": FATHERS}}
    answered(visitor, number, answers)
    return visitor.send(f"/sign-up/{number}/submission").location.split("/")[2]


def test_the_worker_sees_what_the_yes_was_about_and_nothing_else(
    visitor: Visitor, app: FastAPI, clock: FixedClock
) -> None:
    home = applied(visitor, OWN)
    visitor.forget()
    place = signed_up_alone(visitor, app)
    record = written_down(visitor, app, purpose="home_modifications")
    visitor.forget()

    assert f"/requests/{home}" in sign_in(visitor, app, WORKERS).html
    acting = visitor.open("/my/acting").html
    assert "样***甲" in acting
    assert "样例社区" in acting
    assert f"/requests/{home}" in acting
    assert f"/enrolments/{place}" not in acting
    visitor.open(f"/requests/{home}")
    visitor.open(f"/enrolments/{place}/receipt", 404)

    visitor.forget()
    sign_in(visitor, app, FATHERS)
    visitor.fill_in(visitor.open("/my/helpers"), form=f"/my/helpers/{record.rsplit('/', 1)[1]}/end")
    visitor.forget()
    clock.advance(timedelta(minutes=2))
    sign_in(visitor, app, WORKERS)
    assert f"/requests/{home}" not in visitor.open("/my/acting").html
    visitor.open(f"/requests/{home}", 404)


def test_a_place_in_a_course_stands_under_the_phone_and_is_deleted_once_it_is_given_back(
    visitor: Visitor, app: FastAPI
) -> None:
    place = signed_up_alone(visitor, app)
    visitor.forget()

    assert f"/enrolments/{place}" in sign_in(visitor, app, FATHERS).html
    visitor.open(f"/enrolments/{place}/receipt")
    kept = visitor.open("/my/data").html
    assert "样例老人甲" in kept
    visitor.fill_in(visitor.open("/my/data/deletion/enrolment/1"), status=409, form="/my/data/deletion/enrolment/1")
    visitor.fill_in(visitor.open(f"/enrolments/{place}/cancellation"), form=f"/enrolments/{place}/cancellation")
    visitor.fill_in(visitor.open("/my/data/deletion/enrolment/1"), form="/my/data/deletion/enrolment/1")

    assert "样例老人甲" not in visitor.open("/my/data").html
