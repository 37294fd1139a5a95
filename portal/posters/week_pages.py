"""The week of a town as a page, as a sheet to print and as a board on a screen; and the warnings of the month."""

from collections.abc import Callable
from datetime import date, timedelta
from typing import Any

from fastapi import APIRouter, Depends, Request
from starlette.responses import Response

from portal.db.sessions import ReadSession
from portal.fraud_warnings import store as warnings_store
from portal.fraud_warnings.model import FraudWarning
from portal.kernel.divisions import Town
from portal.kernel.errors import NotFound
from portal.offline import links, qr
from portal.paper import sheets
from portal.paper.wording import Wording
from portal.people.doors import anyone
from portal.posters import programme
from portal.posters.standing import WARNINGS_PATH, week_path
from portal.posters.week import DAYS, happenings, monday_of
from portal.publishing import store
from portal.publishing.listing import words_of
from portal.web.places import town_name
from portal.web.sessions import Reading
from portal.web.view import page, path_for, preferences, see_other

router = APIRouter(dependencies=[Depends(anyone)])
WEEKS_AHEAD = 6
TURN_SECONDS = 20
MOST_WARNINGS = 3
CHANNEL = "week"


@router.get("/posters", name="posters.all")
def everything(request: Request) -> Response:
    return page(request, "posters/all.html", towns=request.app.state.divisions.towns)


@router.get("/posters/fraud-warnings.pdf", name="posters.warnings")
def warnings(request: Request, session: Reading) -> Response:
    clock = request.app.state.clock
    found = store.find(session, FraudWarning, now=clock.now()).first(programme.MOST_WARNINGS)
    address = _address(request, session, WARNINGS_PATH)
    facts = programme.warnings(request, found, clock.today(), address=address)
    return sheets.printed(request, "sheet", facts, f"fraud-warnings-{clock.today():%Y-%m}")


@router.get("/week", name="week.index")
def index(request: Request) -> Response:
    town = request.query_params.get("town", "")
    if request.app.state.divisions.town(town) is not None:
        return see_other(path_for(request, "week.show", town=town))
    return page(request, "posters/week_of.html", towns=request.app.state.divisions.towns, unknown=bool(town))


@router.get("/week/{town}", name="week.show")
def show(request: Request, session: Reading, town: str) -> Response:
    return page(request, "posters/week.html", **_week(request, _town(request, town), session))


@router.get("/week/{town}/{day}.pdf", name="week.sheet")
def sheet(request: Request, session: Reading, town: str, day: date) -> Response:
    known, first = _town(request, town), monday_of(day)
    found = happenings(session, town, first, now=request.app.state.clock.now())
    made = programme.week(request, known, first, found, address=_address(request, session, week_path(town)))
    return sheets.handed_over(made, f"week-{town}-{first}")


@router.get("/board/{town}", name="week.board")
def board(request: Request, session: Reading, town: str) -> Response:
    """One thing at a time; the clock decides which, so that the screen turns without a script."""
    known, clock = _town(request, town), request.app.state.clock
    today = clock.today()
    found = happenings(session, town, today, now=clock.now())
    warnings = warnings_store.urgent(session, now=clock.now(), limit=MOST_WARNINGS)
    slides: list[Any] = [*found, *warnings]
    stays = request.query_params.get("stay")
    turn = int(stays) if stays and stays.isdecimal() and len(stays) < len("1000") else None
    number = (int(clock.now().timestamp()) // TURN_SECONDS if turn is None else turn) % max(len(slides), 1)
    slide = slides[number] if slides else None
    it = getattr(slide, "it", slide)
    code = it.code if it is not None else links.code_of(session, week_path(town), channel=CHANNEL)
    answer = page(
        request,
        "posters/board.html",
        town=known,
        slide=slide if it is not slide else None,
        it=it,
        number=number,
        of=len(slides),
        stays=turn is not None,
        code=code,
        link=links.address(request.app.state.settings.public_url, code) if code else "",
        qr_svg=qr.svg,
        words_of=words_of(request),
        pieces=_pieces(request),
    )
    if turn is None:
        answer.headers["refresh"] = str(TURN_SECONDS)
    return answer


def _pieces(request: Request) -> Callable[[str], list[str]]:
    """Between which a line on the screen may break; English breaks by itself."""
    wording: Wording = request.app.state.wording
    return wording.parts if preferences(request).language == "zh" else lambda words: [words]


def _week(request: Request, town: Town, session: ReadSession) -> dict[str, Any]:
    clock = request.app.state.clock
    first = monday_of(_asked_day(request) or clock.today())
    weeks = [monday_of(clock.today()) + timedelta(days=DAYS * number) for number in range(WEEKS_AHEAD)]
    return {
        "town": town,
        "first": first,
        "last": first + timedelta(days=DAYS - 1),
        "weeks": weeks,
        "found": happenings(session, town.code, first, now=clock.now()),
        "kinds": request.app.state.publication_kinds,
        "words_of": words_of(request),
        "town_name": town_name(request),
    }


def _asked_day(request: Request) -> date | None:
    try:
        return date.fromisoformat(request.query_params.get("from", ""))
    except ValueError:
        return None


def _address(request: Request, session: ReadSession, path: str) -> str:
    public: str = request.app.state.settings.public_url
    code = links.code_of(session, path, channel=CHANNEL)
    return links.address(public, code) if code else public.rstrip("/") + path


def _town(request: Request, code: str) -> Town:
    town: Town | None = request.app.state.divisions.town(code)
    if town is None:
        raise NotFound
    return town
