"""The dashboard of measures: by which way people come, and where nobody does."""

from datetime import timedelta
from typing import Annotated

from fastapi import APIRouter, Depends, Request
from starlette.responses import Response

from portal.counter.forms import REASONS
from portal.oversight import store
from portal.people.doors import Staff, desk
from portal.web.places import town_name
from portal.web.sessions import Reading
from portal.web.view import page

router = APIRouter(prefix="/staff/measures")
Desk = Annotated[Staff, Depends(desk("publisher", "case_worker", "administrator"))]
LOOK_BACK = timedelta(days=365)
MOST_PLACES = 20


@router.get("", name="oversight.measures")
def measures(request: Request, session: Reading, staff: Desk) -> Response:
    since = request.app.state.clock.today() - LOOK_BACK
    towns = store.by_town(session, [town.code for town in request.app.state.divisions.towns])
    return page(
        request,
        "oversight/measures.html",
        private=True,
        staff=staff,
        channels=store.CHANNELS,
        mix=store.channel_mix(session, since=since),
        towns=towns,
        silent=[one for one in towns if one.is_silent],
        places=store.scans_by_place(session, since=since, limit=MOST_PLACES),
        turned=store.turned_away(session, since=since),
        reasons=dict(REASONS),
        forms=store.paper_forms(session),
        titles=_titles(request),
        town_name=town_name(request),
    )


def _titles(request: Request) -> dict[str, str]:
    """The msgid of each service, and of each kind of thing to sign up for."""
    state = request.app.state
    joinable = {name: kind.publication.title for name, kind in state.intake_kinds.items()}
    return {kind.service: kind.title for kind in state.request_kinds.values()} | joinable
