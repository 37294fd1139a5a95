"""Signing up: a page for each question, the check page, and sending it."""

from typing import Any

from fastapi import APIRouter, Depends, Request
from sqlalchemy import bindparam, insert, update
from sqlalchemy.exc import IntegrityError
from starlette.responses import Response

from portal.db.sessions import ReadSession, WriteSession
from portal.db.types import OfRow
from portal.drafting import store as drafts
from portal.drafting.model import Draft
from portal.drafting.questions import MYSELF
from portal.drafting.steps import Step, answer_of, first_open, place_of, shown_steps
from portal.enrolments import entering, store
from portal.enrolments.model import Intake
from portal.enrolments.rules import ALREADY
from portal.kernel.errors import NotFound, Refusal
from portal.people import visits
from portal.people.doors import resident
from portal.privacy import service as privacy
from portal.requests.applying import KEPT_FOR, asking_of, blank_draft, notice_of, rows_of
from portal.signing_up import checking, things
from portal.signing_up.forms import MUST
from portal.signing_up.journey import ROOM, SignUpJourney, service_of
from portal.signing_up.known import DRAFT, GRANT, Filled, known_of, newest
from portal.web.csrf import Typed
from portal.web.sessions import Reading, Writing, database_of, writing
from portal.web.view import page, path_for, preferences, say, see_other

router = APIRouter(prefix="/sign-up/{number}", dependencies=[Depends(resident)])
# Made once: many send this at one moment.
SENT = (
    update(DRAFT)
    .where(DRAFT.c.id == bindparam("of_draft"))
    .values(sent_at=bindparam("sent"), answers=bindparam("kept"), phone_lookup=None)
)
GRANTED = insert(GRANT)


@router.get("", name="signing_up.start")
def start(request: Request, session: Reading, number: int) -> Response:
    journey = _journey(request, session, number)
    return _start(request, journey, _open(request, session, journey))


@router.post("", name="signing_up.begin")
def begin(request: Request, typed: Typed, session: Writing, number: int) -> Response:
    """A blank sheet: whoever begins anew sees nothing of what was typed for somebody else."""
    return begun(request, session, _journey(request, session, number), keeps_helper="another" in typed)


def begun(request: Request, session: WriteSession, journey: SignUpJourney, *, keeps_helper: bool) -> Response:
    """The first page of a new form; for another person the helper stays, and the senior is forgotten."""
    if not journey.intake.is_open(request.app.state.clock.now()):
        return _start(request, journey, status=409)
    ids = visits.granted(request, session, "draft") if keeps_helper else []
    before = drafts.newest_draft(session, ids, service=journey.service)
    draft = blank_draft(request, session, journey, channel="online")
    draft.answers = {name: given for name, given in before.answers.items() if name == "helper"} if before else {}
    return visits.keep(request, see_other(_path(request, journey.intake.id, journey.steps[0].slug)))


@router.get("/check", name="signing_up.check")
def check(request: Request, session: Reading, number: int) -> Response:
    journey = _journey(request, session, number)
    draft = _open(request, session, journey)
    missing = first_open(journey.steps, draft.answers) if draft else journey.steps[0]
    if draft is None or missing is not None:
        return see_other(_path(request, number, missing.slug) if draft and missing else _home(request, number))
    return _check(request, journey, draft)


@router.get("/consent-form", name="signing_up.consent_form")
def consent_form(request: Request, session: Reading, number: int) -> Response:
    """For the family to sign by hand."""
    journey = _journey(request, session, number)
    return page(
        request, "signing_up/consent_form.html", private=True, **things.facts_of_intake(request, journey.intake)
    )


@router.post("/submission", name="signing_up.submit")
def submit(request: Request, typed: Typed, number: int) -> Response:
    """Everything is read and made ready first; the transaction that others wait for holds only what must be in it."""
    del typed
    now, database, grant = request.app.state.clock.now(), database_of(request), visits.grant_row(request)
    with database.reader() as reading:
        draft, edition = newest(reading, grant, service=service_of(number), now=now)
        journey = _of(request, known_of(request).intake(reading, number, edition))
        draft = draft or _by_phone(request, reading, journey)
        stopped = _stopped(request, reading, journey, draft) if draft.sent_at is None else None
    if stopped is not None:
        return stopped
    if draft.sent_at is not None:
        return _to_receipt(request, draft)  # only now: it asks anew, and of many nobody waits for what another holds
    wanted = journey.form(draft)
    kept = {"of_draft": draft.id, "sent": now, "kept": OfRow(_helper_of(draft), str(draft.id))}
    try:
        with writing(database) as session:
            made = entering.enter(session, wanted, journey.intake, keyring=database.keyring, at=now)
            session.connection().execute(SENT, kept)
            session.connection().execute(GRANTED, grant | {"kind": "enrolment", "target_id": made.id})
            version = request.app.state.privacy_register.notice.version
            consents = {"health": any(person.health for person in wanted.people)}
            privacy.keep_notice(session, f"enrolment:{made.id}", version=version, consents=consents, at=now)
    except IntegrityError:
        return _to_receipt(request, draft, journey=journey)
    return visits.keep(request, see_other(path_for(request, "enrolments.receipt", reference=made.reference)))


