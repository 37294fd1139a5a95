"""`make bench-search`: build the index and ask it everything that people ask, on both databases."""

import sys
import tempfile
import time
from collections.abc import Sequence
from pathlib import Path

import yaml
from sqlalchemy import text

from bench.corpus import add
from bench.machine import LARGEST, headline, percentile, table
from portal.db.engine import Database, open_database
from portal.db.sessions import ReadSession
from portal.kernel.divisions import Divisions
from portal.search import results
from portal.search.words import load
from portal.web.sessions import writing
from tests.support.databases import Workshop
from tests.support.house import CONTENT
from tests.support.portal import NOW, SECRET

SIZES = [size for size in (1_000, 10_000, 100_000, 1_000_000) if size <= LARGEST]
REPEATS = 3
WORDS = load(CONTENT / "search", Divisions.load(CONTENT / "divisions"))
# What nobody means: long, without a letter, words of the database itself, broken in the middle of a character.
STRANGE = [
    "太" * 10_000,
    "a" * 10_000,
    "%_*'\"()[]{}!@#￥…—",
    " " * 1000,
    "\ud800太极",
    "NEAR AND OR NOT *",
    "' | '",
    "xian" * 25,
    "toutoutou" * 11,
    "诈极轮仗徒免" * 4,
    "坐的车" * 33,
    "的" * 100,
    "课程" * 50,
    "一 不 有 人 大 中 学 老",
]
NOTHING = ["龘靐齉", "qqxzv", "魑魅魍魉", "zzzz zzzz"]
MISTAKEN = ["太级拳", "轮倚", "weelchair", "八段棉", "书花"]
QUERIES = yaml.safe_load((CONTENT / "search" / "queries.yaml").read_text(encoding="utf-8"))["queries"]


def main() -> int:
    headline("Search")
    rows = []
    for kind in ("sqlite", "postgresql"):
        with tempfile.TemporaryDirectory() as name:
            folder = Path(name)
            folder.chmod(0o755)
            (folder / "shop").mkdir(mode=0o755)
            workshop = Workshop(folder / "shop", kind)
            try:
                with workshop.copy(folder) as url:
                    database = open_database(url, bytes.fromhex(SECRET))
                    for size in SIZES:
                        rows.append(_measure(database, kind, size))
                        print(*rows[-1], file=sys.stderr, flush=True)  # the last size takes a quarter of an hour
                    database.dispose()
            finally:
                workshop.close()
    head = (
        "database",
        "documents",
        "build s",
        "CPU µs a document",
        "index MiB",
        "p50 ms",
        "p99 ms",
        "slowest",
        "answered",
        "strange ms",
        "nothing ms",
        "did you mean ms",
    )
    table(head, rows)
    return 0


def _measure(database: Database, kind: str, size: int) -> tuple[object, ...]:
    with writing(database) as session:
        already = session.scalar(text("SELECT count(*) FROM publication WHERE slug LIKE 'bench-%'")) or 0
        started, processor = time.perf_counter(), time.process_time()
        add(session, size - already, start=already, search=True)
    took, processor = time.perf_counter() - started, time.process_time() - processor
    if kind == "postgresql":
        with database.writing.connect().execution_options(isolation_level="AUTOCOMMIT") as connection:
            connection.execute(text("VACUUM ANALYZE"))
    times: list[tuple[float, str]] = []
    answered = 0
    with database.reader() as session:
        for turn in range(REPEATS + 1):
            for row in QUERIES:
                began = time.perf_counter()
                found = results.look(session, str(row["q"]), WORDS, now=NOW).hits
                if turn:  # the first turn only warms
                    times.append(((time.perf_counter() - began) * 1000, str(row["q"])))
                    answered += bool(found)
        mib = _index_bytes(session, kind) / 2**20
        others = [_slowest(session, asked) for asked in (STRANGE, NOTHING, MISTAKEN)]
    ms = [one for one, _ in times]
    slowest = max(times)
    made = size - already
    return (
        kind,
        f"{size:,}",
        f"{took:.1f} for {made:,}",
        f"{processor / made * 1e6:.0f}",
        f"{mib:.1f}",
        f"{percentile(ms, 0.5):.2f}",
        f"{percentile(ms, 0.99):.1f}",
        f"{slowest[0]:.0f} ({slowest[1]})",
        f"{answered / len(times):.2f}",
        *others,
    )


def _slowest(session: ReadSession, asked: Sequence[str]) -> str:
    """The longest of several turns through these, the first of which only warms."""
    times = [(_time(session, typed), typed) for _ in range(REPEATS + 1) for typed in asked][len(asked) :]
    ms, typed = max(times)
    return f"{ms:.0f} ({typed[:8].strip().encode('utf-8', 'ignore').decode()})"


def _time(session: ReadSession, typed: str) -> float:
    began = time.perf_counter()
    results.look(session, typed, WORDS, now=NOW)
    return (time.perf_counter() - began) * 1000


def _index_bytes(session: object, kind: str) -> int:
    statement = (
        "SELECT sum(length(block)) FROM search_index_data"
        if kind == "sqlite"
        else "SELECT pg_total_relation_size('search_index')"
    )
    return session.scalar(text(statement)) or 0  # type: ignore[attr-defined]


if __name__ == "__main__":
    sys.exit(main())
