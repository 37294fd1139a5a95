"""Questions asked of publications; `live` is the only definition of what the public may see."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime
from typing import Generic, TypeVar

from sqlalchemy import ColumnElement, Select, and_, func, or_, select
from sqlalchemy.orm import lazyload, undefer

from portal.db.sessions import ReadSession
from portal.kernel.errors import Gone, NotFound
from portal.kernel.reference import normalise_code
from portal.offline.model import ShortLink
from portal.publishing import lists
from portal.publishing.lists import Filters, Look
from portal.publishing.model import NUMBERS, Publication
from portal.publishing.rules import PUBLISHED

P = TypeVar("P", bound=Publication)


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


@dataclass(frozen=True)
class Found(Generic[P]):
    """A list that can be looked at a page at a time."""

    session: ReadSession
    model: type[P]
    now: datetime
    filters: Filters

    def look(self, *, offset: int, limit: int) -> Look:
        """Which ones stand on a page, and how many there are; a list stays fast however much there is."""
        return lists.look(self.session, self.model, self.filters, now=self.now, offset=offset, limit=limit)

    def these(self, ids: Sequence[int]) -> Sequence[P]:
        """Those of them, in any order, without what only their own page says."""
        asked = select(self.model).where(self.model.id.in_(ids)).options(lazyload(self.model.access))
        return self.session.scalars(asked).all()

    def first(self, limit: int) -> list[P]:
        """The first ones in their order."""
        ids = self.look(offset=0, limit=limit).ids
        found = {one.id: one for one in self.these(ids)} if ids else {}
        return [found[number] for number in ids]


def find(session: ReadSession, model: type[P], *, now: datetime, filters: Filters | None = None) -> Found[P]:
    """The live ones of a kind that pass the filters, in the order of their kind (`Publication.place`)."""
    return Found(session, model, now, filters or Filters())


def newest(session: ReadSession, model: type[P], *, now: datetime, limit: int) -> list[P]:
    """What was shown last of a kind, or with `Publication` itself of all."""
    kind: str | None = model.__mapper__.polymorphic_identity
    ids = lists.newest(session, [kind] if kind else model.__mapper__.polymorphic_map, now=now, limit=limit)
    found = {one.id: one for one in session.scalars(select(model).where(model.id.in_(ids)))}
    return [found[number] for number in ids]


def stretch(
    session: ReadSession, model: type[P], filters: Filters, *, now: datetime, start: int, limit: int
) -> tuple[list[P], int | None]:
    """A part of a list from a place on, whole with its document, and where the next part begins."""
    places = lists.following(session, model, filters, now=now, start=start, limit=limit + 1)
    asked = select(model).options(undefer(model.document), lazyload(model.access))
    found = _at(session, asked, model, places[:limit])
    return found, places[limit] if len(places) > limit else None


def around(
    session: ReadSession, model: type[P], filters: Filters, *, now: datetime, day: date, ahead: int, behind: int
) -> list[P]:
    """Those of a kind that has days which began last before a day, and those that begin next; in their order."""
    place = day.toordinal() * NUMBERS
    begun = lists.before(session, model, filters, now=now, end=place, limit=behind)
    begin = lists.following(session, model, filters, now=now, start=place, limit=ahead)
    return _at(session, select(model).options(lazyload(model.access)), model, [*reversed(begun), *begin])


def _at(session: ReadSession, asked: Select[P], model: type[P], places: Sequence[int]) -> list[P]:
    ids = [model.number_at(place) for place in places]
    found = {one.id: one for one in session.scalars(asked.where(model.id.in_(ids)))}
    return [found[number] for number in ids if number in found]


def show(session: ReadSession, model: type[P], slug: str, *, now: datetime) -> P:
    """The live one of this name; raises `NotFound`, or `Gone` for one that was public and is over."""
    found = named(session, model, slug)
    if found is None:
        raise NotFound
    if found.is_live(now):
        return found
    if found.is_over(now):
        # A withdrawn text may have been wrong, so not even its title is said again.
        title = "" if found.is_withdrawn else found.texts["zh"].title
        raise Gone(title, successor=_successor(session, found))
    raise NotFound


def named(session: ReadSession, model: type[P], slug: str) -> P | None:
    """The one of this name, live or not; with its kind, since a name is looked up among those of a kind."""
    kind = model.__mapper__.polymorphic_identity
    return session.scalar(select(model).where(Publication.kind == kind, Publication.slug == slug))


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
