"""The desk: what is kept of somebody who has died, opened by proof, read, printed and deleted."""

import json
from typing import Annotated, Any

from fastapi import APIRouter, Depends, Request
from starlette.responses import Response

from portal.db.sessions import ReadSession
from portal.kernel.errors import NotFound
from portal.kernel.msgid import msgid
from portal.kernel.names import mask_name, normalise_name
from portal.kernel.phone import normalise
from portal.next_of_kin.forms import KIN, KinForm
from portal.people import audit
from portal.people.doors import Staff, desk
from portal.privacy import service as privacy
from portal.privacy.model import DataWish
from portal.privacy.showing import lines_of
from portal.privacy.things import MyThings, Thing
from portal.web.csrf import Typed
from portal.web.fields import text
from portal.web.sessions import Reading, Writing, database_of
from portal.web.view import page, path_for, see_other

router = APIRouter(prefix="/staff/next-of-kin")
Desk = Annotated[Staff, Depends(desk("case_worker", "town_desk"))]
KIND, PHONE = "next_of_kin", "data_wish.phone"
Found = list[tuple[MyThings, Thing]]


@router.get("", name="next_of_kin.start")
def start(request: Request, staff: Desk) -> Response:
    return _start(request, staff, KinForm())


@router.post("", name="next_of_kin.open")
def open_by_proof(request: Request, session: Writing, staff: Desk, typed: Typed) -> Response:
    """Written down before anything is shown: who, by which proof, and what for."""
    form = KinForm(typed)
    if not form.validate():
        return _start(request, staff, form, status=422)
    name, phone = normalise_name(text(form.name)), normalise(text(form.phone)) or ""
    things = _things(request, session, name, phone)
    if not things:
        form.phone.errors = [msgid("Under this phone nothing stands for a person of this name. Try another phone.")]
        return _start(request, staff, form, status=422)
    now = request.app.state.clock.now()
    said = {
        "name": name,
        "kin": normalise_name(text(form.kin_name)),
        "relation": form.relation.data,
        "wants": text(form.wants),
    }
    wish = DataWish(
        kind=KIND,
        phone=phone,
        phone_lookup=database_of(request).keyring.lookup(phone, PHONE),
        wish=json.dumps(said, ensure_ascii=False),
        created_at=now,
    )
    session.add(wish)
    session.flush()  # gives the number that the trail names
    for subject in (_subject(wish), *(thing.subject for _, thing in things)):
        privacy.unmask(session, subject, reason=text(form.wants), by=staff, at=now)
    _record(request, session, staff, wish, "opened", relation=said["relation"], things=len(things))
    return see_other(path_for(request, "next_of_kin.show", number=wish.id))


@router.get("/{number}", name="next_of_kin.show")
def show(request: Request, session: Reading, staff: Desk, number: int) -> Response:
    """For half an hour, and only to whoever opened it; afterwards the proofs are asked for again."""
    wish, said = _wish(session, number)
    is_open = privacy.is_unmasked(session, _subject(wish), by=staff, now=request.app.state.clock.now())
    things = _things(request, session, said["name"], wish.phone or "") if is_open else []
    kept = [
        {"it": thing, "lines": list(lines_of(request, "", room.facts(request, session, thing.number)))}
        for room, thing in things
    ]
    return page(
        request,
        "next_of_kin/show.html",
        private=True,
        staff=staff,
        it=wish,
        who=said["name"] if is_open else mask_name(said["name"]),
        kin=said["kin"] if is_open else mask_name(said["kin"]),
        relation=KIN[said["relation"]],
        is_open=is_open,
        deleted=wish.answer.split("/") if wish.answer else [],
        entries=kept,
    )


@router.post("/{number}/deletion", name="next_of_kin.delete")
def delete(request: Request, session: Writing, staff: Desk, number: int, typed: Typed) -> Response:
    """Everything of theirs that is over goes; an open promise is first ended at its own desk."""
    del typed
    wish, said = _wish(session, number)
    now = request.app.state.clock.now()
    if not privacy.is_unmasked(session, _subject(wish), by=staff, now=now):
        raise NotFound
    things = _things(request, session, said["name"], wish.phone or "")
    gone = sum(room.erase(session, thing.number, at=now) for room, thing in things)
    wish.answer = f"{gone}/{len(things)}"
    if gone == len(things):
        wish.done_at, wish.done_by = now, staff.username
    _record(request, session, staff, wish, "deleted", gone=gone, left=len(things) - gone)
    return see_other(path_for(request, "next_of_kin.show", number=number))


def _things(request: Request, session: ReadSession, name: str, phone: str) -> Found:
    """What stands under this phone for a person of this name, whoever of them gave the phone."""
    rooms: list[MyThings] = request.app.state.my_things
    keyring = database_of(request).keyring
    return [
        (room, thing)
        for room in rooms
        for thing in room.of_phone(session, phone, keyring)
        if normalise_name(thing.senior) == name
    ]


def _wish(session: ReadSession, number: int) -> tuple[DataWish, dict[str, str]]:
    found = session.get(DataWish, number)
    if found is None or found.kind != KIND:
        raise NotFound
    said: dict[str, str] = json.loads(found.wish)
    return found, said


def _subject(wish: DataWish) -> str:
    return f"data-wish:{wish.id}"


def _record(request: Request, session: Writing, staff: Staff, wish: DataWish, action: str, **detail: object) -> None:
    at = request.app.state.clock.now()
    action = f"next_of_kin.{action}"
    audit.record(session, at=at, actor=staff.username, action=action, subject=_subject(wish), detail=detail)


def _start(request: Request, staff: Staff, form: Any, status: int = 200) -> Response:
    return page(request, "next_of_kin/start.html", private=True, status=status, staff=staff, form=form)
