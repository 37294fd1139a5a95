"""`/Q/CODE`: from paper to the page, in one hop; where there is nothing any more, to what is there now."""

from collections.abc import Sequence
from datetime import datetime
from itertools import product

from fastapi import APIRouter, Depends, Request
from sqlalchemy import select
from sqlalchemy.exc import OperationalError
from starlette.responses import RedirectResponse, Response

from portal.db.sessions import ReadSession
from portal.kernel.errors import NotFound
from portal.kernel.reference import normalise_code
from portal.offline import links
from portal.offline.model import ShortLink
from portal.people.doors import anyone
from portal.publishing import store
from portal.publishing.kinds import PublicationKind
from portal.publishing.listing import words_of
from portal.publishing.lists import Filters
from portal.publishing.model import Publication
from portal.web.places import town_name
from portal.web.sessions import Reading, database_of
from portal.web.view import page

router = APIRouter(dependencies=[Depends(anyone)])
MOST_INSTEAD, MOST_LOOKED_AT = 3, 50
AHEAD_OF_TIME = {"prefetch", "preview"}


@router.get("/Q/{code}", name="offline.follow")
@router.get("/q/{code}", name="offline.follow_lower")
def follow(request: Request, session: Reading, code: str) -> Response:
    """An unknown code is said plainly; a withdrawn one and a thing that has ended show what to do instead."""
    try:
        link = links.find(session, code)
    except NotFound:
        mistyped = normalise_code(code) is None
        return page(request, "front/unknown_code.html", status=404, private=True, typed=code[:20], mistyped=mistyped)
    _count(request, link)
    if link.withdrawn_at is not None:
        return page(request, "front/withdrawn_code.html", private=True, link=link, town_name=town_name(request))
    ended = _ended(request, session, link)
    if ended is not None:
        return _instead(request, session, ended)
    path = request.scope.get("root_path", "") + link.path
    return RedirectResponse(path, status_code=302, headers={"cache-control": "no-store"})


def _count(request: Request, link: ShortLink) -> None:
    if not _is_public(request, link):
        return
    if request.method != "GET" or request.headers.get("sec-purpose", "").split(";")[0] in AHEAD_OF_TIME:
        return
    try:
        links.count(database_of(request), link.code, day=request.app.state.clock.today())
    except OperationalError:
        return  # who stands before the wall gets the page, counted or not


def _is_public(request: Request, link: ShortLink) -> bool:
    """A code that belongs to one family's request is never counted: a count of it would be about a person."""
    kinds = request.app.state.publication_kinds.values()
    return link.channel != "page" or any(link.path.startswith(f"{kind.path}/") for kind in kinds)


def _ended(request: Request, session: ReadSession, link: ShortLink) -> Publication | None:
    """The publication that this link leads to, if it is not shown any more."""
    for kind in request.app.state.publication_kinds.values():
        slug = link.path.removeprefix(f"{kind.path}/")
        if slug != link.path and "/" not in slug:
            found: Publication | None = store.named(session, kind.model, slug)
            return found if found is not None and not found.is_live(request.app.state.clock.now()) else None
    return None


def _instead(request: Request, session: ReadSession, ended: Publication) -> Response:
    kind: PublicationKind = request.app.state.publication_kinds[ended.kind]
    return page(
        request,
        "front/ended.html",
        private=True,
        it=ended,
        text=words_of(request)(ended),
        kind=kind,
        found=_nearest(session, ended, kind, now=request.app.state.clock.now()),
        words_of=words_of(request),
        town_name=town_name(request),
    )


def _nearest(
    session: ReadSession, ended: Publication, kind: PublicationKind, *, now: datetime
) -> Sequence[Publication]:
    """What is of the same kind and live: the same sort before others, then the same town, then the soonest."""
    sort = next(
        (name for name in ("category", "discipline", "help_with", "fraud_type") if hasattr(ended, name)), "kind"
    )
    own = {sort: getattr(ended, sort)} if sort in kind.model.narrowed_by else {}
    # The first of each list that can be asked for, or a poster that hangs too long would make us read everything.
    near = {
        number
        for town, wanted in product({ended.town, None}, (own, {}))
        for number in store.find(session, kind.model, now=now, filters=Filters(town=town, own=wanted))
        .look(offset=0, limit=MOST_LOOKED_AT)
        .ids
    }
    found = session.scalars(select(kind.model).where(kind.model.id.in_(near)))
    ranked = sorted(
        found,
        key=lambda one: (
            getattr(one, sort) != getattr(ended, sort),
            one.town != ended.town,
            one.starts_on is None,
            one.starts_on or ended.checked_on,
            one.id,
        ),
    )
    return ranked[:MOST_INSTEAD]
