"""What the family sees of its request: receipt, state, answering, withdrawing."""

from typing import Any

from fastapi import APIRouter, Depends, Request
from starlette.responses import Response

from portal.db.sessions import ReadSession
from portal.drafting.pages import FewTries
from portal.kernel.clock import LOCAL
from portal.kernel.digits import only_digits
from portal.kernel.errors import NotFound
from portal.kernel.msgid import msgid
from portal.kernel.reference import normalise_reference
from portal.kernel.saying import say_date
from portal.offline import links, qr
from portal.paper import sheets
from portal.people import visits
from portal.people.doors import resident
from portal.requests import slip, store
from portal.requests.forms import AnswerForm, TrackForm
from portal.requests.kinds import RequestKind
from portal.requests.model import Revision, ServiceRequest
from portal.requests.rules import FAMILY
from portal.web.csrf import Typed, whole_number
from portal.web.fields import Form, text
from portal.web.sessions import Reading, Writing
from portal.web.view import page, path_for, preferences, say, see_other

router = APIRouter(dependencies=[Depends(resident)])
# The same for a number that is none and for digits that do not belong to it.
NOT_THERE = msgid("We find nothing under these two. Please look at the receipt again, or call 12345 and read it out.")


@router.get("/track", name="requests.track")
def track(request: Request) -> Response:
    return page(request, "requests/track.html", private=True, form=TrackForm())


@router.get("/track/{reference}", name="requests.track_one")
def track_one(request: Request, session: Reading, reference: str) -> Response:
    """Where the code on a receipt leads: the number is filled in, the proof is still asked for."""
    known = normalise_reference(reference)
    if known is None:
        raise NotFound
    if _is_granted(request, session, known):
        return see_other(path_for(request, "requests.show", reference=known))
    return page(request, "requests/track.html", private=True, form=TrackForm(data={"reference": known}))


@router.post("/track", name="requests.track_now")
def track_now(request: Request, few: FewTries, typed: Typed, session: Writing) -> Response:
    del few
    form = TrackForm(typed)
    if not form.validate():
        return page(request, "requests/track.html", private=True, status=422, form=form)
    reference, proof = normalise_reference(text(form.reference)), only_digits(text(form.proof))
    # Other rooms have numbers of their own; each says what its number and this proof open.
    opened = (find(session, reference, proof) for find in (_find, *request.app.state.trackers))
    found = next((one for one in opened if one is not None), None)
    if found is None:
        form.reference.errors = [NOT_THERE]
        return page(request, "requests/track.html", private=True, status=404, form=form)
    kind, number, name = found
    visits.grant(request, session, kind, number)
    return visits.keep(request, see_other(path_for(request, name, reference=reference)))


@router.get("/requests/{reference}/receipt", name="requests.receipt")
def receipt(request: Request, session: Reading, reference: str) -> Response:
    found = granted(request, session, reference)
    return page(request, "requests/receipt.html", private=True, **_facts(request, found))


@router.get("/requests/{reference}/slip.pdf", name="requests.slip")
def slip_file(request: Request, session: Reading, reference: str) -> Response:
    found = granted(request, session, reference)
    facts = _facts(request, found)
    made = slip.facts(
        request,
        found,
        title=say(request, _kind(request, found).title),
        asked=facts["asked"],
        next_step=facts["next_step"],
    )
    return sheets.printed(request, "sheet", made, f"receipt-{found.reference}", private=True)


@router.get("/requests/{reference}", name="requests.show")
def show(request: Request, session: Reading, reference: str) -> Response:
    return show_page(request, session, granted(request, session, reference), AnswerForm())


@router.post("/requests/{reference}/answer", name="requests.answer")
def answer(request: Request, typed: Typed, session: Writing, reference: str) -> Response:
    """An answer adds a revision; what was sent before stays as it was."""
    found = granted(request, session, reference)
    form = AnswerForm(typed)
    if not form.validate():
        return show_page(request, session, found, form, status=422)
    now = request.app.state.clock.now()
    found.take("answer", actor=FAMILY, version=whole_number(typed, "version"), at=now, note=[text(form.answer)])
    last = found.revisions[-1]
    answers = {**last.answers, f"answer-{last.number}": {"answer": text(form.answer)}}
    found.revisions.append(Revision(number=last.number + 1, answers=answers, at=now))
    _kind(request, found).follow(request, session, found, "answer")
    return see_other(path_for(request, "requests.show", reference=reference))


@router.get("/requests/{reference}/withdrawal", name="requests.withdrawal")
def withdrawal(request: Request, session: Reading, reference: str) -> Response:
    return page(request, "requests/withdrawal.html", private=True, it=granted(request, session, reference))


@router.post("/requests/{reference}/withdrawal", name="requests.withdraw")
def withdraw(request: Request, typed: Typed, session: Writing, reference: str) -> Response:
    found = granted(request, session, reference)
    now = request.app.state.clock.now()
    found.take("withdraw", actor=FAMILY, version=whole_number(typed, "version"), at=now)
    _kind(request, found).follow(request, session, found, "withdraw")
    return see_other(path_for(request, "requests.show", reference=reference))


@router.post("/visit/end", name="requests.leave")
def leave(request: Request, typed: Typed, session: Writing) -> Response:
    del typed
    return visits.end(request, session, see_other(path_for(request, "front.home")))


def _find(session: ReadSession, reference: str | None, proof: str) -> tuple[str, int, str] | None:
    try:
        found = store.proved(session, reference, proof)
    except NotFound:
        return None
    return "request", found.id, "requests.show"


def show_page(request: Request, session: ReadSession, found: ServiceRequest, form: Form, status: int = 200) -> Response:
    """What the family sees of a request; the form is the one that they have just sent, with what is wrong in it."""
    kind = _kind(request, found)
    missing = found.events[-1].note["lines"] if found.events[-1].event == "ask" else []
    shared = {
        "missing": missing,
        "events": found.life.open_events(found.state, FAMILY),
        "form": form,
        **_facts(request, found),
    }
    more = kind.facts(request, session, found)
    return page(request, kind.template, private=True, status=status, **shared | dict(more))


def _kind(request: Request, found: ServiceRequest) -> RequestKind:
    kind: RequestKind = request.app.state.request_kinds[found.service]
    return kind


def _facts(request: Request, found: ServiceRequest) -> dict[str, Any]:
    settings = request.app.state.settings
    day = found.created_at.astimezone(LOCAL).date()
    kind, answer_by = _kind(request, found), request.app.state.workdays.add(day, found.life.answer_within)
    said, step = say_date(answer_by, preferences(request).language), kind.next_step(request, found)
    return {
        "it": found,
        "kind": kind,
        "asked": kind.asked(request, found),
        "answer_by": answer_by,
        "next_step": say(request, step, day=said) if step else "",
        "link": links.address(settings.public_url, found.code),
        "qr_svg": qr.svg,
        "history": [
            {"at": event.at.astimezone(LOCAL), "text": found.life.sentence(event.event), "lines": event.note["lines"]}
            for event in found.events
        ],
        "qr_title": msgid("Your receipt"),
    }


def granted(request: Request, session: ReadSession, reference: str) -> ServiceRequest:
    """Somebody else's and one that does not exist look alike."""
    return store.of_mine(session, reference, visits.granted(request, session, "request"))


def _is_granted(request: Request, session: ReadSession, reference: str) -> bool:
    try:
        granted(request, session, reference)
    except NotFound:
        return False
    return True
