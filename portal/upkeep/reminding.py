"""Reminding the owners of what is old: once a week by text message where a phone is known, at the desk always."""

from dataclasses import dataclass
from datetime import date, datetime

from portal.db.sessions import WriteSession
from portal.messages import outbox
from portal.messages import store as messages
from portal.people import audit
from portal.publishing_desk.rules import DeskRules
from portal.upkeep import waiting

LONGEST_TITLE = 14


@dataclass
class Reminded:
    """How many people were sent a message, were sent one this week already, or see it only at their desk."""

    sent: int = 0
    before: int = 0
    at_desk: int = 0


def remind(session: WriteSession, rules: DeskRules, *, now: datetime, today: date) -> Reminded:
    """One message a person and week, however often this runs; the words name the oldest of theirs."""
    rows = waiting.stale(session, now=now, today=today, unchecked_days=rules.unchecked_days)
    people = waiting.editors(session)
    by_owner = waiting.owners(rows, people, rules)
    done = Reminded()
    year, week, _ = today.isocalendar()
    for member in people:
        own = by_owner.get(member.id)
        if not own:
            continue
        key = f"upkeep:{member.id}:{year}-{week:02}"
        if member.phone is None:
            done.at_desk += 1
        elif messages.is_there(session, key):
            done.before += 1
        else:
            title = own[0].texts["zh"].title
            outbox.put(
                session,
                key=key,
                phone=member.phone,
                template="staff_reminder",
                facts={"count": str(len(own)), "title": title[:LONGEST_TITLE]},
                at=now,
                subject=f"staff:{member.id}",
            )
            audit.record(
                session,
                at=now,
                actor="clock",
                action="staff.reminded",
                subject=f"staff:{member.id}",
                detail={"things": len(own)},
            )
            done.sent += 1
    return done
