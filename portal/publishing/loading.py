"""`portal load`: from the files that a person edits to what the public sees."""

from collections.abc import Iterable
from dataclasses import dataclass, field
from datetime import date
from hashlib import sha256
from pathlib import Path

from sqlalchemy import select

from portal.db.sessions import WriteSession
from portal.kernel.clock import Clock
from portal.kernel.divisions import Divisions
from portal.offline import links
from portal.publishing import shelves
from portal.publishing.content import ContentFile, Problem, Unreadable, read_file
from portal.publishing.filling import fill
from portal.publishing.kinds import PublicationKind
from portal.publishing.model import Publication
from portal.publishing.rules import ACCESS_FACTS, PUBLISHED, WITHDRAWN


@dataclass
class Report:
    """What was done, and what could not be."""

    loaded: int = 0
    unchanged: int = 0
    withdrawn: int = 0
    # Changed at the desk since, so the file has no say any more (docs/decisions).
    kept: int = 0
    problems: list[Problem] = field(default_factory=list)


@dataclass(frozen=True)
class Known:
    """What has to be known of something to see that its file says nothing new."""

    id: int
    source_hash: str | None
    is_public: bool
    is_kept_at_desk: bool
    has_document: bool

    def row(self, session: WriteSession, kind: PublicationKind) -> Publication:
        return session.get_one(kind.model, self.id)


def load_all(
    session: WriteSession, content: Path, kinds: Iterable[PublicationKind], *, divisions: Divisions, clock: Clock
) -> Report:
    """Load every file of every kind; a bad one is named and skipped, the rest still loads.

    Loading twice changes nothing. Dates given relative to the day of loading move with it. A file that is gone
    withdraws what was loaded from it; what staff wrote in the portal is never touched.
    """
    report = Report()
    for kind in kinds:
        known = _known(session, kind)
        present = set()
        for path in sorted((content / kind.folder).glob("*.md")):
            if path.stem == "README":
                continue
            present.add(path.stem)
            _load_one(session, kind, path, known.get(path.stem), report, divisions=divisions, clock=clock)
        for slug, found in known.items():
            if slug not in present and found.is_public and not found.is_kept_at_desk:
                row = found.row(session, kind)
                row.state, row.updated_at = WITHDRAWN, clock.now()
                report.withdrawn += 1
    session.flush()  # so that a broken row is found here and not at the commit
    shelves.catch_up(session, now=clock.now())  # an upgrade may have brought the lists
    return report


def _known(session: WriteSession, kind: PublicationKind) -> dict[str, Known]:
    """By its slug; most files say nothing new, and their rows with all words need not be read to see that."""
    model = kind.model
    at_desk = model.desk_since.is_not(None) | model.source_hash.is_(None)
    facts = (model.source_hash, model.state == PUBLISHED, at_desk, model.document.is_not(None))
    return {row[0]: Known(*row[1:]) for row in session.execute(select(model.slug, model.id, *facts))}


def _load_one(
    session: WriteSession,
    kind: PublicationKind,
    path: Path,
    known: Known | None,
    report: Report,
    *,
    divisions: Divisions,
    clock: Clock,
) -> None:
    if known is not None and known.is_kept_at_desk:
        report.kept += 1
        return
    today = clock.today()
    stamp = _stamp(path, today)
    if known is not None and known.source_hash == stamp and known.is_public and known.has_document:
        report.unchanged += 1
        return
    try:
        file = read_file(path, kind.schema, today=today)
        _check(path, file, divisions)
    except Unreadable as problem:
        report.problems.extend(problem.problems)
        return
    row = None if known is None else known.row(session, kind)
    if row is None:
        code = links.mint(session, kind.address(file.slug), at=clock.now())
        row = kind.model(slug=file.slug, code=code, version=0)
        session.add(row)
    row.state, row.version, row.source_hash = PUBLISHED, (row.version or 0) + 1, stamp
    fill(row, file, at=clock.now())
    report.loaded += 1


def _stamp(path: Path, today: date) -> str:
    """The day belongs to it, because relative dates move with the day of loading."""
    return sha256(path.read_bytes() + today.isoformat().encode()).hexdigest()


def _check(path: Path, file: ContentFile, divisions: Divisions) -> None:
    problems = []
    town = file.matter.town
    if town is not None and divisions.town(town) is None:
        problems.append(Problem(path.name, "town", f"{town} is no town of this district; see content/divisions"))
    facts = file.matter.place.access if file.matter.place else []
    problems.extend(
        Problem(path.name, "place.access", f"{fact} is not known; use one of {', '.join(ACCESS_FACTS)}")
        for fact in facts
        if fact not in ACCESS_FACTS
    )
    if problems:
        raise Unreadable(problems)
