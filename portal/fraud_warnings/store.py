"""Questions asked of fraud warnings."""

from collections.abc import Sequence
from datetime import datetime
from typing import Any

from sqlalchemy import case

from portal.db.sessions import ReadSession
from portal.fraud_warnings.content import LEVELS
from portal.fraud_warnings.model import FraudWarning
from portal.publishing import store

# The most pressing first, and among equals the newest.
ORDER: Sequence[Any] = (
    case({level: number for number, level in enumerate(LEVELS)}, value=FraudWarning.level),
    FraudWarning.show_from.desc(),
    FraudWarning.id.desc(),
)


def urgent(session: ReadSession, *, now: datetime, limit: int = 9) -> Sequence[FraudWarning]:
    """What stands in the red bar of the home page."""
    return store.find(session, FraudWarning, now=now, also=[FraudWarning.level == "urgent"], order=ORDER).rows(
        limit=limit
    )


def newest(session: ReadSession, *, now: datetime, limit: int) -> Sequence[FraudWarning]:
    """For the feed."""
    newest_first = (FraudWarning.show_from.desc(), FraudWarning.id.desc())
    return store.find(session, FraudWarning, now=now, order=newest_first).rows(limit=limit)
