"""The family agrees, asks for a change or another day, adds photos: each at its own address."""

from datetime import timedelta
from functools import partial

from fastapi import APIRouter, Depends, Request
from starlette.responses import Response

from portal.home_modification_case import papers
from portal.home_modification_case.model import MOVED, HomeModification
from portal.home_modifications import family
from portal.home_modifications.family import ACTS, Act
from portal.kernel.errors import NotFound, Refusal
from portal.people.doors import resident
from portal.requests.pages import granted, show_page
from portal.requests.rules import FAMILY
from portal.web.csrf import Typed, whole_number
from portal.web.fields import text
from portal.web.sessions import Reading, Writing
from portal.web.view import path_for, see_other

router = APIRouter(prefix="/requests/{reference}", dependencies=[Depends(resident)])
MOST_FAMILY_PHOTOS = 20


def _case(request: Request, session: Reading, reference: str) -> HomeModification:
    found = granted(request, session, reference)
    if not isinstance(found, HomeModification):
        raise NotFound
    return found


def _do(act: Act, request: Request, typed: Typed, session: Writing, reference: str) -> Response:
    case = _case(request, session, reference)
    form = act.form(typed)
    form.noun = act.noun
    if not form.validate():
        return show_page(request, session, case, form, status=422)
    now = request.app.state.clock.now()
    if act.event == "postpone":
        case.wished_on = request.app.state.clock.today() + timedelta(weeks=int(text(form["weeks"])))
        for visit in case.visits:
            visit.state = MOVED if visit.state == "booked" else visit.state
    version = whole_number(typed, "version")
    case.take(act.event, actor=FAMILY, version=version, at=now, note=act.lines(form))
    if act.event == "appeal":
        case.appealed = True
    request.app.state.request_kinds[case.service].follow(request, session, case, act.event)
    return see_other(path_for(request, "requests.show", reference=reference))


for _act in ACTS:
    _endpoint = partial(_do, _act)
    router.add_api_route(f"/{_act.noun}", _endpoint, methods=["POST"], name=_act.route, response_model=None)


@router.post("/photos", name="home_modifications.add_photos")
def add_photos(request: Request, typed: Typed, session: Writing, reference: str) -> Response:
    """More photos from the family, as long as it is open."""
    case = _case(request, session, reference)
    form = family.MorePhotosForm(typed)
    form.noun = "photos"
    sent = papers.sent_files(typed, "photos")
    kept = sum(file.purpose == "family" for file in case.files)
    if case.is_over:
        raise NotFound
    try:
        papers.few_enough(len(sent) + kept, MOST_FAMILY_PHOTOS, at_least_one=bool(sent))
        made = [papers.taken(request.app.state.storage.papers, one) for one in sent]
    except Refusal as refusal:
        form["photos"].errors = [refusal.key]
        return show_page(request, session, case, form, status=422)
    for one in made:
        case.files.append(one.file(purpose="family", by=FAMILY, at=request.app.state.clock.now()))
    return see_other(path_for(request, "requests.show", reference=reference))
