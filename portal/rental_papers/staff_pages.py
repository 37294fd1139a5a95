"""What the counter prints: the list of a day to work from by hand, contract, receipts, and stickers by the sheet."""

from datetime import date
from typing import Any

from fastapi import APIRouter, Request
from starlette.responses import Response

from portal.db.sessions import ReadSession
from portal.kernel.clock import LOCAL
from portal.kernel.errors import NotFound
from portal.kernel.msgid import msgid
from portal.kernel.names import mask_name
from portal.kernel.phone import mask
from portal.kernel.reference import group
from portal.kernel.saying import gap, say_date, say_money, say_phone
from portal.loans import store as loans
from portal.loans.model import Loan
from portal.offline import links
from portal.paper.sheets import DISTRICT_LINE, code, common, phone, printed, row
from portal.people.doors import Staff
from portal.privacy import service as privacy
from portal.rental_desk import money, store
from portal.rental_desk.rules import rent_due
from portal.rental_desk.staff_pages import Desk, a_day, day_in, place_in
from portal.rental_desk.steps import Counter
from portal.requests import looking
from portal.stock.model import Item, Label, Station, words_of
from portal.web.csrf import Typed
from portal.web.sessions import Reading, Writing
from portal.web.view import page, path_for, preferences, say, see_other

router = APIRouter(prefix="/staff/rentals")
BATCH = 21  # one sheet of stickers
BLANK_ENTRIES = 3
LINE = "________________"
PROMISES = (
    msgid("The device was cleaned, disinfected and checked before you got it. You may see the record."),
    msgid("Use it as you were shown. If it is broken, stop using it and scan the sticker on it, or call the station."),
    msgid("Give it back on the day above. To keep it longer, call before that day."),
    msgid("The deposit comes back after it was looked at. Whatever is kept back is explained to you in writing."),
    msgid("If it is lost, tell the station at once."),
)
BLANKS = (msgid("Number of the device"), msgid("Time"), msgid("Deposit"), msgid("Rent"), msgid("By"), msgid("Seen"))


@router.get("/day.pdf", name="rental_papers.day")
def day(request: Request, session: Reading, staff: Desk) -> Response:
    """A day that can be run from this list alone, without a computer, and keyed in afterwards."""
    chosen = day_in(request) or request.app.state.clock.today()
    place = place_in(request, session)
    if place is None:  # a list is of one station
        return see_other(path_for(request, "rental_desk.day"))
    now = request.app.state.clock.now()
    if not privacy.is_unmasked(session, _list_of(place, chosen), by=staff, now=now):
        return see_other(f"{path_for(request, 'rental_desk.day')}?station={place.slug}&day={chosen}")
    fetching, returning = loans.visits(session, place, chosen)
    language = preferences(request).language
    said = msgid("Keep this list. When there is a computer again, key in each line with the day on which it happened.")
    blank = {
        "name": say(request, msgid("Name:")) + LINE,
        "phone": say(request, msgid("Phone:")) + LINE,
        "lines": [say(request, BLANK_LINE)],
        "checks": [],
    }
    sections = (
        (msgid("To be fetched or brought"), [_entry(request, session, staff, loan, "out") for loan in fetching]),
        (msgid("To come back"), [_entry(request, session, staff, loan, "in") for loan in returning]),
        (msgid("Who comes without having booked"), [blank] * BLANK_ENTRIES),
    )
    facts = common(request, title=f"{words_of(place.name, language)} {say_date(chosen, language)}") | {
        "lead": say(request, said),
        "sections": [{"heading": say(request, name), "entries": entries} for name, entries in sections],
        "blanks": [say(request, blank) for blank in BLANKS],
        "ready_heading": say(request, msgid("Clean and checked, on the shelf")),
        "ready": _ready(request, store.items(session, place, "ready"), {loan.item_id for loan in fetching}),
    }
    return printed(request, "day", facts, f"day-{place.slug}-{chosen}", private=True)


@router.post("/day-list", name="rental_papers.read_day")
def read_day(request: Request, session: Writing, staff: Desk, typed: Typed) -> Response:
    """Why the names of this day are read; each of the people on the list can see it."""
    place, chosen = loans.station(session, str(typed.get("station", ""))), a_day(str(typed.get("day", "")))
    reason = looking.reason_in(typed)
    if chosen is None or reason is None:
        raise NotFound
    among = [looking.subject_of(loan) for listed in loans.visits(session, place, chosen) for loan in listed]
    now = request.app.state.clock.now()
    privacy.unmask(session, _list_of(place, chosen), reason=reason, by=staff, at=now, among=among)
    return see_other(f"{path_for(request, 'rental_papers.day')}?station={place.slug}&day={chosen}")


