"""The scans of a sheet: opened only for whoever says why, and each look is written down."""

import json

from fastapi import APIRouter, Request
from starlette.responses import Response

from portal.db.sessions import ReadSession
from portal.kernel.errors import NotFound
from portal.offline import papers
from portal.offline.model import PaperForm
from portal.paper_forms import service
from portal.paper_forms.staff_pages import HERE, Desk, is_open, record, sheet_page
from portal.people import audit
from portal.people.doors import Staff
from portal.privacy import service as privacy
from portal.requests.looking import reason_in
from portal.web.csrf import Typed
from portal.web.sessions import Reading, Writing
from portal.web.view import path_for, see_other

router = APIRouter(prefix="/staff/counter/paper-forms/{serial}")
SEEN = "scan_seen"
SAFE = {"content-security-policy": "sandbox; default-src 'none'", "cache-control": "no-store"}


@router.post("/unmasking", name="paper_forms.unmask")
def unmask(request: Request, session: Writing, staff: Desk, serial: str, typed: Typed) -> Response:
    form = service.find(session, serial)
    if not _opened(request, session, staff, form, typed):
        return sheet_page(request, session, staff, form, no_reason=True, status=422)
    return see_other(path_for(request, HERE, serial=form.serial))


@router.post("/looks", name="paper_forms.look_at")
def look_at(request: Request, session: Writing, staff: Desk, serial: str, typed: Typed) -> Response:
    """A sheet holds all that somebody told us: each look stands in the audit trail, and so does why it was taken."""
    form, asked = service.find(session, serial), str(typed.get("file", ""))
    if asked not in _scans(session, form):
        raise NotFound
    if not is_open(request, session, staff, form) and not _opened(request, session, staff, form, typed):
        return sheet_page(request, session, staff, form, no_reason=True, status=422)
    record(request, session, staff, SEEN, form, scan=asked)
    return see_other(path_for(request, "paper_forms.scan", serial=form.serial, number=int(asked)))


@router.get("/scans/{number}", name="paper_forms.scan")
def show(request: Request, session: Reading, staff: Desk, serial: str, number: int) -> Response:
    """Only to whoever has just said why, and whose look at this very scan is written down."""
    form, now = service.find(session, serial), request.app.state.clock.now()
    looks = audit.of(session, papers.subject_of(form.serial), action=f"counter.{SEEN}")
    own = {one.detail for one in looks if one.actor == staff.username and now < one.at + privacy.LASTS}
    if json.dumps({"scan": str(number)}) not in own or not is_open(request, session, staff, form):
        return see_other(path_for(request, HERE, serial=form.serial))
    kept = _scans(session, form).get(str(number))
    data = request.app.state.storage.papers.read(kept) if kept else None
    if data is None:
        raise NotFound
    return Response(data, media_type="image/jpeg", headers=SAFE)


def _opened(request: Request, session: Writing, staff: Staff, form: PaperForm, typed: Typed) -> bool:
    """For half an hour; whoever stands on the sheet can read the reason. False where there is none."""
    reason = reason_in(typed)
    if reason is not None:
        now = request.app.state.clock.now()
        privacy.unmask(session, papers.subject_of(form.serial), reason=reason, by=staff, at=now)
    return reason is not None


def _scans(session: ReadSession, form: PaperForm) -> dict[str, str]:
    """The hash of each, by the number under which a look at it is written down."""
    draft = service.draft_of(session, form)
    return {str(photo.id): photo.sha256 for photo in draft.photos} if draft else {}
