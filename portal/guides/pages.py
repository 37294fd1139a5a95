"""Guides as residents see them; two of them have an address of their own."""

from fastapi import APIRouter, Depends, Request
from starlette.responses import Response

from portal.guides.model import Guide
from portal.people.doors import anyone
from portal.publishing import store
from portal.publishing.listing import asked_for, list_page, show_page
from portal.web.sessions import Reading

router = APIRouter(dependencies=[Depends(anyone)])


@router.get("/guides", name="guides.index")
def index(request: Request, session: Reading) -> Response:
    clock = request.app.state.clock
    asked = asked_for(request, today=clock.today())
    found = store.find(session, Guide, now=clock.now(), filters=asked.filters, order=[Guide.position])
    return list_page(request, found, asked, room="guides")


@router.get("/guides/{slug}", name="guides.show")
def show(request: Request, session: Reading, slug: str) -> Response:
    return show_page(request, store.show(session, Guide, slug, now=request.app.state.clock.now()), room="guides")


@router.get("/about/accessibility", name="guides.accessibility")
def accessibility(request: Request, session: Reading) -> Response:
    guide = store.show(session, Guide, "accessibility-statement", now=request.app.state.clock.now())
    return show_page(request, guide, room="guides", last_run=request.app.state.last_audit)


@router.get("/about/privacy", name="guides.privacy")
def privacy(request: Request, session: Reading) -> Response:
    return show(request, session, "privacy")
