"""Questions asked of the records."""

from collections.abc import Sequence
from datetime import date

from sqlalchemy import select

from portal.db.sessions import ReadSession
from portal.db.types import Keyring
from portal.kernel.errors import NotFound
from portal.kernel.names import normalise_name
from portal.privacy.things import Thing
from portal.representation import rules
from portal.representation.model import Representation
from portal.representation.rules import ENDED

HELPER, SENIOR, NAME = "representation.helper_phone", "representation.senior_phone", "representation.senior_name"


def by_id(session: ReadSession, number: int) -> Representation:
    found = session.get(Representation, number)
    if found is None:
        raise NotFound
    return found


def between(session: ReadSession, *, helper_phone: str, senior_name: str, keyring: Keyring) -> Sequence[Representation]:
    """Every record of this helper for a senior of this name, the newest first."""
    asked = (
        Representation.helper_phone_lookup.in_(keyring.lookups(helper_phone, HELPER)),
        Representation.senior_name_lookup.in_(keyring.lookups(normalise_name(senior_name), NAME)),
    )
    return session.scalars(select(Representation).where(*asked).order_by(Representation.id.desc())).all()


def lets_see(session: ReadSession, thing: Thing, *, helper_phone: str, keyring: Keyring, today: date) -> bool:
    """Whether this helper sees this thing of a senior."""
    found = between(session, helper_phone=helper_phone, senior_name=thing.senior, keyring=keyring)
    return rules.lets_see(found, thing.purpose, is_asked=thing.is_asked, today=today)


def for_helper(session: ReadSession, phone: str, keyring: Keyring) -> Sequence[Representation]:
    """Every record by which this phone acts for somebody, the newest first."""
    mine = Representation.helper_phone_lookup.in_(keyring.lookups(phone, HELPER))
    return session.scalars(select(Representation).where(mine).order_by(Representation.id.desc())).all()


def for_senior(session: ReadSession, phone: str, keyring: Keyring) -> Sequence[Representation]:
    """Who acts for the seniors whose own phone this is; a phone shared with the helper speaks for nobody."""
    mine = Representation.senior_phone_lookup.in_(keyring.lookups(phone, SENIOR))
    found = session.scalars(select(Representation).where(mine).order_by(Representation.id.desc()))
    return [row for row in found if row.has_own_phone]


def desk(session: ReadSession, *, state: str | None, limit: int = 200) -> Sequence[Representation]:
    query = select(Representation).order_by(Representation.id.desc()).limit(limit)
    return session.scalars(query.where(Representation.state == state) if state else query).all()


def lapsed(session: ReadSession, today: date) -> Sequence[Representation]:
    over = Representation.state != ENDED, Representation.until < today
    return session.scalars(select(Representation).where(*over)).all()
