"""The week of a town as a page, as a sheet to print and as a board on a screen; and the warnings of the month."""

from collections.abc import Callable, Sequence
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
from portal.posters.week import DAYS, Day, Happening, Told, day_of, monday_of, told, week_of
from portal.publishing import store
from portal.publishing.listing import words_of
from portal.web.paging import PER_PAGE, Paging, page_number
from portal.web.places import town_name
from portal.web.sessions import Reading
from portal.web.view import page, path_for, preferences, see_other

router = APIRouter(dependencies=[Depends(anyone)])
WEEKS_AHEAD = 6
TURN_SECONDS = 20
MOST_WARNINGS = 3
NEAR = timedelta(days=5 * 366)
CHANNEL = "week"
# From how many characters on the words of a screen are set smaller, so that it holds them all.
FULL, FULLER, FULLEST = 30, 52, 90
NARROW = 0x2E80


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
    known, first = _town(request, town), monday_of(_near(request, day))
    found = week_of(session, town, first, now=request.app.state.clock.now())
    made = programme.week(request, known, first, found, address=_address(request, session, week_path(town)))
    return sheets.handed_over(made, f"week-{town}-{first}")


@router.get("/week/{town}/{day}", name="week.day")
def whole_day(request: Request, session: Reading, town: str, day: date) -> Response:
    """All of a day of which the week shows only the beginning."""
    known, clock = _town(request, town), request.app.state.clock
    found = day_of(session, town, _near(request, day), now=clock.now())
    path = path_for(request, "week.day", town=town, day=day.isoformat())
    number = page_number(request.query_params.get("page"), total=found.total)
    paging = Paging(page=number, total=found.total, path=path, is_full=found.is_full)
    return page(
        request,
        "posters/day.html",
        town=known,
        day=day,
        week=monday_of(day),
        found=found.part(paging.offset, PER_PAGE),
        paging=paging,
        kinds=request.app.state.publication_kinds,
        words_of=words_of(request),
    )


@router.get("/board/{town}", name="week.board")
def board(request: Request, session: Reading, town: str) -> Response:
    """One thing at a time; the clock decides which, so that the screen turns without a script."""
    known, clock = _town(request, town), request.app.state.clock
    today = clock.today()
    found = _all(week_of(session, town, today, now=clock.now()))
    warned = warnings_store.all_urgent(session, now=clock.now()).look(offset=0, limit=MOST_WARNINGS).ids
    of = len(found) + len(warned)
    stays = request.query_params.get("stay")
    turn = int(stays) if stays and stays.isdecimal() and len(stays) < len("1000") else None
    number = (int(clock.now().timestamp()) // TURN_SECONDS if turn is None else turn) % max(of, 1)
    slide = found[number] if number < len(found) else None
    # Of the warnings only the one that is shown is read.
    it = slide.it if slide else next(iter(told(session, warned[number - len(found) :][:1]).values()), None)
    code = it.code if it is not None else links.code_of(session, week_path(town), channel=CHANNEL)
    answer = page(
        request,
        "posters/board.html",
        town=known,
        slide=slide,
        it=it,
        number=number,
        of=of,
        stays=turn is not None,
        code=code,
        link=links.address(request.app.state.settings.public_url, code) if code else "",
        qr_svg=qr.svg,
        words_of=words_of(request),
        pieces=_pieces(request),
        fullness=_fullness(request, it),
    )
    if turn is None:
        answer.headers["refresh"] = str(TURN_SECONDS)
        request.state.kept = False  # it is over before a kept page would be, and the next ones would never be seen
    return answer


def _fullness(request: Request, it: Told | None) -> str:
    """A screen turns by itself and nobody scrolls it: what would be below its edge is not there."""
    if it is None:
        return ""
    text = it.text(preferences(request).language)
    said = text.title * 2 + (text.detail("place") or text.summary)
    # A Latin letter is about half as wide as a character, and a title is twice as large as what is said below it.
    taken = sum(1 if ord(one) > NARROW else 0.5 for one in said) / 2
    return "" if taken <= FULL else "full" if taken <= FULLER else "fuller" if taken <= FULLEST else "fullest"


def _pieces(request: Request) -> Callable[[str], list[str]]:
    """Between which a line on the screen may break; English breaks by itself."""
    wording: Wording = request.app.state.wording
    return wording.parts if preferences(request).language == "zh" else lambda words: [words]


def _week(request: Request, town: Town, session: ReadSession) -> dict[str, Any]:
    clock = request.app.state.clock
    first = monday_of(_asked_day(request) or clock.today())
    found = week_of(session, town.code, first, now=clock.now())
    weeks = [monday_of(clock.today()) + timedelta(days=DAYS * number) for number in range(WEEKS_AHEAD)]
    return {
        "town": town,
        "first": first,
        "last": first + timedelta(days=DAYS - 1),
        "weeks": weeks,
        "found": found,
        "kinds": request.app.state.publication_kinds,
        "words_of": words_of(request),
        "town_name": town_name(request),
    }


def _asked_day(request: Request) -> date | None:
    try:
        return _near(request, date.fromisoformat(request.query_params.get("from", "")))
    except (ValueError, NotFound):
        return None


def _near(request: Request, day: date) -> date:
    """A day that people plan with; a week at the end of all calendars would have days that no calendar has."""
    if abs(day - request.app.state.clock.today()) > NEAR:
        raise NotFound
    return day


def _all(days: Sequence[Day]) -> list[Happening]:
    return [one for day in days for one in day.things]


def _address(request: Request, session: ReadSession, path: str) -> str:
    public: str = request.app.state.settings.public_url
    code = links.code_of(session, path, channel=CHANNEL)
    return links.address(public, code) if code else public.rstrip("/") + path


def _town(request: Request, code: str) -> Town:
    town: Town | None = request.app.state.divisions.town(code)
    if town is None:
        raise NotFound
    return town
