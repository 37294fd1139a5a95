"""What the pages say of an intake and of one's own place."""

from typing import Any

from fastapi import Request

from portal.db.sessions import ReadSession
from portal.enrolments import store
from portal.enrolments.model import Enrolment, Intake
from portal.enrolments.rules import WAITING
from portal.kernel.clock import LOCAL
from portal.messages import store as messages
from portal.offline import qr
from portal.web.places import town_name
from portal.web.view import path_for, preferences


def facts_of_intake(request: Request, intake: Intake) -> dict[str, Any]:
    """The thing, and how its places stand."""
    thing = intake.publication
    kind = request.app.state.intake_kinds[thing.kind]
    return {
        "intake": intake,
        "thing": thing,
        "text": thing.text(preferences(request).language),
        "begins": intake.begins_at.astimezone(LOCAL),
        "closes": intake.closes_at.astimezone(LOCAL),
        "open": intake.is_open(request.app.state.clock.now()),
        "online": intake.quota("online"),
        "town_name": town_name(request),
        "thing_address": path_for(request, f"{kind.room}.show", slug=thing.slug),
    }


def facts_of_enrolment(request: Request, session: ReadSession, found: Enrolment) -> dict[str, Any]:
    """The place of one household, with its way back."""
    settings = request.app.state.settings
    place, of = store.place_in_line(session, found) if found.state == WAITING else (0, 0)
    link = f"{settings.public_url.rstrip('/')}/E/{found.reference}".upper()
    return facts_of_intake(request, found.intake) | {
        "it": found,
        "place": place,
        "of": of,
        "link": link,
        "qr_svg": qr.svg,
        "check_code": messages.code_about(session, f"enrolment:{found.id}"),
        "until": found.offer_until.astimezone(LOCAL) if found.offer_until else None,
        "days_off": store.days_off(session, found.intake_id),
    }


def box(request: Request, session: ReadSession, publication_id: int) -> dict[str, Any]:
    """The lines about places on the page of a thing; nothing where nobody can sign up."""
    intake = store.intake_of(session, publication_id)
    now = request.app.state.clock.now()
    today = request.app.state.clock.today()
    off = store.days_off(session, intake.id) if intake else {}
    return {
        "intake": intake,
        "is_open": intake.is_open(now) if intake else False,
        "days_off": {day: reason for day, reason in sorted(off.items()) if day >= today},
    }
