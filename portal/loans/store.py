"""Questions asked of loans and of the days that are still free."""

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from datetime import date, timedelta

from sqlalchemy import ColumnElement, String, and_, cast, func, or_, select

from portal.db.sessions import ReadSession
from portal.kernel.errors import NotFound
from portal.loans.model import Loan, WaitingPlace
from portal.loans.rules import AHEAD, MOVABLE, REQUESTED, WAITLISTED, Stretch, direct, placed
from portal.stock.model import Item, ItemDay, Station, Terms
from portal.stock.rules import BOOKABLE, READY


@dataclass
class Picture:
    """Every item of one model at one station that may be promised, and which of them are spoken for on each day.

    A set of items is a number with a bit for each, in the order in which they are chosen: the days of a hundred items
    are then asked about together.
    """

    items: list[int]
    taken: dict[int, int]
    # The same without what may still be moved to another item, and what that is.
    fixed: dict[int, int]
    movable: dict[int, Stretch]

    def can(self, wanted: Stretch) -> bool:
        """Whether these days would be promised: what the calendar shows and what booking does both ask this."""
        return self.first_free(wanted) is not None or self.rearranged(wanted) is not None

    def first_free(self, wanted: Stretch) -> int | None:
        return direct(self.items, self.taken, wanted)

    def rearranged(self, wanted: Stretch, key: int = 0) -> dict[int, int] | None:
        """Every movable promise and the new one, each with its item; None where there is no place for all."""
        busiest = min((self.free(day) for day in wanted.days()), default=0)
        if busiest < 1:
            return None
        return placed(self.items, self.fixed, self.movable | {key: wanted})

    def free(self, day: int) -> int:
        """How many items are nobody's on this day."""
        return len(self.items) - self.taken.get(day, 0).bit_count()


def picture(
    session: ReadSession, terms: Terms, station: Station, asked: Stretch, *, today: date, moving: bool = True
) -> Picture:
    """One look at the shelf on the days that are asked about, and on those of every promise that may be moved.

    A late item is out today, and is not clean again before its turnaround is over. Without `moving`, nothing outside
    the days is looked at: enough to find an item that is free, not to rearrange.
    """
    found = session.execute(
        select(Item.id, Item.condition).where(
            Item.terms_id == terms.id, Item.station_id == station.id, Item.condition.in_(BOOKABLE)
        )
    ).all()
    items = [item for item, _ in sorted(found, key=lambda row: (row.condition != READY, row.id))]
    bits = {item: 1 << number for number, item in enumerate(items)}
    loans = _holding(session, terms, station)
    movable = {
        number: Stretch.of(start, end, terms.turnaround_days)
        for number, start, end, state, item in loans
        if moving and state in MOVABLE and item in bits
    }
    window = Stretch(
        min([asked.first, *(one.first for one in movable.values())]),
        max([asked.last, *(one.last for one in movable.values())]),
    )
    fixed: dict[int, int] = {}
    moved: dict[int, int] = {}
    for item, loan, days in _days(session, terms, station, window):
        into, bit = moved if loan in movable else fixed, bits.get(item, 0)
        for day in days:
            into[day] = into.get(day, 0) | bit
    for item, late in _late(loans, terms, today).items():
        for day in late.days():
            fixed[day] = fixed.get(day, 0) | bits.get(item, 0)
    taken = {day: fixed.get(day, 0) | moved.get(day, 0) for day in fixed.keys() | moved.keys()}
    return Picture(items, taken, fixed, movable)


def _days(
    session: ReadSession, terms: Terms, station: Station, window: Stretch
) -> Iterator[tuple[int, int | None, Iterable[int]]]:
    """Item, loan and days in this window; gathered by the database: as single rows it takes three times as long."""
    numbers = {date.fromordinal(number).isoformat(): number for number in window.days()}
    rows = session.execute(
        select(ItemDay.item_id, ItemDay.loan_id, func.aggregate_strings(cast(ItemDay.day, String), ","))
        .join(Item, Item.id == ItemDay.item_id)
        .where(
            Item.terms_id == terms.id,
            Item.station_id == station.id,
            Item.condition.in_(BOOKABLE),
            ItemDay.day >= date.fromordinal(window.first),
            ItemDay.day <= date.fromordinal(window.last),
        )
        .group_by(ItemDay.item_id, ItemDay.loan_id)
    )
    for item, loan, days in rows:
        yield item, loan, map(numbers.__getitem__, days.split(","))


def _holding(session: ReadSession, terms: Terms, station: Station) -> Sequence[tuple[int, date, date, str, int | None]]:
    query = select(Loan.id, Loan.start_day, Loan.end_day, Loan.state, Loan.item_id).where(
        Loan.holds, Loan.terms_id == terms.id, Loan.station_id == station.id
    )
    return session.execute(query).all()


def _late(loans: Sequence[tuple[int, date, date, str, int | None]], terms: Terms, today: date) -> dict[int, Stretch]:
    return {
        item: Stretch.of(end, today, terms.turnaround_days)
        for _, _, end, state, item in loans
        if state == "on_loan" and item is not None and end < today
    }


def terms_of(session: ReadSession, device: str) -> Terms:
    found = session.scalar(select(Terms).where(Terms.device == device))
    if found is None:
        raise NotFound
    return found


def known_terms(session: ReadSession, device: str) -> Terms | None:
    """How a model is lent, or None for one that is only shown."""
    return session.scalar(select(Terms).where(Terms.device == device))


def all_terms(session: ReadSession) -> Sequence[Terms]:
    return session.scalars(select(Terms).order_by(Terms.id)).all()


def stations(session: ReadSession) -> Sequence[Station]:
    return session.scalars(select(Station).order_by(Station.id)).all()


