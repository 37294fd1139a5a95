"""A sheet that came back: what was made of it, its scans, and keying it in as a whole or line by line."""

import json
from collections.abc import Collection
from typing import Annotated, Any

from fastapi import APIRouter, Depends, Request
from sqlalchemy import select
from starlette.responses import Response

from portal.drafting.model import Draft
from portal.enrolments import entering, store
from portal.enrolments.entering import Receipt
from portal.enrolments.model import Enrolment, Intake
from portal.enrolments.rules import ALREADY, CLOSED, REASON_NAMES, TOO_OLD, TOO_YOUNG, WAITING, needs_consent
from portal.kernel.birth import birth_year
from portal.kernel.clock import LOCAL
from portal.kernel.errors import NotFound, Refusal
from portal.kernel.msgid import msgid
from portal.kernel.names import mask_name
from portal.offline import papers
from portal.offline.model import PaperForm
from portal.paper.tables import LINES
from portal.paper_forms import kinds, service
from portal.paper_forms.forms import LineForm, ScanForm
from portal.paper_forms.kinds import OnPaper
from portal.people import audit, visits
from portal.people.doors import Staff, desk
from portal.privacy import service as privacy
from portal.requests.applying import KEPT_FOR, add_photos, blank_draft
from portal.requests.model import ServiceRequest
from portal.signing_up import checking
from portal.signing_up.forms import TO_ASK
from portal.signing_up.journey import SignUpJourney
from portal.web.csrf import Typed, whole_number
from portal.web.fields import text
from portal.web.sessions import Reading, Writing, database_of
from portal.web.view import page, path_for, say, see_other

router = APIRouter(prefix="/staff/counter/paper-forms/{serial}")
HERE = "paper_forms.desk"
NOT_ENTERED = "line_not_entered"
REASONS = {
    "too_young": TOO_YOUNG,
    "too_old": TOO_OLD,
    "term_limit": checking.TERM_IS_FULL,
    "closed": CLOSED,
    "already": ALREADY,
}
Desk = Annotated[Staff, Depends(desk("case_worker", "town_desk"))]


@router.get("", name=HERE)
def show(request: Request, session: Reading, staff: Desk, serial: str) -> Response:
    return sheet_page(request, session, staff, service.find(session, serial))


@router.post("/keying", name="paper_forms.key_in")
def key_in(request: Request, session: Writing, staff: Desk, serial: str, typed: Typed) -> Response:
    """Claim the sheet and go to the first page of the right form; who began it before goes on with what was typed."""
    form = service.find(session, serial)
    kind = kinds.of_service(request, session, form.service)
    if kind.is_lines:
        raise NotFound
    service.take(session, form, version=whole_number(typed, "version"))
    draft = service.draft_of(session, form) or _begun(request, session, staff, form, kind)
    draft.expires_at = request.app.state.clock.now() + KEPT_FOR
    visits.grant(request, session, "draft", draft.id)
    record(request, session, staff, "keyed_in", form, draft=draft.id)
    return visits.keep(request, see_other(kind.first_page(request)))


@router.post("/lines", name="paper_forms.line")
def line(request: Request, session: Writing, staff: Desk, serial: str, typed: Typed) -> Response:
    """One line of a sheet: a place or the end of the line for one person, said back to be read out."""
    form = service.find(session, serial)
    kind = kinds.of_service(request, session, form.service)
    if kind.intake is None or not kind.is_lines:
        raise NotFound
    if form.withdrawn_at is not None:
        raise Refusal(msgid("This form was withdrawn. Please print a new one."))
    filled = LineForm(typed)
    filled.this_year = request.app.state.clock.today().year
    if not filled.validate():
        return sheet_page(request, session, staff, form, sent=filled, status=422)
    number, clock = int(filled.number.data or 0), request.app.state.clock
    try:
        made = _entered(request, session, staff, form, filled, kind.intake)
    except Refusal as refusal:
        filled[refusal.field or "number"].errors = [say(request, refusal.key, **refusal.facts)]
        if refusal.key == service.KEYED:
            return sheet_page(request, session, staff, form, sent=filled, status=422)
        # Whoever stands on this line is not lost: it is on the page of the sheet until it is keyed in.
        reason = next((name for name, key in REASONS.items() if key == refusal.key), "other")
        record(request, session, staff, NOT_ENTERED, form, line=number, reason=reason)
        there = _there(request, session, staff, filled, kind.intake) if reason == "already" else None
        return sheet_page(request, session, staff, form, sent=filled, there=there, status=422)
    # The notice is printed on the sheet; nothing sensitive is asked on its lines.
    version = request.app.state.privacy_register.notice.version
    privacy.keep_notice(session, f"enrolment:{made.id}", version=version, consents={}, at=clock.now())
    if form.used_at is None:
        form.used_at, form.used_by = clock.now(), staff.username
    record(request, session, staff, "line_keyed_in", form, line=number, enrolment=made.id)
    return see_other(path_for(request, HERE, serial=form.serial))


