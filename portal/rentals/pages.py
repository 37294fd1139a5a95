"""Assistive devices as residents see them."""

from collections.abc import Mapping
from datetime import date
from typing import Any

from fastapi import APIRouter, Depends, Request
from starlette.responses import Response

from portal.db.sessions import ReadSession
from portal.loans import days
from portal.loans import store as loans
from portal.people.doors import anyone
from portal.publishing import store
from portal.publishing.listing import Choice, asked_for, list_page, show_page
from portal.rentals.content import HELP_WITH
from portal.rentals.model import Device
from portal.stock.model import Terms
from portal.web.sessions import Reading

WEEK = 7
MOST_MONTHS = 2
router = APIRouter(prefix="/rentals", dependencies=[Depends(anyone)])


@router.get("", name="rentals.index")
def index(request: Request, session: Reading) -> Response:
    clock = request.app.state.clock
    asked = asked_for(request, today=clock.today(), choices=[Choice("help_with", HELP_WITH)])
    found = store.find(session, Device, now=clock.now(), filters=asked.filters)
    return list_page(request, found, asked, room="rentals", help_with=HELP_WITH)


@router.get("/{slug}", name="rentals.show")
def show(request: Request, session: Reading, slug: str) -> Response:
    clock = request.app.state.clock
    found = store.show(session, Device, slug, now=clock.now())
    terms = loans.known_terms(session, slug)
    drawing = f"drawings/{slug}.svg"
    response = show_page(
        request,
        found,
        room="rentals",
        terms=terms,
        **(_free(session, terms, request.query_params.get("station"), clock.today()) if terms else {}),
        drawing=drawing if drawing in request.app.state.static_files else None,
        subsidies=[rule for rule in request.app.state.rental_counter.subsidies if rule.is_valid(clock.today())],
    )
    request.state.kept = False  # every booking changes what is free, and no edition ends with it
    return response


def _free(session: ReadSession, terms: Terms, wished: str | None, today: date) -> Mapping[str, Any]:
    """The calendar of one station, and the first free day at each; no shelf is looked at twice."""
    held = loans.stations_with(session, terms)
    shown = next((one for one in held if one.slug == wished), held[0] if held else None)
    judged = list(days.calendar(session, terms, shown, today=today, length=WEEK)) if shown else []
    others = [one for one in held if one is not shown]
    first = dict(days.soonest(session, terms, others, today=today, length=WEEK))
    own = next((one.start for one in judged if one.can), None)
    return {
        "stations": [(one, first.get(one, own)) for one in held],
        "shown": shown,
        "months": [one for one in days.months(judged) if one.has_free][:MOST_MONTHS],
    }