@router.get("/{slug}", name="signing_up.step")
def show_step(request: Request, session: Reading, number: int, slug: str) -> Response:
    journey = _journey(request, session, number)
    draft = _open(request, session, journey)
    if draft is None:
        return see_other(_home(request, number))
    step = _step(journey, draft, slug)
    return _page(request, journey, draft, step, step.build(asking_of(request, None, draft.answers)))


@router.post("/{slug}", name="signing_up.keep_step")
def keep_step(request: Request, typed: Typed, session: Writing, number: int, slug: str) -> Response:
    journey = _journey(request, session, number)
    draft = _open(request, session, journey)
    if draft is None:
        return see_other(_home(request, number))
    step = _step(journey, draft, slug)
    form = step.build(asking_of(request, typed, draft.answers))
    fine = form.validate()
    if fine and slug == "senior":
        fine = _rules_are_met(request, session, journey, {**draft.answers, "senior": answer_of(form)}, form)
    if not fine:
        return _page(request, journey, draft, step, form, status=422)
    now = request.app.state.clock.now()
    draft.keep(slug, answer_of(form), at=now, expires_at=now + KEPT_FOR, clears=step.clears)
    following = first_open(journey.steps, draft.answers)
    address = _path(request, number, following.slug) if following else path_for(request, f"{ROOM}.check", number=number)
    return see_other(address)


def _rules_are_met(request: Request, session: Writing, journey: SignUpJourney, answers: Any, form: Any) -> bool:
    """A rule that is not met is said at its field; what was typed stays."""
    keyring = database_of(request).keyring
    problem = checking.problem_with_people(session, journey, answers, keyring=keyring)
    if problem is None:
        return True
    form[problem.field].errors = [say(request, problem.unmet.key, **problem.unmet.facts)]
    checking.count(session, journey, problem, today=request.app.state.clock.today())
    return False


def _stopped(request: Request, reading: ReadSession, journey: SignUpJourney, draft: Filled) -> Response | None:
    """What stands in the way of sending this form; None where nothing does."""
    missing = first_open(journey.steps, draft.answers)
    if missing is not None:
        return see_other(_path(request, journey.intake.id, missing.slug))
    if not journey.intake.is_open(request.app.state.clock.now()):
        return _too_late(request, journey, draft)
    problem = checking.problem(reading, journey, draft.answers, keyring=database_of(request).keyring)
    return _explained(request, journey, reading.get_one(Draft, draft.id), problem) if problem else None


def _by_phone(request: Request, session: ReadSession, journey: SignUpJourney) -> Filled:
    """What was granted to this browser by the phone that its owner has proved. Raises `NotFound`."""
    found = drafts.newest_draft(session, visits.granted(request, session, "draft"), service=journey.service)
    if found is None:
        raise NotFound
    return Filled.of(found)


def _explained(request: Request, journey: SignUpJourney, draft: Draft, problem: checking.Problem) -> Response:
    """A rule that was met while they typed and is not any more, like the courses of one term: said on its page."""
    step = _step(journey, draft, "more" if problem.field in MUST else "senior")
    form: Any = step.build(asking_of(request, None, draft.answers))
    form[problem.field].errors = [say(request, problem.unmet.key, **problem.unmet.facts)]
    with writing(database_of(request)) as counting:
        checking.count(counting, journey, problem, today=request.app.state.clock.today())
    return _page(request, journey, draft, step, form, status=422)


def _too_late(request: Request, journey: SignUpJourney, draft: Filled) -> Response:
    """It closed while they were typing: whom to call, and one more in the count of those who were told so."""
    year, today = checking.first_year(journey, draft.answers), request.app.state.clock.today()
    with writing(database_of(request)) as counting:
        checking.refused(counting, journey, "closed", year, today=today)
    return _start(request, journey, status=409)


