"""Taking a sheet in, first without writing anything; copying, and copying by a rule."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field
from datetime import date, datetime, timedelta

from sqlalchemy import select

from portal.bulk.sheets import Sheet, SheetRow
from portal.db.sessions import ReadSession, WriteSession
from portal.kernel.clock import LOCAL
from portal.kernel.errors import Refusal
from portal.people.doors import Staff
from portal.publishing.filling import NotYetGood, document_of_file, understood
from portal.publishing.model import Publication
from portal.publishing.questions import Document, answers_of, questions_of
from portal.publishing_desk import service as desk_service
from portal.publishing_desk import store as desk_store

NOT_FOUND = "There is no such short code here. Leave it empty for a new one."
NEVER_COPIED = ("show_from", "review_by", "replaced_by", "checked")


@dataclass(frozen=True)
class Wrong:
    """One cell to mend: its row, the head of its column, and what to do."""

    row: int
    column: str
    what: str


@dataclass
class Trial:
    """What a sheet would do; nothing has been written."""

    new: list[SheetRow] = field(default_factory=list)
    changed: list[tuple[SheetRow, Publication]] = field(default_factory=list)
    unchanged: int = 0
    wrong: list[Wrong] = field(default_factory=list)

    @property
    def good(self) -> int:
        return len(self.new) + len(self.changed)


def tried(session: ReadSession, desk: desk_service.Desk, sheet: Sheet, rows: Sequence[SheetRow], *, by: Staff) -> Trial:
    """Every row judged as the desk would judge it."""
    trial = Trial()
    known = {row.code: row for row in session.scalars(select(desk.kind.model))}
    at = desk.clock.now()
    for row in rows:
        publication = known.get(row.code.upper()) if row.code else None
        if row.code and publication is None:
            trial.wrong.append(Wrong(row.number, sheet.header()[0], NOT_FOUND))
            continue
        try:
            file = understood(
                desk.kind.schema,
                desk_service.with_defaults(row.document, by=by, at=at),
                sheet.questions,
                slug="",
                today=desk.today,
                divisions=desk.divisions,
            )
            if publication is not None:
                desk_service.may_be_rewritten(desk, publication, by)
        except NotYetGood as problem:
            trial.wrong += [
                Wrong(row.number, sheet.head(sheet.by_name[name]), what) for name, what in problem.wrong.items()
            ]
            continue
        except Refusal as refusal:
            trial.wrong.append(Wrong(row.number, sheet.header()[0], refusal.key))
            continue
        if publication is None:
            trial.new.append(row)
        elif _says_the_same(sheet, document_of_file(file), desk_store.working_document(publication)):
            trial.unchanged += 1
        else:
            trial.changed.append((row, publication))
    return trial


def _says_the_same(sheet: Sheet, one: Document, other: Document) -> bool:
    """Compared by what the sheet can say: a text that was kept before a question was added does not differ by it."""
    return answers_of(one, sheet.questions) == answers_of(other, sheet.questions)


def taken_in(session: WriteSession, desk: desk_service.Desk, trial: Trial, *, by: Staff) -> int:
    """Write what was good: new drafts, and changes that wait for their release. The number of both."""
    for row in trial.new:
        desk_service.write(session, desk, row.document, by=by, origin="imported")
    for row, publication in trial.changed:
        version = publication.version
        desk_service.rewrite(session, desk, publication, row.document, version=version, by=by, origin="imported")
    return trial.good


def copied(
    session: WriteSession, desk: desk_service.Desk, row: Publication, *, first_day: date | None, by: Staff
) -> Publication:
    """A new draft that says the same; with a first day, all its days move with it."""
    document = dict(desk_store.working_document(row))
    first = first_day_of(document)
    if first_day is not None and first is not None:
        document = moved(desk, document, first_day - first)
    document = {name: value for name, value in document.items() if name not in NEVER_COPIED}
    return desk_service.write(session, desk, document, by=by, origin=f"copied:{row.code}")


def more_rounds(
    session: WriteSession,
    desk: desk_service.Desk,
    row: Publication,
    days: Iterable[date],
    *,
    version: int,
    by: Staff,
) -> None:
    """The same thing again on these days, at the same time, within its one entry."""
    document = dict(desk_store.working_document(row))
    kept = {*(document.get("more_days") or []), *(day.isoformat() for day in days)}
    desk_service.rewrite(session, desk, row, document | {"more_days": sorted(kept)}, version=version, by=by)


def first_day_of(document: Document) -> date | None:
    """The day on which it begins, for kinds that have one."""
    value = document.get("starts")
    if not value:
        return None
    return datetime.fromisoformat(value).astimezone(LOCAL).date() if "T" in value else date.fromisoformat(value)


def moved(desk: desk_service.Desk, document: Document, by: timedelta) -> Document:
    """Every day and moment of the kind's own, and the end of showing, so many days later."""
    found = dict(document)
    for question in questions_of(desk.kind.schema):
        name = str(question.path[0])
        if len(question.path) > 1 or name in NEVER_COPIED:
            continue
        if question.kind == "days":
            found.pop(name, None)  # the holidays of another term are not those of this one
        if question.kind not in {"day", "moment"}:
            continue
        value = found.get(name)
        if isinstance(value, str) and question.kind == "day":
            found[name] = (date.fromisoformat(value) + by).isoformat()
        elif isinstance(value, str):
            found[name] = (datetime.fromisoformat(value) + by).isoformat()
    return found
