"""A booking as a kind of request: its steps, and what happens when it is sent or cancelled."""

from collections.abc import Mapping, Sequence
from contextlib import suppress
from datetime import date
from functools import partial
from pathlib import Path
from typing import Any

from fastapi import Request
from sqlalchemy import select

from portal.borrowing import questions
from portal.db.lookups import to_keep
from portal.db.sessions import ReadSession, WriteSession
from portal.drafting import people
from portal.drafting.model import Answers
from portal.drafting.steps import Step
from portal.kernel.clock import LOCAL
from portal.kernel.msgid import msgid
from portal.kernel.saying import say_date, say_phone
from portal.loans import days, service, store, waiting
from portal.loans.model import Loan
from portal.loans.rules import STATION, WAITLISTED, identity
from portal.publishing.model import Publication
from portal.requests.kinds import RequestKind
from portal.stock.catalogue import Catalogue, load
from portal.stock.model import words_of
from portal.web.view import preferences, say

PATH = "/borrow"


def fill(made: Loan, answers: Answers) -> None:
    made.is_delivered = questions.delivers(answers)


def complete(session: WriteSession, made: Loan, answers: Answers) -> None:
    """Whose it is; days, station and price as they stand now."""
    senior = answers["senior"]
    made.person = to_keep(session, Loan.person, identity(senior["name"], senior["birth_year"]))
    slug, start = questions.day_of(answers, asked=made.created_at.astimezone(LOCAL).date())
    terms, station = store.terms_of(session, questions.device_of(answers)), store.station(session, slug)
    made.terms_id, made.station_id, made.town = terms.id, station.id, station.town
    made.start_day, made.end_day = start, days.last_day(station, start, questions.length_of(answers))
    made.rent_fen_month, made.deposit_fen = price_of(session, terms.device)


def price_of(session: ReadSession, device: str) -> tuple[int, int]:
    """Rent for a month and deposit from the catalogue, which staff may change at their desk."""
    shown: Any = session.scalar(select(Publication).where(Publication.kind == "device", Publication.slug == device))
    return int(getattr(shown, "rent_fen_month", 0) or 0), int(getattr(shown, "deposit_fen", 0) or 0)


def brought(catalogue: Catalogue, typed: Mapping[str, Any]) -> Mapping[str, Any]:
    """The device and the day whose link was followed; whatever is not the name of one is left out."""
    device, station, day = (str(typed.get(name, "")) for name in ("device", "station", "day"))
    found: dict[str, Any] = {}
    if device in catalogue.models:
        found["device"] = device
    if station in catalogue.stations:
        found["station"] = station
    with suppress(ValueError):
        found["day"] = date.fromisoformat(day)
    return found


def prefill(catalogue: Catalogue, typed: Mapping[str, Any]) -> Answers:
    found = brought(catalogue, typed)
    answers = {"device": {"device": found["device"]}} if "device" in found else {}
    if "station" in found and "day" in found:
        wish = questions.key_of(found["station"], found["day"])
        answers[questions.WISH] = {"station": found["station"], "day": wish}
    return answers


def outdated(request: Request, session: ReadSession, answers: Answers) -> str | None:
    """Somebody may have been faster: then the page with the days is asked again."""
    if questions.waits(answers):
        return None
    today = request.app.state.clock.today()
    slug, start = questions.day_of(answers, asked=today)
    terms, station = store.terms_of(session, questions.device_of(answers)), store.station(session, slug)
    length = questions.length_of(answers)
    return "day" if days.problem(session, terms, station, start, today=today, length=length) else None


def follow(request: Request, session: WriteSession, loan: Loan, event: str) -> None:
    """Sent: keep the days, or a place in the line. Cancelled: whoever waits gets them."""
    state = request.app.state
    now, today = state.clock.now(), state.clock.today()
    if event == loan.life.sent.event:
        if questions.waits(loan.revisions[0].answers):
            waiting.join(session, loan, at=now)
        else:
            service.promise(session, loan, at=now, today=today)
    if event == "withdraw":
        service.let_go(session, loan)
        waiting.leave(session, loan, at=now)
        waiting.offer(session, loan.terms, loan.station, at=now, today=today, workdays=state.workdays)
    state.loan_teller.tell(session, loan, at=now)
    state.loan_teller.tell_moved(session, at=now)


