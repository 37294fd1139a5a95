"""What is live, for machines."""

from collections.abc import Sequence
from datetime import datetime
from functools import partial
from hashlib import sha256
from typing import Any

from sqlalchemy import select

from portal.db.edition import THE_ONE, Edition
from portal.db.sessions import ReadSession
from portal.kernel.clock import LOCAL
from portal.open_data.rules import MOST_IN_MAP
from portal.publishing import store
from portal.publishing.model import Publication
from portal.publishing.rules import PUBLISHED
from portal.publishing.store import live


def newest(session: ReadSession, *, now: datetime, limit: int) -> Sequence[Publication]:
    return store.newest(session, Publication, now=now, limit=limit)


def addresses(session: ReadSession, *, now: datetime) -> Sequence[Any]:
    """Kind, name and last change of what is live, and of no more than a map for search engines may hold."""
    query = select(Publication.kind, Publication.slug, Publication.updated_at).where(live(now))
    return session.execute(query.order_by(Publication.id.desc()).limit(MOST_IN_MAP)).all()


def stamp(session: ReadSession, *, now: datetime, asked: str) -> str:
    """What changes whenever an answer would: with what is written, begins or ends by itself, and with the day."""
    edition = select(Edition.number).where(Edition.id == THE_ONE).scalar_subquery()
    known = session.execute(select(edition, *map(partial(_last, now), (Publication.show_from, Publication.show_until))))
    day = now.astimezone(LOCAL).date()
    return sha256("\0".join(map(str, (asked, day, *known.one()))).encode()).hexdigest()[:24]


def _last(now: datetime, moment: Any) -> Any:
    """The newest of these moments that has come; the end of an index, however much is published."""
    passed = select(moment).where(moment <= now, Publication.state == PUBLISHED).order_by(moment.desc()).limit(1)
    return passed.scalar_subquery()
