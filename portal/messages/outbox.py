"""`put`: tell somebody something, in the same transaction as the change it tells of."""

import secrets
from collections.abc import Mapping
from datetime import datetime
from functools import cache
from typing import cast

from sqlalchemy import Executable, Table, select

from portal.db.engine import Database
from portal.db.sessions import ReadSession, WriteSession
from portal.db.types import keyring_of
from portal.db.upsert import insert_by
from portal.kernel.language import Language
from portal.kernel.phone import MOBILE
from portal.kernel.reference import new_code
from portal.messages.model import Message
from portal.messages.rules import PENDING, PERSON, TO_CALL, WAITING, may_go_from
from portal.messages.templates import Catalogue

CHECK_CODE_LENGTH = 6
TRIES = 20
# The table, not the class: what is written in a rush is written without the bookkeeping of objects.
MESSAGE = cast("Table", Message.__table__)


def put(  # noqa: PLR0913  # each fact of a message is named by its caller
    session: WriteSession,
    *,
    key: str,
    phone: str | None,
    template: str,
    facts: Mapping[str, str],
    language: Language = "zh",
    at: datetime,
    urgent: bool = False,
    subject: str = "",
    number: int | None = None,
) -> None:
    """One row in the caller's transaction; a second one with the same `key` changes nothing.

    No phone, or one that no text message reaches, puts the person on the call list of the counter: `facts` then say
    who is to be called.
    `urgent` is for what the person has just asked for: it goes out at night too. `subject` is like "enrolment:12".
    `number` is that of the row, where the caller has asked for it together with others.
    Raises `LookupError` for an unknown template and `ValueError` for a missing fact.
    """
    catalogue = catalogue_of(session)
    text = catalogue.template(template)
    dialect = session.get_bind().dialect
    row: dict[str, object] = {
        "key": key,
        "subject": subject,
        "template": template,
        "language": language,
        "phone": phone,
        "phone_lookup": keyring_of(dialect).lookup(phone, PERSON) if phone else None,
        "facts": dict(facts),
        "body": text.filled(language, facts),
        "urgent": urgent,
        "joins": text.joins and not urgent,
        "state": WAITING if phone and MOBILE.fullmatch(phone) else TO_CALL,
        "created_at": at,
        "next_at": may_go_from(at, urgent=urgent),
        "attempts": 0,
    }
    if number is not None:
        row["id"] = number
    for _ in range(TRIES):
        row["check_code"] = new_code(secrets.randbelow, CHECK_CODE_LENGTH)
        made = session.connection().scalar(_written(dialect.name), row)
        if made is not None or session.scalar(select(Message.id).where(Message.key == key)) is not None:
            return
    message = "no free check code found"
    raise RuntimeError(message)


def keep_back(session: WriteSession, subject: str, *, phone: str, instead: str) -> None:
    """What still waits for this phone about this thing never goes there: the counter calls whom it is for instead."""
    lookups = keyring_of(session.get_bind().dialect).lookups(phone, PERSON)
    theirs = Message.subject == subject, Message.state.in_((*PENDING, TO_CALL)), Message.phone_lookup.in_(lookups)
    for row in session.scalars(select(Message).where(*theirs)):
        _part(session, row)
        row.state, row.phone, row.phone_lookup = TO_CALL, None, None
        row.held_by = row.held_until = row.sent_text = None
        row.facts = {**row.facts, "who": instead}


def forget(session: WriteSession, subject: str) -> None:
    """The thing is erased: what still waits is dropped, and of what went out only that it did is kept."""
    for row in session.scalars(select(Message).where(Message.subject == subject)):
        _part(session, row)
        if row.state in {*PENDING, TO_CALL}:
            session.delete(row)
            continue
        row.phone = row.phone_lookup = row.sent_text = None
        row.facts, row.body = {}, ""


def _part(session: WriteSession, row: Message) -> None:
    """Those that shared a text message with it hold no word of it, and wait for themselves."""
    for other in session.scalars(select(Message).where(Message.joined_to == row.id, Message.state.in_(PENDING))):
        other.joined_to = None
    head = session.get(Message, row.joined_to) if row.joined_to is not None else None
    if head is not None:
        head.sent_text = None
    row.joined_to = None


@cache
def _written(dialect: str) -> Executable:
    return insert_by(dialect, MESSAGE).on_conflict_do_nothing().returning(MESSAGE.c.id)


def install(database: Database, catalogue: Catalogue) -> None:
    """Give the texts to everything that is written through this database, as the keyring is."""
    for engine in (database.writing, database.reading):
        engine.dialect.portal_messages = catalogue  # type: ignore[attr-defined]  # as with the keyring


def catalogue_of(session: ReadSession) -> Catalogue:
    """The texts that `install` gave to the database of this session."""
    catalogue = getattr(session.get_bind().dialect, "portal_messages", None)
    if not isinstance(catalogue, Catalogue):
        message = "this database has no message texts: call portal.messages.outbox.install"
        raise TypeError(message)
    return catalogue
