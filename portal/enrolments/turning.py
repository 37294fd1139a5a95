"""What the clock does by itself: unanswered offers go on to the next, and what was said about health is deleted."""

from datetime import datetime

from portal.db.engine import Database
from portal.enrolments import service, store
from portal.kernel.clock import LOCAL
from portal.web.sessions import writing


def turn(database: Database, at: datetime) -> int:
    """Everything that is due, a line at a time, so that nobody who signs up waits for all lines together.

    Returns in how many lines somebody moved up or left.
    """
    today = at.astimezone(LOCAL).date()
    with database.reader() as session:
        due = store.intakes_to_turn(session, at)
        health = store.has_health_to_forget(session, today)
    for number in due:
        with writing(database) as session:
            service.turn(session, store.intake(session, number), at=at)
    if health:
        with writing(database) as session:
            store.forget_health(session, today)
    return len(due)