def _list_of(place: Station, chosen: date) -> str:
    return f"rentals-day:{place.slug}:{chosen}"


BLANK_LINE = msgid("Year of birth: ________  Device: ________________  Back on: ________________")


def _entry(request: Request, session: ReadSession, staff: Staff, loan: Loan, kind: str) -> dict[str, Any]:
    """Who was booked after the reason was given stands there covered."""
    full = looking.is_open(request, session, staff, loan)
    counter: Counter = request.app.state.rental_counter
    language, senior = preferences(request).language, loan.party("senior")
    number = next((party.phone for party in reversed(loan.parties) if party.phone), None)
    deposit, rent = say_money(loan.deposit_fen, language), say_money(_rent(loan), language)
    held = say_money(loan.deposit_held, language) if loan.deposit_held else say(request, msgid("0 yuan"))
    money_line = (
        say(request, msgid("Deposit %(deposit)s, rent for these days %(rent)s"), deposit=deposit, rent=rent)
        if kind == "out"
        else say(request, msgid("Deposit held: %(fen)s"), fen=held)
    )
    shown = str if full else mask_name
    item = [loan.item.number] if loan.item else []
    days = f"{say_date(loan.start_day, language)} - {say_date(loan.end_day, language)}"
    brought = [say(request, msgid("Brought to the home"))] if loan.is_delivered and kind == "out" else []
    return {
        "name": shown(senior.name) if senior else "",
        "about": [_device(request, loan), *item],
        "phone": (say_phone(number) if full else mask(number)) if number else "",
        "lines": [f"{group(loan.reference)} · {days}", money_line, *brought],
        "checks": [words_of(one, language) for one in counter.checks(kind, loan.terms.device_class)],
    }


def _ready(request: Request, items: Any, promised: set[int | None]) -> list[str]:
    """What may be lent to whoever comes by, a line for each model."""
    found: dict[str, list[str]] = {}
    for item in items:
        if item.id not in promised:
            found.setdefault(_name(request, item), []).append(item.number)
    return [f"{name}: {', '.join(numbers)}" for name, numbers in found.items()]


def _name(request: Request, item: Item) -> str:
    return words_of(request.app.state.loan_catalogue.models[item.terms.device].name, preferences(request).language)


def _device(request: Request, loan: Loan) -> str:
    return words_of(request.app.state.loan_catalogue.models[loan.terms.device].name, preferences(request).language)


def _rent(loan: Loan) -> int:
    return rent_due(loan.rent_fen_month, (loan.end_day - loan.start_day).days + 1)


@router.get("/loans/{reference}/contract.pdf", name="rental_papers.contract")
def contract(request: Request, session: Reading, staff: Desk, reference: str) -> Response:
    """In large type, to be read out and signed; a copy goes along with the device."""
    loan = loans.by_reference(session, reference)
    if not looking.is_open(request, session, staff, loan):
        return see_other(path_for(request, "rental_desk.work", reference=reference))
    language = preferences(request).language
    days = msgid("%(start)s to %(end)s")
    facts = _facts(request, loan.station, say(request, msgid("Contract of a loan"))) | {
        "rows": _rows(
            request,
            [
                *_head(request, loan),
                (msgid("Number of the device"), loan.item.number if loan.item else LINE),
                (
                    msgid("Days"),
                    say(request, days, start=say_date(loan.start_day, language), end=say_date(loan.end_day, language)),
                ),
                (msgid("Rent for these days"), say_money(_rent(loan), language)),
                (msgid("Deposit"), say_money(loan.deposit_fen, language)),
            ],
        ),
        "groups": [
            {
                "name": "terms",
                "label": say(request, msgid("What we agree")),
                "lines": [say(request, p) for p in PROMISES],
            },
            _signatures(request),
        ],
        "code": code(request, links.address(request.app.state.settings.public_url, loan.code), "counter"),
    }
    return printed(request, "sheet", facts, f"contract-{loan.reference}", private=True)


