"""Numbers without names: who has a place, who waits, and who was told that it cannot be."""

from collections.abc import Mapping

from fastapi import APIRouter, Request
from sqlalchemy import func, select
from starlette.responses import Response

from portal.db.sessions import ReadSession
from portal.enrolment_desk.desks import Desk, towns_of
from portal.enrolments.model import Enrolment, Intake, Participant, RefusalCount
from portal.enrolments.rules import CHANNEL_NAMES, LIVE, REASON_NAMES, WAITING, band
from portal.kernel.msgid import msgid
from portal.people.doors import Staff
from portal.publishing.model import Publication
from portal.web.places import town_name
from portal.web.sessions import Reading
from portal.web.view import page, say

router = APIRouter(prefix="/staff/enrolments")
TITLES = {"channel": msgid("How they came"), "town": msgid("Town"), "age": msgid("Age")}
REFUSED_TITLES = {"reason": msgid("Why it could not be"), "town": msgid("Town"), "age": msgid("Age")}


@router.get("/numbers/all", name="enrolment_desk.numbers")
def numbers(request: Request, session: Reading, staff: Desk) -> Response:
    """By way in, town and age; nobody's name."""
    return page(
        request,
        "enrolment_desk/numbers.html",
        private=True,
        staff=staff,
        tables=_ordered(request, TITLES, _enrolled(request, session, staff)),
        refused=_ordered(request, REFUSED_TITLES, _refused(request, session, staff)),
    )


def _enrolled(request: Request, session: ReadSession, staff: Staff) -> Mapping[str, Mapping[str, list[int]]]:
    query = (
        select(Enrolment.channel, Publication.town, Participant.birth_year, Enrolment.state, Intake.begins_at)
        .join(Enrolment, Enrolment.id == Participant.enrolment_id)
        .join(Intake, Intake.id == Enrolment.intake_id)
        .join(Publication, Publication.id == Intake.publication_id)
        .where(Enrolment.state.in_(LIVE))
    )
    towns = towns_of(staff)
    query = query.where(Publication.town.in_(towns)) if towns is not None else query
    counted: dict[str, dict[str, list[int]]] = {name: {} for name in TITLES}
    for channel, town, year, state, begins in session.execute(query):
        said = {
            "channel": say(request, CHANNEL_NAMES[channel]),
            "town": _town(request, town),
            "age": band(begins.year - year),
        }
        for name, value in said.items():
            counted[name].setdefault(value, [0, 0])[state == WAITING] += 1
    return counted


def _refused(request: Request, session: ReadSession, staff: Staff) -> Mapping[str, Mapping[str, list[int]]]:
    query = (
        select(RefusalCount.reason, Publication.town, RefusalCount.age, func.sum(RefusalCount.times))
        .join(Intake, Intake.id == RefusalCount.intake_id)
        .join(Publication, Publication.id == Intake.publication_id)
        .group_by(RefusalCount.reason, Publication.town, RefusalCount.age)
    )
    towns = towns_of(staff)
    query = query.where(Publication.town.in_(towns)) if towns is not None else query
    counted: dict[str, dict[str, list[int]]] = {name: {} for name in REFUSED_TITLES}
    for reason, town, age, times in session.execute(query):
        said = {
            "reason": say(request, REASON_NAMES.get(reason, reason)),
            "town": _town(request, town),
            "age": age or say(request, msgid("Not said")),
        }
        for name, value in said.items():
            counted[name].setdefault(value, [0])[0] += times
    return counted


def _town(request: Request, town: str | None) -> str:
    return town_name(request)(town) or say(request, msgid("The whole district"))


def _ordered(
    request: Request, titles: Mapping[str, str], counted: Mapping[str, Mapping[str, list[int]]]
) -> list[tuple[str, list[tuple[str, list[int]]]]]:
    return [(say(request, titles[name]), sorted(rows.items())) for name, rows in counted.items()]
