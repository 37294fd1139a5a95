"""The neighbour's question about a lift: who wishes for one, counted by building."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime

from fastapi import Request
from sqlalchemy import func, select
from sqlalchemy.exc import IntegrityError

from portal.db.lookups import to_keep
from portal.db.sessions import ReadSession, WriteSession
from portal.db.types import Keyring
from portal.home_modification_case.household import home
from portal.home_modifications.model import LiftInterest
from portal.kernel.clock import LOCAL
from portal.kernel.errors import NotFound
from portal.kernel.msgid import msgid
from portal.privacy.things import Consent, Thing
from portal.web.places import town_name

MOST_BUILDINGS = 50


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
        building_lookup=to_keep(session, LiftInterest.building_lookup, home(village, building)),
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
    counted = select(func.min(LiftInterest.id), func.count()).group_by(LiftInterest.building_lookup)
    most = counted.order_by(func.count().desc(), func.min(LiftInterest.id)).limit(MOST_BUILDINGS)
    households = {int(first): int(count) for first, count in session.execute(most)}
    first_ones = session.scalars(select(LiftInterest).where(LiftInterest.id.in_(households)))
    rows = {row.id: row for row in first_ones}
    return [
        Building(rows[first].town, rows[first].village, rows[first].building, count)
        for first, count in households.items()
    ]


class LiftThings:
    """Wishes for a lift as "My things" shows them: they name nobody, and stand under the phone alone."""

    kind = "lift"

    def of_phone(self, session: ReadSession, phone: str, keyring: Keyring) -> Sequence[Thing]:
        mine = LiftInterest.phone_lookup.in_(keyring.lookups(phone, "lift_interest.phone"))
        rows = session.scalars(select(LiftInterest).where(mine).order_by(LiftInterest.id.desc()))
        return [
            Thing(
                kind=self.kind,
                number=row.id,
                title=msgid("A wish for a lift"),
                state=msgid("We have your wish"),
                senior="",
                as_helper=False,
                at=row.created_at,
                path="/home-modifications/lift/registered",
                purpose="home_modifications",
            )
            for row in rows
        ]

    def begun_by(self, session: ReadSession, numbers: Sequence[int]) -> Sequence[Thing]:
        """Nobody asks for it in the name of another."""
        del session, numbers
        return ()

    def facts(self, request: Request, session: ReadSession, number: int) -> Mapping[str, object]:
        found = _found(session, number)
        village = request.app.state.divisions.village(found.village)
        return {
            "what": msgid("A wish for a lift"),
            "received": found.created_at.astimezone(LOCAL),
            "town": town_name(request)(found.town),
            "village": getattr(village, "name", ""),
            "building": found.building,
            "phone": found.phone,
        }

    def erase(self, session: WriteSession, number: int, *, at: datetime) -> bool:
        """The street counts one household less; nothing was promised."""
        del at
        session.delete(_found(session, number))
        return True

    def set_consent(self, session: WriteSession, number: int, consent: Consent, *, at: datetime) -> None:
        """No helper has it in their hands."""
        del session, number, consent, at


def _found(session: ReadSession, number: int) -> LiftInterest:
    found = session.get(LiftInterest, number)
    if found is None:
        raise NotFound
    return found
