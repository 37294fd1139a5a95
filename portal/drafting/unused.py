"""Photos that nobody needs any more: kept by the hash of what they show, so two rows may share one file."""

from collections.abc import Collection
from datetime import datetime, timedelta
from pathlib import Path

from sqlalchemy import event, select

from portal.db.base import Base
from portal.db.sessions import ReadSession, WriteSession
from portal.drafting.uploads import path_of

COLUMN = "sha256"
# What was written so lately may belong to a row that is not committed yet; the nightly look finds it.
LATELY = timedelta(hours=1)


def used(session: ReadSession, names: Collection[str]) -> set[str]:
    """Those that a row of any table still names."""
    columns = [table.c[COLUMN] for table in Base.metadata.sorted_tables if COLUMN in table.c]
    return {name for column in columns for name in session.scalars(select(column).where(column.in_(names)))}


def drop_after_commit(session: WriteSession, folder: Path, names: Collection[str], *, at: datetime) -> None:
    """Delete the files of rows that are gone, once that is certain, and unless another row shows the same."""
    session.flush()  # what is gone must be gone for the question
    free = set(names) - used(session, names)
    if free:
        event.listen(session, "after_commit", lambda _: drop(folder, free, before=at - LATELY), once=True)


def drop(folder: Path, names: Collection[str], *, before: datetime) -> int:
    """Says how many; what was written since `before` stays."""
    old = [path for name in names if (path := path_of(folder, name)).exists() and _written(path) < before.timestamp()]
    for path in old:
        path.unlink(missing_ok=True)
    return len(old)


def sweep(session: ReadSession, folder: Path, *, before: datetime) -> int:
    """Every file that no row names: of drafts that lapsed, or of a moment when the power went."""
    names = {path.name for path in folder.glob("??/*")} if folder.exists() else set()
    return drop(folder, names - used(session, names), before=before)


def _written(path: Path) -> float:
    return path.stat().st_mtime
