"""Giving places: never more than there are, never twice, in the order of the line, households together."""

import secrets
from collections.abc import Mapping, Sequence
from collections.abc import Set as AbstractSet
from datetime import date, datetime

from portal.db.sessions import WriteSession
from portal.db.upsert import insert
from portal.enrolments import store, telling
from portal.enrolments.model import Enrolment, EnrolmentEvent, Intake, IntakeDay, Quota
from portal.enrolments.rules import (
    ALREADY,
    CALLED_OFF,
    CANCELLED,
    CHANNELS,
    DECLINED,
    LAPSED,
    LIVE,
    OFFERED,
    PLACED,
    health_until,
    offer_until,
)
from portal.kernel.clock import LOCAL
from portal.kernel.errors import Refusal, Stale
from portal.kernel.msgid import msgid

CODE_DIGITS = 3


def cancel(session: WriteSession, enrolment: Enrolment, *, version: int, actor: str, at: datetime) -> None:
    """The household does not come; the next in line is told at once."""
    quotas = _ready(session, enrolment, LIVE, version)
    _leave(enrolment, quotas, CANCELLED, actor=actor, at=at)
    telling.tell(session, enrolment, "enrolment_cancelled", at=at)
    turn_now(session, enrolment.intake, quotas, at)


def accept(session: WriteSession, enrolment: Enrolment, *, version: int, actor: str, at: datetime) -> None:
    """The offer is taken, online or by phone."""
    _ready(session, enrolment, {OFFERED}, version)
    if enrolment.offer_until is not None and enrolment.offer_until <= at:
        raise Refusal(msgid("The time to answer is over. Please call us: we look whether there is another place."))
    _becomes(enrolment, PLACED, actor=actor, event="accept", at=at)


def decline(session: WriteSession, enrolment: Enrolment, *, version: int, actor: str, at: datetime) -> None:
    quotas = _ready(session, enrolment, {OFFERED}, version)
    _leave(enrolment, quotas, DECLINED, actor=actor, at=at)
    turn_now(session, enrolment.intake, quotas, at)


def turn(session: WriteSession, intake: Intake, *, at: datetime) -> None:
    """Offers that nobody answered lapse, and free places go to whoever is next."""
    turn_now(session, intake, store.locked(session, intake.id), at)


def set_places(session: WriteSession, intake: Intake, places: Mapping[str, int], *, at: datetime) -> None:
    """Move places between the channels, or have more or fewer; what is held stays held."""
    quotas = store.locked(session, intake.id)
    for channel in CHANNELS:
        if places[channel] < quotas[channel].taken:
            raise Refusal(
                msgid("%(count)s of these places are taken. Please leave at least so many."),
                field=channel,
                count=quotas[channel].taken,
            )
    for channel in CHANNELS:
        quotas[channel].places = places[channel]
    intake.source_hash = None
    turn_now(session, intake, quotas, at)


def move(
    session: WriteSession, enrolment: Enrolment, target: Intake, *, version: int, actor: str, at: datetime
) -> None:
    """To another class where there are places; the number and the receipt stay good."""
    source = enrolment.intake
    # Always the smaller number first, so that two moves the other way round do not wait for each other.
    both = {number: store.locked(session, number) for number in sorted({source.id, target.id})}
    _check(session, enrolment, LIVE, version)
    quotas, room = both[source.id], both[target.id][enrolment.channel]
    session.refresh(target, ["drawn_at", "method"])
    if not may_move(enrolment, target, room, at=at):
        raise Refusal(msgid("There is no free place for all of them in that class."))
    keys = [person.person_key for person in enrolment.people]
    if store.already(session, target.id, keys):
        raise Refusal(ALREADY)
    _count_out(enrolment, quotas)
    room.taken += enrolment.size
    enrolment.intake_id = target.id
    enrolment.intake = target
    for person in enrolment.people:
        person.intake_id = target.id
        person.health_until = health_until(target.ends_on) if person.health else None
    enrolment.rank, enrolment.offer_until, enrolment.ticket = 0, None, None
    _becomes(enrolment, PLACED, actor=actor, event="move", at=at)
    telling.tell(session, enrolment, "enrolment_moved", at=at, day=telling.begins(target))
    session.flush()  # the line of the first class is read without the one who left
    turn_now(session, source, quotas, at)


def may_move(enrolment: Enrolment, target: Intake, room: Quota, *, at: datetime) -> bool:
    """Whether the counter may give them a place that nobody waits for; never past a draw that is still to come."""
    source = enrolment.intake
    if target.id == source.id or target.is_undrawn or target.rules.is_team != source.rules.is_team:
        return False
    return target.is_open_at_desk(at) and not room.shut and not room.waiting and room.free >= enrolment.size


def call_off(session: WriteSession, intake: Intake, *, reason: str, actor: str, at: datetime) -> int:
    """The whole thing does not take place: everyone is told why. Says how many households."""
    quotas = store.locked(session, intake.id)
    if intake.called_off_at is not None:
        raise Stale
    intake.called_off_at, intake.called_off_reason, intake.source_hash = at, reason, None
    told = store.everybody(session, intake.id, states=LIVE)
    for enrolment in told:
        _leave(store.fresh(session, enrolment), quotas, CALLED_OFF, actor=actor, at=at)
        telling.tell(session, enrolment, "enrolment_called_off", at=at, urgent=True, reason=reason)
    for quota in quotas.values():
        quota.shut = True
    return len(told)


