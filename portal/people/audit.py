"""Who did what to which thing: append-only, each line chained to the one before by its hash."""

import json
from collections.abc import Mapping, Sequence
from datetime import UTC, datetime
from hashlib import sha256

from sqlalchemy import select

from portal.db.sessions import ReadSession, WriteSession
from portal.people.model import AuditEntry


def record(
    session: WriteSession, *, at: datetime, actor: str, action: str, subject: str, detail: Mapping[str, object]
) -> None:
    """Write a line in the same transaction as the change; `detail` never holds a resident's data."""
    last = session.scalar(select(AuditEntry).order_by(AuditEntry.seq.desc()).limit(1))
    entry = AuditEntry(
        seq=last.seq + 1 if last else 1,
        at=at,
        actor=actor,
        action=action,
        subject=subject,
        detail=json.dumps(detail, ensure_ascii=False, sort_keys=True, default=str),
        previous_hash=last.hash if last else "",
    )
    entry.hash = _hash(entry)
    session.add(entry)
    session.flush()  # the next line of this transaction stands on this one


def of(session: ReadSession, subject: str, *, action: str) -> Sequence[AuditEntry]:
    """What was done of this kind to this thing, the first first."""
    lines = AuditEntry.subject == subject, AuditEntry.action == action
    return session.scalars(select(AuditEntry).where(*lines).order_by(AuditEntry.seq)).all()


def verify(session: ReadSession) -> int | None:
    """The number of the first line that does not fit the one before, or None where all do."""
    previous, expected = "", 1
    for entry in session.scalars(select(AuditEntry).order_by(AuditEntry.seq)):
        if entry.seq != expected or entry.previous_hash != previous or entry.hash != _hash(entry):
            return entry.seq
        previous, expected = entry.hash, expected + 1
    return None


def _hash(entry: AuditEntry) -> str:
    moment = entry.at.astimezone(UTC).isoformat()
    parts = [str(entry.seq), moment, entry.actor, entry.action, entry.subject, entry.detail, entry.previous_hash]
    return sha256("\0".join(parts).encode()).hexdigest()
