"""The neighbour's question about a lift: who wishes for one, counted by building."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import func, select
from sqlalchemy.exc import IntegrityError

from portal.db.lookups import to_keep
from portal.db.sessions import ReadSession, WriteSession
from portal.home_modification_case.household import plain
from portal.home_modifications.model import LiftInterest


@dataclass(frozen=True)
class Building:
    town: str
    village: str
    name: str
    households: int


def register(session: WriteSession, *, town: str, village: str, building: str, phone: str, at: datetime) -> bool:
    """Whether it is new; a second wish with the same phone for the same building changes nothing."""
    made = LiftInterest(
        town=town,
        village=village,
        building=building,
        building_key=plain(building),
        phone=phone,
        phone_lookup=to_keep(session, LiftInterest.phone_lookup, phone),
        created_at=at,
    )
    try:
        with session.begin_nested():
            session.add(made)
            session.flush()
    except IntegrityError:
        return False
    return True


def by_building(session: ReadSession) -> Sequence[Building]:
    """Where many ask stands first."""
    query = select(
        LiftInterest.town, LiftInterest.village, func.min(LiftInterest.building), func.count().label("households")
    ).group_by(LiftInterest.town, LiftInterest.village, LiftInterest.building_key)
    return [Building(*row) for row in session.execute(query.order_by(func.count().desc()).limit(50))]
