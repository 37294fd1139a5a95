"""Who is signed in by phone, and what that lets this browser see: asked anew each time, so that a no counts at once."""

from collections.abc import Iterator, Sequence
from dataclasses import replace
from datetime import date

from fastapi import Request

from portal.db.sessions import ReadSession
from portal.db.types import Keyring
from portal.kernel.errors import NotFound
from portal.kernel.names import normalise_name
from portal.my.model import ResidentPhone
from portal.people import visits
from portal.privacy.things import MyThings, Thing
from portal.representation import store as representations
from portal.representation.rules import VALID, covers
from portal.web.sessions import database_of

PHONE_KIND, CODE_KIND = "phone", "sign_in_code"


def phone_of(request: Request, session: ReadSession) -> str | None:
    """The phone that this browser has proved, or None."""
    for number in visits.given(request, session, PHONE_KIND):
        found = session.get(ResidentPhone, number)
        if found is not None:
            return found.phone
    return None


def must_be_signed_in(request: Request, session: ReadSession) -> str:
    """Raises `NotFound`: what is behind looks as if it were not there."""
    phone = phone_of(request, session)
    if phone is None:
        raise NotFound
    return phone


def rooms_of(request: Request) -> Sequence[MyThings]:
    rooms: Sequence[MyThings] = request.app.state.my_things
    return rooms


def things_under(request: Request, session: ReadSession, phone: str, kind: str | None = None) -> list[Thing]:
    """Everything under this phone, the newest first; a helper sees nothing of a senior who said no."""
    keyring, today = database_of(request).keyring, request.app.state.clock.today()
    rooms = [room for room in rooms_of(request) if kind in {None, room.kind}]
    own = [thing for room in rooms for thing in room.of_phone(session, phone, keyring)]
    found = {
        (thing.kind, thing.number): thing
        for thing in [*_entrusted(session, phone, rooms, keyring, today), *own]
        if not thing.as_helper
        or representations.lets_see(session, thing, helper_phone=phone, keyring=keyring, today=today)
    }
    return sorted(found.values(), key=lambda thing: thing.at, reverse=True)


def _entrusted(
    session: ReadSession, phone: str, rooms: Sequence[MyThings], keyring: Keyring, today: date
) -> Iterator[Thing]:
    """What seniors did themselves, and have said that this helper may see: only after a yes, only for its purpose."""
    for record in representations.for_helper(session, phone, keyring):
        if record.state != VALID or not record.lets_read(today) or not record.has_own_phone:
            continue
        for room in rooms:
            for thing in room.of_phone(session, record.senior_phone or "", keyring):
                is_theirs = not thing.as_helper and normalise_name(thing.senior) == record.senior_name
                if is_theirs and covers(record.purposes, thing.purpose):
                    yield replace(thing, as_helper=True)


def granted_by_phone(request: Request, session: ReadSession, kind: str) -> list[int]:
    """The numbers of this kind that the signed-in phone opens; `people.visits` asks this for every room."""
    if all(room.kind != kind for room in rooms_of(request)):
        return []
    phone = phone_of(request, session)
    return [thing.number for thing in things_under(request, session, phone, kind)] if phone else []


def senior_key(request: Request, name: str) -> str:
    """A short name of a senior for an address, which tells nothing about them."""
    return database_of(request).keyring.lookup(name, "my.senior")[:10]
