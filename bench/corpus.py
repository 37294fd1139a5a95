"""Publications in any number, put together from the sentences of the sample content."""

import random
import re
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import timedelta
from functools import cache
from pathlib import Path
from typing import Any

from sqlalchemy import insert

from portal.courses.model import Course
from portal.db.sessions import WriteSession
from portal.publishing import shelves
from portal.publishing.model import Publication, PublicationAccess
from portal.search import store
from portal.search.tokens import Document, tokens
from tests.support.house import CONTENT
from tests.support.portal import NOW

AT_ONCE = 2000
# What helps at the places where courses are held.
VENUES: tuple[tuple[str, ...], ...] = (
    ("step_free", "seats"),
    ("step_free", "lift", "accessible_toilet", "seats"),
    ("seats", "dialect"),
    ("step_free", "parking", "hearing_help"),
    ("lift", "seats", "wheelchair_loan"),
    ("accessible_toilet",),
)
SEED = 20261124
FIRST = 1_000_000
# What all rows say alike, and lists ask.
LISTED = ("kind", "show_from")
TABLES = Course.metadata.tables


def sentences() -> tuple[list[str], list[str]]:
    """Titles and sentences, as they stand in content/."""
    files = [path.read_text(encoding="utf-8") for path in sorted(Path(CONTENT).glob("*/*.md"))]
    titles = [found[1] for text in files if (found := re.search(r"title:\n  zh: (.+)", text))]
    said = [part for text in files for part in re.findall(r"[㐀-鿿，、“”]{6,40}[。！]", text)]
    return titles, said


@dataclass(frozen=True)
class Made:
    """One course, before it is written: its row, and the sentences that it says."""

    row: dict[str, Any]
    title: str
    summary: str
    said: tuple[str, ...]

    def text(self) -> dict[str, Any]:
        words = {"title": self.name(), "summary": self.summary, "body": "".join(self.said)}
        return {"publication_id": self.row["id"], "language": "zh", "details": {}} | words

    def name(self) -> str:
        return f"{self.title}（{self.row['id'] - FIRST}）"

    def tokens(self) -> list[str]:
        body = "".join(self.said)
        return tokens(Document(0, "course", self.row["town"], (self.name(),), (self.summary,), (body,)))

    def known_tokens(self) -> list[str]:
        """The same in a tenth of the time, since there are few sentences and no token reaches across two of them."""
        number = self.row["id"] - FIRST
        found = dict.fromkeys((*_of("titles", self.title), f"c{self.row['town']}", f"tw{number}", f"w{number}"))
        found.update(dict.fromkeys(_of("leads", self.summary)))
        for one in self.said:
            found.update(dict.fromkeys(_of("rest", one)))
        return list(found)


@cache
def _of(part: str, words: str) -> tuple[str, ...]:
    said: dict[str, tuple[str, ...]] = {"titles": (), "leads": (), "rest": ()} | {part: (words,)}
    return tuple(tokens(Document(0, "course", None, said["titles"], said["leads"], said["rest"])))


def add(session: WriteSession, count: int, *, start: int, search: bool, in_haste: bool = False) -> None:
    """`count` more courses; with `search` they are put into the index too, taken apart anew or in haste."""
    titles, said = sentences()
    chance = random.Random(SEED + start)
    for first in range(start, start + count, AT_ONCE):
        some = list(_some(chance, titles, said, first, min(AT_ONCE, start + count - first)))
        session.execute(insert(TABLES["publication"]), [one.row for one in some])
        session.execute(insert(TABLES["publication_text"]), [one.text() for one in some])
        _teach(session, chance, [one.row for one in some])
        if search:
            said_of = Made.known_tokens if in_haste else Made.tokens
            store.write(session.connection(), [(one.row["id"], said_of(one)) for one in some])


def _teach(session: WriteSession, chance: random.Random, rows: list[dict[str, Any]]) -> None:
    """What only courses have, and where they are held; and all that into the lists."""
    own = [_course(chance, row["cost_fen"]) for row in rows]
    access = [chance.choice(VENUES) for _ in rows]
    session.execute(insert(TABLES["course"]), [{"id": row["id"]} | one for row, one in zip(rows, own, strict=True)])
    facts = [
        {"publication_id": row["id"], "fact": fact} for row, found in zip(rows, access, strict=True) for fact in found
    ]
    session.execute(insert(TABLES["publication_access"]), facts)
    shelves.put(session.connection(), _listed(rows, own, access))


def _listed(
    rows: list[dict[str, Any]], own: list[dict[str, Any]], access: list[tuple[str, ...]]
) -> Iterator[Publication]:
    """One course a place, which says of one row after the other what lists ask: a million new ones take minutes."""
    courses = {
        facts: Course(
            access=[PublicationAccess(fact=fact) for fact in facts], **{name: rows[0][name] for name in LISTED}
        )
        for facts in VENUES
    }
    for row, one, facts in zip(rows, own, access, strict=True):
        course = courses[facts]
        course.id, course.town = row["id"], row["town"]
        course.starts_on, course.cost_fen = row["starts_on"], row["cost_fen"]
        course.category, course.level = one["category"], one["level"]
        course.weekdays, course.sessions, course.time = one["weekdays"], one["sessions"], one["time"]
        yield course


def _some(chance: random.Random, titles: list[str], said: list[str], first: int, count: int) -> Iterator[Made]:
    for number in range(first, first + count):
        title, summary, body = chance.choice(titles), chance.choice(said), chance.sample(said, 4)
        row: dict[str, Any] = {
            "id": FIRST + number,
            "kind": "course",
            "slug": f"bench-{number}",
            "code": f"B{number:07}",
            "state": "published",
            "version": 1,
            "is_sample": True,
            "town": f"5001010{17 + chance.randrange(12)}",
            "starts_on": (NOW + timedelta(days=chance.randrange(1, 300))).date(),
            "cost_fen": chance.choice((0, 3000)),
            "checked_on": NOW.date(),
            "show_from": NOW - timedelta(days=1),
            "updated_at": NOW,
        }
        yield Made(row, title, summary, tuple(body))


def _course(chance: random.Random, cost_fen: int) -> dict[str, Any]:
    return {
        # Music is never free: both are common, and together they are nowhere.
        "category": chance.choice(("calligraphy", "dance", "exercise", "music")[: 4 if cost_fen else 3]),
        "level": chance.choice(("beginner", "improver", "all")),
        "weekdays": [2],
        "time": NOW.time().replace(tzinfo=None),
        "minutes": 90,
        "sessions": 4,
        "capacity": 40,
        "exertion": "low",
    }
