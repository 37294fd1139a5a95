"""A helper acts by a record; the senior is told, can say yes, and from a no on the helper reads nothing."""

import re
from datetime import timedelta

from fastapi import FastAPI
from sqlalchemy import select

from portal.drafting.model import Draft
from portal.kernel.clock import FixedClock
from portal.messages import outbox
from portal.messages.model import Message
from portal.representation import service
from portal.requests.model import ServiceRequest
from portal.web.sessions import writing
from tests.support.applying import APPLY
from tests.support.enrolling import an_intake
from tests.support.family import application, applied, last_message, sign_in
from tests.support.portal import NOW
from tests.support.visitor import Visitor

SUBMIT, BORROW = f"{APPLY}/submission", "/borrow/apply"
HERS, FATHERS = "15400000002", "15400000003"
WITH_PHONE = application(senior={"name": "样例老人甲", "birth_year": "1948", "phone": FATHERS})
WITHOUT = application()


def receipt_code(visitor: Visitor, reference: str) -> str:
    found = re.search(r'class="qr__code">(\d{6})<', visitor.open(f"/requests/{reference}/receipt").response.text)
    assert found
    return found[1]


def test_the_senior_is_told_by_their_own_phone_and_says_yes_with_their_own_code(visitor: Visitor, app: FastAPI) -> None:
    applied(visitor, WITH_PHONE)
    assert last_message(app, "helper_asked").phone == FATHERS
    visitor.forget()

    sign_in(visitor, app, FATHERS)
    page = visitor.open("/my/helpers")
    assert "您还没说同意" in page.response.text
    assert "样***乙" in page.response.text
    visitor.fill_in(page, form="/my/helpers/1/confirmation")

    assert "您已同意" in visitor.open("/my/helpers").response.text


def test_from_the_no_on_the_helper_reads_nothing_by_no_way(visitor: Visitor, app: FastAPI) -> None:
    reference = applied(visitor, WITH_PHONE)
    code = receipt_code(visitor, reference)
    hers = dict(visitor.client.cookies)
    visitor.forget()
    sign_in(visitor, app, HERS)
    hers_by_phone = dict(visitor.client.cookies)
    visitor.open(f"/requests/{reference}")

    visitor.forget()
    sign_in(visitor, app, FATHERS)
    visitor.fill_in(visitor.open("/my/helpers"), form="/my/helpers/1/end")
    visitor.open(f"/requests/{reference}")

    for cookies in (hers, hers_by_phone):
        visitor.forget()
        visitor.client.cookies.update(cookies)
        visitor.open(f"/requests/{reference}", 404)
        visitor.open(f"/requests/{reference}/receipt", 404)
    assert "还没有事" in visitor.open("/my").response.text
    visitor.forget()
    # The helper knows the senior's phone too, so its end opens nothing either; the senior signs in.
    for proof in (code, HERS[-4:], FATHERS[-4:]):
        visitor.send("/track", 404, answers={"reference": reference, "proof": proof})
    assert last_message(app, "helper_ended").phone == FATHERS


def test_a_senior_without_any_phone_is_called_and_never_told_through_the_helper(visitor: Visitor, app: FastAPI) -> None:
    applied(visitor, WITHOUT)

    told = last_message(app, "helper_asked")

    assert told.phone is None
    assert told.state == "to_call"
    assert told.facts["who"] == "样例老人甲"


def test_a_phone_that_the_helper_gave_as_the_seniors_own_does_not_speak_for_the_senior(
    visitor: Visitor, app: FastAPI
) -> None:
    applied(visitor, application(senior={"name": "样例老人甲", "birth_year": "1948", "phone": HERS}))
    assert last_message(app, "helper_asked").phone is None
    visitor.forget()

    sign_in(visitor, app, HERS)

    assert "没有人登记替您办事" in visitor.open("/my/helpers").response.text
    visitor.send("/my/helpers/1/confirmation", 404, answers={"version": "1"})


def test_a_yes_ends_with_its_last_day(visitor: Visitor, app: FastAPI, clock: FixedClock) -> None:
    applied(visitor, WITH_PHONE)
    visitor.forget()
    sign_in(visitor, app, FATHERS)
    visitor.fill_in(visitor.open("/my/helpers"), form="/my/helpers/1/confirmation")
    clock.advance(timedelta(days=366))

    visitor.forget()
    assert "还没有事" in sign_in(visitor, app, HERS).response.text
    database = app.state.database
    with writing(database) as session:
        ended = service.end_lapsed(
            session,
            rooms=app.state.my_things,
            keyring=database.keyring,
            today=clock.today(),
            at=clock.now(),
        )
    assert ended == 1