def facts(request: Request, session: ReadSession, loan: Loan) -> Mapping[str, Any]:
    catalogue: Catalogue = request.app.state.loan_catalogue
    return {
        "model": catalogue.models[loan.terms.device],
        "before": store.waits(session, loan),
        "offer": store.open_offer(session, loan),
        "late": loan.late(request.app.state.clock.today()),
    }


def asked(request: Request, loan: Loan) -> Sequence[tuple[str, str]]:
    """What a family wants to read on its slip: which device, where, and which days."""
    catalogue: Catalogue = request.app.state.loan_catalogue
    language = preferences(request).language
    found = [
        (msgid("State"), say(request, loan.state_name)),
        (msgid("Device"), catalogue.models[loan.terms.device].name[language]),
        (msgid("Station"), words_of(loan.station.name, language)),
        (msgid("Phone"), say_phone(loan.station.phone)),
    ]
    if loan.state == WAITLISTED:
        return found
    first, last = (say_date(day, language) for day in (loan.start_day, loan.end_day))
    return [*found, (msgid("From"), first), (msgid("Give back on"), last)]


def next_step(request: Request, loan: Loan) -> str:
    """Whoever waits is promised nothing but a call, and whoever was called already no second one."""
    del request
    if loan.state == WAITLISTED:
        return msgid("When one is free we call you. Until then you need do nothing.")
    if loan.version > 1:
        return ""
    return msgid("By %(day)s we call to confirm it. Rent and deposit are paid when you get it, and you get a receipt.")


def no_advice(answers: Answers) -> None:
    """Whoever needs a device may borrow it."""
    del answers


def kind(content: Path) -> RequestKind:
    """The kind with its steps; what can be borrowed is read from the content."""
    catalogue = load(content)

    def town(answers: Answers) -> str:
        del answers
        return ""  # `complete` knows the station, and with it the town

    about = (
        Step(
            "device", msgid("What would you like to borrow?"), partial(questions.device_form, catalogue), clears=AFTER
        ),
        Step(
            "fit",
            msgid("Does it fit?"),
            partial(questions.fit_form, catalogue),
            clears=("consents",),
            lead=msgid("Whoever is not sure leaves it empty. We measure together at the station."),
            shown=partial(questions.asks_fit, catalogue),
            decided_by="device",
        ),
        Step(
            "station",
            msgid("Where do you get it?"),
            partial(questions.station_form, catalogue),
            clears=("day", "consents"),
        ),
        Step("length", msgid("For how long?"), partial(questions.length_form, catalogue), clears=("day",)),
        Step(
            "day",
            msgid("From which day?"),
            partial(questions.day_form, catalogue),
            lead=msgid("These days are free. The last day is when you give it back; you may ask for longer later."),
        ),
    )
    return RequestKind(
        model=Loan,
        path=PATH,
        title=msgid("Borrow a device"),
        steps=(*about, *_PEOPLE),
        town=town,
        advice=no_advice,
        fill=fill,
        complete=complete,
        brought=partial(brought, catalogue),
        prefill=partial(prefill, catalogue),
        outdated=outdated,
        template="loans/show.html",
        facts=facts,
        asked=asked,
        next_step=next_step,
        follow=follow,
        work="rental_desk.work",
        desk=STATION,
    )


AFTER = ("fit", "station", "length", "day", "consents")
_PEOPLE = (
    people.FOR_WHOM_PAGE,
    people.SENIOR_PAGE,
    people.HELPER_PAGE,
    *people.home_pages(shown=questions.delivers, decided_by="station"),
    people.CONTACT_PAGE,
    Step(
        "consents",
        msgid("May we use these facts?"),
        questions.consent_form,
        lead=msgid("Only the station that lends it to you sees them."),
    ),
)
