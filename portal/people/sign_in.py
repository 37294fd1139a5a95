"""Signing in and out: rows on the server, and a cookie that says when its holder was last here."""

import secrets
from datetime import UTC, datetime
from hmac import compare_digest, digest

from fastapi import Request
from sqlalchemy import select
from starlette.responses import Response

from portal.db.sessions import ReadSession, WriteSession
from portal.db.types import token_hash
from portal.kernel.digits import only_digits
from portal.people import audit, passwords
from portal.people.model import OneTimeLink, StaffMember, StaffSession
from portal.people.rules import ABSOLUTE_LIMIT, IDLE_LIMIT

PARTS = 3


def recognise(session: WriteSession, *, username: str, password: str, code: str, now: datetime) -> StaffMember | None:
    """The person, or None; never which of the three was wrong."""
    staff = session.scalar(
        select(StaffMember).where(StaffMember.username == username, StaffMember.disabled_at.is_(None))
    )
    right = passwords.fits(staff.password_hash if staff else None, password)
    if staff is None or not right:
        return None
    step = passwords.code_step(staff.totp_secret, only_digits(code), now=now, last_step=staff.totp_last_step)
    if step is None:
        return None
    staff.totp_last_step = step
    return staff


def use_link(session: WriteSession, token: str, *, now: datetime) -> StaffMember | None:
    """The person whose one-time link this is; it works once."""
    link = session.scalar(select(OneTimeLink).where(OneTimeLink.token_hash == token_hash(token)))
    if link is None or link.used_at is not None or link.expires_at <= now or link.staff.disabled_at is not None:
        return None
    link.used_at = now
    return link.staff


def start(session: WriteSession, staff: StaffMember, *, now: datetime) -> str:
    """A new sign-in with a new token, which is returned and kept only as its hash."""
    token = secrets.token_urlsafe(32)
    session.add(
        StaffSession(token_hash=token_hash(token), staff_id=staff.id, created_at=now, expires_at=now + ABSOLUTE_LIMIT)
    )
    audit.record(
        session, at=now, actor=staff.username, action="staff.signed_in", subject=f"staff:{staff.id}", detail={}
    )
    return token


def current(session: ReadSession, token: str, *, now: datetime) -> StaffSession | None:
    found = session.scalar(select(StaffSession).where(StaffSession.token_hash == token_hash(token)))
    if found is None or found.ended_at is not None or found.expires_at <= now or found.staff.disabled_at is not None:
        return None
    return found


def cookie_name(request: Request) -> str:
    return "__Host-staff" if request.app.state.settings.production else "staff"


def set_cookie(request: Request, response: Response, token: str) -> None:
    """The token and the moment, signed: so the idle limit needs no write when a page is only read."""
    value = f"{token}.{int(request.app.state.clock.now().timestamp())}"
    signed = f"{value}.{_signature(request.app.state.database.keyring.signing_keys[0], value)}"
    production = request.app.state.settings.production
    response.set_cookie(cookie_name(request), signed, httponly=True, samesite="lax", secure=production, path="/")


def token_in(request: Request) -> str | None:
    """The token of the cookie, or None when it is not ours or its holder was away for too long."""
    parts = request.cookies.get(cookie_name(request), "").split(".")
    if len(parts) != PARTS or not parts[1].isdigit():
        return None
    token, seen, signature = parts
    signed = [_signature(key, f"{token}.{seen}") for key in request.app.state.database.keyring.signing_keys]
    if not any(compare_digest(signature, one) for one in signed):
        return None
    idle = request.app.state.clock.now() - datetime.fromtimestamp(int(seen), UTC)
    return token if idle <= IDLE_LIMIT else None


def _signature(key: bytes, value: str) -> str:
    return digest(key, f"staff\0{value}".encode(), "sha256").hex()
