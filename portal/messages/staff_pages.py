"""The desk: what waits, is slow or failed, and whom the counter calls because a text message does not reach them."""

from typing import Annotated

from fastapi import APIRouter, Depends, Request
from starlette.responses import Response

from portal.kernel.errors import NotFound, Refusal
from portal.kernel.msgid import msgid
from portal.kernel.names import mask_name
from portal.kernel.phone import mask
from portal.messages import store
from portal.messages.model import Message
from portal.messages.outbox import catalogue_of
from portal.messages.rules import CALLED, FAILED, STATE_NAMES, TO_CALL, WAITING
from portal.people import audit
from portal.people.doors import Staff, desk
from portal.privacy import service as privacy
from portal.privacy import wishes
from portal.web.csrf import Typed
from portal.web.sessions import Reading, Writing
from portal.web.view import page, path_for, see_other

router = APIRouter(prefix="/staff/messages")
Desk = Annotated[Staff, Depends(desk("case_worker", "administrator"))]
MOST_SHOWN = 200
SHORTEST_REASON = 4
NOT_FOR_THE_DESK = frozenset({"sign-in", "approval"})


@router.get("", name="messages.desk")
def index(request: Request, session: Reading, staff: Desk) -> Response:
    asked = request.query_params.get("state", "to_call")
    asked = asked if asked in store.DESK_STATES else "to_call"
    now = request.app.state.clock.now()
    rows = store.at_the_desk(session, asked, now=now, limit=MOST_SHOWN)
    catalogue = catalogue_of(session)
    return page(
        request,
        "messages/desk.html",
        private=True,
        staff=staff,
        asked=asked,
        counts=store.counts(session, now=now),
        found=[
            {
                "it": row,
                "who": mask_name(str(row.facts.get("who", ""))) if row.facts.get("who") else "",
                "phone": mask(row.phone) if row.phone else "",
                "about": catalogue.template(row.template).about.model_dump(),
            }
            for row in rows
        ],
    )


@router.get("/{number}", name="messages.one")
def one(request: Request, session: Reading, staff: Desk, number: int) -> Response:
    return _page(request, session, staff, _found(session, number))


@router.post("/{number}/unmasking", name="messages.unmask")
def unmask(request: Request, session: Writing, staff: Desk, number: int, typed: Typed) -> Response:
    found = _found(session, number)
    reason = " ".join(str(typed.get("reason", "")).split())[:200]
    if len(reason) < SHORTEST_REASON:
        return _page(request, session, staff, found, wrong=True)
    now = request.app.state.clock.now()
    # Both under the message and under the thing it tells of, so that the person finds it with their things.
    for subject in {f"message:{found.id}", found.subject} - {""}:
        privacy.unmask(session, subject, reason=reason, by=staff, at=now)
    return see_other(path_for(request, "messages.one", number=number))


@router.post("/{number}/call", name="messages.called")
def called(request: Request, session: Writing, staff: Desk, number: int, typed: Typed) -> Response:
    del typed
    found = _found(session, number)
    if found.state not in {TO_CALL, FAILED}:
        raise Refusal(msgid("Somebody has done this already."))
    found.state, found.sent_at, found.gateway = CALLED, request.app.state.clock.now(), "call"
    wishes.settle(session, found.subject, by=staff.username, at=found.sent_at)
    _record(request, session, staff, found, "called")
    return see_other(path_for(request, "messages.desk"))


@router.post("/{number}/another-try", name="messages.try_again")
def try_again(request: Request, session: Writing, staff: Desk, number: int, typed: Typed) -> Response:
    del typed
    found = _found(session, number)
    if found.state != FAILED:
        raise Refusal(msgid("Somebody has done this already."))
    found.state, found.attempts, found.next_at = WAITING, 0, request.app.state.clock.now()
    _record(request, session, staff, found, "tried_again")
    return see_other(path_for(request, "messages.desk"))


def _page(request: Request, session: Reading, staff: Staff, found: Message, *, wrong: bool = False) -> Response:
    now = request.app.state.clock.now()
    return page(
        request,
        "messages/one.html",
        private=True,
        status=422 if wrong else 200,
        staff=staff,
        it=found,
        wrong=wrong,
        state_name=STATE_NAMES[found.state],
        about=catalogue_of(session).template(found.template).about.model_dump(),
        is_open=privacy.is_unmasked(session, f"message:{found.id}", by=staff, now=now),
        masked=mask,
        masked_name=mask_name,
        record=_record_of(request, staff, found.subject),
    )


def _record_of(request: Request, staff: Staff, subject: str) -> str:
    """Where a yes or no that the call brings is written down: who acts for whom; other calls only tell something."""
    kind, _, number = subject.partition(":")
    is_theirs = kind == "representation" and "case_worker" in staff.roles
    return path_for(request, "representation.one", number=number) if is_theirs else ""


def _found(session: Reading, number: int) -> Message:
    found = session.get(Message, number)
    # Nobody at a desk reads the digits of a sign-in, or a link that releases something.
    if found is None or found.subject in NOT_FOR_THE_DESK:
        raise NotFound
    return found


def _record(request: Request, session: Writing, staff: Staff, found: Message, action: str) -> None:
    now = request.app.state.clock.now()
    subject = f"message:{found.id}"
    audit.record(session, at=now, actor=staff.username, action=f"message.{action}", subject=subject, detail={})
