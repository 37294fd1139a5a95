"""Signing up, written in as few statements as there can be, since everyone else waits meanwhile (docs/decisions)."""

import secrets
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from typing import cast

from sqlalchemy import BindParameter, Integer, Table, bindparam, case, insert, update
from sqlalchemy.exc import IntegrityError

from portal.db.lookups import to_keep
from portal.db.rows import next_number
from portal.db.sessions import WriteSession
from portal.db.types import Keyring
from portal.enrolments import service, store, telling
from portal.enrolments.model import Enrolment, Intake, Participant, Quota
from portal.enrolments.rules import ALREADY, CLOSED, PLACED, WAITING, identity, likeness
from portal.kernel.errors import Refusal
from portal.kernel.reference import new_reference
from portal.messages import outbox

RECEIPT_DIGITS = 6
LAST_RANK = 1_000_000
# Tables, not classes: what is written in a rush is written without the bookkeeping of objects.
ENROLMENT, PARTICIPANT, QUOTA = (cast("Table", one.__table__) for one in (Enrolment, Participant, Quota))
# Made once: to build a statement takes longer than to run it. They are run by the connection, not by the session.
ENROLLED, CAME_WITH = insert(ENROLMENT), insert(PARTICIPANT)
_PEOPLE: BindParameter[int] = bindparam("people", type_=Integer)
_FITS = (bindparam("direct", type_=Integer) == 1) & (QUOTA.c.waiting == 0) & (QUOTA.c.taken + _PEOPLE <= QUOTA.c.places)
DECIDES = (
    update(QUOTA)
    .where(
        QUOTA.c.intake_id == bindparam("intake"),
        QUOTA.c.channel == bindparam("of_channel"),
        QUOTA.c.shut.is_(False),
    )
    .values(
        taken=QUOTA.c.taken + case((_FITS, _PEOPLE), else_=0),
        waiting=QUOTA.c.waiting + case((_FITS, 0), else_=_PEOPLE),
    )
    .returning(QUOTA.c.waiting, next_number(ENROLMENT), next_number(PARTICIPANT), next_number(outbox.MESSAGE))
)


@dataclass(frozen=True)
class Person:
    """One who signs up, as the form says it."""

    name: str
    birth_year: int
    phone: str | None
    answers: Mapping[str, object]
    health: str | None = None
    health_until: date | None = None
    consent: str = "none"


@dataclass(frozen=True)
class SignUp:
    """A whole form: a household or a team, and who helps them."""

    intake_id: int
    channel: str
    size: int
    submit_key: str
    people: Sequence[Person]
    helper_name: str | None = None
    helper_phone: str | None = None
    relation: str | None = None
    entered_by: str | None = None


def person_keys(keyring: Keyring, person: Person, helper_phone: str | None) -> list[str]:
    """Every hash under which this person may be found."""
    return keyring.lookups(identity(person.name, person.birth_year, person.phone or helper_phone), "participant")


def all_their_keys(keyring: Keyring, wanted: SignUp) -> list[str]:
    """Under which any of those in one form may be found."""
    return [key for person in wanted.people for key in person_keys(keyring, person, wanted.helper_phone)]


def phone_lookups(keyring: Keyring, phone: str | None) -> list[str]:
    """How "My things" finds what stands under a phone."""
    return keyring.lookups(phone, "enrolment.phone") if phone else []


def _phone_lookup(keyring: Keyring, phone: str | None) -> str | None:
    return keyring.lookup(phone, "enrolment.phone") if phone else None


def new_receipt_code() -> str:
    return str(secrets.randbelow(10**RECEIPT_DIGITS)).zfill(RECEIPT_DIGITS)


@dataclass(frozen=True)
class Receipt:
    """What a sign-up came to."""

    id: int
    reference: str
    state: str


@dataclass(frozen=True)
class Decided:
    """Whether there was a place, and the numbers of the rows that are written next."""

    state: str
    enrolment: int
    participant: int
    message: int


def sign_up(session: WriteSession, wanted: SignUp, intake: Intake, *, keyring: Keyring, at: datetime) -> Receipt:
    """A place or the end of the line; the same form sent again leads to the same enrolment.

    Raises `Refusal` when it was closed in between, or one of them is signed up already.
    """
    known = store.by_submit_key(session, wanted.submit_key)
    if known is not None:
        return known_receipt(known)
    try:
        with session.begin_nested():
            return enter(session, wanted, intake, keyring=keyring, at=at)
    except IntegrityError:
        known = store.by_submit_key(session, wanted.submit_key)
        if known is None:
            raise Refusal(ALREADY, field="name") from None
        return known_receipt(known)


