"""What is live, for machines."""

from collections.abc import Sequence
from datetime import datetime
from hashlib import sha256

from sqlalchemy import func, or_, select
from sqlalchemy.orm import undefer

from portal.db.sessions import ReadSession
from portal.publishing.kinds import PublicationKind
from portal.publishing.model import Publication
from portal.publishing.store import live


def newest(session: ReadSession, *, now: datetime, limit: int) -> Sequence[Publication]:
    query = select(Publication).where(live(now)).order_by(Publication.show_from.desc(), Publication.id.desc())
    return session.scalars(query.limit(limit)).all()


def of_kind(
    session: ReadSession, kind: PublicationKind, *, now: datetime, town: str | None = None
) -> Sequence[Publication]:
    """All that is live of a kind, with all that it says; for a town, what is for everybody too."""
    query = select(kind.model).where(live(now)).options(undefer(Publication.document)).order_by(Publication.id)
    if town:
        query = query.where(or_(Publication.town == town, Publication.town.is_(None)))
    return session.scalars(query).all()


def stamp(session: ReadSession, *, now: datetime, asked: str) -> str:
    """What changes whenever an answer would: how many are live, and when one of them was last changed."""
    counted = session.execute(
        select(func.count(), func.max(Publication.updated_at), func.sum(Publication.id)).where(live(now))
    ).one()
    return sha256("\0".join(map(str, (asked, *counted))).encode()).hexdigest()[:24]
