"""Writing at the desk, and the steps to the public: each with its version, its line of history and its audit line."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from typing import TYPE_CHECKING

from sqlalchemy import func, select

from portal.db.sessions import WriteSession
from portal.kernel.clock import LOCAL, Clock
from portal.kernel.divisions import Divisions
from portal.kernel.errors import Refusal, Stale
from portal.offline import links
from portal.people import audit
from portal.people.doors import Staff
from portal.publishing.content import ContentFile
from portal.publishing.filling import document_of_file, fill, understood
from portal.publishing.kinds import PublicationKind
from portal.publishing.model import Publication
from portal.publishing.questions import Document, Question, answers_of, lengths_in, questions_of
from portal.publishing.rules import DRAFT, IN_FINAL, IN_REVIEW, PUBLISHED, STEPS, THREE, WITHDRAWN, is_theirs
from portal.publishing_desk import store
from portal.publishing_desk.checking import faults_of
from portal.publishing_desk.model import PublicationStep, PublicationVersion
from portal.publishing_desk.rules import LONGEST_REMARK, DeskRules, differences

if TYPE_CHECKING:
    from accessibility.publishable import Fault


@dataclass(frozen=True)
class Desk:
    """All that writing needs besides the person and the text."""

    kind: PublicationKind
    rules: DeskRules
    divisions: Divisions
    clock: Clock
    phones: frozenset[str] = frozenset()
    # What else must follow in the same transaction, like the places of a course.
    on_release: Callable[[WriteSession, Publication, datetime], None] = lambda *_: None

    @property
    def today(self) -> date:
        return self.clock.today()

    def faults(self, document: Document) -> list[Fault]:
        """What the checker says of it, what stops it first."""
        return faults_of(self.kind, document, now=self.clock.now(), today=self.today, phones=self.phones)

    def questions(self, document: Document) -> Sequence[Question]:
        return questions_of(self.kind.schema, lengths=lengths_in(document))

    def understood(self, document: Document, *, slug: str) -> ContentFile:
        """The text as its content file would be read; raises `NotYetGood`."""
        questions = self.questions(document)
        return understood(self.kind.schema, document, questions, slug=slug, today=self.today, divisions=self.divisions)


def write(session: WriteSession, desk: Desk, document: Document, *, by: Staff, origin: str = "written") -> Publication:
    """A new draft; its slug is its short code, since a title may still change. Raises `NotYetGood`."""
    if not desk.rules.may_write(desk.kind.name, by.department):
        raise Refusal("Your department does not write things of this kind.")
    at = desk.clock.now()
    file = desk.understood(with_defaults(document, by=by, at=at), slug="")
    code = links.mint(session, desk.kind.path, at=at)
    row = desk.kind.model(code=code, slug=f"w-{code.lower()}", state=DRAFT, version=1)
    links.lead(session, code, desk.kind.address(row.slug))
    row.written_by, row.department, row.desk_since = by.id, by.department, at
    fill(row, file, at=at)
    session.add(row)
    session.flush()  # gives it the number that its page and the audit trail name
    _keep_version(session, row, document_of_file(file), origin=origin, by_name=by.name, at=at)
    _remember(session, row, "written", by=by, at=at)
    return row


def rewrite(
    session: WriteSession,
    desk: Desk,
    row: Publication,
    document: Document,
    *,
    version: int,
    by: Staff,
    origin: str = "rewritten",
) -> None:
    """Change the text that is being worked on; what is public stays as it is until somebody releases the change.

    Raises `NotYetGood`, and `Stale` when somebody else saved it in between.
    """
    if row.version != version:
        raise Stale
    may_be_rewritten(desk, row, by)
    at = desk.clock.now()
    questions = desk.questions(document)
    document = with_defaults(document, by=by, at=at)
    file = desk.understood(document, slug=row.slug)
    _keep_first(session, row, at=at)
    kept = document_of_file(file)
    before = answers_of(store.working_document(row), questions)
    changed = {one.name: [one.before, one.after] for one in differences(before, answers_of(kept, questions))}
    if row.state == PUBLISHED:
        row.pending, row.pending_state, row.updated_at = kept, DRAFT, at
    else:
        fill(row, file, at=at)
    row.version += 1
    row.written_by, row.desk_since = by.id, row.desk_since or at
    row.department = row.department or by.department
    _keep_version(session, row, kept, origin=origin, by_name=by.name, at=at)
    _remember(session, row, "rewritten", by=by, at=at, changed=changed)


def restore(session: WriteSession, desk: Desk, row: Publication, *, number: int, version: int, by: Staff) -> None:
    """Make an old version the newest one; the ones in between stay."""
    old = store.version(session, row, number)
    rewrite(session, desk, row, dict(old.document), version=version, by=by, origin=f"restored:{number}")


def take(
    session: WriteSession, desk: Desk, row: Publication, event: str, *, version: int, by: Staff, reason: str = ""
) -> None:
    """One step of `publishing.rules`, with its line of history and its audit line in the same transaction."""
    may_work_on(desk, row, by)
    reason = reason.strip()[:LONGEST_REMARK]
    if STEPS[event].needs_reason and not reason:
        raise Refusal("Please say why.", field="reason")
    at = desk.clock.now()
    people = people_for(desk, row)
    row.check(event, by=by.id, version=version, people=people, read_by=store.reader_of(session, row))
    if event in {"submit", "release"} and any(
        fault.must_be_mended for fault in desk.faults(store.working_document(row))
    ):
        raise Refusal("Please mend what stands in the way first.", field=event)
    if event == "release" and row.pending:
        document = dict(row.pending)
        file = desk.understood(document, slug=row.slug)
        fill(row, file, at=at)
    row.take(event, by=by.id, version=version, at=at, people=people, read_by=store.reader_of(session, row))
    row.desk_since = row.desk_since or at
    _remember(session, row, event, by=by, at=at, said=reason)
    if event == "release":
        _name_readers(session, desk, row)
        desk.on_release(session, row, at)


def confirm(session: WriteSession, desk: Desk, row: Publication, *, how: str, by: Staff) -> None:
    """Somebody checked that what is public is still true; only who checked it, when and how is changed."""
    may_work_on(desk, row, by)
    at = desk.clock.now()
    if not row.is_live(at):
        raise Refusal("This step is not open any more. Please look at the newest state.")
    how = how.strip()[:LONGEST_REMARK]
    checked: Document = {"on": desk.today.isoformat(), "by": {"zh": by.department, "en": by.department}}
    if how:
        checked["how"] = {"zh": how, "en": how}
    document = dict(row.document or {}) | {"checked": checked}
    file = desk.understood(document, slug=row.slug)
    _keep_first(session, row, at=at)
    fill(row, file, at=at)
    row.version += 1
    row.desk_since = row.desk_since or at
    _keep_version(session, row, document_of_file(file), origin="checked", by_name=by.name, at=at)
    _remember(session, row, "checked", by=by, at=at, said=how)
    _name_readers(session, desk, row)


def comment(session: WriteSession, desk: Desk, row: Publication, *, by: Staff, said: str) -> None:
    """A remark for the others who work on this text; it changes nothing."""
    said = said.strip()[:LONGEST_REMARK]
    if not said:
        raise Refusal("Please write your remark first.", field="said")
    _remember(session, row, "comment", by=by, at=desk.clock.now(), said=said)


def as_it_would_be(desk: Desk, row: Publication) -> Publication:
    """The text that is being worked on, on a row that is in no database: for looking at it before its release."""
    document = store.working_document(row)
    file = desk.understood(document, slug=row.slug)
    shown = desk.kind.model(id=row.id, slug=row.slug, code=row.code, state=row.state, version=row.version)
    fill(shown, file, at=row.updated_at)
    return shown


def may_work_on(desk: Desk, row: Publication, by: Staff) -> None:
    if not is_theirs(owner=row.department, department=by.department, leading=desk.rules.leading):
        raise Refusal("This belongs to another department. Please ask them.")


def may_be_rewritten(desk: Desk, row: Publication, by: Staff) -> None:
    """Refuses where the text is somebody else's, or not in its writer's hands just now."""
    may_work_on(desk, row, by)
    if row.work_state in {IN_REVIEW, IN_FINAL}:
        raise Refusal("This text is with its second reader. Ask for it to be sent back before you change it.")
    if row.state == WITHDRAWN:
        raise Refusal("This was withdrawn. Take it up again before you change it.")


def people_for(desk: Desk, row: Publication) -> int:
    """How many must have read it: an urgent one never waits for a third."""
    return desk.rules.people_for(urgent=desk.kind.is_urgent(store.working_document(row)))


def with_defaults(document: Document, *, by: Staff, at: datetime) -> Document:
    """What the desk knows by itself: who checked it, when, and that it is shown at once."""
    checked = {"on": at.astimezone(LOCAL).date().isoformat(), "by": {"zh": by.department}}
    return {"show_from": at.isoformat()} | document | {"checked": checked | (document.get("checked") or {})}


def _name_readers(session: WriteSession, desk: Desk, row: Publication) -> None:
    """Where the site is set to three, its pages say who read it and when (一审、二审、三审)."""
    if desk.rules.people != THREE:
        return
    session.flush()  # the last step must be among them
    signed = [
        {"stage": STEPS[step.event].stage, "name": step.by_name, "on": step.at.astimezone(LOCAL).date().isoformat()}
        for step in store.signed_by(session, row)
    ]
    for text in row.texts.values():
        text.details = {**text.details, "signed": signed}


def _keep_first(session: WriteSession, row: Publication, *, at: datetime) -> None:
    """Before the desk touches a content file for the first time, what it said is kept as the first version."""
    if row.document and not store.versions(session, row):
        _keep_version(session, row, dict(row.document), origin="file", by_name="", at=at)


def _keep_version(
    session: WriteSession, row: Publication, document: Document, *, origin: str, by_name: str, at: datetime
) -> None:
    counted = select(func.count()).where(PublicationVersion.publication_id == row.id)
    number = (session.scalar(counted) or 0) + 1
    session.add(
        PublicationVersion(
            publication_id=row.id,
            number=number,
            row_version=row.version,
            document=document,
            origin=origin,
            by_name=by_name,
            at=at,
        )
    )
    session.flush()  # the next one must not take the same number


def _remember(  # each part of a line of history is named by its caller
    session: WriteSession,
    row: Publication,
    event: str,
    *,
    by: Staff,
    at: datetime,
    said: str = "",
    changed: Mapping[str, Sequence[str]] | None = None,
) -> None:
    session.add(
        PublicationStep(
            publication_id=row.id,
            event=event,
            staff_id=by.id,
            by_name=by.name,
            department=by.department,
            said=said,
            at=at,
        )
    )
    detail = {"title": row.texts["zh"].title, "state": row.work_state, "version": row.version}
    audit.record(
        session,
        at=at,
        actor=by.username,
        action=f"{row.kind}.{event}",
        subject=f"{row.kind}:{row.id}",
        detail=detail | ({"reason": said} if said else {}) | ({"before and after": changed} if changed else {}),
    )
