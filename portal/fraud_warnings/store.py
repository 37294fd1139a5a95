"""Questions asked of fraud warnings."""

from collections.abc import Sequence
from datetime import datetime

from portal.db.sessions import ReadSession
from portal.fraud_warnings.model import FraudWarning
from portal.publishing import store
from portal.publishing.lists import Filters
from portal.publishing.store import Found


def urgent(session: ReadSession, *, now: datetime, limit: int = 9) -> Sequence[FraudWarning]:
    """What stands in the red bar of the home page."""
    return all_urgent(session, now=now).first(limit)


def all_urgent(session: ReadSession, *, now: datetime) -> Found[FraudWarning]:
    return store.find(session, FraudWarning, now=now, filters=Filters(own={"level": "urgent"}))


def newest(session: ReadSession, *, now: datetime, limit: int) -> Sequence[FraudWarning]:
    """For the feed."""
    return store.newest(session, FraudWarning, now=now, limit=limit)
