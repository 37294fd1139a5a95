"""Questions asked of publications; `live` is the only definition of what the public may see."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any, Generic, NamedTuple, TypeVar

from sqlalchemy import ColumnElement, Select, and_, exists, func, or_, select, true
from sqlalchemy.orm import lazyload

from portal.db.edition import THE_ONE, Edition
from portal.db.sessions import ReadSession
from portal.kernel.errors import Gone, NotFound
from portal.kernel.reference import normalise_code
from portal.offline.model import ShortLink
from portal.publishing.model import Publication, PublicationAccess
from portal.publishing.rules import PUBLISHED

P = TypeVar("P", bound=Publication)
# Fifty pages; whoever has not found it by then narrows the list.
MOST_COUNTED = 1000
ACCESS_FACTS = (
    "step_free",
    "lift",
    "accessible_toilet",
    "seats",
    "parking",
    "hearing_help",
    "dialect",
    "wheelchair_loan",
)


@dataclass(frozen=True)
class Filters:
    """What a list may be narrowed by; `unknown` says that something asked for does not exist and was left out."""

    town: str | None = None
    from_day: date | None = None
    until_day: date | None = None
    free: bool = False
    access: tuple[str, ...] = ()
    unknown: bool = False


def live(now: datetime) -> ColumnElement[bool]:
    """Released, begun and not ended: asked by page, bar, feed, poster and search alike."""
    return and_(
        Publication.state == PUBLISHED,
        Publication.show_from <= now,
        or_(Publication.show_until.is_(None), Publication.show_until > now),
    )


def next_change(session: ReadSession, now: datetime) -> datetime | None:
    """When the next released thing begins or ends by its plan."""
    released = select(func.min(Publication.show_from)).where(Publication.state == PUBLISHED)
    begins = session.scalar(released.where(Publication.show_from > now))
    ends = session.scalar(
        select(func.min(Publication.show_until)).where(Publication.state == PUBLISHED, Publication.show_until > now)
    )
    return min((moment for moment in (begins, ends) if moment is not None), default=None)


class Look(NamedTuple):
    """The ids on one page in their order, how many there are in all (up to `MOST_COUNTED`), and in which edition."""

    edition: int
    total: int
    ids: list[int]


@dataclass(frozen=True)
class Found(Generic[P]):
    """A question that can be counted, and read a page at a time."""

    session: ReadSession
    model: type[P]
    where: tuple[ColumnElement[bool], ...]
    order: tuple[Any, ...]

    def count(self) -> int:
        """How many there are, up to `MOST_COUNTED`: a list stays fast however much there is."""
        return self.session.scalar(self._counted()) or 0

    def look(self, *, offset: int, limit: int) -> "Look":
        """Which ones stand on a page, by one question."""
        edition = select(Edition.number).where(Edition.id == THE_ONE).scalar_subquery()
        asked = select(self.model.id, edition, self._counted().scalar_subquery()).where(*self.where)
        found = self.session.execute(asked.order_by(*self.order).offset(offset).limit(limit)).all()
        if not found:
            return Look(0, self.count(), [])
        return Look(found[0][1] or 0, found[0][2], [row[0] for row in found])

    def these(self, ids: Sequence[int]) -> Sequence[P]:
        """Those of them, in any order, without what only their own page says."""
        asked = select(self.model).where(self.model.id.in_(ids)).options(lazyload(self.model.access))
        return self.session.scalars(asked).all()

    def _counted(self) -> Select[int]:
        some = select(self.model.id).where(*self.where).limit(MOST_COUNTED).subquery()
        return select(func.count()).select_from(some)

    def rows(self, *, offset: int = 0, limit: int | None = None) -> Sequence[P]:
        return self.session.scalars(
            select(self.model).where(*self.where).order_by(*self.order).offset(offset).limit(limit)
        ).all()


def find(
    session: ReadSession,
    model: type[P],
    *,
    now: datetime,
    filters: Filters | None = None,
    also: Sequence[ColumnElement[bool]] = (),
    order: Sequence[Any] = (),
) -> Found[P]:
    """The live ones of a kind that pass the filters, soonest first unless `order` says otherwise."""
    where = (_of_kind(model), live(now), *_narrowed(filters or Filters()), *also)
    return Found(session, model, where, (*order, Publication.starts_on, Publication.id))


def _of_kind(model: type[Publication]) -> ColumnElement[bool]:
    """Said of the shared table too, so that its index by kind and day is walked from the first day on."""
    kind: str | None = model.__mapper__.polymorphic_identity
    return Publication.kind == kind if kind else true()


def show(session: ReadSession, model: type[P], slug: str, *, now: datetime) -> P:
    """The live one of this name; raises `NotFound`, or `Gone` for one that was public and is over."""
    found = session.scalar(select(model).where(Publication.slug == slug))
    if found is None:
        raise NotFound
    if found.is_live(now):
        return found
    if found.is_over(now):
        # A withdrawn text may have been wrong, so not even its title is said again.
        title = "" if found.is_withdrawn else found.texts["zh"].title
        raise Gone(title, successor=_successor(session, found))
    raise NotFound


def _successor(session: ReadSession, row: Publication) -> str | None:
    """Where the short code of what replaced it leads."""
    code = normalise_code(row.replaced_by or "")
    if code is None or code == row.code:
        return None
    return session.scalar(select(ShortLink.path).where(ShortLink.code == code))


def by_id(session: ReadSession, model: type[P], number: int, *, lock: bool = False) -> P:
    """Any of them, live or not, for staff; `lock` makes whoever wants to change it too wait for us."""
    found = session.get(model, number, with_for_update={"of": Publication} if lock else None)
    if found is None:
        raise NotFound
    return found


def _narrowed(filters: Filters) -> list[ColumnElement[bool]]:
    conditions: list[ColumnElement[bool]] = []
    if filters.town:
        # What is for the whole district is for this town too.
        conditions.append(or_(Publication.town == filters.town, Publication.town.is_(None)))
    if filters.from_day:
        conditions.append(Publication.starts_on >= filters.from_day)
    if filters.until_day:
        conditions.append(Publication.starts_on <= filters.until_day)
    if filters.free:
        conditions.append(Publication.cost_fen == 0)
    conditions.extend(
        exists().where(PublicationAccess.publication_id == Publication.id, PublicationAccess.fact == fact)
        for fact in filters.access
    )
    return conditions
