"""What a browser may see without an account: grants for one draft or one request, under a random token in a cookie."""

import secrets
from collections.abc import Callable, Collection
from datetime import datetime, timedelta

from fastapi import Request
from sqlalchemy import Select, UniqueConstraint, delete, select, update
from sqlalchemy.orm import Mapped, mapped_column
from starlette.responses import Response

from portal.db.base import Base
from portal.db.sessions import ReadSession, WriteSession
from portal.db.types import Moment, token_hash

LASTS = timedelta(days=7)


class VisitorGrant(Base):
    """The browser with this token may see this one thing until then."""

    __tablename__ = "visitor_grant"
    __table_args__ = (UniqueConstraint("token_hash", "kind", "target_id"),)

    id: Mapped[int] = mapped_column(primary_key=True)
    token_hash: Mapped[str]
    kind: Mapped[str]
    target_id: Mapped[int]
    expires_at: Mapped[datetime] = mapped_column(Moment)


def grant(request: Request, session: WriteSession, kind: str, target_id: int, *, lasts: timedelta = LASTS) -> None:
    """Let this browser see the thing; `keep` must then put the cookie on the answer."""
    token = _token(request) or secrets.token_urlsafe(32)
    request.state.visit = token
    expires = request.app.state.clock.now() + lasts
    held = session.scalar(_grants(token).where(VisitorGrant.kind == kind, VisitorGrant.target_id == target_id))
    if held is None:
        session.add(VisitorGrant(token_hash=token_hash(token), kind=kind, target_id=target_id, expires_at=expires))
    else:
        held.expires_at = expires


def grant_row(request: Request) -> dict[str, object]:
    """What a new thing's grant holds but for the thing, for whoever writes it with few statements."""
    token = _token(request) or secrets.token_urlsafe(32)
    request.state.visit = token
    return {"token_hash": token_hash(token), "expires_at": request.app.state.clock.now() + LASTS}


def keep(request: Request, response: Response) -> Response:
    """Put the cookie of a new grant on the answer."""
    token = getattr(request.state, "visit", None)
    if token:
        production = request.app.state.settings.production
        lasts = int(LASTS.total_seconds())
        response.set_cookie(
            _name(request), token, max_age=lasts, httponly=True, samesite="lax", secure=production, path="/"
        )
    return response


def granted(request: Request, session: ReadSession, kind: str) -> list[int]:
    """The numbers of the things of this kind that this browser may see, the newest grant first."""
    by_phone: Callable[[Request, ReadSession, str], list[int]] = request.app.state.granted_by_phone
    own = given(request, session, kind)
    return [*own, *(number for number in by_phone(request, session, kind) if number not in own)]


def given(request: Request, session: ReadSession, kind: str) -> list[int]:
    """Those that were granted to this very browser."""
    token = _token(request)
    if token is None:
        return []
    live = _grants(token).where(VisitorGrant.kind == kind, VisitorGrant.expires_at > request.app.state.clock.now())
    return [one.target_id for one in session.scalars(live.order_by(VisitorGrant.id.desc()))]


def renew(request: Request, session: WriteSession) -> None:
    """A new token for what this browser holds: one put there by somebody else before a sign-in is worth nothing."""
    token = _token(request)
    request.state.visit = secrets.token_urlsafe(32)
    if token is not None:
        fresh = token_hash(request.state.visit)
        held = VisitorGrant.token_hash == token_hash(token)
        session.execute(update(VisitorGrant).where(held).values(token_hash=fresh))


def withdraw(request: Request, session: WriteSession, kind: str) -> None:
    """Take the grants of one kind back from this browser."""
    token = _token(request)
    if token is not None:
        mine = VisitorGrant.token_hash == token_hash(token), VisitorGrant.kind == kind
        session.execute(delete(VisitorGrant).where(*mine))


def browsers_with(session: ReadSession, kind: str, target_id: int) -> set[str]:
    """Every browser that may see this thing, by the hash of its token."""
    mine = VisitorGrant.kind == kind, VisitorGrant.target_id == target_id
    return set(session.scalars(select(VisitorGrant.token_hash).where(*mine)))


def held_by(session: ReadSession, browsers: Collection[str], kind: str) -> list[int]:
    """The numbers of the things of this kind that any of these browsers may see."""
    theirs = VisitorGrant.token_hash.in_(browsers), VisitorGrant.kind == kind
    return list(session.scalars(select(VisitorGrant.target_id).where(*theirs).distinct()))


def withdraw_from_all(session: WriteSession, kind: str, target_id: int) -> None:
    """Take this thing back from every browser."""
    session.execute(delete(VisitorGrant).where(VisitorGrant.kind == kind, VisitorGrant.target_id == target_id))


def end(request: Request, session: WriteSession, response: Response) -> Response:
    """Forget this browser: for a phone or computer that several people use."""
    token = _token(request)
    if token is not None:
        session.execute(delete(VisitorGrant).where(VisitorGrant.token_hash == token_hash(token)))
    response.delete_cookie(_name(request), path="/")
    return response


def _grants(token: str) -> Select[VisitorGrant]:
    return select(VisitorGrant).where(VisitorGrant.token_hash == token_hash(token))


def _token(request: Request) -> str | None:
    known: str | None = getattr(request.state, "visit", None)
    return known or request.cookies.get(_name(request))


def _name(request: Request) -> str:
    return "__Host-visit" if request.app.state.settings.production else "visit"
