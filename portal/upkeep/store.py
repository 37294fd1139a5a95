"""Questions about all publications together, and about the audit trail."""

from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta
from typing import Any

from sqlalchemy import select

from portal.db.sessions import ReadSession
from portal.kernel.clock import LOCAL
from portal.people.model import AuditEntry
from portal.publishing import lists
from portal.publishing import store as publications
from portal.publishing.kinds import PublicationKind
from portal.publishing.model import Publication
from portal.publishing.rules import PUBLISHED
from portal.publishing.store import live
from portal.publishing_desk import store as desk_store

MOST = 40
# Of each sort of mark in the calendar of the desk.
MOST_MARKS = 100


@dataclass(frozen=True)
class Column:
    """One kind at a glance; `newest` is the day on which something last appeared, `is_full`: more than were counted."""

    kind: PublicationKind
    live: int
    newest: date | None
    waiting: Mapping[str, int]
    is_full: bool = False

    def is_quiet(self, *, today: date, days: int) -> bool:
        return self.newest is not None and today - self.newest > timedelta(days=days)


@dataclass(frozen=True)
class Mark:
    """One thing that happens on one day."""

    what: str
    row: Publication


def columns(session: ReadSession, kinds: Iterable[PublicationKind], *, now: datetime) -> list[Column]:
    found = []
    for kind in kinds:
        look = publications.find(session, kind.model, now=now).look(offset=0, limit=1)
        newest = lists.newest_moment(session, kind.name, now=now)
        day = newest.astimezone(LOCAL).date() if newest else None
        found.append(Column(kind, look.total, day, desk_store.waiting(session, kind), is_full=look.is_full))
    return found


def unchecked(session: ReadSession, *, now: datetime, before: date, department: str) -> list[Publication]:
    """What is public and was last checked before that day, one's own department's first, then the longest ago."""
    query = select(Publication).where(live(now), Publication.checked_on < before).order_by(Publication.checked_on)
    rows = session.scalars(query.limit(200)).all()
    return sorted(rows, key=lambda row: row.department != department)[:MOST]


def due(session: ReadSession, *, now: datetime, today: date) -> Sequence[Publication]:
    """What somebody promised to look at again by now."""
    query = select(Publication).where(live(now), Publication.review_by <= today).order_by(Publication.review_by)
    return session.scalars(query.limit(MOST)).all()


@dataclass(frozen=True)
class Calendar:
    """Day by day; `is_cut` says that there is more than is shown."""

    days: Mapping[date, Sequence[Mark]]
    is_cut: bool


def calendar(session: ReadSession, *, first: date, days: int) -> Calendar:
    """What appears, begins, ends and is to be looked at again; of each the first, read along its own index."""
    last = first + timedelta(days=days)
    begin, end = (datetime.combine(day, time.min, LOCAL) for day in (first, last))
    wanted: tuple[tuple[str, Any, Any, Any], ...] = (
        ("appears", Publication.show_from, begin, end),
        ("ends", Publication.show_until, begin, end),
        ("begins", Publication.starts_on, first, last),
        ("review", Publication.review_by, first, last),
    )
    marks: list[tuple[int, date, str]] = []
    is_cut = False
    for what, column, since, until in wanted:
        query = select(Publication.id, column).where(Publication.state == PUBLISHED, column.between(since, until))
        rows = session.execute(query.order_by(column, Publication.id).limit(MOST_MARKS + 1)).all()
        is_cut = is_cut or len(rows) > MOST_MARKS
        marks += [(number, _day(at), what) for number, at in rows[:MOST_MARKS]]
    asked = select(Publication).where(Publication.id.in_({number for number, _, _ in marks}))
    known = {row.id: row for row in session.scalars(asked)}
    found: dict[date, list[Mark]] = defaultdict(list)
    for number, day, what in sorted(marks, key=lambda mark: (mark[1], mark[0])):
        found[day].append(Mark(what, known[number]))
    return Calendar(found, is_cut)


def _day(at: date | datetime) -> date:
    return at.astimezone(LOCAL).date() if isinstance(at, datetime) else at


def audit_lines(subject: str, actor: str, day: date | None) -> tuple[object, ...]:
    """The conditions for the lines about one thing, by one person, of one day."""
    conditions: list[object] = []
    if subject:
        conditions.append(AuditEntry.subject == subject)
    if actor:
        conditions.append(AuditEntry.actor == actor)
    if day:
        begin, end = (datetime.combine(day, at, LOCAL) for at in (time.min, time.max))
        conditions.append(AuditEntry.at.between(begin, end))
    return tuple(conditions)
