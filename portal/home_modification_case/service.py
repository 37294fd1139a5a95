"""What is written when a case moves on: the step, its due day, the trail, and the word to the family."""

import secrets
from collections import defaultdict
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import datetime
from typing import Any

from sqlalchemy import bindparam, func, select, update
from sqlalchemy.exc import IntegrityError

from portal.db.sessions import ReadSession, WriteSession
from portal.home_modification_case.model import ClockSegment, HomeModification
from portal.home_modification_case.office import Office
from portal.kernel.clock import LOCAL
from portal.kernel.errors import Refusal
from portal.kernel.msgid import msgid
from portal.kernel.reference import group
from portal.kernel.saying import say_date
from portal.messages import outbox
from portal.people import audit, visits
from portal.representation import service as representing
from portal.representation.rules import ENDED
from portal.representation.service import Deed
from portal.representation.store import between
from portal.requests.clocks import Stretch
from portal.requests.model import Party
from portal.requests.rules import new_receipt_code

# Of these the family is told by a text message or, without a phone, by a call.
TELLS = frozenset(
    {
        "ask",
        "ask_again",
        "accept",
        "decline",
        "merge",
        "pass",
        "book_visit",
        "propose",
        "approve",
        "send_back",
        "refuse",
        "finish",
        "fail",
        "pass_works",
        "pay",
        "hold",
        "extend",
    }
)
WHAT = msgid("Home modification")


@dataclass(frozen=True)
class Hand:
    """Who takes a step at a desk, and on which version of it."""

    username: str
    roles: frozenset[str]
    version: int
    at: datetime


def move(
    session: WriteSession, case: HomeModification, event: str, hand: Hand, office: Office, note: Sequence[str] = ()
) -> None:
    """Take a step as staff; what collides with another case is refused with its reason."""
    case.take(event, actor=hand.username, version=hand.version, at=hand.at, note=note, roles=hand.roles)
    follow(session, case, event, office, at=hand.at)
    try:
        session.flush()
    except IntegrityError as problem:
        raise in_words(problem) from None
    audit.record(
        session,
        at=hand.at,
        actor=hand.username,
        action=f"home_modification.{event}",
        subject=f"request:{case.id}",
        detail={"state": case.state, "version": case.version},
    )


def follow(session: WriteSession, case: HomeModification, event: str, office: Office, *, at: datetime) -> None:
    """After any step: the day by which a desk must act, and the word to the family."""
    due(case, office, at=at)
    if event == case.life.sent.event:
        _confirm(session, case, office, at=at)
    elif event in TELLS:
        _tell(session, case, office, at=at)


def due(case: HomeModification, office: Office, *, at: datetime) -> None:
    """Kept beside the case so that lists can be ordered by it; nothing while the clock stands still."""
    running = case.running
    case.due_on = (
        office.due(running.clock, case.stretches, extra=case.extra_days, today=at.astimezone(LOCAL).date())
        if running
        else None
    )


def count_days_anew(session: WriteSession, office: Office, *, at: datetime) -> int:
    """Due days as today's calendar has them: once the notice of a year is entered, they move; how many did.

    Neither the case nor its version changes: whoever has it open may go on.
    """
    today = at.astimezone(LOCAL).date()
    table: Any = HomeModification.__table__
    running = select(ClockSegment.request_id, ClockSegment.clock, ClockSegment.round).where(
        ClockSegment.stopped_on.is_(None)
    )
    now = {row.request_id: (row.clock, row.round) for row in session.execute(running)}
    stretches: dict[int, list[Stretch]] = defaultdict(list)
    open_ones = running.with_only_columns(ClockSegment.request_id)
    for one in session.execute(select(ClockSegment.__table__).where(ClockSegment.request_id.in_(open_ones))):
        if (one.clock, one.round) == now[one.request_id]:
            stretches[one.request_id].append(Stretch(one.started_on, one.stopped_on))
    kept = session.execute(select(table.c.id, table.c.due_on, table.c.extra_days).where(table.c.id.in_(open_ones)))
    moved = [
        {"number": row.id, "day": day}
        for row in kept.all()
        if (day := office.due(now[row.id][0], stretches[row.id], extra=row.extra_days, today=today)) != row.due_on
    ]
    if moved:
        session.connection().execute(
            update(table).where(table.c.id == bindparam("number")).values(due_on=bindparam("day")), moved
        )
    return len(moved)


def budget_left(session: ReadSession, office: Office, year: int) -> int:
    """The budget of a year, less everything that was approved from it and not given back."""
    first, last = datetime(year, 1, 1, tzinfo=LOCAL).date(), datetime(year, 12, 31, tzinfo=LOCAL).date()
    spent = session.scalar(
        select(
            func.coalesce(func.sum(func.coalesce(HomeModification.paid_fen, HomeModification.approved_fen)), 0)
        ).where(HomeModification.approved_on.between(first, last))
    )
    return office.budgets.get(year, 0) - int(spent or 0)


def _tell(session: WriteSession, case: HomeModification, office: Office, *, at: datetime) -> None:
    _put(session, case, office, "request_changed", {"state": office.say(case.state_name)}, at=at)


def _confirm(session: WriteSession, case: HomeModification, office: Office, *, at: datetime) -> None:
    """That it has arrived, and by when somebody answers."""
    day = say_date(case.due_on, "zh", weekday=False).split("年")[-1] if case.due_on else ""
    _put(session, case, office, "request_received", {"day": day}, at=at)


def _put(  # a message is these six things
    session: WriteSession,
    case: HomeModification,
    office: Office,
    template: str,
    facts: Mapping[str, str],
    *,
    at: datetime,
) -> None:
    """Both are told, the senior and the helper; a helper whose part was ended hears nothing."""
    parties = [party for party in case.parties if party.consent_state != "revoked"]
    reached: dict[str | None, Party] = {party.phone: party for party in parties if party.phone}
    reached = reached or {None: parties[0]}
    shared = {"what": office.say(WHAT), "reference": group(case.reference), **facts}
    for number, (phone, party) in enumerate(reached.items()):
        outbox.put(
            session,
            key=f"home-modification:{case.id}:{case.version}:{number}",
            phone=phone,
            template=template,
            facts=shared | {"who": party.name},
            at=at,
            subject=f"request:{case.id}",
        )


def in_words(problem: IntegrityError) -> Refusal:
    """What a key of the database kept out, as it is said to whoever tried."""
    said = str(problem.orig)
    if "visit" in said:
        return Refusal(msgid("This person is at another home in that half of the day."), field="half")
    if "receipt_no" in said:
        return Refusal(msgid("This receipt number was used before."), field="receipt")
    if "open_household" in said:
        return Refusal(msgid("Another request of this household is open."))
    raise problem


def forget_helper(session: WriteSession, case: HomeModification, deed: Deed) -> None:
    """The senior has ended the helper's part: no browser sees the case any more, and the old code is dead."""
    helper, senior = case.helper, case.party("senior")
    if helper is None or senior is None:
        return
    helper.consent_state = "revoked"
    case.receipt_code = new_receipt_code(secrets.randbelow)
    for kind, number in (("request", case.id), ("draft", case.draft_id)):
        visits.withdraw_from_all(session, kind, number)
    session.flush()
    if helper.phone is None:
        return
    outbox.keep_back(session, f"request:{case.id}", phone=helper.phone, instead=senior.name)
    records = between(session, helper_phone=helper.phone, senior_name=senior.name, keyring=deed.keyring)
    for record in records:
        if record.state != ENDED:
            representing.end(session, record, replace(deed, version=record.version))
