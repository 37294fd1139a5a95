"""Questions asked of the outbox."""

from collections.abc import Sequence
from datetime import datetime, timedelta

from sqlalchemy import ColumnElement, and_, func, or_, select

from portal.db.sessions import ReadSession, WriteSession
from portal.db.types import keyring_of, token_hash
from portal.kernel.clock import LOCAL
from portal.kernel.language import LANGUAGES, Language
from portal.messages.model import Message
from portal.messages.rules import FAILED, JOINED, PERSON, SENDING, SENT, SLOW_AFTER, TO_CALL, WAITING

DESK_STATES = ("to_call", "failed", "slow", "waiting")


def is_anything_due(session: ReadSession, *, now: datetime) -> bool:
    return session.scalar(select(Message.id).where(_due(now)).limit(1)) is not None


def due(session: WriteSession, *, now: datetime, limit: int) -> Sequence[Message]:
    """What may go now, what was just asked for first; another worker's rows are left alone."""
    query = select(Message).where(_due(now)).order_by(Message.urgent.desc(), Message.next_at, Message.id)
    return session.scalars(query.limit(limit).with_for_update(skip_locked=True)).all()


def sharing(session: ReadSession, head: Message) -> list[Message]:
    """Those that share its text message since an earlier try."""
    return list(session.scalars(select(Message).where(Message.joined_to == head.id).order_by(Message.id)))


def could_share(session: ReadSession, head: Message, *, now: datetime, limit: int) -> Sequence[Message]:
    """What else waits for the same person in the same language."""
    others = (
        _same_person(session, head),
        Message.language == head.language,
        Message.state == WAITING,
        Message.joins,
        Message.attempts == 0,
        Message.joined_to.is_(None),
        Message.next_at <= now,
        Message.id != head.id,
    )
    return session.scalars(select(Message).where(*others).order_by(Message.id).limit(limit)).all()


def _same_person(session: ReadSession, head: Message) -> ColumnElement[bool]:
    lookups = keyring_of(session.get_bind().dialect).lookups(head.phone, PERSON) if head.phone else []
    return Message.phone_lookup.in_(lookups)


def was_told_today(session: ReadSession, head: Message, *, now: datetime) -> bool:
    """Whether the person has had a message of the kind that can wait on this day already."""
    midnight = now.astimezone(LOCAL).replace(hour=0, minute=0, second=0, microsecond=0)
    told = (
        _same_person(session, head),
        Message.joins,
        Message.state == SENT,
        Message.sent_at >= midnight,
    )
    return session.scalar(select(Message.id).where(*told).limit(1)) is not None


def held(session: WriteSession, ids: Sequence[int], *, holder: str) -> Sequence[Message]:
    """These rows, as far as they are still this worker's."""
    mine = Message.id.in_(ids), Message.state == SENDING, Message.held_by == holder
    return session.scalars(select(Message).where(*mine).order_by(Message.id).with_for_update()).all()


def is_there(session: ReadSession, key: str) -> bool:
    """Whether this was put into the outbox before."""
    return session.scalar(select(Message.id).where(Message.key == key)) is not None


def code_about(session: ReadSession, subject: str) -> str | None:
    """The check code of the first message about a thing: it stands on the slip as well."""
    return session.scalar(select(Message.check_code).where(Message.subject == subject).order_by(Message.id).limit(1))


def by_check_code(session: ReadSession, code: str) -> Message | None:
    return session.scalar(select(Message).where(Message.check_code == code))


def language_of(message: Message) -> Language:
    return next((language for language in LANGUAGES if language == message.language), "zh")


def public_key(message: Message) -> str:
    """The key as a provider sees it, which tells nothing about what it is for."""
    return token_hash(f"message\0{message.key}")[:32]


def at_the_desk(session: ReadSession, state: str, *, now: datetime, limit: int) -> Sequence[Message]:
    """Those of one of the desk's states, the oldest first."""
    oldest = select(Message).where(_questions(now)[state]).order_by(Message.created_at, Message.id)
    return session.scalars(oldest.limit(limit)).all()


def counts(session: ReadSession, *, now: datetime) -> dict[str, int]:
    """How many wait, are slow, failed, are to be called, and went out in the last day."""
    return {
        name: session.scalar(select(func.count()).select_from(Message).where(question)) or 0
        for name, question in _questions(now).items()
    }


def _questions(now: datetime) -> dict[str, ColumnElement[bool]]:
    a_day_ago = now - timedelta(days=1)
    return {
        "waiting": Message.state.in_([WAITING, SENDING]),
        "slow": is_slow(now),
        "failed": Message.state == FAILED,
        "to_call": Message.state == TO_CALL,
        "sent": and_(Message.state.in_([SENT, JOINED]), Message.sent_at > a_day_ago),
    }


def is_slow(now: datetime) -> ColumnElement[bool]:
    """Due for an hour, and still here."""
    return and_(Message.state.in_([WAITING, SENDING]), Message.next_at <= now, Message.created_at <= now - SLOW_AFTER)


def _due(now: datetime) -> ColumnElement[bool]:
    waits = and_(Message.state == WAITING, Message.next_at <= now)
    lapsed = and_(Message.state == SENDING, Message.held_until <= now)
    return and_(Message.joined_to.is_(None), or_(waits, lapsed))
