"""What is kept about me: see it, take it away, have it put right, have it deleted, and see who looked."""

import json
from collections.abc import Mapping

from fastapi import APIRouter, Depends, Request
from starlette.responses import Response

from portal.db.sessions import ReadSession
from portal.kernel.clock import LOCAL
from portal.kernel.errors import NotFound, Refusal
from portal.kernel.msgid import msgid
from portal.kernel.phone import mask
from portal.messages import outbox
from portal.my import service
from portal.my.forms import CorrectionForm
from portal.my.granting import must_be_signed_in, rooms_of, things_under
from portal.people.doors import resident
from portal.privacy import service as privacy
from portal.privacy import wishes
from portal.privacy.showing import lines_of
from portal.privacy.things import Thing
from portal.representation import store as representations
from portal.web.csrf import Typed
from portal.web.fields import text
from portal.web.sessions import Reading, Writing, database_of
from portal.web.view import page, path_for, see_other

router = APIRouter(prefix="/my/data", dependencies=[Depends(resident)])


@router.get("", name="my.data")
def data(request: Request, session: Reading) -> Response:
    return _page(request, session, CorrectionForm())


@router.get("/copy.json", name="my.data_copy")
def copy(request: Request, session: Reading) -> Response:
    """The same to take away, for a program to read."""
    phone = must_be_signed_in(request, session)
    things = [
        {"kind": thing.kind, "about": thing.senior, "kept": dict(_facts(request, session, thing))}
        for thing in things_under(request, session, phone)
    ]
    asked = [
        {"wish": wish.wish, "at": wish.created_at.astimezone(LOCAL), "done": wish.done_at}
        for wish in wishes.of_phone(session, phone, database_of(request).keyring)
    ]
    body = json.dumps(
        {"phone": phone, "things": things, "asked to be put right": asked}, ensure_ascii=False, indent=2, default=str
    )
    headers = {"content-disposition": 'attachment; filename="my-data.json"', "cache-control": "no-store"}
    return Response(body, media_type="application/json; charset=utf-8", headers=headers)


@router.post("/correction", name="my.correct")
def correct(request: Request, typed: Typed, session: Writing) -> Response:
    phone = must_be_signed_in(request, session)
    form = CorrectionForm(typed)
    if not form.validate():
        return _page(request, session, form, status=422)
    now, keyring = request.app.state.clock.now(), database_of(request).keyring
    service.held(session, phone, keyring=keyring, at=now)  # what is sent twice at one moment is one wish
    wish = wishes.ask(session, phone, text(form.wish), keyring=keyring, at=now)
    # A person must look at it and call back, so it stands on the call list of the desk.
    facts = {"wish": text(form.wish), "who": phone}
    key = wishes.subject_of(wish)
    outbox.put(session, key=key, phone=None, template="data_wish", facts=facts, at=now, subject=key)
    return see_other(path_for(request, "my.wish_kept"))


@router.get("/kept", name="my.wish_kept")
def wish_kept(request: Request, session: Reading) -> Response:
    must_be_signed_in(request, session)
    return page(request, "my/wish_kept.html", private=True)


@router.get("/deletion/{kind}/{number}", name="my.ask_deletion")
def ask_deletion(request: Request, session: Reading, kind: str, number: int) -> Response:
    return page(request, "my/deletion.html", private=True, it=_mine(request, session, kind, number))


@router.post("/deletion/{kind}/{number}", name="my.delete")
def delete(request: Request, typed: Typed, session: Writing, kind: str, number: int) -> Response:
    del typed
    thing = _mine(request, session, kind, number)
    room = next(room for room in rooms_of(request) if room.kind == kind)
    if not room.erase(session, thing.number, at=request.app.state.clock.now()):
        raise Refusal(
            msgid("This is still being worked on. Withdraw it first, or wait until it is done; then it can be deleted.")
        )
    return see_other(path_for(request, "my.data"))


def _mine(request: Request, session: ReadSession, kind: str, number: int) -> Thing:
    phone = must_be_signed_in(request, session)
    mine = things_under(request, session, phone, kind)
    found = next((thing for thing in mine if thing.kind == kind and thing.number == number), None)
    if found is None:
        raise NotFound
    return found


def _facts(request: Request, session: ReadSession, thing: Thing) -> Mapping[str, object]:
    room = next(room for room in rooms_of(request) if room.kind == thing.kind)
    return room.facts(request, session, thing.number)


def _page(request: Request, session: ReadSession, form: CorrectionForm, status: int = 200) -> Response:
    phone = must_be_signed_in(request, session)
    things = things_under(request, session, phone)
    register = request.app.state.privacy_register
    kept = [
        {
            "it": thing,
            "lines": list(lines_of(request, "", _facts(request, session, thing))),
            "notice": notice,
            "agreed": [field.name for field in register.fields if notice and notice.consents.get(field.purpose)],
        }
        for thing in things
        for notice in [privacy.notice_of(session, thing.subject)]
    ]
    helpers = representations.for_senior(session, phone, database_of(request).keyring)
    own = {subject: None for thing in things for subject in (thing.subject, *thing.also)}
    subjects = [*own, *(f"representation:{row.id}" for row in helpers)]
    looks = privacy.looks_at(session, subjects)
    return page(
        request,
        "my/data.html",
        private=True,
        status=status,
        form=form,
        phone=mask(phone),
        entries=kept,
        wishes=wishes.of_phone(session, phone, database_of(request).keyring),
        looks=[{"at": look.at.astimezone(LOCAL), "who": look.department, "why": look.reason} for look in looks],
        register=register,
    )
