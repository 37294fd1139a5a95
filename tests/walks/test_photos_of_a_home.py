"""Photos show how somebody lives: whoever opens one says why, and each look stands where the family can read it."""

from datetime import timedelta

import httpx2
import pytest
from fastapi import FastAPI
from sqlalchemy import select

from portal.drafting.model import Photo
from portal.kernel.clock import FixedClock
from portal.people import audit
from portal.people.model import AuditEntry
from portal.requests.model import ServiceRequest
from portal.web.sessions import writing
from tests.support.family import sign_in
from tests.support.household import DESKS, Household
from tests.support.pictures import a_picture
from tests.support.visitor import Visitor

FIRST, LATER = "first-1", "1"
JPEG = "image/jpeg"


@pytest.fixture
def household(visitor: Visitor, app: FastAPI) -> Household:
    """A case that waits for its visit, with a photo from the family and one from the assessor."""
    made = Household(visitor, app)
    made.applies()
    kept = app.state.storage.papers.store(a_picture(), media_type=JPEG)
    with writing(app.state.database) as session:
        case = session.scalars(select(ServiceRequest)).one()
        case.draft.photos.append(Photo(sha256=kept, size=1, created_at=app.state.clock.now()))
    made.awaits_visit()
    made.adds_photo("pinggu", "before")
    return made


def answers(household: Household, who: str) -> list[str]:
    """What this person is sent at the addresses of the two photos, typed in by hand."""
    client = household.be(who).client
    found = [client.get(f"{DESKS}/{household.reference}/files/{one}") for one in ("first/1", "1")]
    return [one.headers.get("location", one.headers.get("content-type", "")) for one in found]


def looks(app: FastAPI) -> list[tuple[str, str]]:
    with app.state.database.reader() as session:
        found = session.scalars(select(AuditEntry).order_by(AuditEntry.seq))
        return [(one.actor, one.detail) for one in found if one.action == "home_modification.file_seen"]


def test_who_works_on_it_brings_the_reason_with_one_click(household: Household, app: FastAPI) -> None:
    back = f"{DESKS}/{household.reference}"
    assert answers(household, "pinggu") == [back, back]
    buttons = household.photos_to_ask_for("pinggu")
    assert list(buttons) == [FIRST, LATER]

    asked = household.visitor.send(f"{back}/looks", answers=buttons[FIRST])
    shown = household.visitor.client.get(asked.location)

    assert (shown.status_code, shown.headers["content-type"]) == (httpx2.codes.OK, JPEG)
    assert answers(household, "pinggu") == [JPEG, back], "The other photo was not asked for."
    assert looks(app) == [("pinggu", '{"file": "first-1"}')]


def test_who_does_not_work_on_it_says_why_first_and_the_family_reads_it(household: Household, app: FastAPI) -> None:
    back = f"{DESKS}/{household.reference}"
    assert household.photos_to_ask_for("caiwu") == {}
    page = household.at_desk("caiwu")
    assert "请先在上面写一句" in page.text
    assert answers(household, "caiwu") == [back, back]
    household.asks_for("caiwu", LATER, "", 422)
    household.asks_for("caiwu", "99", "想看看", 404)
    assert (answers(household, "caiwu"), looks(app)) == ([back, back], [])

    household.visitor.fill_in(page, {"reason": "核对发票上的扶手"}, form="/unmasking")
    buttons = household.photos_to_ask_for("caiwu")
    assert "reason" not in buttons[LATER], "It was given already."
    household.visitor.send(f"{back}/looks", answers=buttons[LATER])

    assert answers(household, "caiwu") == [back, JPEG]
    assert answers(household, "fangan") == [back, back], "A reason opens it to nobody else."
    assert looks(app) == [("caiwu", '{"file": "1"}')]
    household.visitor.forget()
    sign_in(household.visitor, app, "15400000002")
    assert "核对发票上的扶手" in household.visitor.open("/my/data").text


def test_half_an_hour_later_it_is_closed_again_and_the_trail_still_fits(
    household: Household, app: FastAPI, clock: FixedClock
) -> None:
    back = f"{DESKS}/{household.reference}"
    household.asks_for("caiwu", LATER)
    clock.advance(timedelta(minutes=29))
    assert answers(household, "caiwu") == [back, JPEG]

    clock.advance(timedelta(minutes=1))

    assert answers(household, "caiwu") == [back, back]
    with app.state.database.reader() as session:
        assert audit.verify(session) is None
