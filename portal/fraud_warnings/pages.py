"""Fraud warnings as residents see them."""

from fastapi import APIRouter, Depends, Request
from starlette.responses import Response

from portal.fraud_warnings import store as warnings_store
from portal.fraud_warnings.model import LEVELS, FraudWarning
from portal.offline import links
from portal.people.doors import anyone
from portal.publishing import store
from portal.publishing.listing import Choice, asked_for, list_page, show_page, words_of
from portal.web.sessions import Reading
from portal.web.view import text

router = APIRouter(prefix="/fraud-warnings", dependencies=[Depends(anyone)])
FEED_LENGTH = 30


@router.get("", name="fraud_warnings.index")
def index(request: Request, session: Reading) -> Response:
    clock = request.app.state.clock
    asked = asked_for(request, today=clock.today(), choices=[Choice("level", LEVELS)])
    found = store.find(session, FraudWarning, now=clock.now(), filters=asked.filters)
    return list_page(request, found, asked, room="fraud_warnings", levels=LEVELS)


@router.get("/feed.atom", name="fraud_warnings.feed")
def feed(request: Request, session: Reading) -> Response:
    settings = request.app.state.settings
    newest = warnings_store.newest(session, now=request.app.state.clock.now(), limit=FEED_LENGTH)
    return text(
        request,
        "xml/fraud_warnings.atom",
        media_type="application/atom+xml; charset=utf-8",
        found=newest,
        words_of=words_of(request),
        address=lambda code: links.address(settings.public_url, code),
    )


@router.get("/{slug}", name="fraud_warnings.show")
def show(request: Request, session: Reading, slug: str) -> Response:
    return show_page(
        request, store.show(session, FraudWarning, slug, now=request.app.state.clock.now()), room="fraud_warnings"
    )