def _start(request: Request, journey: SignUpJourney, draft: Draft | None = None, status: int = 200) -> Response:
    return page(
        request,
        "signing_up/start.html",
        private=True,
        status=status,
        draft=draft,
        notice=notice_of(request),
        **things.facts_of_intake(request, journey.intake),
    )


def _helper_of(draft: Filled) -> dict[str, Any]:
    """Only the helper stays, so that they need not type it again for the next; the senior is forgotten."""
    kept = {"for-whom", "helper"} if draft.answers.get("for-whom", {}).get("who", MYSELF) != MYSELF else set()
    return {name: dict(given) for name, given in draft.answers.items() if name in kept}


def _to_receipt(request: Request, draft: Filled, *, journey: SignUpJourney | None = None) -> Response:
    """The one enrolment of this form; where there is none, the person was signed up by another form."""
    with database_of(request).reader() as fresh:
        made = store.by_submit_key(fresh, draft.submit_key)
    if made is None and journey is not None:
        return _already(request, journey, draft)
    if made is None:
        raise Refusal(ALREADY)
    with writing(database_of(request)) as granting:
        visits.grant(request, granting, "enrolment", made.id)
    return visits.keep(request, see_other(path_for(request, "enrolments.receipt", reference=made.reference)))


def _already(request: Request, journey: SignUpJourney, draft: Filled) -> Response:
    """How to see the place that there is: the receipt itself for the browser that has it, else what proves it."""
    database, today = database_of(request), request.app.state.clock.today()
    with writing(database) as counting:
        checking.refused(counting, journey, "already", checking.first_year(journey, draft.answers), today=today)
    keys = entering.all_their_keys(database.keyring, journey.form(draft))
    with database.reader() as fresh:
        there = store.of_person(fresh, journey.intake.id, keys)
        is_own = there is not None and there.id in visits.granted(request, fresh, "enrolment")
    own = path_for(request, "enrolments.receipt", reference=there.reference) if there is not None and is_own else None
    facts = things.facts_of_intake(request, journey.intake)
    return page(request, "signing_up/already.html", private=True, status=409, own=own, **facts)


def _check(request: Request, journey: SignUpJourney, draft: Draft) -> Response:
    number = journey.intake.id
    rows = rows_of(request, journey, draft.answers)
    rows = [row for row in rows if row["text"] != say(request, "Not given")]
    for row in rows:
        row["href"] = _path(request, number, str(row["step"]))
    steps = shown_steps(journey.steps, draft.answers)
    return page(
        request,
        "signing_up/check.html",
        private=True,
        rows=rows,
        before=_path(request, number, steps[-1].slug),
        of=len(steps) + 1,
        **things.facts_of_intake(request, journey.intake),
    )


def _page(request: Request, journey: SignUpJourney, draft: Draft, step: Step, form: Any, status: int = 200) -> Response:
    steps = shown_steps(journey.steps, draft.answers)
    at, number = [one.slug for one in steps].index(step.slug), journey.intake.id
    return page(
        request,
        "drafting/step.html",
        private=True,
        status=status,
        kind=journey,
        draft=draft,
        step=step,
        form=form,
        place=place_of(journey.steps, draft.answers, step.slug),
        before=_path(request, number, steps[at - 1].slug) if at else _home(request, number),
        action=path_for(request, f"{ROOM}.keep_step", number=number, slug=step.slug),
        phone=journey.intake.publication.phone,
        phone_name=journey.intake.publication.text(preferences(request).language).detail("phone_name") or "",
    )


def _journey(request: Request, session: ReadSession, number: int) -> SignUpJourney:
    return _of(request, store.intake(session, number))


def _of(request: Request, intake: Intake) -> SignUpJourney:
    if not intake.publication.is_live(request.app.state.clock.now()):
        raise NotFound
    return SignUpJourney(intake=intake, this_year=request.app.state.clock.today().year)


def _open(request: Request, session: ReadSession, journey: SignUpJourney) -> Draft | None:
    ids = visits.granted(request, session, "draft")
    return drafts.open_draft(session, ids, service=journey.service, now=request.app.state.clock.now())


def _step(journey: SignUpJourney, draft: Draft, slug: str) -> Step:
    found = next((step for step in shown_steps(journey.steps, draft.answers) if step.slug == slug), None)
    if found is None:
        raise NotFound
    return found


def _path(request: Request, number: int, slug: str) -> str:
    return path_for(request, f"{ROOM}.step", number=number, slug=slug)


def _home(request: Request, number: int) -> str:
    return path_for(request, f"{ROOM}.start", number=number)