def _entered(
    request: Request, session: Writing, staff: Staff, form: PaperForm, filled: LineForm, intake: Intake
) -> Receipt:
    """A place or the end of the line; raises `Refusal` at its field, counted without a name."""
    keyring, clock = database_of(request).keyring, request.app.state.clock
    journey = SignUpJourney(intake=intake, this_year=filled.this_year)
    answers = _answers(filled, journey, request)
    problem = checking.problem_with_people(session, journey, answers, keyring=keyring)
    if problem is not None:
        checking.count(session, journey, problem, today=clock.today())
        raise Refusal(problem.unmet.key, field=problem.field, **problem.unmet.facts)
    if not intake.is_open_at_desk(clock.now()):
        checking.refused(session, journey, "closed", checking.first_year(journey, answers), today=clock.today())
        raise Refusal(CLOSED, field="number")
    key = service.line_key(form.serial, int(filled.number.data or 0))
    wanted = journey.form(Draft(answers=answers, channel="counter", submit_key=key), entered_by=staff.username)
    return service.enter_line(session, wanted, intake, keyring=keyring, at=clock.now())


@router.post("/scans", name="paper_forms.add_scan")
def add_scan(request: Request, session: Writing, staff: Desk, serial: str, typed: Typed) -> Response:
    form = service.find(session, serial)
    kind = kinds.of_service(request, session, form.service)
    draft = service.draft_of(session, form)
    sent = [one for one in typed.getlist("photos") if getattr(one, "filename", "")]
    scan = ScanForm()
    if not sent:
        scan.photos.errors = [msgid("Please choose a scan or a photo of the sheet.")]
        return sheet_page(request, session, staff, form, sent=scan, status=422)
    draft = draft or _begun(request, session, staff, form, kind)
    problem = add_photos(request, draft, typed, request.app.state.clock.now())
    if problem:
        scan.photos.errors = [problem]
        return sheet_page(request, session, staff, form, sent=scan, status=422)
    record(request, session, staff, "scan_added", form, scans=len(draft.photos))
    return see_other(path_for(request, HERE, serial=form.serial))


def _begun(request: Request, session: Writing, staff: Staff, form: PaperForm, kind: OnPaper) -> Draft:
    """What is typed of the sheet, and its scans; `used_at` is when, so that the two know each other."""
    draft = blank_draft(request, session, kind, channel=kind.channel)
    if kind.intake is not None and not kind.is_lines:
        draft.submit_key = service.line_key(form.serial, service.WHOLE)
    form.draft_id, form.used_at, form.used_by = draft.id, draft.created_at, staff.username
    return draft


def _there(request: Request, session: Reading, staff: Staff, filled: LineForm, intake: Intake) -> dict[str, Any] | None:
    """The place that they have already, to be read out."""
    journey = SignUpJourney(intake=intake, this_year=filled.this_year)
    draft = Draft(answers=_answers(filled, journey, request), channel="counter", submit_key="")
    keys = entering.all_their_keys(database_of(request).keyring, journey.form(draft))
    found = store.of_person(session, intake.id, keys)
    return _told(session, staff, found) if found is not None else None


def _answers(filled: LineForm, journey: SignUpJourney, request: Request) -> dict[str, dict[str, Any]]:
    answers: dict[str, dict[str, Any]]
    rules, begins = journey.intake.rules, journey.intake.begins_at.astimezone(LOCAL).date()
    year = birth_year(text(filled.birth_year), this_year=request.app.state.clock.today().year) or 0
    senior = {name: text(filled[name]) for name in ("name", "birth_year", "phone")}
    # Who writes a name on a list has shown no paper of the family yet: it is brought on the first day.
    consent = "paper_due" if needs_consent(rules, year, begins) else "none"
    answers = {"senior": senior, "more": {"family_consent": consent}}
    # A line has no room for the other questions: staff see that they are still to ask, and ask them.
    answers["more"]["to_ask"] = checking.still_to_ask(journey, answers)
    return answers


