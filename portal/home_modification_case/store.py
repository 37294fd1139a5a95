"""Questions asked of cases."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date

from sqlalchemy import ColumnElement, func, select

from portal.db.sessions import ReadSession
from portal.home_modification_case.model import CaseVisit, HomeModification
from portal.home_modification_case.states import COMPLETED, ENDED
from portal.people.model import StaffMember, StaffRole
from portal.requests.model import ServiceRequest

COLUMNS = ServiceRequest.__table__.c
OWN = HomeModification.__table__.c


@dataclass(frozen=True)
class Wanted:
    """Which cases a desk looks at; `towns` None means every town, `states` None all that are open."""

    states: frozenset[str] | None
    towns: frozenset[str] | None
    # Due on a day from the first to the last of these, either of which may be open.
    due: tuple[date | None, date | None] | None = None
    # To be asked how it goes, or to be looked at again after a rest, by this day.
    follow_up_by: date | None = None
    rests_until: date | None = None

    @property
    def conditions(self) -> list[ColumnElement[bool]]:
        found = [COLUMNS.service == "home_modifications"]
        if self.follow_up_by is not None:
            found += [COLUMNS.state == COMPLETED, OWN.follow_up_on <= self.follow_up_by]
        else:
            found.append(COLUMNS.state.not_in(ENDED) if self.states is None else COLUMNS.state.in_(self.states))
        if self.towns is not None:
            found.append(COLUMNS.town.in_(self.towns))
        if self.rests_until is not None:
            found.append(OWN.hold_until <= self.rests_until)
        first, last = self.due or (None, None)
        if first is not None:
            found.append(OWN.due_on >= first)
        if last is not None:
            found.append(OWN.due_on <= last)
        return found


def count(session: ReadSession, wanted: Wanted) -> int:
    query = select(func.count()).select_from(ServiceRequest.__table__).join(HomeModification.__table__)
    return session.scalar(query.where(*wanted.conditions)) or 0


def rows(session: ReadSession, wanted: Wanted, *, offset: int, limit: int) -> Sequence[HomeModification]:
    """What is due first stands first; the whole rows are read only for the page that is shown."""
    query = select(COLUMNS.id).join_from(ServiceRequest.__table__, HomeModification.__table__)
    first = OWN.follow_up_on if wanted.follow_up_by is not None else OWN.due_on
    ordered = query.where(*wanted.conditions).order_by(first.is_(None), first, COLUMNS.id)
    ids = session.scalars(ordered.offset(offset).limit(limit)).all()
    found = {case.id: case for case in session.scalars(select(HomeModification).where(HomeModification.id.in_(ids)))}
    return [found[number] for number in ids]


def assessors(session: ReadSession) -> Sequence[StaffMember]:
    role = select(StaffRole.staff_id).where(StaffRole.role == "assessor")
    query = select(StaffMember).where(StaffMember.id.in_(role), StaffMember.disabled_at.is_(None))
    return session.scalars(query.order_by(StaffMember.id)).all()


def days_taken(session: ReadSession, first: date) -> Sequence[CaseVisit]:
    """Visits that are booked from a day on, so that whoever sets a day sees what is taken."""
    query = select(CaseVisit).where(CaseVisit.state == "booked", CaseVisit.day >= first)
    return session.scalars(query.order_by(CaseVisit.day, CaseVisit.half).limit(20)).all()
