"""Photos and papers of a case: added, and handed out so that nothing in them runs."""

from fastapi import APIRouter, Request
from starlette.responses import Response

from portal.home_modification_case import papers
from portal.home_modification_desks.staff_pages import AtDesk, case_page, files_form, theirs
from portal.kernel.errors import NotFound, Refusal
from portal.kernel.msgid import msgid
from portal.people import audit
from portal.web.csrf import Typed
from portal.web.fields import text
from portal.web.sessions import Reading, Writing
from portal.web.view import path_for, see_other

router = APIRouter(prefix="/staff/home-modifications/{reference}/files")
MOST_FILES = 80
AFTER = msgid("Please choose the item that the photo shows.")
SAFE = {
    "content-security-policy": "sandbox; default-src 'none'",
    "cache-control": "no-store",
    "x-content-type-options": "nosniff",
}


@router.post("", name="home_modification_desks.add_files")
def add(request: Request, session: Writing, staff: AtDesk, typed: Typed, reference: str) -> Response:
    case, items = theirs(session, staff, reference), request.app.state.modification_office.items
    form = files_form(items, case, typed, request)
    sent = papers.sent_files(typed, "files-photos")
    fine = form.validate()
    item = text(form["item"])
    if text(form["purpose"]) == "after" and item not in {str(line.item_no) for line in case.lines_now}:
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
    now, purpose, number = request.app.state.clock.now(), text(form["purpose"]), int(item) if item else None
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


@router.get("/first/{number}", name="home_modification_desks.first_photo")
def first(request: Request, session: Reading, staff: AtDesk, reference: str, number: int) -> Response:
    """A photo that came with the application."""
    case = theirs(session, staff, reference)
    kept = next((photo for photo in case.draft.photos if photo.id == number), None)
    data = request.app.state.storage.papers.read(kept.sha256) if kept else None
    if data is None:
        raise NotFound
    return Response(data, media_type=papers.JPEG, headers=SAFE)


@router.get("/{number}", name="home_modification_desks.file")
def show(request: Request, session: Reading, staff: AtDesk, reference: str, number: int) -> Response:
    """A picture is shown; a PDF is only ever handed out as a file to save."""
    case = theirs(session, staff, reference)
    kept = next((file for file in case.files if file.id == number), None)
    data = request.app.state.storage.papers.read(kept.sha256) if kept else None
    if kept is None or data is None:
        raise NotFound
    name = f"{case.reference}-{kept.id}.{'pdf' if kept.media_type == papers.PDF else 'jpg'}"
    how = "attachment" if kept.media_type == papers.PDF else "inline"
    return Response(
        data, media_type=kept.media_type, headers=SAFE | {"content-disposition": f'{how}; filename="{name}"'}
    )
