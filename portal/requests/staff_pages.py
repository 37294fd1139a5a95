"""The desk: what came in, and what is done with it."""

from collections.abc import Mapping, Sequence
from typing import Annotated

from fastapi import APIRouter, Depends, Request
from starlette.datastructures import FormData
from starlette.responses import Response

from portal.db.sessions import ReadSession
from portal.kernel.clock import LOCAL
from portal.kernel.errors import NotFound
from portal.kernel.names import mask_name
from portal.people import audit
from portal.people.doors import Staff, desk
from portal.requests import looking, store
from portal.requests.applying import rows_of
from portal.requests.forms import NoteForm
from portal.requests.kinds import RequestKind
from portal.requests.model import ServiceRequest
from portal.requests.rules import DESK, lines
from portal.web.csrf import Typed, whole_number
from portal.web.fields import text
from portal.web.paging import Paging, page_number
from portal.web.places import town_name
from portal.web.sessions import Reading, Writing
from portal.web.view import page, path_for, see_other

router = APIRouter(prefix="/staff/requests")
HERE = "requests.work"
Desk = Annotated[Staff, Depends(desk("case_worker", "town_desk"))]


@router.get("", name="requests.desk")
def index(request: Request, session: Reading, staff: Desk) -> Response:
    state = request.query_params.get("state", "")
    kinds = _kinds(request, staff)
    names = {name: said for kind in kinds.values() for name, said in kind.model.life.names.items()}
    state = state if state in names else ""
    towns = _towns(staff)
    total = store.desk_count(session, kinds, state=state or None, towns=towns)
    paging = Paging(
        page=page_number(request.query_params.get("page"), total=total),
        total=total,
        path=path_for(request, "requests.desk"),
        query=(("state", state),) if state else (),
    )
    rows = store.desk_rows(
        session, kinds, state=state or None, towns=towns, offset=paging.offset, limit=paging.per_page
    )
    return page(
        request,
        "requests/desk.html",
        private=True,
        staff=staff,
        found=rows,
        paging=paging,
        state=state,
        state_names=names,
        masked=mask_name,
        town_name=town_name(request),
        kinds=kinds,
    )


@router.get("/{reference}", name="requests.work")
def work(request: Request, session: Reading, staff: Desk, reference: str) -> Response:
    found = _theirs(request, session, staff, reference)
    own = request.app.state.request_kinds[found.service].work
    if own != HERE:
        return see_other(path_for(request, own, reference=reference))
    return _work(request, session, staff, found, NoteForm())


@router.post("/{reference}/unmasking", name="requests.unmask")
def unmask(request: Request, session: Writing, staff: Desk, reference: str, typed: Typed) -> Response:
    found = _theirs(request, session, staff, reference)
    if not looking.look(request, session, staff, found, typed):
        return _work(request, session, staff, found, NoteForm(), status=422, wrong=True)
    return see_other(path_for(request, HERE, reference=reference))


@router.get("/{reference}/photos/{number}", name="requests.photo")
def photo(request: Request, session: Reading, staff: Desk, reference: str, number: int) -> Response:
    found = _theirs(request, session, staff, reference)
    if not looking.is_open(request, session, staff, found):
        return see_other(path_for(request, HERE, reference=reference))
    kept = next((photo for photo in found.draft.photos if photo.id == number), None)
    data = request.app.state.storage.papers.read(kept.sha256) if kept else None
    if data is None:
        raise NotFound
    headers = {"content-security-policy": "sandbox; default-src 'none'", "cache-control": "no-store"}
    return Response(data, media_type="image/jpeg", headers=headers)


@router.post("/{reference}/acceptance", name="requests.accept")
def accept(request: Request, session: Writing, staff: Desk, reference: str, typed: Typed) -> Response:
    return _take(request, session, staff, reference, typed, "accept")


@router.post("/{reference}/closure", name="requests.close")
def close(request: Request, session: Writing, staff: Desk, reference: str, typed: Typed) -> Response:
    return _take(request, session, staff, reference, typed, "close")


@router.post("/{reference}/correction", name="requests.ask")
def ask(request: Request, session: Writing, staff: Desk, reference: str, typed: Typed) -> Response:
    return _take_with_note(request, session, staff, reference, typed, "ask")


@router.post("/{reference}/refusal", name="requests.refuse")
def refuse(request: Request, session: Writing, staff: Desk, reference: str, typed: Typed) -> Response:
    return _take_with_note(request, session, staff, reference, typed, "refuse")


def _take_with_note(
    request: Request, session: Writing, staff: Staff, reference: str, typed: FormData, event: str
) -> Response:
    form = NoteForm(typed)
    if not form.validate():
        return _work(request, session, staff, _theirs(request, session, staff, reference), form, status=422)
    return _take(request, session, staff, reference, typed, event, note=lines(text(form.note)))


def _take(
    request: Request,
    session: Writing,
    staff: Staff,
    reference: str,
    typed: FormData,
    event: str,
    *,
    note: Sequence[str] = (),
) -> Response:
    found = _theirs(request, session, staff, reference)
    now = request.app.state.clock.now()
    version = whole_number(typed, "version")
    found.take(event, actor=staff.username, version=version, at=now, note=note, roles=staff.roles)
    audit.record(
        session,
        at=now,
        actor=staff.username,
        action=f"request.{event}",
        subject=f"request:{found.id}",
        detail={"state": found.state, "version": found.version},
    )
    return see_other(path_for(request, "requests.work", reference=reference))


def _work(
    request: Request,
    session: ReadSession,
    staff: Staff,
    found: ServiceRequest,
    form: NoteForm,
    *,
    status: int = 200,
    wrong: bool = False,
) -> Response:
    is_open = looking.is_open(request, session, staff, found)
    kind = request.app.state.request_kinds[found.service]
    history = [
        {"at": event.at.astimezone(LOCAL), "text": found.life.sentence(event.event), "lines": event.note["lines"]}
        for event in found.events
    ]
    return page(
        request,
        "requests/work.html",
        private=True,
        status=status,
        staff=staff,
        it=found,
        kind=kind,
        form=form,
        rows=looking.as_seen(rows_of(request, kind, found.revisions[0].answers), is_open=is_open),
        is_open=is_open,
        wrong=wrong,
        history=history,
        events=found.life.open_events(found.state, DESK, staff.roles),
        town_name=town_name(request),
    )


def _theirs(request: Request, session: ReadSession, staff: Staff, reference: str) -> ServiceRequest:
    """A desk of a town sees its own; another town's looks as if it did not exist, and so does what has its own desk."""
    found = store.by_reference(session, reference)
    towns = _towns(staff)
    if request.app.state.request_kinds[found.service].work != HERE:
        raise NotFound
    if towns is not None and found.town not in towns:
        raise NotFound
    return found


def _kinds(request: Request, staff: Staff) -> Mapping[str, RequestKind]:
    """The kinds whose own page these roles may open: what leads nowhere is not listed."""
    kinds: Mapping[str, RequestKind] = request.app.state.request_kinds
    return {service: kind for service, kind in kinds.items() if not kind.desk or kind.desk & staff.roles}


def _towns(staff: Staff) -> frozenset[str] | None:
    return None if "case_worker" in staff.roles else staff.towns
