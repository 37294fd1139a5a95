"""Which things stand on a page of a list, at a price that does not grow with the list (docs/decisions/0018).

A list that is narrowed by nothing, or by days, is a stretch of one index. One that is narrowed by more is looked for in
two ways: first along the list itself for a number of steps, which ends early where much fits; then from shelf to shelf,
taking the next thing of all that fit, which ends early where little or nothing does.
"""

from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass, field
from datetime import date, datetime
from functools import lru_cache
from typing import Any, NamedTuple

from sqlalchemy import ColumnElement, Integer, Select, asc, bindparam, desc, func, literal, or_, select, text, true

from portal.db.base import Base
from portal.db.edition import THE_ONE, Edition
from portal.db.sessions import ReadSession
from portal.publishing import shelves
from portal.publishing.model import NUMBERS, Publication

# Fifty pages; whoever has not found it by then narrows the list.
MOST_COUNTED = 1000
# How far a narrowed list is counted beyond where its reader is, and how many things are looked at one after the other.
AHEAD, STEPS = 100, 2000
# Behind and before every place that there can be.
END, BEGINNING = (1 << 63) - 1, -1
_ENTRY, _SHELF = Base.metadata.tables["list_entry"].c, Base.metadata.tables["list_shelf"].c
_OF_EDITION = Base.metadata.tables[Edition.__tablename__].c
# By its table, like all the others: where one column is that of a class, a question is put as if it asked for objects.
_EDITION = select(_OF_EDITION.number).where(_OF_EDITION.id == THE_ONE).scalar_subquery()


@dataclass(frozen=True)
class Filters:
    """What a list may be narrowed by; `own` are the answers to the kind's own filters by their names.

    `unknown` says that something asked for does not exist and was left out.
    """

    town: str | None = None
    from_day: date | None = None
    until_day: date | None = None
    free: bool = False
    access: tuple[str, ...] = ()
    own: dict[str, str] = field(default_factory=dict)
    unknown: bool = False

    @property
    def choose_shelves(self) -> bool:
        return bool(self.town or self.free or self.access or self.own)


class Look(NamedTuple):
    """The ids on one page in their order, how many were counted in all, in which edition; `is_full`: there are more."""

    edition: int = 0
    total: int = 0
    ids: Sequence[int] = ()
    is_full: bool = False


def look(
    session: ReadSession, model: type[Publication], filters: Filters, *, now: datetime, offset: int, limit: int
) -> Look:
    """Which ones stand on a page, by one question, or two where the list is narrowed."""
    if (filters.from_day or filters.until_day) and not model.is_by_day:
        return Look()
    days = _days(model, filters)
    if not filters.choose_shelves:
        return _stretch(session, model, {"now": now, **days, "offset": offset, "limit": limit})
    wanted = offset + AHEAD + 1
    found = _narrowed(session, model, _open(now, **days), _Walk(_fitting(model, filters), wanted))
    places = sorted(row[0] for row in found)
    ids = [model.number_at(place) for place in places[offset : offset + limit]]
    return Look(found[0][1] or 0 if found else 0, min(len(places), wanted - 1), ids, len(places) == wanted)


def following(
    session: ReadSession, model: type[Publication], filters: Filters, *, now: datetime, start: int, limit: int
) -> list[int]:
    """The next places in a list from one of them on, so that its end costs no more to read than its beginning."""
    return _places(session, model, filters, _open(now, first=start), limit)


def before(
    session: ReadSession, model: type[Publication], filters: Filters, *, now: datetime, end: int, limit: int
) -> list[int]:
    """The places before one of them, the nearest first."""
    return _places(session, model, filters, _open(now, end=end), limit, backwards=True)


