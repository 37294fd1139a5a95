"""Guides as residents see them; two of them have an address of their own."""

from http import HTTPStatus
from typing import Any

from fastapi import APIRouter, Depends, Request
from starlette.responses import RedirectResponse, Response

from portal.guides.model import Guide
from portal.people.doors import anyone
from portal.publishing import store
from portal.publishing.listing import asked_for, list_page, show_page
from portal.web.sessions import Reading
from portal.web.view import path_for

# These belong to the site as a whole and are linked from the foot of every page.
OF_THE_SITE = {"accessibility-statement": "guides.accessibility", "privacy": "guides.privacy"}
router = APIRouter(dependencies=[Depends(anyone)])


@router.get("/guides", name="guides.index")
def index(request: Request, session: Reading) -> Response:
    clock = request.app.state.clock
    asked = asked_for(request, today=clock.today())
    found = store.find(session, Guide, now=clock.now(), filters=asked.filters)
    return list_page(request, found, asked, room="guides")


@router.get("/guides/{slug}", name="guides.show")
def show(request: Request, session: Reading, slug: str) -> Response:
    if slug in OF_THE_SITE:
        return RedirectResponse(path_for(request, OF_THE_SITE[slug]), HTTPStatus.MOVED_PERMANENTLY)
    return _shown(request, session, slug)


@router.get("/about/accessibility", name="guides.accessibility")
def accessibility(request: Request, session: Reading) -> Response:
    return _shown(request, session, "accessibility-statement", last_run=request.app.state.last_audit)


@router.get("/about/privacy", name="guides.privacy")
def privacy(request: Request, session: Reading) -> Response:
    return _shown(request, session, "privacy")


def _shown(request: Request, session: Reading, slug: str, **context: Any) -> Response:
    guide = store.show(session, Guide, slug, now=request.app.state.clock.now())
    return show_page(request, guide, room="guides", **context)
