"""Requests at a desk: names, phones and addresses are masked until somebody says why they must read them."""

from collections.abc import Sequence

from fastapi import Request
from starlette.datastructures import FormData

from portal.db.sessions import ReadSession, WriteSession
from portal.people.doors import Staff
from portal.privacy import service as privacy
from portal.requests.model import ServiceRequest

# The pages of a form on which people say who they are and where they live.
PERSONAL = frozenset({"senior", "helper", "address"})
SHORTEST, LONGEST = 4, 200
HIDDEN = "＊＊＊"


def subject_of(found: ServiceRequest) -> str:
    return f"request:{found.id}"


def is_open(request: Request, session: ReadSession, staff: Staff, found: ServiceRequest) -> bool:
    """Whether this person said why, within the last half hour."""
    now = request.app.state.clock.now()
    return privacy.is_unmasked(session, subject_of(found), by=staff, now=now)


def look(request: Request, session: WriteSession, staff: Staff, found: ServiceRequest, typed: FormData) -> bool:
    """Open it for half an hour; the reason is kept, and the person can read it. False where there is no reason."""
    reason = reason_in(typed)
    if reason is None:
        return False
    privacy.unmask(session, subject_of(found), reason=reason, by=staff, at=request.app.state.clock.now())
    return True


def reason_in(typed: FormData) -> str | None:
    """The reason as it was typed, or as the button that prints something brings it along."""
    reason = " ".join(str(typed.get("reason", "")).split())[:LONGEST]
    return reason if len(reason) >= SHORTEST else None


def as_seen(rows: Sequence[dict[str, object]], *, is_open: bool) -> list[dict[str, object]]:
    """The answers with what names a person covered, unless it is open."""
    return [row if is_open or row["step"] not in PERSONAL else {**row, "text": HIDDEN} for row in rows]
