"""The year in numbers for the desks, and as a table to take away."""

from collections.abc import Iterator

from fastapi import APIRouter, Request
from starlette.responses import Response

from portal.home_modification_case import states, year
from portal.home_modification_case.office import Office
from portal.home_modification_case.year import Year
from portal.home_modification_desks.forms import GROUPS
from portal.home_modification_desks.staff_pages import AtDesk
from portal.home_modifications import lifts
from portal.kernel.msgid import msgid
from portal.web.places import town_name
from portal.web.sessions import Reading
from portal.web.sheets import Cell, xlsx
from portal.web.view import page, preferences, say

router = APIRouter(prefix="/staff/home-modifications/year")

MOST_NEXT = 50


@router.get("", name="home_modification_desks.year")
def show(request: Request, session: Reading, staff: AtDesk) -> Response:
    office = request.app.state.modification_office
    found = year.of(session, office, _year(request))
    return page(
        request,
        "home_modification_desks/year.html",
        private=True,
        staff=staff,
        it=found,
        next_ones=found.next_ones[:MOST_NEXT],
        planned=year.planned(session),
        office=office,
        years=sorted(office.budgets),
        town_name=town_name(request),
        state_names={key: one.name for key, one in states.STATES.items()},
        group_names=dict(GROUPS),
        lifts=lifts.by_building(session),
        village_name=lambda code: getattr(request.app.state.divisions.village(code), "name", ""),
    )


@router.get("/table", name="home_modification_desks.year_table")
def table(request: Request, session: Reading, staff: AtDesk) -> Response:
    del staff
    office = request.app.state.modification_office
    found = year.of(session, office, _year(request))
    header = [say(request, word) for word in (msgid("What"), msgid("Which"), msgid("How many"))]
    return xlsx(f"home-modifications-{found.year}", header, _rows(request, office, found, year.planned(session)))


def _rows(request: Request, office: Office, it: Year, planned: dict[int, int]) -> Iterator[list[Cell]]:
    """Amounts in yuan, since that is what a table is read in."""
    language, groups = preferences(request).language, dict(GROUPS)
    named = town_name(request)
    for town, number in it.by_town.items():
        yield [say(request, msgid("Asked, by town")), named(town), number]
    for room, number in it.by_room.items():
        yield [say(request, msgid("Asked, by room")), office.rooms[room][language], number]
    for item, number in it.by_item.items():
        yield [say(request, msgid("Items that would help")), office.items[item][language], number]
    for item, number in planned.items():
        yield [say(request, msgid("Items in plans")), office.items[item][language], number]
    for state, number in it.waiting.items():
        yield [say(request, msgid("Open now")), say(request, states.STATES[state].name), number]
    for group, number in it.served.items():
        yield [say(request, msgid("Households helped")), say(request, groups[group]) if group else "", number]
    for state, days in it.days.items():
        yield [say(request, msgid("Days in each step, median")), say(request, states.STATES[state].name), str(days)]
    for label, fen in (
        (msgid("Budget"), it.budget_fen),
        (msgid("Approved"), it.approved_fen),
        (msgid("Paid"), it.paid_fen),
        (msgid("Left"), it.left_fen),
    ):
        yield [say(request, msgid("Money in yuan")), say(request, label), f"{fen / 100:.2f}"]


def _year(request: Request) -> int:
    asked, now = request.query_params.get("year", ""), request.app.state.clock.today().year
    return int(asked) if asked.isascii() and asked.isdigit() and len(asked) == len(str(now)) else now
