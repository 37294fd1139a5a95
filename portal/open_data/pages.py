"""Feeds, calendars, open data and the map for search engines; asked again unchanged, each answers 304."""

import json
from collections.abc import Callable
from datetime import date, timedelta
from functools import partial
from typing import Any
from urllib.parse import urlencode

from fastapi import APIRouter, Depends, Request
from starlette.responses import Response

from portal.courses import pages as courses_pages
from portal.kernel.errors import NotFound
from portal.kernel.msgid import msgid
from portal.offline import links
from portal.open_data import store
from portal.open_data.rules import (
    EVENT_FOLDERS,
    INSIDE,
    LICENCE,
    MOST_AHEAD,
    MOST_BEGUN,
    MOST_IN_FEED,
    MOST_IN_LIST,
    MOST_PLACE_DIGITS,
    TYPES,
    VERSION,
)
from portal.people.doors import anyone
from portal.publishing import store as publishing_store
from portal.publishing.calendar_file import Occasion, calendar_of, events_of
from portal.publishing.kinds import PublicationKind
from portal.publishing.listing import words_of
from portal.publishing.lists import END, Filters
from portal.publishing.model import Publication
from portal.sports import pages as sports_pages
from portal.tours import pages as tours_pages
from portal.tours.model import Tour
from portal.web.page_cache import bare_tags
from portal.web.places import town_name
from portal.web.sessions import Reading
from portal.web.view import page, path_for, preferences, say, text

router = APIRouter(dependencies=[Depends(anyone)])
KEEP = "public, max-age=300"
CALENDAR_HOLDS = msgid(
    "What is ahead: the next %(ahead)s that begin, and the %(begun)s that began last and go on. Everything stands here:"
)
OCCASIONS: dict[str, Callable[..., Occasion]] = {
    "course": courses_pages.occasion,
    "sports_event": sports_pages.occasion,
    "tour": tours_pages.occasion,
}


@router.get("/feed.atom", name="open_data.feed")
def feed(request: Request, session: Reading) -> Response:
    """Everything new of every kind."""

    def make() -> Response:
        kinds = request.app.state.publication_kinds
        newest = store.newest(session, now=request.app.state.clock.now(), limit=MOST_IN_FEED)
        return text(
            request,
            "xml/news.atom",
            media_type="application/atom+xml; charset=utf-8",
            found=newest,
            words_of=words_of(request),
            kind_of=lambda row: kinds[row.kind],
            address=partial(links.address, _public(request)),
        )

    return _conditional(request, session, make)


@router.get("/open-data", name="open_data.index")
def index(request: Request) -> Response:
    kinds = list(request.app.state.publication_kinds.values())
    return page(
        request,
        "open_data/index.html",
        kinds=kinds,
        types=TYPES,
        licence=LICENCE,
        version=VERSION,
        folders=EVENT_FOLDERS,
        most={"list": MOST_IN_LIST, "ahead": MOST_AHEAD, "begun": MOST_BEGUN},
        towns=request.app.state.divisions.towns,
    )


@router.get("/open-data/v1/{folder}.json", name="open_data.json")
def as_json(request: Request, session: Reading, folder: str) -> Response:
    """What is live of a kind, a part at a time, in both languages, with the types of schema.org."""
    kind, town, start = _kind(request, folder), _town(request), _start(request)

    def make() -> Response:
        now = request.app.state.clock.now()
        rows, following = publishing_store.stretch(
            session, kind.model, Filters(town=town), now=now, start=start, limit=MOST_IN_LIST
        )
        body = {
            "@context": "https://schema.org",
            "version": VERSION,
            "license": LICENCE,
            "publisher": dict(request.app.state.site.host_unit),
            "documentation": _public(request) + path_for(request, "open_data.index"),
            "count": len(rows),
            "next": _next(request, folder, town, following) if following is not None else None,
            "items": [_record(request, kind, row) for row in rows],
        }
        request.state.shared = True
        return Response(
            json.dumps(body, ensure_ascii=False),
            media_type="application/json; charset=utf-8",
            headers={"access-control-allow-origin": "*"},
        )

    return _conditional(request, session, make)


