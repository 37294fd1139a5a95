"""A dated thing as a calendar file that a phone understands."""

from datetime import datetime

from fastapi import Request
from icalendar import Calendar, Event
from starlette.responses import Response

from portal.offline import links
from portal.publishing.model import Publication
from portal.web.view import preferences


def ics(
    request: Request,
    publication: Publication,
    *,
    starts: datetime,
    ends: datetime,
    rule: dict[str, object] | None = None,
) -> Response:
    """One event; `rule` repeats it (RFC 5545 RRULE parts)."""
    text = publication.text(preferences(request).language)
    address = links.address(request.app.state.settings.public_url, publication.code)
    event = Event()
    event.add("uid", f"{publication.kind}-{publication.slug}@{publication.code}")
    event.add("dtstamp", publication.updated_at)
    event.add("dtstart", starts)
    event.add("dtend", ends)
    event.add("summary", text.title)
    event.add("location", text.detail("place") or "")
    event.add("description", f"{text.summary}\n{address}")
    if rule:
        event.add("rrule", rule)
    calendar = Calendar()
    calendar.add("prodid", "-//wanzhou-elder-portal//EN")
    calendar.add("version", "2.0")
    calendar.add_component(event)
    headers = {
        "content-disposition": f'attachment; filename="{publication.slug}.ics"',
        "cache-control": "private, no-cache",
    }
    return Response(calendar.to_ical(), media_type="text/calendar; charset=utf-8", headers=headers)
