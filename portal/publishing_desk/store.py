"""Questions asked at the desk."""

from collections.abc import Collection, Iterable, Sequence
from dataclasses import dataclass

from sqlalchemy import ColumnElement, and_, func, or_, select

from portal.db.sessions import ReadSession
from portal.kernel.errors import NotFound
from portal.people.model import StaffMember, StaffRole
from portal.publishing.kinds import PublicationKind
from portal.publishing.lists import MOST_COUNTED
from portal.publishing.model import Publication, PublicationText
from portal.publishing.questions import Document
from portal.publishing_desk.model import PublicationStep, PublicationVersion

WORKING = ("draft", "in_review", "in_final")


def working_document(row: Publication) -> Document:
    """The text that is being worked on: of a public thing, what it will say."""
    return dict(row.pending or row.document or {})


@dataclass(frozen=True)
class Listed:
    """Some things of a kind, those first that were changed last; read along an index, and counted up to a thousand."""

    session: ReadSession
    kind: PublicationKind
    where: tuple[ColumnElement[bool], ...]

    def counted(self) -> tuple[int, bool]:
        """How many there are, and whether there are more than were counted."""
        some = select(Publication.id).where(*self.where).limit(MOST_COUNTED + 1).subquery()
        total = self.session.scalar(select(func.count()).select_from(some)) or 0
        return min(total, MOST_COUNTED), total > MOST_COUNTED

    def part(self, offset: int, limit: int) -> list[Publication]:
        """By their numbers first: with the kind's own table beside it a database may sort all of them."""
        newest = (
            select(Publication.id).where(*self.where).order_by(Publication.updated_at.desc(), Publication.id.desc())
        )
        ids = self.session.scalars(newest.offset(offset).limit(limit)).all()
        found = {one.id: one for one in self.session.scalars(select(self.kind.model).where(Publication.id.in_(ids)))}
        return [found[number] for number in ids]


def listed(session: ReadSession, kind: PublicationKind, *, state: str = "", typed: str = "") -> Listed:
    """The things of a kind; `state` may be one of ours or nothing."""
    where: list[ColumnElement[bool]] = []
    if state in WORKING:
        where.append(is_at([state], [kind.name]))
    else:
        where.append(Publication.kind == kind.name)
    if state and state not in WORKING:
        where.append(Publication.state == state)
    if typed:
        found = select(PublicationText.publication_id).where(PublicationText.title.icontains(typed, autoescape=True))
        where.append(Publication.id.in_(found))
    return Listed(session, kind, tuple(where))


def is_at(states: Collection[str], kinds: Iterable[str] = ()) -> ColumnElement[bool]:
    """Whether the text that is being worked on is there (`Publication.work_state`), of these kinds or of all.

    Of all it says so too: with the kind in each half, each is a stretch of an index.
    """
    kind = Publication.kind.in_(list(kinds or Publication.__mapper__.polymorphic_map))
    own = and_(kind, Publication.state.in_(states), Publication.pending_state.is_(None))
    return or_(and_(kind, Publication.pending_state.in_(states)), own)


def waiting(session: ReadSession, kind: PublicationKind) -> dict[str, int]:
    """How many of this kind stand in each working state."""
    state = func.coalesce(Publication.pending_state, Publication.state)
    rows = session.execute(select(state, func.count()).where(is_at(WORKING, [kind.name])).group_by(state))
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
