"""A code on the wall: counted without a person, re-pointed without reprinting, and never a dead end."""

from datetime import timedelta
from typing import TYPE_CHECKING

import pytest
from sqlalchemy import select

from portal.offline import links
from portal.offline.model import ScanCount, ShortLink
from portal.publishing.model import Publication
from portal.web.sessions import writing
from tests.support.portal import NOW
from tests.support.visitor import Visitor

if TYPE_CHECKING:
    from fastapi import FastAPI

    from portal.kernel.clock import FixedClock

SLUG = "baduanjin"


def code_of(app: "FastAPI", slug: str = SLUG) -> str:
    with app.state.database.reader() as session:
        return str(session.scalar(select(Publication.code).where(Publication.slug == slug)))


def counts(app: "FastAPI") -> dict[str, int]:
    with app.state.database.reader() as session:
        return {row.code: row.hits for row in session.scalars(select(ScanCount))}


def test_a_scan_opens_the_page_in_one_hop_and_counts_no_person(visitor: Visitor, app: "FastAPI") -> None:
    code = code_of(app)

    first = visitor.open(f"/Q/{code}", 302)
    second = visitor.open(f"/q/{code.lower()}", 302)

    assert first.location == second.location == f"/courses/{SLUG}"
    assert counts(app) == {code: 2}
    assert not visitor.client.cookies
    assert {column.name for column in ScanCount.__table__.columns} == {"code", "day", "hits"}


def test_a_browser_that_looks_ahead_is_not_counted(visitor: Visitor, app: "FastAPI") -> None:
    code = code_of(app)

    visitor.client.get(f"/Q/{code}", headers={"sec-purpose": "prefetch"})
    visitor.client.head(f"/Q/{code}")

    assert counts(app) == {}


def test_the_code_on_a_familys_receipt_is_not_counted(visitor: Visitor, app: "FastAPI") -> None:
    with writing(app.state.database) as session:
        code = links.mint(session, "/track/1234567890", at=NOW)

    visitor.open(f"/Q/{code}", 302)

    assert counts(app) == {}


@pytest.mark.parametrize("typed", ["ZZZZZ", "0OIL1", "K7M2P9", "K7M2"])
def test_a_code_that_is_not_ours_is_said_plainly(visitor: Visitor, typed: str) -> None:
    page = visitor.open(f"/Q/{typed}", 404)

    assert page.h1 == "这个码不是我们的"
    assert "12345" in page.response.text


def test_what_has_ended_leads_to_what_is_there_now(visitor: Visitor, app: "FastAPI", clock: "FixedClock") -> None:
    code = code_of(app)
    with writing(app.state.database) as session:
        course = session.scalars(select(Publication).where(Publication.slug == SLUG)).one()
        course.show_until = clock.now()

    page = visitor.open(f"/Q/{code}")

    assert page.h1.startswith("这个已经结束了")
    links_of_it = [link for link in page.links.values() if link.startswith("/courses/")]
    assert links_of_it
    visitor.open(links_of_it[0])


def test_a_code_is_pointed_elsewhere_without_printing_again(visitor: Visitor, app: "FastAPI") -> None:
    with writing(app.state.database) as session:
        code = links.mint(session, "/courses", at=NOW, channel="wall", town="500101001", place="样例社区院坝")
        links.lead(session, code, "/week/500101001")

    assert visitor.open(f"/Q/{code}", 302).location == "/week/500101001"


def test_a_withdrawn_code_says_so(visitor: Visitor, app: "FastAPI") -> None:
    with writing(app.state.database) as session:
        code = links.mint(session, "/courses", at=NOW, channel="wall", town="500101001", place="样例社区院坝")
        links.withdraw(session, code, version=1, at=NOW + timedelta(days=1))

    page = visitor.open(f"/Q/{code}")

    assert page.h1 == "这张纸过期了"
    assert "样例社区院坝" in page.text


def test_lasting_codes_are_made_once(app: "FastAPI") -> None:
    with writing(app.state.database) as session:
        before = len(session.scalars(select(ShortLink)).all())
        links.stand(session, [("/week/500101001", "500101001", "")], channel="week", at=NOW)
        after = len(session.scalars(select(ShortLink)).all())

    assert before == after
