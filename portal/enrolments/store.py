"""Questions asked of intakes and enrolments."""

from collections.abc import Collection, Sequence
from datetime import date, datetime
from typing import Any

from sqlalchemy import ColumnElement, Select, bindparam, delete, func, or_, select, update
from sqlalchemy.engine import CursorResult
from sqlalchemy.orm import aliased, selectinload

from portal.db.sessions import ReadSession, WriteSession
from portal.db.upsert import insert
from portal.enrolments.model import Enrolment, Intake, IntakeDay, Participant, Presence, Quota, RefusalCount
from portal.enrolments.rules import DRAW, HOLDING, OFFERED, WAITING
from portal.kernel.errors import NotFound

# Made once, since many ask it at one moment.
IN_TERM = (
    select(func.count())
    .select_from(Participant)
    .join(Intake, Intake.id == Participant.intake_id)
    .where(Participant.person_key.in_(bindparam("of_person", expanding=True)), Participant.live.is_(True))
    .where(Intake.term == bindparam("of_term"), Intake.id != bindparam("not_in"))
)


def intake_of(session: ReadSession, publication_id: int) -> Intake | None:
    return session.scalar(select(Intake).where(Intake.publication_id == publication_id))


def intake(session: ReadSession, number: int) -> Intake:
    """Raises `NotFound`."""
    found = session.get(Intake, number)
    if found is None:
        raise NotFound
    return found


def enrolment(session: ReadSession, number: int) -> Enrolment:
    """Raises `NotFound`."""
    found = session.get(Enrolment, number)
    if found is None:
        raise NotFound
    return found


def locked(session: WriteSession, intake_id: int) -> dict[str, Quota]:
    """The quotas as they are now, and nobody else changes them until the transaction ends.

    On SQLite the transaction itself is the lock; on PostgreSQL these rows are, always taken in the same order.
    """
    rows = session.scalars(
        select(Quota)
        .where(Quota.intake_id == intake_id)
        .order_by(Quota.channel)
        .with_for_update()
        .execution_options(populate_existing=True)
    )
    return {row.channel: row for row in rows}


def fresh(session: WriteSession, enrolment: Enrolment) -> Enrolment:
    """The enrolment as it is now, read after its quotas were locked."""
    session.refresh(enrolment, ["state", "version", "intake_id", "size", "channel", "offer_until"])
    return enrolment


def by_submit_key(session: ReadSession, key: str) -> Enrolment | None:
    return session.scalar(select(Enrolment).where(Enrolment.submit_key == key))


def by_reference(session: ReadSession, reference: str | None) -> Enrolment:
    """Raises `NotFound`, also for something that cannot be a reference."""
    found = session.scalar(select(Enrolment).where(Enrolment.reference == reference)) if reference else None
    if found is None:
        raise NotFound
    return found


def proved(session: ReadSession, reference: str | None, proof: str) -> Enrolment | None:
    """What this number and proof open; for a number that is none after the same work, so that time tells nothing."""
    found = session.scalar(select(Enrolment).where(Enrolment.reference == (reference or "")))
    looked_at = found or session.scalar(select(Enrolment).order_by(Enrolment.id.desc()).limit(1))
    is_right = looked_at is not None and looked_at.knows(proof)
    return found if is_right else None


def of_mine(session: ReadSession, reference: str | None, mine: Collection[int]) -> Enrolment:
    """Raises `NotFound`: one of others is not even read, so that it takes no longer than one that does not exist."""
    found = session.scalar(select(Enrolment).where(Enrolment.reference == reference, Enrolment.id.in_(mine)))
    if found is None:
        raise NotFound
    return found


def line(session: ReadSession, intake_id: int, channel: str | None = None) -> list[Enrolment]:
    """Who waits, the first first."""
    return list(session.scalars(_line(intake_id, channel).order_by(Enrolment.rank, Enrolment.id)))


def head(session: ReadSession, intake_id: int, channel: str | None = None) -> Enrolment | None:
    """Who is next: of one channel, or of all."""
    return session.scalar(_line(intake_id, channel).order_by(Enrolment.rank, Enrolment.id).limit(1))


def _line(intake_id: int, channel: str | None) -> Select[Enrolment]:
    found = select(Enrolment).where(Enrolment.intake_id == intake_id, Enrolment.state == WAITING)
    found = found.where(Enrolment.channel == channel) if channel else found
    return found.options(selectinload(Enrolment.people)).execution_options(populate_existing=True)


def place_in_line(session: ReadSession, enrolment: Enrolment) -> tuple[int, int]:
    """The how-manieth household of how many; all before it in the same line count."""
    mine = Enrolment.intake_id == enrolment.intake_id, Enrolment.channel == enrolment.channel
    same = (*mine, Enrolment.state == WAITING)
    earlier = or_(Enrolment.rank < enrolment.rank, (Enrolment.rank == enrolment.rank) & (Enrolment.id < enrolment.id))
    before = session.scalar(select(func.count()).select_from(Enrolment).where(*same, earlier)) or 0
    return before + 1, session.scalar(select(func.count()).select_from(Enrolment).where(*same)) or 0