def known_receipt(enrolment: Enrolment) -> Receipt:
    return Receipt(id=enrolment.id, reference=enrolment.reference, state=enrolment.state)


def enter(session: WriteSession, wanted: SignUp, intake: Intake, *, keyring: Keyring, at: datetime) -> Receipt:
    """The same in as few statements as there can be, since everyone else waits meanwhile (docs/decisions).

    `intake` is only read, so it may be one that was read before and belongs to no session any more.

    Raises `IntegrityError` where this form, or one of these people, is in already: then nothing was done.
    """
    pooled = at >= intake.pooled_at and not intake.is_undrawn
    if pooled:
        store.locked(session, intake.id)  # all at once and in order, before one of them is changed
    decided = take_or_wait(session, wanted, direct=not intake.is_undrawn)
    state = decided.state
    receipt = _written(session, wanted, intake, decided, keyring=keyring, at=at)
    if pooled and state == WAITING:
        service.turn_now(session, intake, store.locked(session, intake.id), at, straight=True, only=receipt.id)
        made = store.by_reference(session, receipt.reference)
        if made.state != WAITING:
            return known_receipt(made)
    template = "enrolment_received" if state == PLACED else "enrolment_waiting"
    template = "enrolment_in_draw" if intake.is_undrawn else template
    facts = telling.facts_of(intake, reference=receipt.reference, who=wanted.people[0].name) | {
        "day": telling.said_moment(intake.closes_at) if intake.is_undrawn else telling.begins(intake)
    }
    phone = telling.reached_at([*(person.phone for person in wanted.people), wanted.helper_phone])
    subject = f"enrolment:{receipt.id}"
    outbox.put(
        session,
        key=f"{subject}:{template}:1",
        phone=phone,
        template=template,
        facts=facts,
        at=at,
        urgent=True,
        subject=subject,
        # Where others were told something in between, the number is theirs.
        number=None if pooled else decided.message,
    )
    return receipt


def take_or_wait(session: WriteSession, wanted: SignUp, *, direct: bool) -> Decided:
    """The one statement that decides: it counts the place, or the wait, in the row that it looks at.

    A place is given only while nobody of this channel waits, so whoever finds somebody waiting waits too.
    """
    asked = {"intake": wanted.intake_id, "of_channel": wanted.channel, "people": wanted.size, "direct": int(direct)}
    found = session.connection().execute(DECIDES, asked).first()
    if found is None:
        raise Refusal(CLOSED)
    waits, enrolment, participant, message = found
    return Decided(WAITING if waits else PLACED, enrolment, participant, message)


def _written(
    session: WriteSession, wanted: SignUp, intake: Intake, decided: Decided, *, keyring: Keyring, at: datetime
) -> Receipt:
    reference, connection = new_reference(secrets.randbelow), session.connection()
    row = {
        "id": decided.enrolment,
        "reference": reference,
        "submit_key": wanted.submit_key,
        "intake_id": intake.id,
        "channel": wanted.channel,
        "size": wanted.size,
        "state": decided.state,
        # Who comes after a draw stands behind everyone who was in it.
        "rank": LAST_RANK if intake.drawn_at else 0,
        "version": 1,
        "receipt_code": new_receipt_code(),
        "helper_name": wanted.helper_name,
        "helper_phone": wanted.helper_phone,
        "helper_phone_lookup": _phone_lookup(keyring, wanted.helper_phone),
        "relation": wanted.relation,
        "entered_by": wanted.entered_by,
        "created_at": at,
    }
    connection.execute(ENROLLED, row)
    people = [
        _participant(session, person, wanted, keyring) | {"enrolment_id": decided.enrolment} for person in wanted.people
    ]
    if len(people) == 1:
        people[0]["id"] = decided.participant
    connection.execute(CAME_WITH, people)
    return Receipt(id=decided.enrolment, reference=reference, state=decided.state)


def _participant(session: WriteSession, person: Person, wanted: SignUp, keyring: Keyring) -> dict[str, object]:
    phone = person.phone or wanted.helper_phone
    alike = likeness(person.birth_year, phone)
    return {
        "intake_id": wanted.intake_id,
        "live": True,
        "name": person.name,
        "birth_year": person.birth_year,
        "phone": person.phone,
        "phone_lookup": _phone_lookup(keyring, person.phone),
        "person_key": to_keep(session, Participant.person_key, identity(person.name, person.birth_year, phone)),
        "alike_key": to_keep(session, Participant.alike_key, alike) if alike else None,
        "answers": dict(person.answers),
        "health": person.health,
        "health_until": person.health_until,
        "consent": person.consent,
    }
