"""What lists are read from: a narrow row for each published thing, in the order in which lists show them.

Things that every filter treats alike share a shelf. How many shelves there are follows from how towns, access and kinds
differ, and not from how much is published, so a list finds the right shelves first and takes only what it shows
(docs/decisions/0018). All of this is kept by the flush that writes a publication, so both are kept or neither.
"""

from collections.abc import Iterable
from datetime import datetime
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


_TABLES = Base.metadata.tables
_ENTRIES, _SHELVES = _TABLES["list_entry"], _TABLES["list_shelf"]
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
    entries = []
    for one in found:
        shelf = _shelf_of(one)
        shelves[shelf["id"]] = shelf
        entries.append(
            {
                "publication_id": one.id,
                "kind": one.kind,
                "shelf": shelf["id"],
                "place": one.place(),
                "show_from": one.show_from,
                "show_until": one.show_until,
            }
        )
    if entries:
        # In the order of their ids, so that two writers never wait for each other in a circle.
        connection.execute(_BUILD, [shelves[number] for number in sorted(shelves)])
        connection.execute(insert(_ENTRIES), entries)


def catch_up(session: WriteSession, *, now: datetime) -> int:
    """Put into the lists what they do not know, as after an upgrade."""
    known = select(_ENTRIES.c.publication_id)
    is_missing = (Publication.state == PUBLISHED, Publication.id.not_in(known))
    goes_on = or_(Publication.show_until.is_(None), Publication.show_until > now)
    numbers = session.scalars(select(Publication.id).where(*is_missing, goes_on).order_by(Publication.id)).all()
    for start in range(0, len(numbers), AT_ONCE):
        some = select(Publication).where(Publication.id.in_(numbers[start : start + AT_ONCE]))
        put(session.connection(), session.scalars(some.options(lazyload(Publication.texts))))
    return len(numbers)


def clear(session: WriteSession, *, now: datetime) -> int:
    """Take out what has ended, so that no list has to step over all the years that were."""
    gone = session.connection().execute(delete(_ENTRIES).where(_ENTRIES.c.show_until <= now))
    return int(gone.rowcount)


@event.listens_for(Session, "after_flush")
def _keep(session: Session, _: UOWTransaction) -> None:
    changed = [one for one in (*session.new, *session.dirty) if isinstance(one, Publication)]
    if changed:
        connection = session.connection()
        connection.execute(delete(_ENTRIES).where(_ENTRIES.c.publication_id.in_([one.id for one in changed])))
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
