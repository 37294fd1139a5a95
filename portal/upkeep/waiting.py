"""What waits: questions from outside that nobody answered yet, and what one person at the desk should look at."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from typing import Any

from sqlalchemy import ColumnElement, func, or_, select

from portal.db.sessions import ReadSession
from portal.fraud_help.model import FraudReport
from portal.kernel.clock import LOCAL
from portal.kernel.msgid import msgid
from portal.messages.model import Message
from portal.messages.rules import FAILED, TO_CALL
from portal.people.doors import Staff
from portal.people.model import StaffMember, StaffRole
from portal.publishing.kinds import PublicationKind
from portal.publishing.model import Publication
from portal.publishing.rules import DRAFT, IN_FINAL, IN_REVIEW, is_theirs
from portal.publishing.store import live
from portal.publishing_desk import store as desk_store
from portal.publishing_desk.model import PublicationStep
from portal.publishing_desk.rules import DeskRules
from portal.requests.model import ServiceRequest
from portal.requests.rules import Life
from portal.stock.model import FaultReport

# More than anybody looks at again in a week; the rest comes when these are done.
MOST_AT_DESK = 200
READERS = frozenset({"reader", "publisher"})


@dataclass(frozen=True)
class Waiting:
    """Questions of one sort: how many, since when the oldest waits, where they are answered, and by whom."""

    label: str
    count: int
    since: date
    route: str
    roles: frozenset[str]


@dataclass(frozen=True)
class Mine:
    """What one person should look at."""

    sent_back: Sequence[Publication]
    to_read: Sequence[Publication]
    stale: Sequence[Publication]


def questions(session: ReadSession, lives: Iterable[Life]) -> list[Waiting]:
    """What residents asked, told or sent, and nobody has taken up; those that wait longest first."""
    sent = {life.sent.target for life in lives}
    sources: tuple[tuple[str, Any, ColumnElement[bool], str, frozenset[str]], ...] = (
        (
            msgid("Tricks that residents tell of"),
            FraudReport.created_at,
            FraudReport.closed_at.is_(None),
            "fraud_help.desk",
            frozenset({"editor", "publisher"}),
        ),
        (
            msgid("Questions and faults about devices"),
            FaultReport.at,
            FaultReport.closed_at.is_(None),
            "rental_desk.day",
            frozenset({"station", "supervisor"}),
        ),
        (
            msgid("People who wait for a call"),
            Message.created_at,
            Message.state.in_([TO_CALL, FAILED]),
            "messages.desk",
            frozenset({"case_worker", "administrator"}),
        ),
        (
            msgid("Applications that nobody has looked at"),
            ServiceRequest.created_at,
            ServiceRequest.state.in_(sent),
            "requests.desk",
            frozenset({"case_worker", "town_desk"}),
        ),
    )
    found = []
    for label, at, waits, route, roles in sources:
        count, oldest = session.execute(select(func.count(), func.min(at)).where(waits)).one()
        if count:
            found.append(Waiting(label, count, oldest.astimezone(LOCAL).date(), route, roles))
    return sorted(found, key=lambda one: one.since)


def stale(session: ReadSession, *, now: datetime, today: date, unchecked_days: int) -> Sequence[Publication]:
    """What is public and was not checked for long, or was to be looked at again by now; the oldest check first."""
    before = today - timedelta(days=unchecked_days)
    old = or_(Publication.checked_on < before, Publication.review_by <= today)
    return session.scalars(select(Publication).where(live(now), old).order_by(Publication.checked_on)).all()


def _oldest(session: ReadSession, *, now: datetime, today: date, unchecked_days: int, of: int) -> list[Publication]:
    """The same for one person's desk, which shows the first of them: what no other editor here wrote."""
    before = today - timedelta(days=unchecked_days)
    others = [one.id for one in editors(session) if one.id != of]
    theirs = or_(Publication.written_by.is_(None), Publication.written_by.not_in(others))
    found: dict[int, Publication] = {}
    for column, last in ((Publication.checked_on, before - timedelta(days=1)), (Publication.review_by, today)):
        query = select(Publication).where(live(now), column <= last, theirs).order_by(column)
        found |= {row.id: row for row in session.scalars(query.limit(MOST_AT_DESK))}
    return sorted(found.values(), key=lambda row: row.checked_on)


def owners(
    rows: Iterable[Publication], people: Sequence[StaffMember], rules: DeskRules
) -> dict[int, list[Publication]]:
    """Who is to look at what: the writer while they are here, else the editors of the department, else the leading."""
    by_id = {one.id: one for one in people}
    found: dict[int, list[Publication]] = {}
    for row in rows:
        writer = by_id.get(row.written_by or 0)
        own = [one for one in people if one.department == row.department]
        leading = [one for one in people if one.department in rules.leading]
        for one in [writer] if writer else own or leading or people:
            found.setdefault(one.id, []).append(row)
    return found


def editors(session: ReadSession) -> Sequence[StaffMember]:
    query = select(StaffMember).join(StaffRole).where(StaffRole.role == "editor", StaffMember.disabled_at.is_(None))
    return session.scalars(query.order_by(StaffMember.id)).unique().all()


def of_one(session: ReadSession, staff: Staff, rules: DeskRules, *, now: datetime, today: date) -> Mine:
    """What this person finds on the first page of their desk."""
    rows = _oldest(session, now=now, today=today, unchecked_days=rules.unchecked_days, of=staff.id)
    return Mine(
        sent_back=_sent_back(session, staff),
        to_read=_to_read(session, staff, rules) if staff.roles & READERS else [],
        stale=owners(rows, editors(session), rules).get(staff.id, []) if "editor" in staff.roles else [],
    )


def address_of(kinds: Mapping[str, PublicationKind], row: Publication) -> str:
    return f"publish.{kinds[row.kind].room}.review"


def _sent_back(session: ReadSession, staff: Staff) -> list[Publication]:
    last = (
        select(PublicationStep.event)
        .where(PublicationStep.publication_id == Publication.id, PublicationStep.event != "comment")
        .order_by(PublicationStep.id.desc())
        .limit(1)
        .scalar_subquery()
    )
    query = select(Publication).where(desk_store.is_at([DRAFT]), Publication.written_by == staff.id)
    return list(session.scalars(query.where(last == "send_back").order_by(Publication.id)))


def _to_read(session: ReadSession, staff: Staff, rules: DeskRules) -> list[Publication]:
    waits = desk_store.is_at([IN_REVIEW, IN_FINAL])
    query = select(Publication).where(waits, Publication.written_by != staff.id)
    return [
        row
        for row in session.scalars(query.order_by(Publication.updated_at))
        if is_theirs(owner=row.department, department=staff.department, leading=rules.leading)
        and (row.work_state == IN_REVIEW or desk_store.reader_of(session, row) != staff.id)
        and ("publisher" in staff.roles or row.work_state == IN_REVIEW)
    ]
