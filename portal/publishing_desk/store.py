"""Questions asked at the desk."""

from collections.abc import Sequence
from typing import Any

from sqlalchemy import func, or_, select

from portal.db.sessions import ReadSession
from portal.kernel.errors import NotFound
from portal.people.model import StaffMember, StaffRole
from portal.publishing.kinds import PublicationKind
from portal.publishing.model import Publication, PublicationText
from portal.publishing.questions import Document
from portal.publishing_desk.model import PublicationStep, PublicationVersion

WORKING = ("draft", "in_review", "in_final")


def working_document(row: Publication) -> Document:
    """The text that is being worked on: of a public thing, what it will say."""
    return dict(row.pending or row.document or {})


def listed(kind: PublicationKind, *, state: str = "", typed: str = "") -> Any:
    """The things of a kind, what is being worked on first; `state` may be one of ours or nothing."""
    query = select(kind.model).where(Publication.kind == kind.name)
    if state in WORKING:
        query = query.where(
            or_(
                Publication.pending_state == state,
                (Publication.state == state) & Publication.pending_state.is_(None),
            )
        )
    elif state:
        query = query.where(Publication.state == state)
    if typed:
        found = select(PublicationText.publication_id).where(PublicationText.title.icontains(typed, autoescape=True))
        query = query.where(Publication.id.in_(found))
    return query


def waiting(session: ReadSession, kind: PublicationKind) -> dict[str, int]:
    """How many of this kind stand in each working state."""
    state = func.coalesce(Publication.pending_state, Publication.state)
    rows = session.execute(
        select(state, func.count()).where(Publication.kind == kind.name, state.in_(WORKING)).group_by(state)
    )
    return {name: count for name, count in rows}  # noqa: C416  # rows are no pairs to a type checker


def steps(session: ReadSession, row: Publication) -> Sequence[PublicationStep]:
    query = select(PublicationStep).where(PublicationStep.publication_id == row.id)
    return session.scalars(query.order_by(PublicationStep.id)).all()


def reader_of(session: ReadSession, row: Publication) -> int | None:
    """Who read this text first, since it was last handed in."""
    for step in reversed(steps(session, row)):
        if step.event in {"submit", "send_back", "written", "rewritten"}:
            return None
        if step.event == "approve":
            return step.staff_id
    return None


def signed_by(session: ReadSession, row: Publication) -> list[PublicationStep]:
    """The people who handed in, read and released the text that is public now, in that order."""
    found: dict[str, PublicationStep] = {}
    for step in steps(session, row):
        if step.event == "submit":
            found = {"submit": step}
        elif step.event in {"approve", "release"}:
            found[step.event] = step
    return list(found.values())


def versions(session: ReadSession, row: Publication) -> Sequence[PublicationVersion]:
    """The newest first."""
    query = select(PublicationVersion).where(PublicationVersion.publication_id == row.id)
    return session.scalars(query.order_by(PublicationVersion.number.desc())).all()


def version(session: ReadSession, row: Publication, number: int) -> PublicationVersion:
    found = session.scalar(
        select(PublicationVersion).where(
            PublicationVersion.publication_id == row.id, PublicationVersion.number == number
        )
    )
    if found is None:
        raise NotFound
    return found


def version_when(session: ReadSession, row: Publication, row_version: int) -> PublicationVersion | None:
    """What somebody had before them who opened the form when the row was at this version."""
    return session.scalar(
        select(PublicationVersion)
        .where(PublicationVersion.publication_id == row.id, PublicationVersion.row_version <= row_version)
        .order_by(PublicationVersion.number.desc())
        .limit(1)
    )


def publishers(session: ReadSession, *, but: int | None) -> Sequence[StaffMember]:
    """Who may release, except the writer."""
    query = select(StaffMember).join(StaffRole).where(StaffRole.role == "publisher", StaffMember.disabled_at.is_(None))
    return [one for one in session.scalars(query.order_by(StaffMember.name)).unique() if one.id != but]