def lapsed_offers(session: ReadSession, intake_id: int, now: datetime) -> Sequence[Enrolment]:
    where = Enrolment.intake_id == intake_id, Enrolment.state == OFFERED, Enrolment.offer_until <= now
    return session.scalars(select(Enrolment).where(*where).order_by(Enrolment.id)).all()


def intakes_to_turn(session: ReadSession, now: datetime) -> list[int]:
    """Where an offer has lapsed, or people wait while places are free: in their own way in, or in any once pooled."""
    lapsed = select(Enrolment.intake_id).where(Enrolment.state == OFFERED, Enrolment.offer_until <= now)
    free = aliased(Quota)
    waiting = (
        select(Quota.intake_id)
        .join(Intake, Intake.id == Quota.intake_id)
        .join(free, free.intake_id == Quota.intake_id)
        .where(Quota.waiting > 0, free.places > free.taken, Intake.called_off_at.is_(None), Intake.begins_at > now)
        .where(or_(Intake.method != DRAW, Intake.drawn_at.is_not(None)))
        .where(or_(free.channel == Quota.channel, Intake.pooled_at <= now))
    )
    return sorted({*session.scalars(lapsed), *session.scalars(waiting)})


def everybody(
    session: ReadSession,
    intake_id: int,
    *,
    states: Collection[str] = (),
    channel: str = "",
    limit: int | None = None,
    offset: int = 0,
) -> Sequence[Enrolment]:
    """In the order of arrival."""
    where = _at_desk(intake_id, states, channel)
    return session.scalars(
        select(Enrolment).where(*where).order_by(Enrolment.rank, Enrolment.id).offset(offset).limit(limit)
    ).all()


def count(session: ReadSession, intake_id: int, *, states: Collection[str] = (), channel: str = "") -> int:
    where = _at_desk(intake_id, states, channel)
    return session.scalar(select(func.count()).select_from(Enrolment).where(*where)) or 0


def _at_desk(intake_id: int, states: Collection[str], channel: str) -> list[ColumnElement[bool]]:
    where: list[ColumnElement[bool]] = [Enrolment.intake_id == intake_id]
    if states:
        where.append(Enrolment.state.in_(states))
    if channel:
        where.append(Enrolment.channel == channel)
    return where


def placed(session: ReadSession, intake_id: int) -> list[Participant]:
    """Everyone who comes, by the order of their signing up."""
    query = select(Participant).join(Enrolment, Enrolment.id == Participant.enrolment_id)
    where = Enrolment.intake_id == intake_id, Enrolment.state.in_(HOLDING)
    return list(session.scalars(query.where(*where).order_by(Enrolment.rank, Enrolment.id, Participant.id)))


def already(session: ReadSession, intake_id: int, person_keys: Collection[str]) -> bool:
    where = Participant.intake_id == intake_id, Participant.person_key.in_(person_keys), Participant.live.is_(True)
    return session.scalar(select(Participant.id).where(*where).limit(1)) is not None


def of_person(session: ReadSession, intake_id: int, person_keys: Collection[str]) -> Enrolment | None:
    """The place, or the place in line, that one of them has here."""
    live = Participant.intake_id == intake_id, Participant.person_key.in_(person_keys), Participant.live.is_(True)
    return session.scalar(select(Enrolment).join(Participant).where(*live).limit(1))


def in_term(session: ReadSession, term: str, person_keys: Collection[str], *, not_in: int) -> int:
    """How many other things of this term the person has signed up for."""
    asked = {"of_person": list(person_keys), "of_term": term, "not_in": not_in}
    return session.connection().scalar(IN_TERM, asked) or 0


def alike(session: ReadSession, intake_id: int) -> set[str]:
    """Keys of phone and year of birth that stand under more than one name."""
    where = Participant.intake_id == intake_id, Participant.live.is_(True), Participant.alike_key.is_not(None)
    grouped = select(Participant.alike_key).where(*where).group_by(Participant.alike_key).having(func.count() > 1)
    return {key for key in session.scalars(grouped) if key}


def had_a_place(session: ReadSession, keys: Collection[str], *, not_in: int) -> set[str]:
    """Who of them ever had a place in another thing."""
    query = select(Participant.person_key).join(Enrolment, Enrolment.id == Participant.enrolment_id)
    where = Participant.person_key.in_(keys), Enrolment.state.in_(HOLDING), Enrolment.intake_id != not_in
    return set(session.scalars(query.where(*where)))


