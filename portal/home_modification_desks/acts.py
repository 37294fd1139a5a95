"""What a desk can do with a case: each act its address, its step of the table, its form, and what it writes."""

from collections.abc import Callable
from dataclasses import dataclass, replace
from datetime import date, timedelta
from typing import Any

from portal.db.sessions import WriteSession
from portal.home_modification_case import service
from portal.home_modification_case.model import BOOKED, DONE, MOVED, CaseVisit, HomeModification
from portal.home_modification_case.office import Office
from portal.home_modification_case.rules import FOLLOW_UP_DAYS, WARRANTY_DAYS
from portal.home_modification_case.service import Hand
from portal.home_modification_desks import forms
from portal.kernel.digits import whole
from portal.kernel.errors import NotFound, Refusal
from portal.kernel.money import parse_yuan
from portal.kernel.msgid import msgid
from portal.kernel.phone import normalise
from portal.kernel.reference import normalise_reference
from portal.people.model import StaffMember
from portal.representation.service import Deed
from portal.requests import store
from portal.requests.forms import NoteForm
from portal.requests.model import Revision
from portal.requests.rules import lines
from portal.web.fields import Form, text


@dataclass(frozen=True)
class Desk:
    """Somebody at a desk with a case before them."""

    session: WriteSession
    case: HomeModification
    hand: Hand
    office: Office
    today: date
    deed: Deed


@dataclass(frozen=True)
class Act:
    """One thing to do; `writes` fills in what the step needs before it is taken."""

    noun: str
    event: str
    title: str
    form: type[Form] = forms.NothingForm
    writes: Callable[[Desk, Form], None] | None = None
    # It leads to a page of its own, where its form stands.
    page: str | None = None

    def writing(self, writes: Callable[["Desk", Form], None]) -> "Act":
        """The same with what a page of its own writes."""
        return replace(self, writes=writes)


def take(desk: Desk, act: Act, form: Form) -> None:
    """Write what the step needs and take it; raises `Refusal` or `Stale`."""
    if act.writes is not None:
        act.writes(desk, form)
    service.move(desk.session, desk.case, act.event, desk.hand, desk.office, note=lines_of(form))


def lines_of(form: Form) -> list[str]:
    return lines(text(form["note"])) if "note" in form else []


def _consent(desk: Desk, form: Form) -> None:
    for party in desk.case.parties:
        if party.consent_state == "pending":
            party.consent_state = "verified"
    desk.case.consent_how, desk.case.group_code = text(form["how"]), text(form["group"])
    desk.case.identity_seen = bool(form["identity"].data)


def _answer(desk: Desk, form: Form) -> None:
    """What the family said by phone or at the counter is a revision like one that it typed."""
    last = desk.case.revisions[-1]
    answers = {**last.answers, f"answer-{last.number}": {"answer": text(form["note"])}}
    desk.case.revisions.append(Revision(number=last.number + 1, answers=answers, at=desk.hand.at))


def _merge(desk: Desk, form: Form) -> None:
    try:
        other = store.by_reference(desk.session, normalise_reference(text(form["other"])))
    except NotFound:
        other = None
    if other is None or other.id == desk.case.id or other.service != desk.case.service:
        raise Refusal(msgid("Please type the number of the request that goes on."), field="other")
    desk.case.merged_into = other.reference


def _visit(desk: Desk, form: Form) -> None:
    day: date = form["day"].data
    if day < desk.today or not desk.office.workdays.is_working(day):
        raise Refusal(msgid("Please choose a working day, today or later."), field="day")
    who = desk.session.get(StaffMember, whole(text(form["who"])) or 0)
    if who is None or "assessor" not in {role.role for role in who.roles}:
        raise Refusal(msgid("Please choose who goes."), field="who")
    _move_visits(desk, MOVED)
    desk.session.flush()  # the half day that was given up is free before the new one is asked for
    desk.case.visits.append(
        CaseVisit(kind="look", day=day, half=text(form["half"]), staff_id=who.id, staff_name=who.name, state=BOOKED)
    )


def _postpone(desk: Desk, form: Form) -> None:
    desk.case.wished_on = form["day"].data
    _move_visits(desk, MOVED)


def _move_visits(desk: Desk, state: str) -> None:
    for visit in desk.case.visits:
        if visit.state == BOOKED:
            visit.state = state


def _approve(desk: Desk, form: Form) -> None:
    del form
    case = desk.case
    case.budget_left = service.budget_left(desk.session, desk.office, desk.today.year)
    case.approved_fen, case.approved_on = case.subsidy_fen, desk.today


def _builder(desk: Desk, form: Form) -> None:
    day: date = form["day"].data
    if day < desk.today:
        raise Refusal(msgid("Please choose a day from today on."), field="day")
    desk.case.builder, desk.case.works_by = text(form["name"]).strip(), day
    desk.case.builder_phone = normalise(text(form["phone"]))


def _opinion(desk: Desk, form: Form) -> None:
    desk.case.opinion = text(form["opinion"])
    desk.case.warranty_until = desk.today + timedelta(days=WARRANTY_DAYS)


def _pay(desk: Desk, form: Form) -> None:
    case, amount = desk.case, parse_yuan(text(form["amount"])) or 0
    if amount > min(case.approved_fen or 0, case.cap_fen or 0):
        raise Refusal(msgid("The amount is over what was approved."), field="amount")
    case.paid_fen, case.paid_on, case.receipt_no = amount, desk.today, text(form["receipt"]).strip()
    case.follow_up_on = desk.today + timedelta(days=FOLLOW_UP_DAYS)


