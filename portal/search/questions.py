"""The questions as each database is asked them; what they cost stops at a bound, however many things there are.

Hits are walked from the newest and left as soon as there are enough. FTS5 does so by itself. GIN gathers all hits
before it gives the first one, so on PostgreSQL every thing also stands in the index under the numbers of three blocks,
of 2,048, 16,384 and 131,072 things, and the question is put to the two newest small blocks, then to the two middling
ones, and so on: what is common is found in the first, and what is rare costs little anywhere.
"""

from itertools import pairwise
from typing import Any, Literal

from sqlalchemy import CTE, Select, and_, bindparam, column, func, literal_column, select, table, text, true, union_all

from portal.db.types import Moment
from portal.publishing.model import Publication
from portal.publishing.rules import PUBLISHED
from portal.publishing.store import live

Which = Literal["shown", "live", "ended"]

MOST_FOUND = 200
# Where nearly all that fits has ended, the walk would have no end: who has not come up by then is not looked for.
MOST_LOOKED_AT = 20_000
BLOCKS = (11, 14, 17)
TABLE = "search_index"
_INDEX = table(TABLE, column("rowid"), column("tokens"))
_NOW: Any = bindparam("now", type_=Moment())
_BEGUN = and_(Publication.state == PUBLISHED, Publication.show_from <= _NOW)
_HAS_ENDED = func.coalesce(Publication.show_until <= _NOW, literal_column("false"))


def blocks(number: int) -> list[str]:
    """The tokens under which a thing stands for its number."""
    return [_block(size, number >> size) for size in BLOCKS]


def windows(match: str, newest: int) -> dict[str, str]:
    """The question for each part of the index, from the newest to the rest; together they ask everything once."""
    parts = [f"({_quoted(size, newest >> size)} | {_quoted(size, max((newest >> size) - 1, 0))})" for size in BLOCKS]
    asked = [f"{match} & {parts[0]}"]
    asked += [f"{match} & {part} & !{newer}" for newer, part in pairwise(parts)]
    asked += [f"{match} & !{parts[-1]}"]
    return {f"match{at}": question for at, question in enumerate(asked)}


def _block(size: int, number: int) -> str:
    return f"n{size}b{number}"


def _quoted(size: int, number: int) -> str:
    return f"'{_block(size, number)}'"


def _on_sqlite(*where: Any) -> Select[Any]:
    matched = select(_INDEX.c.rowid).where(text("search_index MATCH :match"))
    hits = matched.order_by(_INDEX.c.rowid.desc()).limit(MOST_LOOKED_AT).subquery("hits")
    found = select(Publication.id, _HAS_ENDED).join_from(hits, Publication, Publication.id == hits.c.rowid)
    return found.where(*where).limit(MOST_FOUND)


def _on_postgresql(*where: Any) -> Select[Any]:
    parts = union_all(*(select(_part(at).c.rowid) for at in range(len(BLOCKS) + 1)))
    hits = parts.limit(MOST_LOOKED_AT).subquery("hits")
    # Each hit is looked up by itself: how many there are PostgreSQL guesses so badly that a join of its own choice
    # would read a hundred thousand publications for ten hits.
    one = select(Publication.id, _HAS_ENDED.label("has_ended")).where(Publication.id == hits.c.rowid, *where)
    found = one.offset(0).lateral("one")
    return select(found.c.id, found.c.has_ended).join_from(hits, found, true()).limit(MOST_FOUND)


def _part(at: int) -> CTE:
    """One part of the index: gathered when its first row is asked for, and never if no row is.

    The inner SELECT hides from the planner what is asked: for a common word it would read the whole table instead.
    """
    fits = text(f"tokens @@ (SELECT CAST(:match{at} AS tsquery))")
    hits = select(_INDEX.c.rowid).where(fits).order_by(_INDEX.c.rowid.desc())
    return hits.cte(f"part{at}").prefix_with("MATERIALIZED")


# Put together once: building the statement anew would cost more than answering it. None of them sorts what it has
# found, for that would mean to walk to the end.
_WHERE: dict[Which, tuple[Any, ...]] = {
    "shown": (_BEGUN,),
    "live": (live(_NOW),),
    "ended": (Publication.state == PUBLISHED, Publication.show_until <= _NOW),
}
ON_SQLITE = {which: _on_sqlite(*where) for which, where in _WHERE.items()}
ON_POSTGRESQL = {which: _on_postgresql(*where) for which, where in _WHERE.items()}
