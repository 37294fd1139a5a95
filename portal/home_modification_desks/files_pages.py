"""Photos and papers of a case: added, and handed out so that nothing in them runs."""

import json

from fastapi import APIRouter, Request
from starlette.responses import Response

from portal.db.sessions import ReadSession
from portal.home_modification_case import papers
from portal.home_modification_case.model import HomeModification
from portal.home_modification_desks.staff_pages import HERE, LOOK, AtDesk, case_page, files_form, theirs
from portal.kernel.digits import whole
from portal.kernel.errors import NotFound, Refusal
from portal.kernel.msgid import msgid
from portal.people import audit
from portal.people.doors import Staff
from portal.privacy.service import LASTS
from portal.requests import looking
from portal.web.csrf import Typed
from portal.web.fields import text
from portal.web.sessions import Reading, Writing
from portal.web.view import path_for, see_other

router = APIRouter(prefix="/staff/home-modifications/{reference}")
MOST_FILES = 80
AFTER = msgid("Please choose the item that the photo shows.")
LOOKED_AT = "home_modification.file_seen"
SAFE = {
    "content-security-policy": "sandbox; default-src 'none'",
    "cache-control": "no-store",
    "x-content-type-options": "nosniff",
}


@router.post("/files", name="home_modification_desks.add_files")
def add(request: Request, session: Writing, staff: AtDesk, typed: Typed, reference: str) -> Response:
    case, items = theirs(session, staff, reference), request.app.state.modification_office.items
    form = files_form(items, case, typed, request)
    sent = papers.sent_files(typed, "files-photos")
    fine = form.validate()
    item = text(form["item"])
    if (item or text(form["purpose"]) == "after") and item not in {str(line.item_no) for line in case.lines_now}:
        form["item"].errors = [AFTER]
        fine = False
    try:
        papers.few_enough(len(sent) + len(case.files), MOST_FILES, at_least_one=bool(sent))
        kept_in = request.app.state.storage.papers
        made = [papers.taken(kept_in, one, pdf=True) for one in sent] if fine else []
    except Refusal as refusal:
        form["photos"].errors = [refusal.key]
        fine = False
    if not fine:
        return case_page(request, session, staff, case, form=form, noun="files", status=422)
    now, purpose, number = request.app.state.clock.now(), text(form["purpose"]), whole(item)
    # What was sent again because its answer was lost on the way is there already.
    kept = {(file.purpose, file.item_no, file.sha256) for file in case.files}
    for one in made:
        if (purpose, number, one.sha256) not in kept:
            kept.add((purpose, number, one.sha256))
            case.files.append(one.file(purpose=purpose, by=staff.username, at=now, item_no=number))
    audit.record(
        session,
        at=now,
        actor=staff.username,
        action="home_modification.files_added",
        subject=f"request:{case.id}",
        detail={"count": len(made), "purpose": purpose},
    )
    back = "home_modification_desks.visit" if typed.get("back") == "visit" else "home_modification_desks.work"
    return see_other(path_for(request, back, reference=reference))


@router.post("/looks", name="home_modification_desks.look_at")
def look_at(request: Request, session: Writing, staff: AtDesk, typed: Typed, reference: str) -> Response:
    """Photos show how somebody lives: each look stands in the audit trail, and so does why it was taken."""
    case, asked = theirs(session, staff, reference), str(typed.get("file", ""))
    if asked not in _kept(case):
        raise NotFound
    if not looking.is_open(request, session, staff, case) and not looking.look(request, session, staff, case, typed):
        return case_page(request, session, staff, case, noun=LOOK, status=422)
    audit.record(
        session,
        at=request.app.state.clock.now(),
        actor=staff.username,
        action=LOOKED_AT,
        subject=looking.subject_of(case),
        detail={"file": asked},
    )
    first, _, number = asked.rpartition("-")
    name = "home_modification_desks.first_photo" if first else "home_modification_desks.file"
    return see_other(path_for(request, name, reference=reference, number=int(number)))


@router.get("/files/first/{number}", name="home_modification_desks.first_photo")
def first(request: Request, session: Reading, staff: AtDesk, reference: str, number: int) -> Response:
    """A photo that came with the application."""
    return _handed_out(request, session, staff, theirs(session, staff, reference), f"first-{number}")


@router.get("/files/{number}", name="home_modification_desks.file")
def show(request: Request, session: Reading, staff: AtDesk, reference: str, number: int) -> Response:
    """A picture is shown; a PDF is only ever handed out as a file to save."""
    return _handed_out(request, session, staff, theirs(session, staff, reference), str(number))


def _kept(case: HomeModification) -> dict[str, tuple[str, str]]:
    """The hash and the kind of every file, by the name under which a look at it is written down."""
    first = {f"first-{photo.id}": (photo.sha256, papers.JPEG) for photo in case.draft.photos}
    return first | {str(file.id): (file.sha256, file.media_type) for file in case.files}


def _handed_out(request: Request, session: ReadSession, staff: Staff, case: HomeModification, asked: str) -> Response:
    """Only to whoever has just said why, and whose look at this very file is written down."""
    now, subject = request.app.state.clock.now(), looking.subject_of(case)
    looks = [one for one in audit.of(session, subject, action=LOOKED_AT) if now < one.at + LASTS]
    written_down = (staff.username, json.dumps({"file": asked})) in {(one.actor, one.detail) for one in looks}
    if not written_down or not looking.is_open(request, session, staff, case):
        return see_other(path_for(request, HERE, reference=case.reference))
    sha256, media_type = _kept(case).get(asked, ("", ""))
    data = request.app.state.storage.papers.read(sha256) if sha256 else None
    if data is None:
        raise NotFound
    name = f"{case.reference}-{asked}.{'pdf' if media_type == papers.PDF else 'jpg'}"
    how = "attachment" if media_type == papers.PDF else "inline"
    return Response(data, media_type=media_type, headers=SAFE | {"content-disposition": f'{how}; filename="{name}"'})