def test_two_who_decide_at_once_do_not_overwrite_each_other(visitor: Visitor, app: FastAPI) -> None:
    applied(visitor, WITH_PHONE)
    visitor.forget()
    sign_in(visitor, app, FATHERS)
    visitor.send("/my/helpers/1/end", answers={"version": "1"})

    visitor.send("/my/helpers/1/confirmation", 409, answers={"version": "1"})


def test_a_form_that_is_still_open_in_a_tab_leads_the_helper_nowhere(visitor: Visitor, app: FastAPI) -> None:
    """Sending once more what was sent leads to the receipt; not when a no lies in between."""
    applied(visitor, WITH_PHONE)
    visitor.send(SUBMIT)
    hers = dict(visitor.client.cookies)

    end_by_phone(visitor, app)

    visitor.client.cookies.update(hers)
    visitor.send(SUBMIT, 404)


def test_what_still_waits_for_the_helper_is_called_to_the_senior_instead(
    visitor: Visitor, app: FastAPI, clock: FixedClock
) -> None:
    """A message that was written at night would tell the helper in the morning how it goes on."""
    reference = applied(visitor, WITH_PHONE)
    with writing(app.state.database) as session:
        request = session.scalars(select(ServiceRequest).where(ServiceRequest.reference == reference)).one()
        outbox.put(
            session,
            key="by-night",
            phone=HERS,
            template="request_changed",
            facts={"what": "居家改造", "reference": reference, "state": "评估", "who": "样例女儿乙"},
            at=clock.now(),
            subject=f"request:{request.id}",
        )
    assert HERS in waiting_for(app)

    end_by_phone(visitor, app)

    assert HERS not in waiting_for(app)
    told = last_message(app, "request_changed")
    assert (told.state, told.phone, told.facts["who"]) == ("to_call", None, "样例老人甲")


def end_by_phone(visitor: Visitor, app: FastAPI) -> None:
    """The senior signs in and says no."""
    visitor.forget()
    sign_in(visitor, app, FATHERS)
    visitor.fill_in(visitor.open("/my/helpers"), form="/my/helpers/1/end")
    visitor.forget()


def waiting_for(app: FastAPI) -> list[str | None]:
    with app.state.database.reader() as session:
        about = Message.subject.startswith("request:"), Message.state == "waiting"
        return list(session.scalars(select(Message.phone).where(*about)))


def begun(visitor: Visitor, *, until: str, **given: dict[str, str]) -> None:
    """A second form, filled in up to this page and left in the browser."""
    visitor.send(BORROW)
    for slug, answers in {"for-whom": {"who": "parent"}, **given}.items():
        visitor.send(f"{BORROW}/{slug}", answers=answers)
        if slug == until:
            return


def drafts(app: FastAPI) -> list[str]:
    with app.state.database.reader() as session:
        return [one.service for one in session.scalars(select(Draft).order_by(Draft.id)) if one.sent_at is None]


def test_what_the_helper_began_and_left_in_their_browser_ends_with_the_no(visitor: Visitor, app: FastAPI) -> None:
    """They had not come to the page that asks for their phone, so nothing else says whose form it is."""
    applied(visitor, WITH_PHONE)
    begun(visitor, until="senior", senior={"name": "样例老人甲", "birth_year": "1948", "phone": ""})
    hers = dict(visitor.client.cookies)
    assert drafts(app) == ["loans"]

    end_by_phone(visitor, app)

    assert drafts(app) == []
    visitor.client.cookies.update(hers)
    assert visitor.open(f"{BORROW}/senior", 303).location == BORROW


def test_a_form_for_another_senior_or_in_another_browser_is_left_alone(visitor: Visitor, app: FastAPI) -> None:
    applied(visitor, WITH_PHONE)
    begun(visitor, until="senior", senior={"name": "样例老人丁", "birth_year": "1950", "phone": ""})
    visitor.forget()
    begun(visitor, until="senior", senior={"name": "样例老人甲", "birth_year": "1939", "phone": ""})

    end_by_phone(visitor, app)

    assert drafts(app) == ["loans", "loans"]


def test_a_half_filled_form_for_a_course_ends_with_the_no_too(visitor: Visitor, app: FastAPI) -> None:
    with writing(app.state.database) as session:
        course = f"/sign-up/{an_intake(session, now=NOW).id}"
    applied(visitor, WITH_PHONE)
    page = visitor.fill_in(visitor.open(course), form=course)
    for answers in ({"who": "parent"}, {"name": "样例老人甲", "birth_year": "1955", "phone": ""}):
        page = visitor.fill_in(visitor.follow(page), answers, form=course)
    assert len(drafts(app)) == 1

    end_by_phone(visitor, app)

    assert drafts(app) == []
