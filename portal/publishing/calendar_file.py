"""Dated things as calendar files that a phone understands."""

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from datetime import date, datetime
from typing import TYPE_CHECKING

from fastapi import Request
from starlette.responses import Response

from portal.offline import links
from portal.publishing.model import Publication
from portal.web.view import preferences

if TYPE_CHECKING:
    from icalendar import Event


@dataclass(frozen=True)
class Occasion:
    """When a thing takes place; `rule` repeats it (RFC 5545 RRULE parts), but not on the `skipped` days.

    `also` are further days; the time of the day is always the same.
    """

    starts: datetime
    ends: datetime
    rule: dict[str, object] | None = None
    skipped: tuple[date, ...] = ()
    also: tuple[date, ...] = ()

    def at(self, days: Iterable[date]) -> list[datetime]:
        """The same time on other days."""
        return [datetime.combine(day, self.starts.timetz()) for day in days]


def ics(request: Request, publication: Publication, occasion: Occasion) -> Response:
    """One event, to be kept."""
    body = calendar_of(events_of(request, publication, occasion))
    headers = {
        "content-disposition": f'attachment; filename="{publication.slug}.ics"',
        "cache-control": "private, no-cache",
    }
    return Response(body, media_type="text/calendar; charset=utf-8", headers=headers)


def events_of(request: Request, publication: Publication, occasion: Occasion) -> Iterator["Event"]:
    """The repeating one without its days off, and one for each further day: telephones do not read RDATE alike."""
    yield _event(request, publication, occasion)
    lasts = occasion.ends - occasion.starts
    for start in occasion.at(occasion.also):
        yield _event(request, publication, Occasion(start, start + lasts), number=f"{start:%Y%m%d}-")


def _event(request: Request, publication: Publication, occasion: Occasion, number: str = "") -> "Event":
    from icalendar import Event  # noqa: PLC0415  # eighty modules that only a calendar file needs

    text = publication.text(preferences(request).language)
    address = links.address(request.app.state.settings.public_url, publication.code)
    event = Event()
    event.add("uid", f"{number}{publication.kind}-{publication.slug}@{publication.code}")
    event.add("dtstamp", publication.updated_at)
    event.add("dtstart", occasion.starts)
    event.add("dtend", occasion.ends)
    event.add("summary", text.title)
    event.add("location", text.detail("place") or "")
    event.add("description", f"{text.summary}\n{address}")
    if occasion.rule:
        event.add("rrule", occasion.rule)
    if occasion.skipped:
        event.add("exdate", occasion.at(occasion.skipped))
    return event


def calendar_of(events: Iterable["Event"], *, name: str = "", description: str = "") -> bytes:
    from icalendar import Calendar  # noqa: PLC0415  # as above

    calendar = Calendar()
    calendar.add("prodid", "-//wanzhou-elder-portal//EN")
    calendar.add("version", "2.0")
    if name:
        calendar.add("x-wr-calname", name)
    if description:
        calendar.add("x-wr-caldesc", description)
    for event in events:
        calendar.add_component(event)
    return bytes(calendar.to_ical())
