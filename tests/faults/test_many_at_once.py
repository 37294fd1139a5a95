"""Many hands at one thing in the same moment: one case, one decision."""

from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from datetime import timedelta
from threading import Barrier

from fastapi import FastAPI
from sqlalchemy import func, select
from sqlalchemy.orm.exc import StaleDataError
from starlette.testclient import TestClient

from portal.drafting.model import Draft
from portal.enrolments import service as places
from portal.enrolments.model import Intake, IntakeDay
from portal.home_modification_case import service as case_service
from portal.home_modification_case.model import HomeModification
from portal.home_modification_case.service import Hand
from portal.kernel.errors import Stale
from portal.privacy.model import DataWish
from portal.requests import service
from portal.requests.model import ServiceRequest
from portal.web.sessions import writing
from tests.support.enrolling import an_intake
from tests.support.family import sign_in
from tests.support.people import DAUGHTER
from tests.support.portal import NOW, PUBLIC_URL
from tests.support.visitor import Visitor

SENDS, DESKS = 24, 6


def a_draft(app: FastAPI) -> int:
    with writing(app.state.database) as session:
        answers = {slug: dict(given) for slug, given in DAUGHTER.items()}
        draft = Draft(
            service="home_modifications",
            submit_key="the same key",
            resume_code="100000000005",
            resume_lookup="x",
            answers=answers,
            created_at=NOW,
            updated_at=NOW,
            expires_at=NOW + timedelta(days=7),
        )
        session.add(draft)
        session.flush()
        return draft.id


def sent(app: FastAPI, draft: int) -> str:
    database, kind = app.state.database, app.state.request_kinds["home_modifications"]
    with writing(database) as session:
        found = session.get(Draft, draft)
        assert found is not None
        made = service.submit(session, found, kind, keyring=database.keyring, at=NOW)
        return made.reference


def at_once(times: int, do: Callable[[int], str]) -> list[str]:
    """All of them wait for each other first."""
    gate = Barrier(times)

    def one(number: int) -> str:
        gate.wait()
        return do(number)

    with ThreadPoolExecutor(times) as pool:
        return list(pool.map(one, range(times)))


def test_one_draft_sent_by_twenty_four_hands_becomes_one_case(app: FastAPI) -> None:
    draft = a_draft(app)

    receipts = at_once(SENDS, lambda _: sent(app, draft))

    assert len(set(receipts)) == 1
    with app.state.database.reader() as session:
        assert session.scalar(select(func.count()).select_from(ServiceRequest)) == 1


def test_of_two_officers_who_decide_at_once_one_decides_and_the_other_sees_it(app: FastAPI) -> None:
    reference = sent(app, a_draft(app))

    def decides(number: int) -> str:
        event = ("decline", "ask")[number]
        hand = Hand(username=f"officer{number}", roles=frozenset({"case_worker"}), version=1, at=NOW)
        try:
            with writing(app.state.database) as session:
                case = session.scalar(select(HomeModification).where(HomeModification.reference == reference))
                assert case is not None
                case_service.move(session, case, event, hand, app.state.modification_office, note=["因为"])
        except (Stale, StaleDataError):
            return "seen"
        return event

    said = at_once(2, decides)

    assert said.count("seen") == 1
    with app.state.database.reader() as session:
        case = session.scalar(select(HomeModification))
        assert case is not None
        assert (case.version, len(case.events)) == (2, 2)


def test_desks_that_open_a_day_at_once_share_one_code(app: FastAPI) -> None:
    with writing(app.state.database) as session:
        number = an_intake(session, now=NOW).id

    def opens(_: int) -> str:
        with writing(app.state.database) as session:
            return places.day_with_code(session, number, NOW.date()).code

    assert len(set(at_once(DESKS, opens))) == 1


def test_of_desks_that_call_a_day_off_at_once_one_says_why(app: FastAPI) -> None:
    with writing(app.state.database) as session:
        number = an_intake(session, now=NOW).id
        places.day_with_code(session, number, NOW.date())

    def calls_off(desk: int) -> str:
        reason = f"reason {desk}"
        try:
            with writing(app.state.database) as session:
                intake = session.get_one(Intake, number)
                places.call_off_day(session, intake, NOW.date(), reason=reason, at=NOW)
        except Stale:
            return ""
        return reason

    said = set(at_once(DESKS, calls_off)) - {""}

    with app.state.database.reader() as session:
        assert said == {session.get_one(IntakeDay, (number, NOW.date())).called_off_reason}


def test_a_wish_that_many_hands_send_at_once_stands_once_and_is_called_about_once(
    visitor: Visitor, app: FastAPI
) -> None:
    sign_in(visitor, app, "15400000002")
    ours = {"Sec-Fetch-Site": "same-origin"}

    def wishes(_: int) -> str:
        hand = TestClient(app, base_url=PUBLIC_URL, cookies=visitor.client.cookies, follow_redirects=False)
        return hand.post("/my/data/correction", data={"wish": "门牌号写错了"}, headers=ours).headers["location"]

    assert set(at_once(DESKS, wishes)) == {"/my/data/kept"}

    with app.state.database.reader() as session:
        assert session.scalar(select(func.count()).select_from(DataWish)) == 1
