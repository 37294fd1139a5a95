"""The home page and the pages about the portal itself."""

from fastapi import APIRouter, Depends, Request
from starlette.responses import Response

from portal.fraud_warnings import store as warnings_store
from portal.offline import links
from portal.people.doors import anyone
from portal.publishing import store as publications
from portal.publishing.listing import words_of
from portal.search import results
from portal.search.plan import cleaned
from portal.search.questions import MOST_FOUND
from portal.search.words import load as load_words
from portal.web.paging import Paging, page_number
from portal.web.places import town_name
from portal.web.sessions import Reading
from portal.web.view import page, path_for, preferences

router = APIRouter(dependencies=[Depends(anyone)])
MOST_ON_MAP = 100


@router.get("/", name="front.home")
def home(request: Request, session: Reading) -> Response:
    urgent = warnings_store.urgent(session, now=request.app.state.clock.now())
    address = links.address(request.app.state.settings.public_url, "")
    return page(request, "front/home.html", urgent=urgent, words_of=words_of(request), address=address)


@router.get("/search", name="front.search")
def search(request: Request, session: Reading) -> Response:
    """What fits best first; what has ended comes last and says so; a mistake in the word is forgiven and said."""
    state, now = request.app.state, request.app.state.clock.now()
    typed = cleaned(request.query_params.get("q", ""))
    words = load_words(state.settings.content_dir / "search", state.divisions)
    looked = results.look(session, typed, words, now=now)
    hits = looked.hits
    paging = Paging(
        page=page_number(request.query_params.get("page"), total=len(hits)),
        total=len(hits),
        path=path_for(request, "front.search"),
        query=(("q", typed),),
    )
    found = results.rows(
        session, hits, language=preferences(request).language, offset=paging.offset, limit=paging.per_page
    )
    return page(
        request,
        "front/search.html",
        typed=typed,
        found=found,
        paging=paging,
        step=hits.step,
        meant=looked.meant,
        is_full=len(hits) >= MOST_FOUND,
        town_name=town_name(request),
        kinds=state.publication_kinds,
    )


@router.get("/settings", name="front.settings")
def settings(request: Request) -> Response:
    return page(request, "front/settings.html")


@router.get("/help", name="front.help")
def help_page(request: Request) -> Response:
    return page(request, "front/help.html", hotlines=request.app.state.hotlines)


@router.get("/sitemap", name="front.sitemap")
def sitemap(request: Request, session: Reading) -> Response:
    kinds, now = request.app.state.publication_kinds, request.app.state.clock.now()
    return page(
        request,
        "front/sitemap.html",
        # The first of each list; its heading leads to the whole of it.
        found={
            name: publications.find(session, kind.model, now=now).first(MOST_ON_MAP) for name, kind in kinds.items()
        },
        kinds=kinds,
        words_of=words_of(request),
    )
