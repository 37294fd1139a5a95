"""The page that a link opens on a phone, and the form at the desk that makes one."""

from functools import partial
from typing import Annotated

from fastapi import APIRouter, Depends, Request
from starlette.responses import Response

from portal.approvals import service, store
from portal.kernel.errors import NotFound
from portal.kernel.msgid import msgid
from portal.kernel.phone import mask
from portal.people.doors import anyone
from portal.people.rules import TRIES_PER_NAME, TRIES_WINDOW_SECONDS
from portal.publishing import store as publications
from portal.publishing.model import Publication
from portal.publishing_desk import store as desk_store
from portal.publishing_desk.doors import AnyDesk
from portal.publishing_desk.forms import answers_in_words
from portal.publishing_desk.model import ApprovalLink
from portal.publishing_desk.rules import APPROVAL_LINK_LASTS
from portal.publishing_desk.service import Desk
from portal.publishing_desk.staff_pages import desk_for
from portal.web import rate_limit
from portal.web.csrf import Typed, whole_number
from portal.web.sessions import Reading, Writing
from portal.web.view import page, path_for, say

router = APIRouter()
HOURS = int(APPROVAL_LINK_LASTS.total_seconds() // 3600)


def _few_tries(request: Request, token: str) -> None:
    """In its own transaction, before the request's own begins."""
    now = request.app.state.clock.now()
    rate_limit.hit(request, f"approve:{token[:80]}", limit=TRIES_PER_NAME, seconds=TRIES_WINDOW_SECONDS, now=now)


@router.post("/staff/approval-links/{kind}/{number}", name="approvals.make")
def make(request: Request, session: Writing, staff: AnyDesk, kind: str, number: int, typed: Typed) -> Response:
    """Makes the link and shows it once, to be passed on by phone or message."""
    desk = _desk(request, kind)
    row = publications.by_id(session, desk.kind.model, number, lock=True)
    approvers = {one.id: one for one in desk_store.publishers(session, but=row.written_by)}
    chosen = approvers.get(whole_number(typed, "approver"))
    if chosen is None:
        raise NotFound
    key: bytes = request.app.state.database.keyring.signing_keys[0]
    token = service.make(session, desk, row, approver=chosen, by=staff, key=key)
    address = request.app.state.settings.public_url.rstrip("/") + path_for(request, "approvals.show", token=token)
    if chosen.phone:
        number_of_link = int(token.partition(".")[0])
        service.send(session, number_of_link, address=address, to=chosen.phone, at=desk.clock.now())
    return page(
        request,
        "approvals/made.html",
        private=True,
        staff=staff,
        address=address,
        approver=chosen,
        hours=HOURS,
        sent_to=mask(chosen.phone) if chosen.phone else "",
        back=path_for(request, f"publish.{desk.kind.room}.review", number=number),
    )


@router.get("/approve/{token}", name="approvals.show", dependencies=[Depends(anyone)])
def show(request: Request, session: Reading, token: str) -> Response:
    link, row, desk = _opened(request, session, token)
    return _show(request, desk, row, link, token)


@router.post("/approve/{token}", name="approvals.release", dependencies=[Depends(anyone)])
def release(
    request: Request,
    few: Annotated[None, Depends(_few_tries)],
    typed: Typed,
    session: Writing,
    token: str,
) -> Response:
    del few
    link, row, desk = _opened(request, session, token, lock=True)
    if not service.release(session, desk, row, link, typed_code=str(typed.get("code", ""))):
        wrong = msgid("Please type the six digits that your code app shows now.")
        return _show(request, desk, row, link, token, wrong=wrong)
    return page(request, "approvals/released.html", private=True, title=row.texts["zh"].title, code=row.code)


def _show(
    request: Request, desk: Desk, row: Publication, link: ApprovalLink, token: str, *, wrong: str = ""
) -> Response:
    document = desk_store.working_document(row)
    return page(
        request,
        "approvals/show.html",
        private=True,
        status=422 if wrong else 200,
        token=token,
        title=(document.get("title") or {}).get("zh", ""),
        rows=answers_in_words(
            desk.questions(document),
            document,
            say=partial(say, request),
            towns={town.code: town.name for town in desk.divisions.towns},
        ),
        changed=row.version != link.row_version,
        wrong=wrong,
    )


def _desk(request: Request, kind: str) -> Desk:
    found = request.app.state.publication_kinds.get(kind)
    if found is None:
        raise NotFound
    return desk_for(request, found)


def _opened(
    request: Request, session: Reading, token: str, *, lock: bool = False
) -> tuple[ApprovalLink, Publication, Desk]:
    now = request.app.state.clock.now()
    link = store.open_link(session, token, request.app.state.database.keyring.signing_keys, now=now)
    row = publications.by_id(session, Publication, link.publication_id, lock=lock)
    return link, row, _desk(request, row.kind)
