"""Questions asked of fraud warnings."""

from collections.abc import Sequence
from datetime import datetime

from sqlalchemy import select

from portal.db.sessions import ReadSession
from portal.fraud_warnings.model import FraudWarning
from portal.publishing import store
from portal.publishing.lists import Filters


def urgent(session: ReadSession, *, now: datetime, limit: int = 9) -> Sequence[FraudWarning]:
    """What stands in the red bar of the home page."""
    return store.find(session, FraudWarning, now=now, filters=Filters(own={"level": "urgent"})).first(limit)


def newest(session: ReadSession, *, now: datetime, limit: int) -> Sequence[FraudWarning]:
    """For the feed."""
    newest_first = (FraudWarning.show_from.desc(), FraudWarning.id.desc())
    asked = select(FraudWarning).where(store.live(now)).order_by(*newest_first)
    return session.scalars(asked.limit(limit)).all()
