"""Questions of the counter: what a number or a sticker stands for, and figures over all stations."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, timedelta

from sqlalchemy import ColumnElement, func, select

from portal.db.sessions import ReadSession
from portal.kernel.digits import to_ascii
from portal.kernel.errors import NotFound
from portal.kernel.reference import normalise_code
from portal.loans.model import Loan, WaitingPlace
from portal.rental_desk.rules import used_share
from portal.stock.model import FaultReport, Item, ItemDay, Label, Station, Terms
from portal.stock.rules import BOOKABLE, RETIRED

LOOKED_BACK = 30


@dataclass(frozen=True)
class Figures:
    """One model at one station over the last thirty days, and how it stands now."""

    device: str
    station: Station
    items: int
    fit: int
    out: int
    late: int
    to_clean: int
    waiting: int
    used: int

    @property
    def buy(self) -> bool:
        """Somebody waits although what there is was nearly always out."""
        return self.waiting > 0 or self.used >= NEARLY_ALWAYS


NEARLY_ALWAYS = 80


def item_by(session: ReadSession, typed: str) -> Item | None:
    """An item by its number, or by the code on its sticker, typed or read by a camera as an address."""
    word = _last(typed)
    found = session.scalar(select(Item).where(Item.number == word))
    if found is not None:
        return found
    label = label_of(session, word)
    return label.item if label else None


def label_of(session: ReadSession, typed: str) -> Label | None:
    code = normalise_code(_last(typed))
    return session.get(Label, code) if code else None


def label_on(session: ReadSession, item: Item) -> Label | None:
    return session.scalar(select(Label).where(Label.item_id == item.id))


def blank_labels(session: ReadSession) -> Sequence[Label]:
    return session.scalars(select(Label).where(Label.item_id.is_(None)).order_by(Label.made_at, Label.code)).all()


def _last(typed: str) -> str:
    """What stands at the end of an address, which is what a camera reads from a sticker."""
    return to_ascii(typed).strip().upper().rstrip("/").rpartition("/")[2]


def by_number(session: ReadSession, number: str) -> Item:
    found = session.scalar(select(Item).where(Item.number == number))
    if found is None:
        raise NotFound
    return found


def items(session: ReadSession, place: Station | None, condition: str | None) -> Sequence[Item]:
    where: list[ColumnElement[bool]] = [Item.station_id == place.id] if place else []
    if condition:
        where.append(Item.condition == condition)
    return session.scalars(select(Item).where(*where).order_by(Item.terms_id, Item.number)).all()


def fit_items(session: ReadSession, loan: Loan) -> Sequence[Item]:
    """What could be laid out for a loan now."""
    out = select(Loan.item_id).where(Loan.is_out)
    query = select(Item).where(
        Item.terms_id == loan.terms_id,
        Item.station_id == loan.station_id,
        Item.condition == "ready",
        Item.id.notin_(out),
    )
    return session.scalars(query.order_by(Item.number)).all()


def open_faults(session: ReadSession, place: Station | None) -> Sequence[tuple[FaultReport, Item]]:
    where = [Item.station_id == place.id] if place else []
    query = select(FaultReport, Item).join(Item, Item.id == FaultReport.item_id)
    rows = session.execute(query.where(FaultReport.closed_at.is_(None), *where).order_by(FaultReport.id)).all()
    return [(report, item) for report, item in rows]


def reports_on(session: ReadSession, item: Item) -> Sequence[FaultReport]:
    """What was told of an item, the newest first; what is still open before the rest."""
    query = select(FaultReport).where(FaultReport.item_id == item.id)
    return session.scalars(query.order_by(FaultReport.closed_at.is_not(None), FaultReport.id.desc()).limit(20)).all()


def report(session: ReadSession, item: Item, number: int) -> FaultReport:
    found = session.get(FaultReport, number)
    if found is None or found.item_id != item.id:
        raise NotFound
    return found


def figures(session: ReadSession, *, today: date) -> list[Figures]:
    """For every model at every station that has it; what somebody should look at comes first."""
    counts = _count(session, Item.condition != RETIRED)
    fit = _count(session, Item.condition.in_(BOOKABLE))
    to_clean = _count(session, Item.condition.in_(("awaiting_check", "cleaning", "quarantine")))
    out = _loans(session, Loan.is_out.is_(True))
    late = _loans(session, Loan.is_out.is_(True), Loan.end_day < today)
    waiting = _by_pool(
        session,
        select(WaitingPlace.terms_id, WaitingPlace.station_id, func.count())
        .where(WaitingPlace.closed_at.is_(None))
        .group_by(WaitingPlace.terms_id, WaitingPlace.station_id),
    )
    used = _by_pool(
        session,
        select(Item.terms_id, Item.station_id, func.count())
        .join(ItemDay, ItemDay.item_id == Item.id)
        .where(
            ItemDay.kind.in_(("loan", "overdue")),
            ItemDay.day <= today,
            ItemDay.day > today - timedelta(days=LOOKED_BACK),
        )
        .group_by(Item.terms_id, Item.station_id),
    )
    devices = {terms.id: terms.device for terms in session.scalars(select(Terms))}
    places = {station.id: station for station in session.scalars(select(Station))}
    found = [
        Figures(
            device=devices[key[0]],
            station=places[key[1]],
            items=count,
            fit=fit.get(key, 0),
            out=out.get(key, 0),
            late=late.get(key, 0),
            to_clean=to_clean.get(key, 0),
            waiting=waiting.get(key, 0),
            used=used_share(days_out=used.get(key, 0), items=count, days=LOOKED_BACK),
        )
        for key, count in sorted(counts.items())
    ]
    return sorted(found, key=lambda one: (not one.buy, -one.waiting, -one.late, -one.to_clean))


def _count(session: ReadSession, *where: ColumnElement[bool]) -> dict[tuple[int, int], int]:
    query = select(Item.terms_id, Item.station_id, func.count()).where(*where)
    return _by_pool(session, query.group_by(Item.terms_id, Item.station_id))


def _loans(session: ReadSession, *where: ColumnElement[bool]) -> dict[tuple[int, int], int]:
    query = select(Loan.terms_id, Loan.station_id, func.count()).where(*where)
    return _by_pool(session, query.group_by(Loan.terms_id, Loan.station_id))


def _by_pool(session: ReadSession, query: object) -> dict[tuple[int, int], int]:
    return {(terms, station): count for terms, station, count in session.execute(query)}  # type: ignore[call-overload]
