"""Photos that nobody needs any more: kept by the hash of what they show, so two rows may share one file."""

import logging
from collections.abc import Collection, Iterable
from datetime import datetime, timedelta

from sqlalchemy import event, select

from portal.db.base import Base
from portal.db.sessions import ReadSession, WriteSession
from portal.kernel.errors import StorageAway
from portal.storage.keeping import Kept, Uploads

COLUMN = "sha256"
AT_ONCE = 500
log = logging.getLogger("portal")
# What was written so lately may belong to a row that is not committed yet; the nightly look finds it.
LATELY = timedelta(hours=1)


def used(session: ReadSession, names: Collection[str]) -> set[str]:
    """Those that a row of any table still names."""
    columns = [table.c[COLUMN] for table in Base.metadata.sorted_tables if COLUMN in table.c]
    return {name for column in columns for name in session.scalars(select(column).where(column.in_(names)))}


def drop_after_commit(session: WriteSession, uploads: Uploads, names: Collection[str], *, at: datetime) -> None:
    """Delete the files of rows that are gone, once that is certain, and unless another row shows the same."""
    session.flush()  # what is gone must be gone for the question
    free = set(names) - used(session, names)
    if free:
        event.listen(session, "after_commit", lambda _: _drop_now(uploads, free, before=at - LATELY), once=True)


def sweep(session: ReadSession, uploads: Uploads, *, before: datetime) -> int:
    """Every file that no row names: of drafts that lapsed, or of a moment when the power went. Says how many."""
    files = list(uploads.listed())  # before the first question, which on SQLite keeps others from writing
    return sum(_drop(uploads, part, used(session, [one.name for one in part]), before) for part in _parts(files))


def _drop_now(uploads: Uploads, names: Collection[str], *, before: datetime) -> None:
    """The rows are gone for good already, so whoever asked must hear that, even where the files still wait."""
    try:
        files = [Kept(name, written) for name in names if (written := uploads.written(name))]
        _drop(uploads, files, set(), before)
    except StorageAway as problem:
        log.warning("files of erased rows wait for the nightly look: %s", problem)


def _drop(uploads: Uploads, files: Iterable[Kept], wanted: set[str], before: datetime) -> int:
    """Says how many; what was written since `before` stays."""
    old = [one.name for one in files if one.name not in wanted and one.written < before]
    for name in old:
        uploads.delete(name)
    return len(old)


def _parts(files: list[Kept]) -> Iterable[list[Kept]]:
    """No database takes any number of names in one question."""
    return (files[at : at + AT_ONCE] for at in range(0, len(files), AT_ONCE))
