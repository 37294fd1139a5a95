"""Telling the desks on their phones that something is late or soon due; what is due changes by no message."""

from datetime import datetime

from sqlalchemy import select

from portal.db.sessions import WriteSession
from portal.home_modification_case import store
from portal.home_modification_case.office import Office
from portal.home_modification_case.rules import towns_of, turns_of
from portal.kernel.clock import LOCAL
from portal.messages import outbox
from portal.people.doors import staff_of
from portal.people.model import StaffMember
from portal.requests.clocks import SOON


def tell_desks(session: WriteSession, office: Office, *, at: datetime) -> int:
    """One message a person and working day, where their phone is known; how many have something to see to."""
    today = at.astimezone(LOCAL).date()
    if not office.workdays.is_working(today):
        return 0
    soon, told = office.workdays.add(today, SOON), 0
    reachable = StaffMember.phone.is_not(None), StaffMember.disabled_at.is_(None)
    for member in session.scalars(select(StaffMember).where(*reachable).order_by(StaffMember.id)):
        staff = staff_of(member)
        mine = turns_of(staff.roles)
        wanted = store.Wanted(mine, towns_of(staff.roles, staff.towns), due=(None, soon))
        count = store.count(session, wanted) if mine else 0
        if not count:
            continue
        outbox.put(
            session,
            key=f"home-modifications-due:{member.id}:{today}",
            phone=member.phone,
            template="staff_due",
            facts={"count": str(count)},
            at=at,
            subject=f"staff:{member.id}",
        )
        told += 1
    return told
