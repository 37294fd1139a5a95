"""Running a draw: the list as it stands, the committed seed, and the line in the order of the lots."""

from collections.abc import Mapping, Sequence
from datetime import datetime
from typing import Any

from portal.db.sessions import ReadSession, WriteSession
from portal.enrolments import draw, service, store
from portal.enrolments.model import Intake
from portal.enrolments.rules import CHANNELS, WAITING
from portal.kernel.errors import Refusal, Stale
from portal.kernel.msgid import msgid


def tickets_of(session: ReadSession, intake: Intake) -> list[dict[str, Any]]:
    """Numbered in the order of arrival, which nobody can choose afterwards; what the lots stand on is said."""
    households = sorted(store.everybody(session, intake.id, states=[WAITING]), key=lambda one: one.id)
    keys = {person.person_key for one in households for person in one.people}
    missed = store.missed_a_draw(session, keys, not_in=intake.id)
    had = store.had_a_place(session, keys, not_in=intake.id)
    return [
        {
            "number": number,
            "channel": one.channel,
            "size": one.size,
            "lots": list(draw.lots_of([person.person_key for person in one.people], missed=missed, had=had)),
        }
        for number, one in enumerate(households, start=1)
    ]


def listed(intake: Intake, tickets: Sequence[Mapping[str, Any]], *, seed: str, public_number: str) -> dict[str, Any]:
    """Everything that the result is computed from; a place that somebody has already is not drawn."""
    places = {channel: intake.quota(channel).free for channel in CHANNELS}
    return {"seed": seed, "public_number": public_number, "places": places, "tickets": list(tickets)}


def draw_now(session: WriteSession, intake: Intake, *, public_number: str, at: datetime) -> None:
    """Once, after the window: the seed is revealed, the line stands as drawn, and everyone is told."""
    store.locked(session, intake.id)
    session.refresh(intake, ["drawn_at", "closes_at", "method"])
    if intake.drawn_at is not None:
        raise Stale
    if at < intake.closes_at or intake.seed is None:
        raise Refusal(msgid("The window of this draw is still open. Everyone who signs up until its end is in it."))
    tickets = tickets_of(session, intake)
    drawn = listed(intake, tickets, seed=intake.seed, public_number=public_number)
    result = draw.result(drawn)
    households = sorted(store.everybody(session, intake.id, states=[WAITING]), key=lambda one: one.id)
    for number, one in enumerate(households, start=1):
        one.ticket = number
    intake.drawn = {**drawn, "result": result}
    intake.drawn_at, intake.source_hash = at, None
    by_ticket = dict(enumerate(households, start=1))
    service.place_in_order(session, intake, [by_ticket[one["number"]] for one in result], at=at)
