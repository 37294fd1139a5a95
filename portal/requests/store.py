"""Questions asked of requests."""

from collections.abc import Collection, Sequence

from sqlalchemy import ColumnElement, func, select

from portal.db.sessions import ReadSession
from portal.kernel.errors import NotFound
from portal.requests.model import ServiceRequest


def by_reference(session: ReadSession, reference: str | None) -> ServiceRequest:
    """Raises `NotFound`, also for something that cannot be a reference."""
    found = session.scalar(select(ServiceRequest).where(ServiceRequest.reference == reference)) if reference else None
    if found is None:
        raise NotFound
    return found


def of_mine(session: ReadSession, reference: str, mine: Collection[int]) -> ServiceRequest:
    """Raises `NotFound`: one of others is not even read, so that it takes no longer than one that does not exist."""
    query = select(ServiceRequest).where(ServiceRequest.reference == reference, ServiceRequest.id.in_(mine))
    found = session.scalar(query)
    if found is None:
        raise NotFound
    return found


def proved(session: ReadSession, reference: str | None, proof: str) -> ServiceRequest:
    """Raises `NotFound`, for a number that is none after the same work as for a wrong proof: time tells nothing."""
    found = session.scalar(select(ServiceRequest).where(ServiceRequest.reference == (reference or "")))
    looked_at = found or session.scalar(select(ServiceRequest).order_by(ServiceRequest.id.desc()).limit(1))
    is_right = looked_at is not None and looked_at.knows(proof)
    if found is None or not is_right:
        raise NotFound
    return found


def by_submit_key(session: ReadSession, key: str) -> ServiceRequest | None:
    return session.scalar(select(ServiceRequest).where(ServiceRequest.submit_key == key))


def desk_count(
    session: ReadSession, services: Collection[str], *, state: str | None, towns: frozenset[str] | None
) -> int:
    where = _at_desk(services, state, towns)
    return session.scalar(select(func.count()).select_from(ServiceRequest).where(*where)) or 0


def desk_rows(
    session: ReadSession,
    services: Collection[str],
    *,
    state: str | None,
    towns: frozenset[str] | None,
    offset: int,
    limit: int,
) -> Sequence[ServiceRequest]:
    """The oldest first; `towns` None means every town."""
    query = select(ServiceRequest).where(*_at_desk(services, state, towns)).order_by(ServiceRequest.id)
    return session.scalars(query.offset(offset).limit(limit)).all()


def _at_desk(services: Collection[str], state: str | None, towns: frozenset[str] | None) -> list[ColumnElement[bool]]:
    conditions: list[ColumnElement[bool]] = [ServiceRequest.service.in_(services)]
    if state:
        conditions.append(ServiceRequest.state == state)
    if towns is not None:
        conditions.append(ServiceRequest.town.in_(towns))
    return conditions
