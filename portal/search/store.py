"""The index in the database: SQLite's FTS5 or PostgreSQL's GIN behind the same few functions."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any

from sqlalchemy import CTE, Connection, Select, bindparam, column, func, select, table, text, true

from portal.db.sessions import ReadSession
from portal.db.types import Moment
from portal.publishing.model import Publication
from portal.publishing.rules import PUBLISHED
from portal.publishing.store import live
from portal.search.plan import All, Some, Step, Term, Wanted

MOST_FOUND = 200
TABLE = "search_index"
_INDEX = table(TABLE, column("rowid"), column("tokens"))
_REMOVE = text("DELETE FROM search_index WHERE rowid = :number")
_ADD = text("INSERT INTO search_index (rowid, tokens) VALUES (:number, :tokens)")
_ADD_POSTGRESQL = text("INSERT INTO search_index (rowid, tokens) VALUES (:number, array_to_tsvector(:tokens))")


@dataclass
class Hits:
    """What was found, best first: what is on now, then what has ended; `step` says how it was found."""

    numbers: list[int] = field(default_factory=list)
    ended: list[int] = field(default_factory=list)
    step: str = ""

    def __len__(self) -> int:
        return len(self.numbers) + len(self.ended)


def find(session: ReadSession, steps: Iterable[Step], *, now: datetime) -> Hits:
    """Ask the questions one by one until there is an answer."""
    hits = Hits()
    for step in steps:
        if len(hits) and not step.always:
            break
        if len(hits) >= MOST_FOUND:
            break
        known = {*hits.numbers, *hits.ended}
        found = [one for one in _ask(session, step.wanted, "live", now) if one not in known]
        # The title alone does not say that there is no more, so what has ended is asked for with the text.
        ended = [] if step.name == "title" else _ask(session, step.wanted, "ended", now)
        ended = [one for one in ended if one not in known]
        if (found or ended) and not hits.step:
            hits.step = step.name
        hits.numbers += found[: MOST_FOUND - len(hits)]
        hits.ended += ended[: MOST_FOUND - len(hits)]
    return hits


def write(connection: Connection, number: int, tokens: Sequence[str]) -> None:
    """Put one thing into the index in place of what stood there; in the transaction of the connection."""
    remove(connection, number)
    if _is_sqlite(connection):
        connection.execute(_ADD, {"number": number, "tokens": " ".join(tokens)})
    else:
        connection.execute(_ADD_POSTGRESQL, {"number": number, "tokens": list(tokens)})


def write_new(connection: Connection, found: Sequence[tuple[int, Sequence[str]]]) -> None:
    """Put things into the index that it does not know yet, all at once."""
    sqlite = _is_sqlite(connection)
    rows = [{"number": number, "tokens": " ".join(said) if sqlite else list(said)} for number, said in found]
    if rows:
        connection.execute(_ADD if sqlite else _ADD_POSTGRESQL, rows)


def remove(connection: Connection, number: int) -> None:
    connection.execute(_REMOVE, {"number": number})


def missing(session: ReadSession) -> Sequence[int]:
    """Things that the index does not know, as after an upgrade."""
    known = select(_INDEX.c.rowid)
    return session.scalars(select(Publication.id).where(Publication.id.not_in(known)).order_by(Publication.id)).all()


def as_fts5(wanted: Wanted) -> str:
    """The question in the words of FTS5."""
    if isinstance(wanted, Term):
        return f'"{wanted.token}"' + (" *" if wanted.begins else "")
    joined = " AND " if isinstance(wanted, All) else " OR "
    return "(" + joined.join(map(as_fts5, wanted.of)) + ")"


def as_tsquery(wanted: Wanted) -> str:
    """The same in the words of PostgreSQL."""
    if isinstance(wanted, Term):
        return f"'{wanted.token}'" + (":*" if wanted.begins else "")
    joined = " | " if isinstance(wanted, Some) else " & "
    return "(" + joined.join(map(as_tsquery, wanted.of)) + ")"


def _ask(session: ReadSession, wanted: Wanted, which: str, now: datetime) -> Sequence[int]:
    connection = session.connection()
    sqlite = _is_sqlite(connection)
    match = as_fts5(wanted) if sqlite else as_tsquery(wanted)
    asked = _QUESTIONS["sqlite" if sqlite else "postgresql", which]
    return [row[0] for row in connection.execute(asked, {"match": match, "now": now})]


def _on_sqlite(*where: Any) -> Select[int]:
    # The index is walked from its newest end and left as soon as there is enough.
    return (
        select(Publication.id)
        .join_from(_INDEX, Publication, Publication.id == _INDEX.c.rowid)
        .where(text("search_index MATCH :match"), *where)
        .order_by(_INDEX.c.rowid.desc())
        .limit(MOST_FOUND)
    )


def _gathered() -> CTE:
    # Gathered first: else a rare word would be looked for by walking all publications from the newest.
    matched = select(_INDEX.c.rowid).where(text("tokens @@ CAST(:match AS tsquery)")).order_by(_INDEX.c.rowid.desc())
    return matched.cte("hits").prefix_with("MATERIALIZED")


def _live_on_postgresql(*where: Any) -> Select[int]:
    # Each hit is looked up by itself, the newest first, until there are enough. How many there are PostgreSQL guesses
    # so badly that a join of its own choice would read a hundred thousand publications for ten hits.
    hits = _gathered()
    one = select(Publication.id).where(Publication.id == hits.c.rowid, *where).offset(0).lateral("one")
    return select(one.c.id).join_from(hits, one, true()).order_by(hits.c.rowid.desc()).limit(MOST_FOUND)


def _ended_on_postgresql(*where: Any) -> Select[int]:
    # Few of the hits have ended, so looking each up would be in vain for most.
    hits = _gathered()
    return (
        select(Publication.id)
        .join_from(hits, Publication, Publication.id == hits.c.rowid)
        .where(*where)
        .order_by(Publication.id.desc())
        .limit(MOST_FOUND)
    )


_NOW: Any = bindparam("now", type_=Moment())
_LIVE, _ENDED = (live(_NOW),), (Publication.state == PUBLISHED, Publication.show_until <= _NOW)
# Put together once: building the statement anew would cost more than answering it.
_QUESTIONS = {
    ("sqlite", "live"): _on_sqlite(*_LIVE),
    ("sqlite", "ended"): _on_sqlite(*_ENDED),
    ("postgresql", "live"): _live_on_postgresql(*_LIVE),
    ("postgresql", "ended"): _ended_on_postgresql(*_ENDED),
}


def _is_sqlite(connection: Connection) -> bool:
    return connection.dialect.name == "sqlite"


def size(session: ReadSession) -> int:
    """How many things the index knows."""
    return session.scalar(select(func.count()).select_from(_INDEX)) or 0
