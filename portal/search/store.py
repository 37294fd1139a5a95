"""The index in the database: SQLite's FTS5 or PostgreSQL's GIN behind the same few functions."""

from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass, field
from datetime import datetime

from sqlalchemy import Connection, column, exists, func, select, table, text

from portal.db.sessions import ReadSession
from portal.publishing.model import Publication
from portal.search import questions
from portal.search.plan import All, Some, Step, Term, Wanted
from portal.search.questions import MOST_FOUND, Which
from portal.search.tokens import not_ended

TABLE = questions.TABLE
_INDEX = table(TABLE, column("rowid"), column("tokens"))
_REMOVE = text("DELETE FROM search_index WHERE rowid = :number")
_ADD = text("INSERT INTO search_index (rowid, tokens) VALUES (:number, :tokens)")
# What says the same as before is left alone: the index is what costs the time.
_PUT_ON_POSTGRESQL = text(
    "INSERT INTO search_index (rowid, tokens) "
    "SELECT number, array_to_tsvector(string_to_array(said, ' ')) "
    "FROM unnest(CAST(:numbers AS integer[]), CAST(:said AS text[])) AS given (number, said) "
    "ON CONFLICT (rowid) DO UPDATE SET tokens = excluded.tokens WHERE search_index.tokens <> excluded.tokens"
)

Ask = Callable[[Wanted, Which], list[tuple[int, bool]]]


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
    hits, ask = Hits(), _asker(session, now)
    for step in steps:
        if len(hits) and not step.always:
            break
        if len(hits) >= MOST_FOUND:
            break
        known = {*hits.numbers, *hits.ended}
        live, over = _live_and_ended(ask, step)
        found, ended = ([one for one in numbers if one not in known] for numbers in (live, over))
        if (found or ended) and not hits.step:
            hits.step = step.name
        hits.numbers += found[: MOST_FOUND - len(hits)]
        hits.ended += ended[: MOST_FOUND - len(hits)]
    return hits


def write(connection: Connection, things: Iterable[tuple[int, Sequence[str]]]) -> None:
    """Put things (each once, with its tokens) in place of what stood there; in the transaction of the connection."""
    rows = list(things)
    if not rows:
        return
    if _is_sqlite(connection):
        connection.execute(_REMOVE, [{"number": number} for number, _ in rows])
        connection.execute(_ADD, [{"number": number, "tokens": " ".join(tokens)} for number, tokens in rows])
    else:
        said = [" ".join([*tokens, *questions.blocks(number)]) for number, tokens in rows]
        connection.execute(_PUT_ON_POSTGRESQL, {"numbers": [number for number, _ in rows], "said": said})


def remove(connection: Connection, number: int) -> None:
    connection.execute(_REMOVE, {"number": number})


def missing(session: ReadSession) -> Sequence[int]:
    """Things that the index does not know, as after an upgrade."""
    known = exists(select(1).select_from(_INDEX).where(_INDEX.c.rowid == Publication.id))
    return session.scalars(select(Publication.id).where(~known).order_by(Publication.id)).all()


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


def _live_and_ended(ask: Ask, step: Step) -> tuple[list[int], list[int]]:
    """The newest that are on, and the newest that have ended: one question, as long as few fit or few have ended."""
    shown = ask(step.wanted, "shown")
    live, ended = ([number for number, is_over in shown if is_over is which] for which in (False, True))
    if ended and len(shown) >= MOST_FOUND:
        live = [number for number, _ in ask(step.wanted, "live")]
        ended = [number for number, _ in ask(step.wanted, "ended")] if len(live) < MOST_FOUND else []
    # The title alone does not say that there is no more, so what has ended is found with the text.
    return live, [] if step.name == "title" else ended


def _asker(session: ReadSession, now: datetime) -> Ask:
    connection = session.connection()
    sqlite = _is_sqlite(connection)
    newest = 0 if sqlite else connection.scalar(select(func.max(_INDEX.c.rowid))) or 0

    def ask(wanted: Wanted, which: Which) -> list[tuple[int, bool]]:
        if which == "live":
            wanted = All((wanted, Some(tuple(map(Term, not_ended(now))))))
        if sqlite:
            rows = connection.execute(questions.ON_SQLITE[which], {"match": as_fts5(wanted), "now": now})
        else:
            parts = questions.windows(as_tsquery(wanted), newest)
            rows = connection.execute(questions.ON_POSTGRESQL[which], parts | {"now": now})
        return sorted(((number, bool(is_over)) for number, is_over in rows), reverse=True)

    return ask


def _is_sqlite(connection: Connection) -> bool:
    return connection.dialect.name == "sqlite"


def size(session: ReadSession) -> int:
    """How many things the index knows."""
    return session.scalar(select(func.count()).select_from(_INDEX)) or 0
