"""Posters for everyone who has a wall: a page that offers them, and the files themselves."""

from typing import Any

from fastapi import APIRouter, Depends, Request
from starlette.responses import Response

from portal.kernel.errors import NotFound
from portal.paper import sheets
from portal.paper.rules import Reading as Distance
from portal.people.doors import anyone
from portal.posters import facts, loudspeaker
from portal.publishing import store
from portal.publishing.kinds import PublicationKind
from portal.publishing.listing import words_of
from portal.publishing.model import Publication
from portal.web.sessions import Reading
from portal.web.view import page, preferences

router = APIRouter(prefix="/posters", dependencies=[Depends(anyone)])
SIZES: dict[str, tuple[str, Distance]] = {
    "a4": ("a4", "wall"),
    "a3": ("a3", "wall"),
    "street": ("a3", "street"),
}
DOOR = "door"


@router.get("/{kind}/{slug}", name="posters.index")
def index(request: Request, session: Reading, kind: str, slug: str) -> Response:
    known, it = _found(request, session, kind, slug)
    return page(request, "posters/index.html", it=it, text=words_of(request)(it), kind=known, sizes=[*SIZES, DOOR])


@router.get("/{kind}/{slug}/spoken", name="posters.spoken")
def spoken(request: Request, session: Reading, kind: str, slug: str) -> Response:
    _, it = _found(request, session, kind, slug)
    said = loudspeaker.text(request, it)
    length = loudspeaker.seconds(said, preferences(request).language)
    return page(request, "posters/spoken.html", it=it, said=said, length=length, words_of=words_of(request))


@router.get("/{kind}/{slug}/{size}.pdf", name="posters.file")
def file(request: Request, session: Reading, kind: str, slug: str, size: str) -> Response:
    _, it = _found(request, session, kind, slug)
    if size == DOOR:
        return sheets.printed(request, "sheet", facts.door_notice(request, it), f"{it.code}-door")
    if size not in SIZES:
        raise NotFound
    paper, reading = SIZES[size]
    made = facts.poster(request, it, paper=paper, reading=reading)
    return sheets.printed(request, "sheet", made, f"{it.code}-{size}")


def _found(request: Request, session: Reading, kind: str, slug: str) -> tuple[PublicationKind, Any]:
    known: PublicationKind | None = request.app.state.publication_kinds.get(kind)
    if known is None:
        raise NotFound
    it: Publication = store.show(session, known.model, slug, now=request.app.state.clock.now())
    return known, it