def missed_a_draw(session: ReadSession, keys: Collection[str], *, not_in: int) -> set[str]:
    """Who of them was in a draw that is over, and has no place from it."""
    query = (
        select(Participant.person_key)
        .join(Enrolment, Enrolment.id == Participant.enrolment_id)
        .join(Intake, Intake.id == Enrolment.intake_id)
    )
    where = Participant.person_key.in_(keys), Enrolment.state == WAITING, Intake.drawn_at.is_not(None)
    return set(session.scalars(query.where(*where, Intake.id != not_in)))


def day_of(session: ReadSession, intake_id: int, day: date) -> IntakeDay | None:
    return session.get(IntakeDay, (intake_id, day))


def days_off(session: ReadSession, intake_id: int) -> dict[date, str]:
    """Days that staff called off, with the reason."""
    where = IntakeDay.intake_id == intake_id, IntakeDay.called_off_reason.is_not(None)
    return {row.day: row.called_off_reason or "" for row in session.scalars(select(IntakeDay).where(*where))}


def present(session: ReadSession, intake_id: int, day: date | None = None) -> dict[int, list[Presence]]:
    """Who was seen, by participant."""
    query = select(Presence).join(Participant, Participant.id == Presence.participant_id)
    query = query.where(Participant.intake_id == intake_id)
    found: dict[int, list[Presence]] = {}
    for row in session.scalars(query.where(Presence.day == day) if day else query):
        found.setdefault(row.participant_id, []).append(row)
    return found


def days_seen(session: ReadSession, enrolment: Enrolment) -> Sequence[date]:
    """The days on which somebody of this household was there."""
    query = select(Presence.day).join(Participant, Participant.id == Presence.participant_id)
    return session.scalars(
        query.where(Participant.enrolment_id == enrolment.id).distinct().order_by(Presence.day)
    ).all()


def see(session: WriteSession, *, participant_id: int, day: date, at: datetime, how: str, by: str) -> bool:
    """Somebody is here; a second time changes nothing. Says whether it was the first."""
    row = {"participant_id": participant_id, "day": day, "at": at, "how": how, "seen_by": by}
    statement = insert(session, Presence).values(row).on_conflict_do_nothing().returning(Presence.participant_id)
    return session.scalar(statement) is not None


def unsee(session: WriteSession, *, intake_id: int, participant_id: int, day: date) -> bool:
    """A tick by mistake is taken back; says whether there was one."""
    mine = select(Participant.id).where(Participant.intake_id == intake_id)
    where = Presence.participant_id == participant_id, Presence.day == day, Presence.participant_id.in_(mine)
    statement = delete(Presence).where(*where).returning(Presence.participant_id)
    return session.scalar(statement.execution_options(synchronize_session=False)) is not None


def refused(session: WriteSession, *, intake_id: int, day: date, reason: str, age: str) -> None:
    """One more who was told that it cannot be."""
    key = {"intake_id": intake_id, "day": day, "reason": reason, "age": age}
    statement = insert(session, RefusalCount).values(**key, times=1)
    more = {"times": RefusalCount.times + 1}
    session.execute(statement.on_conflict_do_update(index_elements=list(key), set_=more))


def forget_health(session: WriteSession, today: date) -> int:
    """What was said about health goes on its day; says of how many people."""
    where = Participant.health_until <= today, Participant.health.is_not(None)
    done: CursorResult[Any] = session.execute(  # type: ignore[assignment]  # an UPDATE counts its rows
        update(Participant).where(*where).values(health=None)
    )
    return done.rowcount


def names_that_are_over(session: ReadSession, before: date) -> Sequence[int]:
    """Enrolments in things that ended before this day, and still name people."""
    query = select(Enrolment.id).join(Intake, Intake.id == Enrolment.intake_id)
    return session.scalars(query.where(Intake.ends_on < before, Enrolment.erased_at.is_(None))).all()


def has_health_to_forget(session: ReadSession, today: date) -> bool:
    where = Participant.health_until <= today, Participant.health.is_not(None)
    return session.scalar(select(Participant.id).where(*where).limit(1)) is not None


def under_phone(session: ReadSession, lookups: Collection[str]) -> list[Enrolment]:
    """Where this phone stands, as that of a participant or of the helper; the newest first."""
    own = select(Participant.enrolment_id).where(Participant.phone_lookup.in_(lookups))
    mine = or_(Enrolment.id.in_(own), Enrolment.helper_phone_lookup.in_(lookups))
    return list(session.scalars(select(Enrolment).where(mine).order_by(Enrolment.id.desc())))


def next_change(session: ReadSession, now: datetime) -> datetime | None:
    """When signing up for something next opens or closes, which public pages say."""
    opens = session.scalar(select(func.min(Intake.opens_at)).where(Intake.opens_at > now))
    closes = session.scalar(select(func.min(Intake.closes_at)).where(Intake.closes_at > now))
    return min((moment for moment in (opens, closes) if moment is not None), default=None)
