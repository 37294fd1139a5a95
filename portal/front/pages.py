"""The home page and the pages about the portal itself."""

from fastapi import APIRouter, Depends, Request
from sqlalchemy import select
from starlette.responses import Response

from portal.fraud_warnings import store as warnings_store
from portal.offline import links
from portal.people.doors import anyone
from portal.publishing.listing import words_of
from portal.publishing.model import Publication, PublicationText
from portal.publishing.store import live
from portal.web.places import town_name
from portal.web.sessions import Reading
from portal.web.view import page, preferences

router = APIRouter(dependencies=[Depends(anyone)])
MOST_FOUND = 40
LONGEST_QUERY = 100


@router.get("/", name="front.home")
def home(request: Request, session: Reading) -> Response:
    urgent = warnings_store.urgent(session, now=request.app.state.clock.now())
    address = links.address(request.app.state.settings.public_url, "")
    return page(request, "front/home.html", urgent=urgent, words_of=words_of(request), address=address)


@router.get("/search", name="front.search")
def search(request: Request, session: Reading) -> Response:
    """Every live thing whose words hold all the words typed."""
    typed = " ".join(request.query_params.get("q", "").replace("\x00", "").split())[:LONGEST_QUERY]
    language = preferences(request).language
    now = request.app.state.clock.now()
    query = select(Publication).join(PublicationText).where(live(now), PublicationText.language == language)
    for word in typed.split():
        both = PublicationText.title + " " + PublicationText.summary + " " + PublicationText.body
        query = query.where(both.icontains(word, autoescape=True))
    found = session.scalars(query.order_by(Publication.id).limit(MOST_FOUND)).all() if typed else []
    kinds = request.app.state.publication_kinds
    return page(
        request,
        "front/search.html",
        typed=typed,
        found=found,
        words_of=words_of(request),
        town_name=town_name(request),
        kind_of=lambda it: kinds[it.kind],
    )


@router.get("/settings", name="front.settings")
def settings(request: Request) -> Response:
    return page(request, "front/settings.html")


@router.get("/help", name="front.help")
def help_page(request: Request) -> Response:
    return page(request, "front/help.html", hotlines=request.app.state.hotlines)


@router.get("/sitemap", name="front.sitemap")
def sitemap(request: Request, session: Reading) -> Response:
    query = select(Publication).where(live(request.app.state.clock.now())).order_by(Publication.kind, Publication.id)
    return page(
        request,
        "front/sitemap.html",
        found=session.scalars(query).all(),
        kinds=request.app.state.publication_kinds,
        words_of=words_of(request),
    )
