"""Questions about all publications together, and about the audit trail."""

from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta

from sqlalchemy import func, or_, select

from portal.db.sessions import ReadSession
from portal.kernel.clock import LOCAL
from portal.people.model import AuditEntry
from portal.publishing.kinds import PublicationKind
from portal.publishing.model import Publication
from portal.publishing.rules import PUBLISHED
from portal.publishing.store import live
from portal.publishing_desk import store as desk_store

MOST = 40


@dataclass(frozen=True)
class Column:
    """One kind at a glance; `newest` is the day on which something last appeared."""

    kind: PublicationKind
    live: int
    newest: date | None
    waiting: Mapping[str, int]

    def is_quiet(self, *, today: date, days: int) -> bool:
        return self.newest is not None and today - self.newest > timedelta(days=days)


@dataclass(frozen=True)
class Mark:
    """One thing that happens on one day."""

    what: str
    row: Publication


def columns(session: ReadSession, kinds: Iterable[PublicationKind], *, now: datetime) -> list[Column]:
    counted = {
        kind: (count, newest)
        for kind, count, newest in session.execute(
            select(Publication.kind, func.count(), func.max(Publication.show_from))
            .where(live(now))
            .group_by(Publication.kind)
        )
    }
    found = []
    for kind in kinds:
        count, newest = counted.get(kind.name, (0, None))
        day = newest.astimezone(LOCAL).date() if newest else None
        found.append(Column(kind, count, day, desk_store.waiting(session, kind)))
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


def calendar(session: ReadSession, *, first: date, days: int) -> dict[date, list[Mark]]:
    """What appears, begins, ends and is to be looked at again, day by day."""
    last = first + timedelta(days=days)
    begin, end = (datetime.combine(day, time.min, LOCAL) for day in (first, last))
    moments = ((Publication.show_from, "appears"), (Publication.show_until, "ends"))
    own = ((Publication.starts_on, "begins"), (Publication.review_by, "review"))
    wanted = [column.between(begin, end) for column, _ in moments] + [column.between(first, last) for column, _ in own]
    query = select(Publication).where(Publication.state == PUBLISHED, or_(*wanted))
    found: dict[date, list[Mark]] = defaultdict(list)
    for row in session.scalars(query.order_by(Publication.id)):
        told = (
            (row.show_from.astimezone(LOCAL).date(), "appears"),
            (row.show_until.astimezone(LOCAL).date() if row.show_until else None, "ends"),
            (row.starts_on, "begins"),
            (row.review_by, "review"),
        )
        for day, what in told:
            if day is not None and first <= day <= last:
                found[day].append(Mark(what, row))
    return dict(sorted(found.items()))


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