@router.get("/open-data/v1/{folder}.ics", name="open_data.calendar")
def calendar(request: Request, session: Reading, folder: str) -> Response:
    """What is ahead of a kind with days, for the whole district or for one town, to subscribe to."""
    if folder not in EVENT_FOLDERS:
        raise NotFound
    kind, town = _kind(request, folder), _town(request)

    def make() -> Response:
        now, today = request.app.state.clock.now(), request.app.state.clock.today()
        rows = publishing_store.around(
            session, kind.model, Filters(town=town), now=now, day=today, ahead=MOST_AHEAD, behind=MOST_BEGUN
        )
        events = [
            event
            for row in rows
            if _last_day(row) >= today
            for event in events_of(request, row, OCCASIONS[kind.name](row, today=today))
        ]
        told = say(request, CALENDAR_HOLDS, ahead=MOST_AHEAD, begun=MOST_BEGUN)
        where = _public(request) + path_for(request, f"{kind.room}.index")
        body = calendar_of(events, name=town_name(request)(town), description=f"{told} {where}")
        request.state.shared = True
        return Response(body, media_type="text/calendar; charset=utf-8")

    return _conditional(request, session, make)


@router.get("/sitemap.xml", name="open_data.sitemap")
def sitemap(request: Request, session: Reading) -> Response:
    def make() -> Response:
        found = store.addresses(session, now=request.app.state.clock.now())
        kinds = request.app.state.publication_kinds
        return text(request, "xml/sitemap.xml", media_type="application/xml", found=found, kinds=kinds)

    return _conditional(request, session, make)


@router.get("/robots.txt", name="open_data.robots")
def robots(request: Request) -> Response:
    where = _public(request) + path_for(request, "open_data.sitemap")
    private = [path_for(request, "staff.home"), "/approve/", "/requests/", "/track/"]
    lines = ["User-agent: *", *(f"Disallow: {path}" for path in private), f"Sitemap: {where}"]
    return Response("\n".join(lines) + "\n", media_type="text/plain", headers={"cache-control": KEEP})


def _conditional(request: Request, session: Reading, make: Callable[[], Response]) -> Response:
    """Somebody who has it already is told so without its being made again."""
    asked = f"{request.url.path}?{urlencode(sorted(request.query_params.items()))} {preferences(request).language}"
    tag = f'"{store.stamp(session, now=request.app.state.clock.now(), asked=asked)}"'
    headers = {"etag": tag, "cache-control": KEEP, "vary": "Cookie, Accept-Encoding"}
    if tag.strip('"') in bare_tags(request.headers.get("if-none-match", "")):
        return Response(status_code=304, headers=headers)
    response = make()
    for name, value in headers.items():
        response.headers[name] = value
    return response


def _record(request: Request, kind: PublicationKind, row: Publication) -> dict[str, Any]:
    document = {name: value for name, value in (row.document or {}).items() if name not in INSIDE}
    return {
        "@type": TYPES[kind.name],
        "@id": _public(request) + path_for(request, f"{kind.room}.show", slug=row.slug),
        "shortLink": links.address(_public(request), row.code),
        "name": document.get("title"),
        "dateModified": row.updated_at.isoformat(),
        "datePublished": row.show_from.isoformat(),
        "expires": row.show_until.isoformat() if row.show_until else None,
        "townName": town_name(request)(row.town) or None,
        "days": [day.isoformat() for day in _days(row)],
        **document,
    }


def _days(row: Publication) -> list[date]:
    """Every day on which it takes place, so that nobody has to know our rule."""
    return [day for day, _ in row.happens()]


def _last_day(row: Publication) -> date:
    """When it is over; a tour takes all its days, of which only the first is one to come on."""
    last = max(_days(row), default=date.max)
    return last + timedelta(days=len(row.days) - 1) if isinstance(row, Tour) and last < date.max else last


def _kind(request: Request, folder: str) -> PublicationKind:
    for kind in request.app.state.publication_kinds.values():
        if kind.folder == folder:
            found: PublicationKind = kind
            return found
    raise NotFound


def _town(request: Request) -> str | None:
    """An unknown town is not passed over in silence: a calendar that somebody subscribed to would be wrong."""
    code = request.query_params.get("town") or None
    if code is not None and request.app.state.divisions.town(code) is None:
        raise NotFound
    return code


def _start(request: Request) -> int:
    """Where a part of a list begins, as we said it ourselves; what we never said leads nowhere."""
    typed = request.query_params.get("from")
    if typed is None:
        return 0
    if not (typed.isascii() and typed.isdigit() and len(typed) <= MOST_PLACE_DIGITS and int(typed) < END):
        raise NotFound
    return int(typed)


def _next(request: Request, folder: str, town: str | None, start: int) -> str:
    asked = {"town": town, "from": str(start)} if town else {"from": str(start)}
    return f"{_public(request)}{path_for(request, 'open_data.json', folder=folder)}?{urlencode(asked)}"


def _public(request: Request) -> str:
    address: str = request.app.state.settings.public_url
    return address.rstrip("/")