@router.get("/loans/{reference}/receipts/{receipt}.pdf", name="rental_papers.receipt")
def receipt(request: Request, session: Reading, staff: Desk, reference: str, receipt: str) -> Response:
    """One line of the ledger, for whoever gave or got the money."""
    loan = loans.by_reference(session, reference)
    line = next((one for one in loan.ledger if one.receipt == receipt), None)
    if line is None:
        raise NotFound
    if not looking.is_open(request, session, staff, loan):
        return see_other(path_for(request, "rental_desk.work", reference=reference))
    language = preferences(request).language
    reason = [(msgid("Why"), line.reason)] if line.reason else []
    taken_back = say(request, msgid("Taken back:")) + gap(language) if line.reverses else ""
    facts = _facts(request, loan.station, say(request, msgid("Receipt"))) | {
        "lead": f"{taken_back}{say(request, money.NAMES[line.kind])} {say_money(line.fen, language)}",
        "rows": _rows(
            request,
            [
                (msgid("Number of the receipt"), group(line.receipt)),
                (msgid("Day"), say_date(line.at.astimezone(LOCAL).date(), language)),
                *_head(request, loan),
                (msgid("How it is paid"), say(request, money.MEANS[line.means])),
                *reason,
            ],
        ),
        "groups": [_signatures(request)],
        "code": code(request, links.address(request.app.state.settings.public_url, loan.code), "counter"),
    }
    return printed(request, "sheet", facts, f"receipt-{line.receipt}", private=True)


def _facts(request: Request, place: Station, title: str) -> dict[str, Any]:
    name = words_of(place.name, preferences(request).language)
    return common(request, title=title, kind=name) | {"phone": phone(request, place.phone, name), "flows": True}


def _head(request: Request, loan: Loan) -> list[tuple[str, str]]:
    people = {party.role: party.name for party in loan.parties}
    helper = [(msgid("Helper"), people["helper"])] if "helper" in people else []
    return [
        (msgid("Number of the loan"), group(loan.reference)),
        (msgid("Device"), _device(request, loan)),
        (msgid("Senior"), people.get("senior", "")),
        *helper,
    ]


def _rows(request: Request, rows: list[tuple[str, str]]) -> list[dict[str, str]]:
    return [row(f"row{number}", say(request, label), text) for number, (label, text) in enumerate(rows)]


def _signatures(request: Request) -> dict[str, Any]:
    lines = (
        msgid("Signature of the senior or the family, day: %(line)s"),
        msgid("Signature of the station, day: %(line)s"),
    )
    return {
        "name": "signatures",
        "label": say(request, msgid("Signature")),
        "lines": [say(request, one, line=LINE) for one in lines],
    }


@router.get("/labels", name="rental_papers.labels")
def labels(request: Request, session: Reading, staff: Desk) -> Response:
    """Stickers that are still blank, and a button for a sheet more of them."""
    blank = store.blank_labels(session)
    return page(request, "rental_papers/labels.html", private=True, staff=staff, blank=blank, batch=BATCH)


@router.get("/labels.pdf", name="rental_papers.label_sheet")
def label_sheet(request: Request, session: Reading, staff: Desk) -> Response:
    """The page with the button, which says so, where there is no blank one: no sheet of empty frames."""
    del staff
    blank = store.blank_labels(session)
    if not blank:
        return see_other(path_for(request, "rental_papers.labels"))
    public_url = request.app.state.settings.public_url
    facts = common(request, title=say(request, msgid("Blank stickers"))) | {
        "labels": [
            {
                "name": say(request, msgid("Scan me, or call %(number)s"), number=DISTRICT_LINE),
                "number": say(request, msgid("How to use, broken, give back")),
                "phone": label.code,
                "code": code(request, links.address(public_url, label.code), "counter", level="Q"),
            }
            for label in blank
        ]
    }
    return printed(request, "labels", facts, "stickers", private=True)


@router.post("/labels", name="rental_papers.make_labels")
def make_labels(request: Request, session: Writing, staff: Desk, typed: Typed) -> Response:
    del typed, staff
    now = request.app.state.clock.now()
    for _ in range(BATCH):
        made = links.mint(session, "/rentals", at=now)
        links.lead(session, made, f"/sticker/{made}")
        session.add(Label(code=made, made_at=now))
    return see_other(path_for(request, "rental_papers.labels"))