def station(session: ReadSession, slug: str) -> Station:
    found = session.scalar(select(Station).where(Station.slug == slug))
    if found is None:
        raise NotFound
    return found


def stations_with(session: ReadSession, terms: Terms) -> Sequence[Station]:
    """Where this model stands at all, lent out or not."""
    held = select(Item.station_id).where(Item.terms_id == terms.id, Item.condition.notin_(("retired", "missing")))
    return session.scalars(select(Station).where(Station.id.in_(held)).order_by(Station.id)).all()


def visits_by_day(session: ReadSession, place: Station, *, first: date, last: date) -> dict[date, int]:
    """How many people come to a station on each day, to fetch or to give back."""
    counts: dict[date, int] = {}
    for column, states in ((Loan.start_day, AHEAD), (Loan.end_day, AHEAD | {"on_loan"})):
        query = (
            select(column, func.count())
            .where(Loan.station_id == place.id, Loan.state.in_(states), column >= first, column <= last)
            .group_by(column)
        )
        for day, count in session.execute(query):
            counts[day] = counts.get(day, 0) + count
    return counts


def by_reference(session: ReadSession, reference: str) -> Loan:
    found = session.scalar(select(Loan).where(Loan.reference == reference))
    if found is None:
        raise NotFound
    return found


def running(session: ReadSession, item_id: int) -> Loan | None:
    """The loan under which an item is out now."""
    return session.scalar(select(Loan).where(Loan.item_id == item_id, Loan.is_out))


def of_station(place: Station | None) -> list[ColumnElement[bool]]:
    return [Loan.station_id == place.id] if place else []


def visits(session: ReadSession, place: Station | None, day: date) -> tuple[Sequence[Loan], Sequence[Loan]]:
    """The two lists of a day: who fetches, and who gives back; those who should have come before are on them too."""
    out = select(Loan).where(*of_station(place), Loan.state.in_(AHEAD), Loan.start_day <= day)
    back = select(Loan).where(*of_station(place), Loan.is_out, Loan.end_day <= day)
    return (
        session.scalars(out.order_by(Loan.start_day, Loan.id)).all(),
        session.scalars(back.order_by(Loan.end_day, Loan.id)).all(),
    )


def in_states(session: ReadSession, place: Station | None, states: Sequence[str], limit: int = 100) -> Sequence[Loan]:
    query = select(Loan).where(*of_station(place), Loan.state.in_(states))
    return session.scalars(query.order_by(Loan.start_day, Loan.id).limit(limit)).all()


def waiting(session: ReadSession, terms_id: int, station_id: int) -> Sequence[WaitingPlace]:
    """Who waits for a model at a station, the one who came first before the others."""
    query = select(WaitingPlace).where(
        WaitingPlace.terms_id == terms_id, WaitingPlace.station_id == station_id, WaitingPlace.closed_at.is_(None)
    )
    return session.scalars(query.order_by(WaitingPlace.joined_at, WaitingPlace.loan_id)).all()


def late_loans(session: ReadSession, today: date, *where: ColumnElement[bool]) -> Sequence[Loan]:
    return session.scalars(select(Loan).where(Loan.is_out, Loan.end_day < today, *where).order_by(Loan.id)).all()


def unfetched(session: ReadSession, today: date, *where: ColumnElement[bool]) -> Sequence[Loan]:
    """Promises whose days are all over, and the device never went out."""
    over = Loan.holds, Loan.is_out.is_(False), Loan.end_day < today
    return session.scalars(select(Loan).where(*over, *where).order_by(Loan.id)).all()


def held_by_others(session: ReadSession, loan: Loan, *, until: date) -> int:
    """How many of the days that a longer loan needs, with those to clean it, are somebody else's or a block's."""
    query = select(func.count()).where(
        ItemDay.item_id == loan.item_id,
        ItemDay.day > loan.end_day,
        ItemDay.day <= until + timedelta(days=loan.terms.turnaround_days),
        ItemDay.loan_id.is_distinct_from(loan.id),
    )
    return session.scalar(query) or 0


def pools_with_a_line(session: ReadSession) -> Sequence[tuple[int, int]]:
    """Model and station of everything that somebody waits for."""
    pools = select(WaitingPlace.terms_id, WaitingPlace.station_id).where(WaitingPlace.closed_at.is_(None)).distinct()
    found = session.execute(pools.order_by(WaitingPlace.terms_id, WaitingPlace.station_id))
    return [(terms, station) for terms, station in found]


def offers_that_lapse(session: ReadSession, today: date) -> Sequence[WaitingPlace]:
    """Places whose offer nobody answered in time."""
    query = select(WaitingPlace).where(WaitingPlace.closed_at.is_(None), WaitingPlace.offer_until < today)
    return session.scalars(query.order_by(WaitingPlace.loan_id)).all()


def open_offer(session: ReadSession, loan: Loan) -> WaitingPlace | None:
    """The offer that this loan is, while it waits for a yes."""
    place = session.get(WaitingPlace, loan.id)
    return place if place and place.closed_at is None and place.offered_at and loan.state == REQUESTED else None


def waits(session: ReadSession, loan: Loan) -> int:
    """How many are before this one on the list."""
    own = session.get(WaitingPlace, loan.id)
    if loan.state != WAITLISTED or own is None:
        return 0
    before = or_(
        WaitingPlace.joined_at < own.joined_at,
        and_(WaitingPlace.joined_at == own.joined_at, WaitingPlace.loan_id < loan.id),
    )
    query = select(func.count()).where(
        WaitingPlace.terms_id == loan.terms_id,
        WaitingPlace.station_id == loan.station_id,
        WaitingPlace.closed_at.is_(None),
        WaitingPlace.loan_id != loan.id,
        before,
    )
    return session.scalar(query) or 0
