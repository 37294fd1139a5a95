"""A fraud warning is written by one person, released by a second, and stands on the home page."""

from datetime import timedelta

import pytest
from fastapi import FastAPI
from sqlalchemy import func, select
from sqlalchemy.exc import OperationalError
from sqlalchemy.orm import Session

from portal.fraud_warnings.model import FraudWarning
from portal.kernel.clock import FixedClock
from portal.people import audit, enrol
from portal.people.model import AuditEntry
from portal.web.sessions import writing
from tests.support.people import WARNING
from tests.support.visitor import Visitor


@pytest.fixture
def links(app: FastAPI) -> dict[str, str]:
    with writing(app.state.database) as session:
        made = enrol.demonstration(session, app.state.clock.now())
    return {one.username: f"/staff/one-time/{one.token}" for one in made or []}


def sign_in(visitor: Visitor, link: str) -> None:
    visitor.forget()
    visitor.send(link)


def written(visitor: Visitor, links: dict[str, str]) -> str:
    sign_in(visitor, links["bianji"])
    address = visitor.send("/staff/fraud-warnings", answers=WARNING).location
    visitor.send(f"{address}/submission", answers={"version": "1"})
    return address


def test_a_warning_that_a_second_person_released_stands_on_the_home_page(
    visitor: Visitor, links: dict[str, str]
) -> None:
    address = written(visitor, links)
    assert WARNING["title_zh"] not in visitor.open("/").response.text

    sign_in(visitor, links["fabu"])
    visitor.open(address)
    visitor.send(f"{address}/publication", answers={"version": "2"})

    for path in ("/", "/fraud-warnings", "/fraud-warnings/feed.atom"):
        assert WARNING["title_zh"] in visitor.open(path).response.text


def test_a_warning_that_was_withdrawn_is_gone_at_once(visitor: Visitor, links: dict[str, str]) -> None:
    address = written(visitor, links)
    sign_in(visitor, links["fabu"])
    visitor.send(f"{address}/publication", answers={"version": "2"})

    visitor.send(f"{address}/publication/end", answers={"version": "3", "reason": "内容有误"})

    assert WARNING["title_zh"] not in visitor.open("/").response.text


def test_what_is_missing_is_named_and_nothing_typed_is_lost(visitor: Visitor, links: dict[str, str]) -> None:
    sign_in(visitor, links["bianji"])

    page = visitor.send("/staff/fraud-warnings", 422, answers=WARNING | {"title_zh": ""})

    assert "请填写标题" not in page.response.text
    assert "请写标题。" in page.response.text
    assert WARNING["said_zh"] in page.response.text


def test_an_editor_cannot_release_and_an_old_version_is_refused(visitor: Visitor, links: dict[str, str]) -> None:
    address = written(visitor, links)
    visitor.send(f"{address}/publication", 404, answers={"version": "2"})

    sign_in(visitor, links["fabu"])
    visitor.send(f"{address}/publication", 409, answers={"version": "1"})

    assert WARNING["title_zh"] not in visitor.open("/").response.text


def test_each_step_is_in_the_audit_trail_and_a_changed_line_is_found(
    visitor: Visitor, app: FastAPI, links: dict[str, str]
) -> None:
    written(visitor, links)
    with app.state.database.writer() as session:
        actions = session.scalars(select(AuditEntry.action).order_by(AuditEntry.seq)).all()
        assert actions[-2:] == ["fraud_warning.written", "fraud_warning.submit"]
        assert audit.verify(session) is None

        session.scalars(select(AuditEntry).where(AuditEntry.seq == 2)).one().actor = "somebody else"
        session.flush()

        assert audit.verify(session) == 2


def test_to_a_visitor_the_desk_is_not_there_and_after_signing_out_it_is_closed(
    visitor: Visitor, links: dict[str, str]
) -> None:
    visitor.open("/staff/fraud-warnings", 404)
    sign_in(visitor, links["bianji"])
    cookie = visitor.client.cookies["staff"]
    visitor.send("/staff/sign-out")

    visitor.client.cookies.set("staff", cookie)

    assert visitor.open("/staff/fraud-warnings", 303).location == "/staff/sign-in"


def test_who_works_stays_signed_in_and_who_goes_away_does_not(
    visitor: Visitor, links: dict[str, str], clock: FixedClock
) -> None:
    sign_in(visitor, links["bianji"])
    for _ in range(4):
        clock.advance(timedelta(minutes=20))
        visitor.open("/staff/fraud-warnings")

    clock.advance(timedelta(minutes=31))

    assert visitor.open("/staff/fraud-warnings", 303).location == "/staff/sign-in"


def test_a_sign_in_ends_after_a_working_day_however_busy_it_was(
    visitor: Visitor, links: dict[str, str], clock: FixedClock
) -> None:
    sign_in(visitor, links["bianji"])
    for _ in range(35):
        clock.advance(timedelta(minutes=20))
        visitor.open("/staff")

    clock.advance(timedelta(minutes=20))

    assert visitor.open("/staff", 303).location == "/staff/sign-in"


def test_a_link_signs_in_once(visitor: Visitor, links: dict[str, str]) -> None:
    sign_in(visitor, links["bianji"])
    visitor.forget()

    visitor.send(links["bianji"], 404)


def test_a_form_from_another_site_changes_nothing(visitor: Visitor, app: FastAPI, links: dict[str, str]) -> None:
    sign_in(visitor, links["bianji"])

    answer = visitor.client.post("/staff/fraud-warnings", data=WARNING, headers={"Sec-Fetch-Site": "cross-site"})

    assert answer.status_code == 403
    with app.state.database.reader() as session:
        assert (
            session.scalar(select(func.count()).select_from(FraudWarning).where(FraudWarning.source_hash.is_(None)))
            == 0
        )


def test_a_failed_commit_is_never_answered_with_success(
    visitor: Visitor, links: dict[str, str], monkeypatch: pytest.MonkeyPatch
) -> None:
    sign_in(visitor, links["bianji"])

    def broken(_: Session) -> None:
        raise OperationalError("COMMIT", {}, Exception("disk full"))

    monkeypatch.setattr(Session, "commit", broken)

    page = visitor.send("/staff/fraud-warnings", 503, answers=WARNING)

    assert "暂时存不了" in page.h1
