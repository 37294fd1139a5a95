"""What lists are read from: a narrow row for each published thing, in the order in which lists show them.

Things that every filter treats alike share a shelf. How many shelves there are follows from how towns, access and kinds
differ, and not from how much is published, so a list finds the right shelves first and takes only what it shows
(docs/decisions/0018). All of this is kept by the flush that writes a publication, so both are kept or neither.
"""

from collections.abc import Iterable
from datetime import date, datetime, time
from hashlib import blake2b
from typing import Any

from sqlalchemy import BigInteger, Connection, ForeignKey, Index, delete, event, insert, or_, select, text
from sqlalchemy.orm import Mapped, Session, lazyload, mapped_column
from sqlalchemy.orm.unitofwork import UOWTransaction

from portal.db.base import Base
from portal.db.sessions import WriteSession
from portal.db.types import Moment
from portal.publishing.model import Publication
from portal.publishing.rules import ACCESS_FACTS, PUBLISHED

AT_ONCE = 2000
# Before the first minute of a day stands what says no time.
NO_TIME = -1


class ListShelf(Base):
    """What the things on one shelf have in common; its id is a hash of all that, so nobody has to look it up."""

    __tablename__ = "list_shelf"
    __table_args__ = (Index("ix_list_shelf_kind", "kind", "town", "first", "second", "is_free", "access", "id"),)

    id: Mapped[int] = mapped_column(BigInteger, primary_key=True, autoincrement=False)
    kind: Mapped[str]
    town: Mapped[str | None]
    is_free: Mapped[bool]
    # One bit for each of `ACCESS_FACTS`.
    access: Mapped[int]
    # The answers to the kind's own filters, in the order of `Publication.narrowed_by`.
    first: Mapped[str | None]
    second: Mapped[str | None]


class ListEntry(Base):
    """A published thing as lists see it; what has ended goes in the night, and `place` says where it stands."""

    __tablename__ = "list_entry"
    __table_args__ = (
        Index("ix_list_entry_line", "kind", "place", "shelf", "show_from", "show_until"),
        Index("ix_list_entry_shelf", "shelf", "place", "show_from", "show_until"),
        Index("ix_list_entry_newest", "kind", "show_from", "publication_id", "show_until"),
    )

    publication_id: Mapped[int] = mapped_column(
        ForeignKey("publication.id", ondelete="CASCADE"), primary_key=True, autoincrement=False
    )
    kind: Mapped[str]
    shelf: Mapped[int] = mapped_column(BigInteger)
    place: Mapped[int] = mapped_column(BigInteger)
    show_from: Mapped[datetime] = mapped_column(Moment)
    show_until: Mapped[datetime | None] = mapped_column(Moment)


class ListDay(Base):
    """A day on which a published thing takes place, and when; what is on in a town on a day is a stretch of it."""

    __tablename__ = "list_day"
    __table_args__ = (
        Index("ix_list_day_line", "town", "day", "minute", "publication_id", "show_from", "show_until"),
        {"sqlite_with_rowid": False},
    )

    publication_id: Mapped[int] = mapped_column(
        ForeignKey("publication.id", ondelete="CASCADE"), primary_key=True, autoincrement=False
    )
    day: Mapped[date] = mapped_column(primary_key=True)
    town: Mapped[str | None]
    minute: Mapped[int]
    show_from: Mapped[datetime] = mapped_column(Moment)
    show_until: Mapped[datetime | None] = mapped_column(Moment)


_TABLES = Base.metadata.tables
_ENTRIES, _SHELVES, _DAYS = _TABLES["list_entry"], _TABLES["list_shelf"], _TABLES["list_day"]
_BUILD = text(
    "INSERT INTO list_shelf (id, kind, town, is_free, access, first, second) "
    "VALUES (:id, :kind, :town, :is_free, :access, :first, :second) ON CONFLICT (id) DO NOTHING"
)


def bits_of(facts: Iterable[str]) -> int:
    """Things that help to get in and around, as one number that the database can compare."""
    return sum(1 << ACCESS_FACTS.index(fact) for fact in set(facts) if fact in ACCESS_FACTS)


def put(connection: Connection, found: Iterable[Publication]) -> None:
    """Put new things into their lists; whoever puts one that may stand there already takes it out first."""
    shelves: dict[int, dict[str, Any]] = {}
    entries: list[dict[str, Any]] = []
    days: list[dict[str, Any]] = []
    for one in found:
        shelf = _shelf_of(one)
        shelves[shelf["id"]] = shelf
        common = {"publication_id": one.id, "show_from": one.show_from, "show_until": one.show_until}
        entries.append(common | {"kind": one.kind, "shelf": shelf["id"], "place": one.place()})
        on = {day: NO_TIME if at is None else at.hour * 60 + at.minute for day, at in one.happens()}
        days += [common | {"town": one.town, "day": day, "minute": minute} for day, minute in on.items()]
    if entries:
        # In the order of their ids, so that two writers never wait for each other in a circle.
        connection.execute(_BUILD, [shelves[number] for number in sorted(shelves)])
        connection.execute(insert(_ENTRIES), entries)
    if days:
        connection.execute(insert(_DAYS), days)


def time_of(minute: int) -> time | None:
    return None if minute == NO_TIME else time(*divmod(minute, 60))


def catch_up(session: WriteSession, *, now: datetime) -> int:
    """Put into the lists what they do not know, as after an upgrade."""
    known = select(_ENTRIES.c.publication_id)
    is_missing = (Publication.state == PUBLISHED, Publication.id.not_in(known))
    goes_on = or_(Publication.show_until.is_(None), Publication.show_until > now)
    numbers = session.scalars(select(Publication.id).where(*is_missing, goes_on).order_by(Publication.id)).all()
    for start in range(0, len(numbers), AT_ONCE):
        part = numbers[start : start + AT_ONCE]
        session.connection().execute(delete(_DAYS).where(_DAYS.c.publication_id.in_(part)))
        some = select(Publication).where(Publication.id.in_(part))
        put(session.connection(), session.scalars(some.options(lazyload(Publication.texts))))
    return len(numbers)


def clear(session: WriteSession, *, now: datetime) -> int:
    """Take out what has ended, so that no list has to step over all the years that were."""
    connection, has_ended = session.connection(), _ENTRIES.c.show_until <= now
    # By their things, which are few; along the days themselves it would have to look at all of them.
    ended = select(_ENTRIES.c.publication_id).where(has_ended)
    connection.execute(delete(_DAYS).where(_DAYS.c.publication_id.in_(ended)))
    return int(connection.execute(delete(_ENTRIES).where(has_ended)).rowcount)


@event.listens_for(Session, "after_flush")
def _keep(session: Session, _: UOWTransaction) -> None:
    changed = [one for one in (*session.new, *session.dirty) if isinstance(one, Publication)]
    if changed:
        connection = session.connection()
        for table in (_DAYS, _ENTRIES):
            connection.execute(delete(table).where(table.c.publication_id.in_([one.id for one in changed])))
        put(connection, (one for one in changed if one.state == PUBLISHED))


def _shelf_of(one: Publication) -> dict[str, Any]:
    own = [*one.own_answers(), None, None]
    common: dict[str, Any] = {
        "kind": one.kind,
        "town": one.town,
        "is_free": one.cost_fen == 0,
        "access": bits_of(fact.fact for fact in one.access),
        "first": own[0],
        "second": own[1],
    }
    digest = blake2b(repr(list(common.values())).encode(), digest_size=8).digest()
    return common | {"id": int.from_bytes(digest) >> 1}
