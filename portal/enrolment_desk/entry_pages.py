"""Entering a walk-in or a call on one page, by the same rules as online, and the slip that is handed over."""

import secrets
from typing import Any

from fastapi import APIRouter, Request
from starlette.responses import Response

from portal.db.sessions import ReadSession, WriteSession
from portal.drafting.model import Draft
from portal.drafting.questions import MYSELF
from portal.enrolment_desk.desks import Desk, enrolment_of, facts, intake_of, may_hand_over, written_down
from portal.enrolment_desk.forms import EntryForm
from portal.enrolments import entering, store
from portal.enrolments.model import Intake
from portal.enrolments.rules import ALREADY, CLOSED
from portal.kernel.errors import Refusal
from portal.people.callers import brought
from portal.people.doors import Staff
from portal.privacy import service as privacy
from portal.signing_up import checking, things
from portal.signing_up.forms import may_ask
from portal.signing_up.journey import SignUpJourney
from portal.web.csrf import Typed
from portal.web.fields import text
from portal.web.sessions import Reading, Writing, database_of
from portal.web.view import page, path_for, say, see_other

router = APIRouter(prefix="/staff/enrolments")
MORE = ("experience", "companion", "family_consent", "health_note")


@router.get("/{number}/entry", name="enrolment_desk.entry")
def entry(request: Request, session: Reading, staff: Desk, number: int) -> Response:
    intake = intake_of(session, staff, number)
    usual = {"family_consent": "none", "experience": "none", "channel": "counter", "caller": "senior"}
    known = usual | brought(request.query_params) | {"submit_key": secrets.token_urlsafe(24)}
    return _page(request, staff, intake, EntryForm(data=known))


@router.post("/{number}/entry", name="enrolment_desk.enter")
def enter(request: Request, session: Writing, staff: Desk, number: int, typed: Typed) -> Response:
    """A walk-in or a call, in one go; who entered it is written down."""
    intake = intake_of(session, staff, number)
    form = EntryForm(typed)
    form.this_year = request.app.state.clock.today().year
    journey = SignUpJourney(intake=intake, this_year=form.this_year)
    made = _made(request, session, staff, journey, form) if form.validate() else None
    if made is None:
        there = _there(request, session, journey, form)
        return _page(request, staff, intake, form, there=there, status=422)
    subject, at = f"enrolment:{made.id}", request.app.state.clock.now()
    version = request.app.state.privacy_register.notice.version
    privacy.keep_notice(session, subject, version=version, consents={"health": bool(form.health.data)}, at=at)
    came = {"channel": text(form.channel), "caller": text(form.caller)}
    written_down(request, session, staff, "entered", subject, **came)
    return see_other(path_for(request, "enrolment_desk.slip", reference=made.reference))


@router.get("/slips/{reference}", name="enrolment_desk.slip")
def slip(request: Request, session: Reading, staff: Desk, reference: str) -> Response:
    """What is printed and handed over: to whoever was just entered, or with a reason that is written down."""
    found = enrolment_of(session, staff, reference)
    if not may_hand_over(request, session, staff, found):
        return see_other(path_for(request, "enrolment_desk.work", reference=found.reference))
    given = things.facts_of_enrolment(request, session, found)
    return page(request, "enrolment_desk/slip.html", private=True, staff=staff, **given)


def _made(
    request: Request, session: WriteSession, staff: Staff, journey: SignUpJourney, form: EntryForm
) -> entering.Receipt | None:
    """The enrolment, or None with the reason at its field and one more in the count of refusals."""
    clock, keyring, answers = request.app.state.clock, database_of(request).keyring, _answers(form)
    problem = checking.problem(session, journey, answers, keyring=keyring)
    if problem is not None:
        form[problem.field].errors = [say(request, problem.unmet.key, **problem.unmet.facts)]
        checking.count(session, journey, problem, today=clock.today())
        return None
    draft = Draft(answers=answers, channel=text(form.channel), submit_key=text(form.submit_key))
    wanted = journey.form(draft, entered_by=staff.username)
    try:
        if not journey.intake.is_open_at_desk(clock.now()):
            raise Refusal(CLOSED, field="channel")  # noqa: TRY301  # the same way out as for what the engine refuses
        return entering.sign_up(session, wanted, journey.intake, keyring=keyring, at=clock.now())
    except Refusal as refusal:
        form[refusal.field or "channel"].errors = [say(request, refusal.key, **refusal.facts)]
        reason, year = ("closed" if refusal.key == CLOSED else "already"), checking.first_year(journey, answers)
        checking.refused(session, journey, reason, year, today=clock.today())
        return None


def _there(request: Request, session: ReadSession, journey: SignUpJourney, form: EntryForm) -> dict[str, Any] | None:
    """The place of whoever is signed up already, so that it is read out instead."""
    if form.name.errors != [say(request, ALREADY)]:
        return None
    wanted = journey.form(Draft(answers=_answers(form), channel=text(form.channel), submit_key=""))
    keys = entering.all_their_keys(database_of(request).keyring, wanted)
    found = store.of_person(session, journey.intake.id, keys)
    return things.facts_of_enrolment(request, session, found) if found is not None else None


def _answers(form: EntryForm) -> dict[str, dict[str, Any]]:
    helper = text(form.helper_name)
    return {
        "for-whom": {"who": "relative" if helper or text(form.helper_phone) else MYSELF},
        "senior": {
            name: text(form[name])
            for name in ("name", "birth_year", "phone", "second_name", "second_birth_year", "members")
        },
        "helper": {"name": helper, "phone": text(form.helper_phone)},
        "more": {name: text(form[name]) for name in MORE} | {"health": bool(form.health.data)},
    }


def _page(
    request: Request,
    staff: Staff,
    intake: Intake,
    form: EntryForm,
    *,
    there: dict[str, Any] | None = None,
    status: int = 200,
) -> Response:
    return page(
        request,
        "enrolment_desk/entry.html",
        private=True,
        status=status,
        form=form,
        there=there,
        asks=may_ask(intake.rules),
        **facts(request, staff, intake),
    )
