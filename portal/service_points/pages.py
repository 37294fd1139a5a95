"""Where to find somebody who helps: the list by town, one point, its card to print, and all as data."""

from typing import Any

from fastapi import APIRouter, Depends, Request
from starlette.responses import JSONResponse, Response

from portal.db.sessions import ReadSession
from portal.kernel.clock import LOCAL
from portal.kernel.divisions import Divisions
from portal.kernel.errors import NotFound
from portal.kernel.msgid import msgid
from portal.offline import links, qr
from portal.paper import sheets
from portal.people.doors import anyone
from portal.publishing.content import ACCESS_NAMES
from portal.publishing.rules import ACCESS_FACTS
from portal.service_points.content import SERVICES, ServicePoint, ServicePoints
from portal.web.places import town_name
from portal.web.sessions import Reading
from portal.web.view import page, preferences, say

router = APIRouter(dependencies=[Depends(anyone)])
CHANNEL = "service_point"
SERVICE_NAMES = {
    "courses": msgid("Courses"),
    "sports": msgid("Sports events"),
    "tours": msgid("Health tours"),
    "rentals": msgid("Borrow a device"),
    "home_modifications": msgid("Safer home"),
    "fraud_help": msgid("Ask about a suspicious call"),
}
LONGEST_NAME = 30
VILLAGE_ENDS = ("社区", "村", "居委会", "村委会", "街道", "镇", "乡", "民族乡")


def near_by(divisions: Divisions, typed: str) -> set[str]:
    """The towns where something bears this name; a name may stand in several."""
    name = typed
    for end in VILLAGE_ENDS:
        name = name.removesuffix(end)
    if not name:
        return set()
    villages = {village.town_code for village in divisions.villages if village.name.startswith(name)}
    return villages | {town.code for town in divisions.towns if town.name.startswith(name)}


@router.get("/service-points", name="service_points.index")
def index(request: Request) -> Response:
    """By the town, or by the name of a community or village: nearness without anybody's position (decision 0010)."""
    town, near = request.query_params.get("town", ""), request.query_params.get("near", "").strip()
    points = _points(request)
    towns = {town} if town else near_by(request.app.state.divisions, near)
    found = [point for point in points.all if point.town in towns]
    return page(
        request,
        "service_points/index.html",
        found=found or points.all,
        town=town if found else "",
        near=near[:LONGEST_NAME],
        unknown=bool(town or near) and not found,
        towns=request.app.state.divisions.towns,
        town_name=town_name(request),
    )


@router.get("/service-points.json", name="service_points.data")
def data(request: Request) -> Response:
    name = town_name(request)
    rows = [point.model_dump(mode="json") | {"town_name": name(point.town)} for point in _points(request).all]
    return JSONResponse({"service_points": rows}, headers={"cache-control": "private, no-cache"})


@router.get("/service-points/{town}", name="service_points.show")
def show(request: Request, session: Reading, town: str) -> Response:
    point = _point(request, town)
    now = request.app.state.clock.now().astimezone(LOCAL)
    return page(
        request,
        "service_points/show.html",
        it=point,
        is_open=point.is_open(now.isoweekday(), now.time()),
        link=_address(request, session, point),
        code=links.code_of(session, point.path, channel=CHANNEL),
        qr_svg=qr.svg,
        service_names=[say(request, SERVICE_NAMES[name]) for name in SERVICES if name in point.services],
        access_names=_getting_in(request, point),
        town_name=town_name(request),
    )


@router.get("/service-points/{town}/card.pdf", name="service_points.card")
def card(request: Request, session: Reading, town: str) -> Response:
    point = _point(request, town)
    return sheets.printed(request, "sheet", _card(request, session, point), f"service-point-{town}")


def _card(request: Request, session: ReadSession, point: ServicePoint) -> dict[str, Any]:
    """The card for the table: A5, read from where one sits."""
    language = preferences(request).language
    comma = "、" if language == "zh" else ", "
    facts = sheets.common(
        request, title=getattr(point.name, language), kind=say(request, msgid("Service point")), paper="a5"
    )
    services = comma.join(say(request, SERVICE_NAMES[name]) for name in SERVICES if name in point.services)
    hours = "\n".join(hours.say(language) for hours in point.hours)
    rows = [
        sheets.row("services", say(request, msgid("What can be done here")), services),
        sheets.row("hours", say(request, msgid("Opening hours")), hours),
        sheets.row("where", say(request, msgid("Where")), getattr(point.place, language)),
        sheets.row("bus", say(request, msgid("How to get there")), getattr(point.bus, language)),
        sheets.row("access", say(request, msgid("Getting in")), comma.join(_getting_in(request, point))),
    ]
    hotline = next((line for line in request.app.state.hotlines if line.number == point.number), None)
    sample = say(request, msgid("Sample, not a real offer")) if point.sample else ""
    return facts | {
        "rows": rows,
        "phone": sheets.phone(request, point.number, hotline.name[language] if hotline else ""),
        "code": sheets.code(request, _address(request, session, point), "counter"),
        "foot": [say(request, msgid("Your family or the community may do this for you.")), sample],
    }


def _getting_in(request: Request, point: ServicePoint) -> list[str]:
    """Whether there are steps always comes first: who sits in a wheelchair must not have to guess."""
    steps = [] if "step_free" in point.access else [msgid("There may be steps: please phone first")]
    return [
        say(request, one) for one in [*steps, *(ACCESS_NAMES[fact] for fact in ACCESS_FACTS if fact in point.access)]
    ]


def _address(request: Request, session: ReadSession, point: ServicePoint) -> str:
    public: str = request.app.state.settings.public_url
    code = links.code_of(session, point.path, channel=CHANNEL)
    return links.address(public, code) if code else public.rstrip("/") + point.path


def _points(request: Request) -> ServicePoints:
    points: ServicePoints = request.app.state.service_points
    return points


def _point(request: Request, town: str) -> ServicePoint:
    point = _points(request).of(town)
    if point is None:
        raise NotFound
    return point
