"""What happens in a town on some days: lessons, events and departures, in the order of the clock."""

from collections.abc import Collection, Iterable, Sequence
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta
from typing import Any

from sqlalchemy import ColumnElement, or_, select, union_all
from sqlalchemy.orm import defer

from portal.db.base import Base
from portal.db.sessions import ReadSession
from portal.kernel.language import Language
from portal.publishing.lists import MOST_COUNTED
from portal.publishing.model import Publication, PublicationText
from portal.publishing.shelves import time_of

DAYS = 7
# Of a busy day a week shows its first hours and the way to the rest, or the week would have no end.
MOST_A_DAY = 6
_DAY = Base.metadata.tables["list_day"].c


@dataclass(frozen=True)
class Told:
    """What is said of a thing where many stand together."""

    kind: str
    slug: str
    code: str
    phone: str | None
    texts: dict[str, PublicationText]

    def text(self, language: Language) -> PublicationText:
        return self.texts.get(language) or self.texts["zh"]


@dataclass(frozen=True)
class Happening:
    """One thing on one day."""

    day: date
    at: time | None
    it: Told

    def title(self, language: Language) -> str:
        return self.it.text(language).title

    def place(self, language: Language) -> str:
        return self.it.text(language).detail("place") or ""


@dataclass(frozen=True)
class Day:
    """What is on on one day, or the beginning of it."""

    day: date
    things: Sequence[Happening]
    has_more: bool


def monday_of(day: date) -> date:
    return day - timedelta(days=day.weekday())


def week_of(session: ReadSession, town: str, first: date, *, now: datetime) -> list[Day]:
    """The days from `first` on on which something is on, in this town or for the whole district."""
    wanted = [first + timedelta(days=number) for number in range(DAYS)]
    rows = _rows(session, town, wanted, now=now, most=MOST_A_DAY + 1)
    by_day = {day: [row for row in rows if row.day == day] for day in wanted}
    found = _of(session, [row for some in by_day.values() for row in some[:MOST_A_DAY]])
    return [
        Day(day, [one for one in found if one.day == day], len(some) > MOST_A_DAY)
        for day, some in by_day.items()
        if some
    ]


@dataclass(frozen=True)
class WholeDay:
    """All that is on in a town on one day, a page at a time; how much that is is counted up to a thousand."""

    session: ReadSession
    rows: Sequence[Any]

    @property
    def total(self) -> int:
        return min(len(self.rows), MOST_COUNTED)

    @property
    def is_full(self) -> bool:
        return len(self.rows) > MOST_COUNTED

    def part(self, offset: int, limit: int) -> list[Happening]:
        return _of(self.session, self.rows[: self.total][offset : offset + limit])


def day_of(session: ReadSession, town: str, day: date, *, now: datetime) -> WholeDay:
    return WholeDay(session, _rows(session, town, [day], now=now, most=MOST_COUNTED + 1))


def _rows(session: ReadSession, town: str, days: Iterable[date], *, now: datetime, most: int) -> list[Any]:
    """The first of each day in the order of the clock, at most so many, by one question along an index."""
    parts = [_some(here, day, now, most) for day in days for here in (_DAY.town == town, _DAY.town.is_(None))]
    found: dict[date, list[Any]] = {}
    for row in sorted(session.execute(union_all(*parts)), key=tuple):
        found.setdefault(row.day, []).append(row)
    return [row for some in found.values() for row in some[:most]]


def _some(here: ColumnElement[bool], day: date, now: datetime, most: int) -> Any:
    is_live = (_DAY.show_from <= now, or_(_DAY.show_until.is_(None), _DAY.show_until > now))
    asked = select(_DAY.day, _DAY.minute, _DAY.publication_id).where(here, _DAY.day == day, *is_live)
    return select(asked.order_by(_DAY.minute, _DAY.publication_id).limit(most).subquery())


def told(session: ReadSession, numbers: Collection[int]) -> dict[int, Told]:
    """Of these things what is said of them, by one question."""
    if not numbers:
        return {}
    of = Publication
    asked = select(of.id, of.kind, of.slug, of.code, of.phone, PublicationText).join(PublicationText)
    asked = asked.where(of.id.in_(numbers)).options(defer(PublicationText.body))
    found: dict[int, Told] = {}
    for number, kind, slug, code, phone, text in session.execute(asked):
        found.setdefault(number, Told(kind, slug, code, phone, {})).texts[text.language] = text
    return found


def _of(session: ReadSession, rows: Sequence[Any]) -> list[Happening]:
    known = told(session, {row.publication_id for row in rows})
    return [Happening(row.day, time_of(row.minute), known[row.publication_id]) for row in rows]
