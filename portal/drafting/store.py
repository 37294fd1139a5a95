"""Questions asked of drafts."""

from collections.abc import Sequence
from datetime import datetime

from sqlalchemy import ColumnElement, delete, select

from portal.db.sessions import ReadSession, WriteSession
from portal.drafting.model import PAPER, Draft


def lapsed(at: datetime) -> ColumnElement[bool]:
    """Which drafts may be erased: their time is over, and nothing on paper lies behind them.

    Somebody was told before, or nobody can be.
    """
    return (
        Draft.sent_at.is_(None) & (Draft.expires_at <= at) & Draft.reminded_at.is_not(None) & (Draft.channel != PAPER)
    )


def open_draft(session: ReadSession, ids: Sequence[int], *, service: str, now: datetime) -> Draft | None:
    """The newest of these drafts that was not sent yet and has not lapsed."""
    live = Draft.id.in_(ids), Draft.service == service, Draft.sent_at.is_(None), ~lapsed(now)
    found = {draft.id: draft for draft in session.scalars(select(Draft).where(*live))}
    return next((found[number] for number in ids if number in found), None)


def newest_draft(session: ReadSession, ids: Sequence[int], *, service: str) -> Draft | None:
    """The newest of these drafts, sent or not: sending one again leads to its receipt."""
    found = {
        draft.id: draft for draft in session.scalars(select(Draft).where(Draft.id.in_(ids), Draft.service == service))
    }
    return next((found[number] for number in ids if number in found), None)


def by_code(session: ReadSession, lookups: Sequence[str], *, now: datetime) -> Draft | None:
    live = Draft.resume_lookup.in_(lookups), Draft.sent_at.is_(None), ~lapsed(now)
    return session.scalar(select(Draft).where(*live))


def forget_lapsed(session: WriteSession, *, now: datetime) -> None:
    """Drafts that nobody came back to are erased; what was sent stays with its request."""
    session.execute(delete(Draft).where(lapsed(now)))