def call_off_day(session: WriteSession, intake: Intake, day: date, *, reason: str, at: datetime) -> int:
    """One day does not take place: everyone who has a place is told, once and by one reason."""
    if day < at.astimezone(LOCAL).date():
        raise Refusal(msgid("This day is over. What nobody can stay away from need not be called off."))
    row = day_with_code(session, intake.id, day)
    session.refresh(row, with_for_update=True)  # of two who call it off at once, the second reads what the first wrote
    if row.called_off_reason == reason:
        return 0
    if row.called_off_reason is not None:
        raise Stale
    row.called_off_reason = reason
    told = {person.enrolment_id: person.enrolment for person in store.placed(session, intake.id)}
    for enrolment in told.values():
        telling.tell(
            session,
            enrolment,
            "enrolment_day_off",
            at=at,
            urgent=True,
            once=day.isoformat(),
            day=telling.said_day(day),
            reason=reason,
        )
    return len(told)


def day_with_code(session: WriteSession, intake_id: int, day: date) -> IntakeDay:
    """The day with the three digits for its board; made when it is first asked for."""
    row = store.day_of(session, intake_id, day)
    if row is not None:
        return row
    code = str(secrets.randbelow(10**CODE_DIGITS)).zfill(CODE_DIGITS)
    fresh = insert(session, IntakeDay).values(intake_id=intake_id, day=day, code=code)
    session.execute(fresh.on_conflict_do_nothing())  # two desks that open the day at once share one code
    return session.get_one(IntakeDay, (intake_id, day))


def place_in_order(session: WriteSession, intake: Intake, order: Sequence[Enrolment], *, at: datetime) -> None:
    """After a draw: the line stands as drawn, and whoever finds a place has it."""
    quotas = store.locked(session, intake.id)
    for rank, enrolment in enumerate(order, start=1):
        enrolment.rank = rank
    session.flush()  # the line is read in its new order
    # Each way in fills its own places, as the published rules say; what is left over is pooled afterwards.
    turn_now(session, intake, quotas, at, straight=True, pooled=False)


def turn_now(  # the two flags are said by name
    session: WriteSession,
    intake: Intake,
    quotas: dict[str, Quota],
    at: datetime,
    *,
    straight: bool = False,
    only: int | None = None,
    pooled: bool | None = None,
) -> None:
    for enrolment in store.lapsed_offers(session, intake.id, at):
        _leave(store.fresh(session, enrolment), quotas, LAPSED, actor="clock", at=at)
        telling.tell(session, enrolment, "enrolment_lapsed", at=at)
    session.flush()  # the line is read as it now stands
    if intake.is_undrawn or intake.called_off_at is not None:
        return
    pooled = at >= intake.pooled_at if pooled is None else pooled
    lines: Sequence[str | None] = (None,) if pooled else CHANNELS
    for channel in lines:
        while (first := store.head(session, intake.id, channel)) is not None:
            if not _has_room(quotas, first, pooled=channel is None):
                break
            _give(session, intake, quotas, first, at, straight=straight and only in {None, first.id})
            session.flush()  # the next one is asked for without this one


def _has_room(quotas: dict[str, Quota], enrolment: Enrolment, *, pooled: bool) -> bool:
    """Whether all of the household fit; once the channels are pooled, free places of the others come over."""
    own = quotas[enrolment.channel]
    others = [quota for quota in quotas.values() if quota is not own and quota.free > 0] if pooled else []
    if own.free + sum(quota.free for quota in others) < enrolment.size:
        return False
    for quota in others:
        moved = min(quota.free, max(0, enrolment.size - own.free))
        quota.places -= moved
        own.places += moved
    return True


def _give(
    session: WriteSession,
    intake: Intake,
    quotas: dict[str, Quota],
    enrolment: Enrolment,
    at: datetime,
    *,
    straight: bool,
) -> None:
    quota = quotas[enrolment.channel]
    quota.waiting -= enrolment.size
    quota.taken += enrolment.size
    if straight or intake.offer_hours == 0:
        _becomes(enrolment, PLACED, actor="clock", event="place", at=at)
        telling.tell(session, enrolment, "enrolment_placed", at=at, day=telling.begins(intake))
        return
    enrolment.offer_until = offer_until(at, hours=intake.offer_hours, begins=intake.begins_at)
    _becomes(enrolment, OFFERED, actor="clock", event="offer", at=at)
    telling.tell(session, enrolment, "enrolment_offered", at=at, until=telling.said_moment(enrolment.offer_until))


def _ready(session: WriteSession, enrolment: Enrolment, states: AbstractSet[str], version: int) -> dict[str, Quota]:
    """Lock, then look: what was read before the lock may be old."""
    quotas = store.locked(session, enrolment.intake_id)
    _check(session, enrolment, states, version)
    return quotas


def _check(session: WriteSession, enrolment: Enrolment, states: AbstractSet[str], version: int) -> None:
    store.fresh(session, enrolment)
    if enrolment.version != version:
        raise Stale
    if enrolment.state not in states:
        raise Refusal(msgid("This step is not open any more. Please look at the newest state."))


def _leave(enrolment: Enrolment, quotas: dict[str, Quota], state: str, *, actor: str, at: datetime) -> None:
    _count_out(enrolment, quotas)
    for person in enrolment.people:
        person.live = False
    enrolment.offer_until = None
    _becomes(enrolment, state, actor=actor, event=state, at=at)


def _count_out(enrolment: Enrolment, quotas: dict[str, Quota]) -> None:
    quota = quotas[enrolment.channel]
    if enrolment.holds:
        quota.taken -= enrolment.size
    else:
        quota.waiting -= enrolment.size


def _becomes(enrolment: Enrolment, state: str, *, actor: str, event: str, at: datetime) -> None:
    enrolment.state = state
    enrolment.version += 1
    enrolment.events.append(EnrolmentEvent(at=at, actor=actor, event=event))
