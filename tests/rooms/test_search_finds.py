"""What people type finds what they mean: the list in content/search/queries.yaml, on the database that is tested."""

from collections.abc import Iterator
from dataclasses import dataclass

import pytest
import yaml
from sqlalchemy import select

from portal.db.engine import open_database
from portal.db.sessions import ReadSession
from portal.kernel.divisions import Divisions
from portal.publishing.model import Publication
from portal.search import results
from portal.search.indexing import document
from portal.search.words import SearchWords, load
from portal.web.paging import PER_PAGE
from tests.support.house import CONTENT
from tests.support.portal import NOW, SECRET

FEWEST_QUERIES = 60
RECALL, PRECISION = 0.95, 0.9
QUERIES = yaml.safe_load((CONTENT / "search" / "queries.yaml").read_text(encoding="utf-8"))["queries"]


@dataclass(frozen=True)
class Found:
    """The first page for one query, judged."""

    query: str
    missed: list[str]
    strange: list[str]
    must: int
    shown: int


@pytest.fixture(scope="module")
def words() -> SearchWords:
    return load(CONTENT / "search", Divisions.load(CONTENT / "divisions"))


@pytest.fixture
def session(shared_database_url: str) -> Iterator[ReadSession]:
    database = open_database(shared_database_url, bytes.fromhex(SECRET))
    with database.reader() as session:
        yield session
    database.dispose()


def judged(session: ReadSession, words: SearchWords) -> list[Found]:
    everything = {one.id: one for one in session.scalars(select(Publication))}
    texts = {number: said(one) for number, one in everything.items()}
    found = []
    for row in QUERIES:
        looked = results.look(session, str(row["q"]), words, now=NOW)
        page = results.rows(session, looked.hits, language="zh", offset=0, limit=PER_PAGE)
        slugs = [one.slug for one in page]
        fits = [one.slug in row["must"] or any(word in texts[one.number] for word in row["about"]) for one in page]
        found.append(
            Found(
                query=str(row["q"]),
                missed=[slug for slug in row["must"] if slug not in slugs],
                strange=[slug for slug, is_about in zip(slugs, fits, strict=True) if not is_about],
                must=len(row["must"]),
                shown=len(page),
            )
        )
    return found


def said(publication: Publication) -> str:
    known = document(publication)
    return "\n".join((*known.titles, *known.leads, *known.rest)).lower()


def test_the_list_is_long_enough_and_names_only_what_there_is(session: ReadSession) -> None:
    slugs = set(session.scalars(select(Publication.slug)))

    assert len(QUERIES) >= FEWEST_QUERIES
    assert [slug for row in QUERIES for slug in row["must"] if slug not in slugs] == []


def test_people_find_what_they_mean_and_little_else(session: ReadSession, words: SearchWords) -> None:
    found = judged(session, words)

    recall = 1 - sum(len(one.missed) for one in found) / sum(one.must for one in found)
    precision = 1 - sum(len(one.strange) for one in found) / sum(one.shown for one in found)
    complaint = "\n".join(
        f"{one.query}: missed {one.missed}, strange {one.strange}" for one in found if one.missed or one.strange
    )
    assert recall >= RECALL, f"recall {recall:.3f}\n{complaint}"
    assert precision >= PRECISION, f"precision {precision:.3f}\n{complaint}"


def test_every_kind_of_query_finds_something(session: ReadSession, words: SearchWords) -> None:
    empty = [str(row["q"]) for row in QUERIES if not results.look(session, str(row["q"]), words, now=NOW).hits]

    assert empty == []


@pytest.mark.parametrize(("typed", "written"), [("坐的車", "坐的车"), ("輪椅", "轮椅"), ("我想學書法", "我想学书法")])
def test_traditional_characters_are_the_same_words(
    session: ReadSession, words: SearchWords, typed: str, written: str
) -> None:
    assert results.look(session, typed, words, now=NOW) == results.look(session, written, words, now=NOW)
