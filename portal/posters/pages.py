"""Posters for everyone who has a wall: a page that offers them, and the files themselves."""

from typing import Any

from fastapi import APIRouter, Depends, Request
from starlette.responses import Response

from portal.enrolments import store as enrolments
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
SIGN_UP = "sign-up"
# What people come to; a device or a warning has nobody to sign up.
TO_JOIN = {"course", "sports_event", "tour"}


@router.get("/{kind}/{slug}", name="posters.index")
def index(request: Request, session: Reading, kind: str, slug: str) -> Response:
    known, it = _found(request, session, kind, slug)
    # Where people can sign up, the sheet has a number of its own, so that it is keyed in once.
    intake = enrolments.intake_of(session, it.id) if kind in TO_JOIN else None
    sizes = [*SIZES, DOOR, *([SIGN_UP] if kind in TO_JOIN and intake is None else [])]
    text = words_of(request)(it)
    return page(request, "posters/index.html", it=it, text=text, kind=known, sizes=sizes, intake=intake)


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
    if size == SIGN_UP:
        if it.kind not in TO_JOIN:
            raise NotFound
        return sheets.printed(request, "lines", facts.sign_up(request, it), f"{it.code}-sign-up")
    if size not in SIZES:
        raise NotFound
    paper, reading = SIZES[size]
    made = facts.poster(request, it, paper=paper, reading=reading)
    return sheets.printed(request, "sheet", made, f"{it.code}-{size}")


def before_release(request: Request, it: Publication) -> Response:
    """The poster of a text that is not public yet, for the desk to look at."""
    made = facts.poster(request, it, paper="a4", reading="wall")
    return sheets.printed(request, "sheet", made, f"{it.code}-preview", private=True)


def _found(request: Request, session: Reading, kind: str, slug: str) -> tuple[PublicationKind, Any]:
    known: PublicationKind | None = request.app.state.publication_kinds.get(kind)
    if known is None:
        raise NotFound
    it: Publication = store.show(session, known.model, slug, now=request.app.state.clock.now())
    return known, it