def newest(session: ReadSession, kinds: Iterable[str], *, now: datetime, limit: int) -> list[int]:
    """The ids of what was shown last of these kinds, the newest first."""
    asked = select(_ENTRY.show_from, _ENTRY.publication_id).where(*_open(now))
    asked = asked.order_by(_ENTRY.show_from.desc(), _ENTRY.publication_id.desc()).limit(limit)
    # Kind by kind, so that each is the end of an index; of all together the newest few would have to be sorted out.
    found = [tuple(row) for kind in kinds for row in session.execute(asked.where(_ENTRY.kind == kind))]
    return [number for _, number in sorted(found, reverse=True)[:limit]]


def newest_moment(session: ReadSession, kind: str, *, now: datetime) -> datetime | None:
    """When something of this kind was shown last."""
    asked = select(_ENTRY.show_from).where(_ENTRY.kind == kind, *_open(now)).order_by(_ENTRY.show_from.desc())
    return session.scalar(asked.limit(1))


class _Walk(NamedTuple):
    """Which shelves are looked through, for how many things, and in which direction."""

    fitting: Sequence[ColumnElement[bool]]
    wanted: int
    backwards: bool = False

    @property
    def end(self) -> int:
        return BEGINNING if self.backwards else END

    @property
    def direction(self) -> Callable[[Any], Any]:
        return desc if self.backwards else asc


def _places(
    session: ReadSession,
    model: type[Publication],
    filters: Filters,
    is_open: Sequence[ColumnElement[bool]],
    limit: int,
    *,
    backwards: bool = False,
) -> list[int]:
    walk = _Walk(_fitting(model, filters), limit, backwards)
    if filters.choose_shelves:
        return sorted((row[0] for row in _narrowed(session, model, is_open, walk)), reverse=backwards)
    line = (_ENTRY.kind == model.__mapper__.polymorphic_identity, *is_open)
    asked = select(_ENTRY.place).where(*line).order_by(walk.direction(_ENTRY.place)).limit(limit)
    return [row[0] for row in session.execute(asked)]


def _narrowed(
    session: ReadSession, model: type[Publication], is_open: Sequence[ColumnElement[bool]], walk: _Walk
) -> Sequence[Any]:
    """Along the list for some steps, and from shelf to shelf where that was not enough."""
    line = (_ENTRY.kind == model.__mapper__.polymorphic_identity, *is_open)
    found = session.execute(_along(line, walk)).all()
    if len(found) == walk.wanted:
        return found
    from_shelves = _queued if session.connection().dialect.name == "sqlite" else _beside
    return session.execute(from_shelves(is_open, walk)).all()


def _stretch(session: ReadSession, model: type[Publication], given: dict[str, Any]) -> Look:
    asked, counted = _of_a_stretch(model, frozenset(given))
    found = session.execute(asked, given).all()
    if not found:
        return Look(total=session.scalar(counted, given) or 0)
    ids = [model.number_at(row[0]) for row in found]
    return Look(found[0][1] or 0, found[0][2], ids, found[0][2] == MOST_COUNTED)


@lru_cache(maxsize=64)
def _of_a_stretch(model: type[Publication], given: frozenset[str]) -> tuple[Select[Any], Select[Any]]:
    """The question that every visitor of a list asks, and how many there are, put together once; `given` fills it."""
    days: dict[str, Any] = {name: bindparam(name) for name in given & {"first", "end"}}
    line = (_ENTRY.kind == model.__mapper__.polymorphic_identity, *_open(bindparam("now"), **days))
    # Ordered too, or PostgreSQL would count along the table, where other kinds may come first.
    some = select(_ENTRY.place).where(*line).order_by(_ENTRY.place).limit(MOST_COUNTED).subquery()
    counted = select(func.count()).select_from(some)
    asked = select(_ENTRY.place, _EDITION, counted.scalar_subquery()).where(*line).order_by(_ENTRY.place)
    return asked.offset(bindparam("offset", type_=Integer)).limit(bindparam("limit", type_=Integer)), counted


def _days(model: type[Publication], filters: Filters) -> dict[str, int]:
    """The places between which the days lie that are asked for."""
    found = {}
    if model.is_by_day and filters.from_day:
        found["first"] = filters.from_day.toordinal() * NUMBERS
    if model.is_by_day and filters.until_day:
        found["end"] = (filters.until_day.toordinal() + 1) * NUMBERS
    return found


