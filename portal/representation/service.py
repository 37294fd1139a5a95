"""Asking the senior, writing down the yes, and the no from which on the helper reads nothing."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime

from portal.db.sessions import ReadSession, WriteSession
from portal.db.types import Keyring
from portal.kernel.clock import LOCAL
from portal.kernel.names import normalise_name
from portal.messages import outbox
from portal.people import audit, visits
from portal.privacy.things import Consent, MyThings, Thing
from portal.representation import store
from portal.representation.model import Representation
from portal.representation.rules import LAST_DAY, covers


@dataclass(frozen=True)
class Acting:
    """Who wants to act for whom."""

    senior_name: str
    senior_phone: str | None
    helper_name: str
    helper_phone: str
    relation: str
    purposes: Sequence[str]
    until: date | None = None
    community: str | None = None


@dataclass(frozen=True)
class Deed:
    """Who does it, when, with which version before them, and the rooms that must heed it."""

    by: str
    at: datetime
    version: int
    rooms: Sequence[MyThings]
    keyring: Keyring


def ask(session: WriteSession, acting: Acting, *, keyring: Keyring, at: datetime, today: date) -> Representation:
    """The live record of the two for what is wanted, made where there is none; the senior is told in their own way."""
    before = store.between(session, helper_phone=acting.helper_phone, senior_name=acting.senior_name, keyring=keyring)
    for one in before:
        if one.lets_read(today) and all(covers(one.purposes, purpose) for purpose in acting.purposes):
            return one
    name = normalise_name(acting.senior_name)
    phone = acting.senior_phone
    made = Representation(
        senior_name=name,
        senior_name_lookup=keyring.lookup(name, store.NAME),
        senior_phone=phone,
        senior_phone_lookup=keyring.lookup(phone, store.SENIOR) if phone else None,
        helper_name=normalise_name(acting.helper_name),
        helper_phone=acting.helper_phone,
        helper_phone_lookup=keyring.lookup(acting.helper_phone, store.HELPER),
        relation=acting.relation,
        community=acting.community,
        purposes=list(acting.purposes),
        until=acting.until,
        created_at=at,
    )
    session.add(made)
    session.flush()  # gives the number that the message's key names
    _tell(session, made, "helper_asked", at=at)
    return made


def verify(
    session: WriteSession,
    found: Representation,
    deed: Deed,
    *,
    how: str,
    note: str,
    until: date | None,
) -> None:
    """Write down the yes, as it was given to whoever does the deed."""
    found.verify(how=how, note=note, by=deed.by, until=until, version=deed.version, at=deed.at)
    _in_every_room(session, found, "verified", deed)
    _record(session, found, "verified", deed)
    _tell(session, found, "helper_verified", at=deed.at)


def end(session: WriteSession, found: Representation, deed: Deed) -> None:
    """The senior does not want it any more: nothing that the helper has in their hands opens anything."""
    # What the helper sees must be gathered before the record says that they see nothing.
    seen = _things(session, found, deed)
    seen += _begun(session, found, deed, [thing for _, thing in seen])
    found.end(by=deed.by, version=deed.version, at=deed.at)
    for room, thing in seen:
        room.set_consent(session, thing.number, "revoked", at=deed.at)
        visits.withdraw_from_all(session, thing.kind, thing.number)
        outbox.keep_back(session, thing.subject, phone=found.helper_phone, instead=found.senior_name)
    _record(session, found, "ended", deed)
    _tell(session, found, "helper_ended", at=deed.at)


def end_lapsed(session: WriteSession, *, rooms: Sequence[MyThings], keyring: Keyring, today: date, at: datetime) -> int:
    """End those whose last day is over; returns how many."""
    over = store.lapsed(session, today)
    for found in over:
        end(session, found, Deed(LAST_DAY, at, found.version, rooms, keyring))
    return len(over)


def _in_every_room(session: WriteSession, found: Representation, consent: Consent, deed: Deed) -> None:
    for room, thing in _things(session, found, deed):
        room.set_consent(session, thing.number, consent, at=deed.at)


def _things(session: ReadSession, found: Representation, deed: Deed) -> list[tuple[MyThings, Thing]]:
    """What this helper has in their hands for this senior by this record, and by no other that still holds."""
    under = [(room, room.of_phone(session, found.helper_phone, deed.keyring)) for room in deed.rooms]
    return _for_senior(session, found, deed, under)


def _begun(
    session: ReadSession, found: Representation, deed: Deed, seen: Sequence[Thing]
) -> list[tuple[MyThings, Thing]]:
    """What was begun for this senior, without a phone so far, in a browser that opened one of these things.

    It is the helper's by two marks at once: their browser, and the name of the senior. Whoever has only begun a form
    for somebody of this name, in a browser that we do not know, may be another person's child.
    """
    browsers = {one for thing in seen for one in visits.browsers_with(session, thing.kind, thing.number)}
    begun = [(room, room.begun_by(session, visits.held_by(session, browsers, room.kind))) for room in deed.rooms]
    known = {(thing.kind, thing.number) for thing in seen}
    return [
        (room, thing)
        for room, thing in _for_senior(session, found, deed, begun)
        if (thing.kind, thing.number) not in known
    ]


def _for_senior(
    session: ReadSession, found: Representation, deed: Deed, held: Sequence[tuple[MyThings, Sequence[Thing]]]
) -> list[tuple[MyThings, Thing]]:
    today = deed.at.astimezone(LOCAL).date()
    both = store.between(session, helper_phone=found.helper_phone, senior_name=found.senior_name, keyring=deed.keyring)
    others = [one for one in both if one.id != found.id and one.lets_read(today)]
    return [
        (room, thing)
        for room, things in held
        for thing in things
        if thing.as_helper
        and normalise_name(thing.senior) == found.senior_name
        and (covers(found.purposes, thing.purpose) or not thing.is_asked)
        and not any(covers(one.purposes, thing.purpose) for one in others)
    ]


def _record(session: WriteSession, found: Representation, action: str, deed: Deed) -> None:
    subject = f"representation:{found.id}"
    detail = {"state": found.state, "how": found.how}
    audit.record(session, at=deed.at, actor=deed.by, action=f"representation.{action}", subject=subject, detail=detail)


def _tell(session: WriteSession, found: Representation, template: str, *, at: datetime) -> None:
    """By their own phone where they have one, else by a call from the counter: never through the helper."""
    outbox.put(
        session,
        key=f"representation:{found.id}:{template}",
        phone=found.senior_phone if found.has_own_phone else None,
        template=template,
        facts={"helper": found.helper_name, "who": found.senior_name},
        at=at,
        subject=f"representation:{found.id}",
    )
