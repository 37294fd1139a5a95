"""The dashboard of measures: by which way people come, and where nobody does."""

from datetime import timedelta
from typing import Annotated

from fastapi import APIRouter, Depends, Request
from starlette.responses import Response

from portal.counter.forms import REASONS
from portal.db.sessions import ReadSession
from portal.kernel.msgid import msgid
from portal.oversight import store
from portal.people.doors import Staff, desk
from portal.publishing import store as publications
from portal.publishing.listing import words_of
from portal.web.places import town_name
from portal.web.sessions import Reading
from portal.web.view import page, say

router = APIRouter(prefix="/staff/measures")
Desk = Annotated[Staff, Depends(desk("publisher", "case_worker", "administrator"))]
LOOK_BACK = timedelta(days=365)
MOST_PLACES = 20
LASTING = {"/week": msgid("This week"), "/service-points": msgid("Service point")}


@router.get("", name="oversight.measures")
def measures(request: Request, session: Reading, staff: Desk) -> Response:
    since = request.app.state.clock.today() - LOOK_BACK
    divisions = request.app.state.divisions
    towns = store.by_town(session, [town.code for town in divisions.towns], since=since)
    chosen = divisions.town(request.query_params.get("town", ""))
    places = store.scans_by_place(session, since=since, limit=MOST_PLACES)
    return page(
        request,
        "oversight/measures.html",
        private=True,
        staff=staff,
        channels=store.CHANNELS,
        mix=store.channel_mix(session, since=since, town=chosen.code if chosen else None),
        chosen=chosen,
        towns=towns,
        silent=[one for one in towns if one.is_silent],
        places=[(link, link.place or _leads_to(request, session, link.path), hits) for link, hits in places],
        turned=store.turned_away(session, since=since),
        reasons=dict(REASONS),
        forms=store.paper_forms(session),
        titles=_titles(request),
        town_name=town_name(request),
    )


def _leads_to(request: Request, session: ReadSession, path: str) -> str:
    """In words, where a code that hangs nowhere in particular leads."""
    room, _, name = path.rpartition("/")
    if room in LASTING:
        return say(request, LASTING[room])
    kind = next((kind for kind in request.app.state.publication_kinds.values() if kind.path == room), None)
    if kind is None:
        return path
    found = publications.named(session, kind.model, name)
    return words_of(request)(found).title if found else say(request, kind.title)


def _titles(request: Request) -> dict[str, str]:
    """The msgid of each service, and of each kind of thing to sign up for."""
    state = request.app.state
    joinable = {name: kind.publication.title for name, kind in state.intake_kinds.items()}
    return {kind.service: kind.title for kind in state.request_kinds.values()} | joinable