def _open(now: Any, first: Any = None, end: Any = None) -> list[ColumnElement[bool]]:
    """Begun and not ended, as `store.live` says it of publications; and between two places."""
    found = [_ENTRY.show_from <= now, or_(_ENTRY.show_until.is_(None), _ENTRY.show_until > now)]
    if first is not None:
        found.append(_ENTRY.place >= first)
    if end is not None:
        found.append(_ENTRY.place < end)
    return found


def _fitting(model: type[Publication], filters: Filters) -> list[ColumnElement[bool]]:
    """The shelves on which everything passes the filters; nothing on the others does."""
    found: list[ColumnElement[bool]] = [_SHELF.kind == model.__mapper__.polymorphic_identity]
    if filters.town:
        # What is for the whole district is for this town too.
        found.append(or_(_SHELF.town == filters.town, _SHELF.town.is_(None)))
    if filters.free:
        found.append(_SHELF.is_free)
    if filters.access:
        bits = shelves.bits_of(filters.access)
        found.append(_SHELF.access.bitwise_and(bits) == bits)
    for name, column in zip(model.narrowed_by, (_SHELF.first, _SHELF.second), strict=False):
        if name in filters.own:
            found.append(column == filters.own[name])
    return found


def _along(line: Sequence[ColumnElement[bool]], walk: _Walk) -> Select[Any]:
    """What fits among the first of the list."""
    ordered = select(_ENTRY.place, _ENTRY.shelf).where(*line).order_by(walk.direction(_ENTRY.place))
    first = ordered.limit(STEPS).subquery("first_steps")
    fits = first.c.shelf.in_(select(_SHELF.id).where(*walk.fitting))
    return select(first.c.place, _EDITION).where(fits).order_by(walk.direction(first.c.place)).limit(walk.wanted)


def _queued(is_open: Sequence[ColumnElement[bool]], walk: _Walk) -> Select[Any]:
    """On SQLite, the shelves stand in a queue by their first thing; whose turn it is goes behind with its next one."""
    in_order = select(_ENTRY.place).where(*is_open).order_by(walk.direction(_ENTRY.place)).limit(1)
    first = in_order.where(_ENTRY.shelf == _SHELF.id).correlate(_SHELF.id.table).scalar_subquery()
    begin = select(func.coalesce(first, literal(walk.end)).label("place"), _SHELF.id.label("shelf"))
    queue = begin.where(*walk.fitting).cte("queue", recursive=True)
    is_next = _ENTRY.place < queue.c.place if walk.backwards else _ENTRY.place > queue.c.place
    following = in_order.where(_ENTRY.shelf == queue.c.shelf, is_next)
    after = func.coalesce(following.correlate(queue).scalar_subquery(), literal(walk.end))
    # SQLite takes from the queue in the order that stands behind the whole of it.
    order = "DESC" if walk.backwards else "ASC"
    by_turns = text(f"ORDER BY 1 {order} LIMIT :wanted").bindparams(wanted=walk.wanted)
    step = select(after, queue.c.shelf).where(queue.c.place != walk.end).suffix_with(by_turns)
    taken = queue.union_all(step)
    return select(taken.c.place, _EDITION).where(taken.c.place != walk.end)


def _beside(is_open: Sequence[ColumnElement[bool]], walk: _Walk) -> Select[Any]:
    """PostgreSQL knows no such queue: as much as is wanted from every shelf, and of all that the first."""
    some = select(_ENTRY.place).where(_ENTRY.shelf == _SHELF.id, *is_open)
    some = some.order_by(walk.direction(_ENTRY.place)).limit(walk.wanted)
    each = some.correlate(_SHELF.id.table).lateral("each")
    asked = select(each.c.place, _EDITION).select_from(_SHELF.id.table.join(each, true())).where(*walk.fitting)
    return asked.order_by(walk.direction(each.c.place)).limit(walk.wanted)