def sheet_page(
    request: Request,
    session: Reading,
    staff: Staff,
    form: PaperForm,
    *,
    sent: LineForm | ScanForm | None = None,
    there: dict[str, Any] | None = None,
    no_reason: bool = False,
    status: int = 200,
) -> Response:
    """The sheet as the counter sees it, with what was wrong about what was sent."""
    kind = kinds.of_service(request, session, form.service)
    draft = service.draft_of(session, form)
    lines = service.lines_of(session, form.serial) if kind.is_lines else {}
    keyed_in = service.is_keyed_in(session, form)
    free = next((number for number in range(1, LINES + 1) if number not in lines), None)
    return page(
        request,
        "paper_forms/desk.html",
        private=True,
        status=status,
        staff=staff,
        it=form,
        kind=kind,
        keyed_in=keyed_in,
        # Whoever has it on the desk compares it with its scan; once it is keyed in, looking wants a reason of its own.
        works_on_it=free is not None if kind.is_lines else not keyed_in,
        is_open=is_open(request, session, staff, form),
        no_reason=no_reason,
        begun=draft is not None and form.version > 1,
        made=_made(request, session, form),
        place=service.made_of(session, form) if kind.intake is not None and not kind.is_lines else None,
        may_sign_up=kind.intake is None or kind.intake.is_open(request.app.state.clock.now()),
        lines={number: _told(session, staff, one) for number, one in lines.items()},
        not_entered=_not_entered(session, form, lines),
        to_ask=TO_ASK,
        free=free,
        there=there,
        line=sent if isinstance(sent, LineForm) else LineForm(data={"number": free}),
        scan=sent if isinstance(sent, ScanForm) else ScanForm(),
        scans=[photo.id for photo in draft.photos] if draft else [],
        wrong=sent,
    )


def _not_entered(session: Reading, form: PaperForm, lines: Collection[int]) -> dict[int, str]:
    """Lines that were looked at and not keyed in, with the reason: somebody calls them."""
    found = {}
    for entry in audit.of(session, papers.subject_of(form.serial), action=f"counter.{NOT_ENTERED}"):
        detail = json.loads(entry.detail)
        found[int(detail["line"])] = REASON_NAMES.get(detail["reason"], REASON_NAMES["other"])
    return {number: reason for number, reason in sorted(found.items()) if number not in lines}


def _made(request: Request, session: Reading, form: PaperForm) -> tuple[str, str] | None:
    """The number of the request that came of it, and the page where staff work on it."""
    known = request.app.state.request_kinds.get(form.service)
    draft = service.draft_of(session, form)
    if known is None or draft is None:
        return None
    found = session.scalar(select(ServiceRequest).where(ServiceRequest.draft_id == draft.id))
    if found is None:
        return None
    return found.reference, path_for(request, known.work, reference=found.reference)


def _told(session: Reading, staff: Staff, one: Enrolment) -> dict[str, Any]:
    """What is read out of a line that was keyed in; another town's slip is not theirs to print."""
    place, of = store.place_in_line(session, one) if one.state == WAITING else (0, 0)
    theirs = "case_worker" in staff.roles or one.intake.publication.town in staff.towns
    return {"it": one, "name": mask_name(one.first.name), "place": place, "of": of, "theirs": theirs}


def record(request: Request, session: Writing, staff: Staff, action: str, form: PaperForm, **detail: object) -> None:
    """A line of the audit trail about the sheet."""
    now, named = request.app.state.clock.now(), f"counter.{action}"
    audit.record(
        session, at=now, actor=staff.username, action=named, subject=papers.subject_of(form.serial), detail=detail
    )


def is_open(request: Request, session: Reading, staff: Staff, form: PaperForm) -> bool:
    """Whether this person said why they look at the scans, within the last half hour."""
    subject, now = papers.subject_of(form.serial), request.app.state.clock.now()
    return privacy.is_unmasked(session, subject, by=staff, now=now)