def _followed_up(desk: Desk, form: Form) -> None:
    del form
    desk.case.follow_up_on = None


def _hold(desk: Desk, form: Form) -> None:
    day: date = form["day"].data
    if day <= desk.today:
        raise Refusal(msgid("Please choose a day after today."), field="day")


ACTS: tuple[Act, ...] = (
    Act("consent", "verify_consent", msgid("The senior agrees"), forms.ConsentForm, _consent),
    Act("acceptance", "accept", msgid("Accept it")),
    Act("correction", "ask", msgid("Ask once for everything that is missing"), NoteForm),
    Act("second-correction", "ask_again", msgid("Ask a second time, with the reason"), NoteForm),
    Act("answer", "answer", msgid("The family has answered"), NoteForm, _answer),
    Act("non-acceptance", "decline", msgid("Do not accept it: why, and whom to ask instead"), NoteForm),
    Act("merger", "merge", msgid("It is the same as another one"), forms.MergeForm, _merge),
    Act("passing", "pass", msgid("It fits: on to the visit, with the reason"), NoteForm),
    Act("booking", "book_visit", msgid("Set a day for the visit"), forms.VisitForm, _visit),
    Act("postponement", "postpone", msgid("The family asks for another day"), forms.AnotherDayForm, _postpone),
    Act("report", "report", msgid("Fill in the visit form"), page="home_modification_desks.visit"),
    Act("plan", "propose", msgid("Make the plan"), page="home_modification_desks.plan"),
    Act("agreement", "agree", msgid("The household agrees to the plan"), forms.AgreementForm),
    Act("change", "change", msgid("The household wants a change"), NoteForm),
    Act("approval", "approve", msgid("Approve it"), forms.NothingForm, _approve),
    Act("return", "send_back", msgid("Send the plan back, with the reason"), NoteForm),
    Act("refusal", "refuse", msgid("Refuse it, with the reason"), NoteForm),
    Act("appeal", "appeal", msgid("The family asks that somebody else looks"), NoteForm),
    Act("builder", "name_builder", msgid("Name the builder"), forms.BuilderForm, _builder),
    Act("completion", "finish", msgid("The works are done")),
    Act("defects", "fail", msgid("Something has to be mended, one thing a line"), NoteForm),
    Act("mending", "mend", msgid("It was mended"), forms.OptionalNoteForm),
    Act("inspection", "pass_works", msgid("The works are done well"), forms.OpinionForm, _opinion),
    Act("repair", "pass_repair", msgid("It was mended well")),
    Act("payment", "pay", msgid("The money was paid"), forms.PaymentForm, _pay),
    Act("follow-up", "follow_up", msgid("Write down how it goes"), NoteForm, _followed_up),
    Act("claim", "claim", msgid("Something broke within the warranty"), NoteForm),
    Act("rest", "hold", msgid("Let it rest"), forms.HoldForm, _hold),
    Act("going-on", "go_on", msgid("Let it go on")),
    Act("extension", "extend", msgid("Give the desk more time, once"), forms.ExtendForm),
    Act("record", "correct_record", msgid("Put something right that was written down wrongly"), NoteForm),
    Act("helper-end", "forbid_helper", msgid("The senior ends the helper's part")),
    Act("wish", "wish_to_withdraw", msgid("The helper wishes to withdraw it")),
    Act("withdrawal", "withdraw", msgid("The senior withdraws it"), NoteForm),
)
BY_NOUN = {act.noun: act for act in ACTS}


def afterwards(desk: Desk, act: Act, form: Form) -> None:
    """What can only be written once the step was taken, in the same transaction."""
    case = desk.case
    if act.event == "hold":
        case.hold_until = form["day"].data
    elif act.event == "extend":
        case.extra_days = int(form["days"].data)
    elif act.event == "appeal":
        case.appealed = True
    elif act.event == "report":
        for visit in case.visits:
            visit.state = DONE if visit.state == BOOKED else visit.state
    elif act.event == "forbid_helper":
        service.forget_helper(desk.session, case, desk.deed)
    service.due(case, desk.office, at=desk.hand.at)


def open_to(case: HomeModification, roles: frozenset[str], today: date) -> list[Act]:
    """What somebody with these roles may do now; what cannot be meant is not offered."""
    events: Any = set(case.life.open_events(case.state, "desk", roles)) - _not_meant(case, today)
    return [act for act in ACTS if act.event in events]


def _not_meant(case: HomeModification, today: date) -> set[str]:
    """Resting or not, paid or not, with a helper or without, within the warranty or after it."""
    resting, paid = case.hold_until is not None, case.paid_on is not None
    return {
        *(("hold", "extend") if resting else ("go_on",)),
        "pass_works" if paid else "pass_repair",
        *(() if case.has_helper else ("forbid_helper", "wish_to_withdraw")),
        *(() if case.visit_now is not None else ("postpone",)),
        *(("appeal",) if case.appealed else ()),
        *(() if case.warranty_until is not None and today <= case.warranty_until else ("claim",)),
        "ask" if any(event.event == "ask" for event in case.events) else "ask_again",
    }
