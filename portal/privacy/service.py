"""Looking at what is masked, with a reason that is kept; and which notice a person had read."""

from collections.abc import Mapping, Sequence
from datetime import datetime, timedelta
from typing import cast

from sqlalchemy import Table, select
from sqlalchemy.dialects import postgresql, sqlite

from portal.db.sessions import ReadSession, WriteSession
from portal.people import audit
from portal.people.doors import Staff
from portal.privacy.model import NoticeGiven, Unmasking

LASTS = timedelta(minutes=30)
# The table, not the class, and made once: many sign up at one moment, and each keeps one.
KEPT = {
    name: insert(cast("Table", NoticeGiven.__table__)).on_conflict_do_nothing()
    for name, insert in (("sqlite", sqlite.insert), ("postgresql", postgresql.insert))
}


def unmask(
    session: WriteSession, subject: str, *, reason: str, by: Staff, at: datetime, among: Sequence[str] = ()
) -> None:
    """Let this person read it in full for half an hour; the resident can see the reason too.

    `among` names the things in a list that is read as a whole, so that each of their residents sees it.
    """
    look = {"staff_id": by.id, "department": by.department, "reason": reason, "at": at, "until": at + LASTS}
    session.add_all(Unmasking(subject=one, **look) for one in (subject, *among))
    audit.record(
        session, at=at, actor=by.username, action="privacy.unmasked", subject=subject, detail={"reason": reason}
    )


def is_unmasked(session: ReadSession, subject: str, *, by: Staff, now: datetime) -> bool:
    live = Unmasking.subject == subject, Unmasking.staff_id == by.id, Unmasking.until > now
    return session.scalar(select(Unmasking.id).where(*live).limit(1)) is not None


def looks_at(session: ReadSession, subjects: Sequence[str]) -> Sequence[Unmasking]:
    """Who looked at these things, the newest first."""
    return session.scalars(select(Unmasking).where(Unmasking.subject.in_(subjects)).order_by(Unmasking.id.desc())).all()


def keep_notice(
    session: WriteSession, subject: str, *, version: str, consents: Mapping[str, bool], at: datetime
) -> None:
    """Keep with a request which notice was read before it was sent; what is sent twice keeps the first."""
    row = {"subject": subject, "version": version, "consents": dict(consents), "at": at}
    session.connection().execute(KEPT[session.get_bind().dialect.name], row)


def notice_of(session: ReadSession, subject: str) -> NoticeGiven | None:
    return session.scalar(select(NoticeGiven).where(NoticeGiven.subject == subject))
