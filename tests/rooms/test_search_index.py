"""The index is written with the publication; bad input is answered fast; both databases are asked the same."""

from collections.abc import Iterator
from datetime import UTC, datetime, timedelta

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from sqlalchemy import delete, select, update

from bench.corpus import add
from portal.db.engine import Database, open_database
from portal.fraud_warnings.model import FraudWarning
from portal.kernel.divisions import Divisions
from portal.publishing.model import Publication
from portal.publishing.rules import WITHDRAWN
from portal.publishing.store import live
from portal.search import plan, questions, store
from portal.search.indexing import catch_up
from portal.search.plan import All, Some, Term
from portal.search.questions import MOST_FOUND
from portal.search.results import look
from portal.search.sounds import alike, blurred, readings, spellings
from portal.search.tokens import Document, bigrams, not_ended, runs, skeleton, tokens
from portal.search.words import SearchWords, load
from portal.web.sessions import writing
from tests.support.house import CONTENT
from tests.support.portal import NOW, SECRET

MOST_STEPS = 12
LONG_AGO, FAR_FUTURE = datetime(1900, 1, 1), datetime(2099, 12, 31)  # noqa: DTZ001  # hypothesis wants them bare
MOMENTS = st.datetimes(LONG_AGO, FAR_FUTURE, timezones=st.just(UTC))
WORDS = load(CONTENT / "search", Divisions.load(CONTENT / "divisions"))


@pytest.fixture
def database(database_url: str) -> Iterator[Database]:
    opened = open_database(database_url, bytes.fromhex(SECRET))
    yield opened
    opened.dispose()


def found(database: Database, typed: str, words: SearchWords = WORDS) -> list[str]:
    with database.reader() as session:
        hits = look(session, typed, words, now=NOW).hits
        slugs = {row.id: row.slug for row in session.execute(select(Publication.id, Publication.slug))}
        return [slugs[number] for number in (*hits.numbers, *hits.ended)]


def test_a_changed_title_is_found_at_once_and_the_old_one_no_more(database: Database) -> None:
    with writing(database) as session:
        course = session.scalars(select(Publication).where(Publication.slug == "erhu")).one()
        for text in course.texts.values():
            text.title, text.summary, text.body, text.details = "马头琴", "", "", {}

    assert found(database, "马头琴") == ["erhu"]
    assert "erhu" not in found(database, "二胡")


def test_what_is_rolled_back_is_not_found(database: Database) -> None:
    def fail() -> None:
        with writing(database) as session:
            session.scalars(select(Publication).where(Publication.slug == "erhu")).one().texts["zh"].title = "马头琴"
            session.flush()
            raise ZeroDivisionError

    with pytest.raises(ZeroDivisionError):
        fail()

    assert found(database, "马头琴") == []
    assert "erhu" in found(database, "二胡")


def test_what_is_withdrawn_is_not_found(database: Database) -> None:
    with writing(database) as session:
        session.scalars(select(FraudWarning).where(FraudWarning.slug == "stock-teacher-groups")).one().state = WITHDRAWN

    assert "stock-teacher-groups" not in found(database, "炒股")


def test_what_is_deleted_leaves_the_index(database: Database) -> None:
    with writing(database) as session:
        before = store.size(session)
        session.delete(session.scalars(select(Publication).where(Publication.slug == "erhu")).one())
        session.flush()

        assert store.size(session) == before - 1


def test_what_has_ended_comes_last_and_what_has_not_begun_is_not_found(database: Database) -> None:
    with writing(database) as session:
        rows = {one.slug: one for one in session.scalars(select(Publication).where(Publication.slug.like("tai-chi%")))}
        rows["tai-chi-24"].show_until = NOW
        rows["tai-chi-sword"].show_from = NOW + timedelta(seconds=1)

    slugs = found(database, "太极")

    assert slugs[-1] == "tai-chi-24"
    assert "tai-chi-gathering" in slugs
    assert "tai-chi-sword" not in slugs


def test_among_many_that_have_ended_what_is_on_still_comes_first(database: Database) -> None:
    on, over = 150, 300
    with writing(database) as session:
        add(session, on + over, start=0, search=True)
        numbers = select(Publication.id).where(Publication.slug.like("bench-%")).order_by(Publication.id.desc())
        newest = session.scalars(numbers.limit(over)).all()
        session.execute(update(Publication).where(Publication.id.in_(newest)).values(show_until=NOW))
        catch_up(session, everything=True)
        courses = select(Publication.id).where(Publication.kind == "course", live(NOW))
        everything = set(session.scalars(courses))

        hits = look(session, "课程", WORDS, now=NOW).hits

    assert everything.issubset(hits.numbers)
    assert hits.ended == newest[: MOST_FOUND - len(hits.numbers)]


def test_an_index_asked_part_by_part_answers_as_if_it_were_asked_once(
    database: Database, monkeypatch: pytest.MonkeyPatch
) -> None:
    with writing(database) as session:
        asked = ["课程", "太极", "舞", "taiji", "轮以", "铁峰山", "wheelchair", "被骗了怎么办"]
        at_once = [look(session, typed, WORDS, now=NOW) for typed in asked]
        monkeypatch.setattr(questions, "BLOCKS", (1, 3, 5))
        catch_up(session, everything=True)

        assert [look(session, typed, WORDS, now=NOW) for typed in asked] == at_once
        assert all(len(one.hits) for one in at_once)


def test_an_index_that_was_lost_is_built_again(database: Database) -> None:
    with writing(database) as session:
        everything = store.size(session)
        session.execute(delete(store._INDEX))  # noqa: SLF001  # as if it had never been made
        assert store.size(session) == 0

        assert catch_up(session) == everything
        assert catch_up(session) == 0
        assert catch_up(session, everything=True) == everything
    assert "erhu" in found(database, "二胡")


@pytest.mark.parametrize(
    "typed",
    [
        "太" * 10_000,
        "%_*'\"()[]{}!@#￥…—",
        " " * 1000,
        "\ud800太极",
        "NEAR AND OR NOT *",
        "a" * 10_000,
        "太极\x00",
        "' | '",
        "🀄" * 99,
        "xian" * 25,
        "toutoutou" * 11,
        "诈极轮仗徒免" * 4,
        "坐的车" * 33,
        "1" * 100,
        "\u202e\u200f",
        "的" * 100,
        "课程" * 50,
    ],
)
def test_a_strange_query_is_cut_short_and_answered(database: Database, typed: str) -> None:
    """How long it takes stands in bench/; here, that it is never longer than what one may ask."""
    assert len(plan.cleaned(typed)) <= plan.LONGEST_QUERY
    assert len(list(plan.steps(typed, WORDS))) <= MOST_STEPS
    assert found(database, typed) is not None


@settings(max_examples=150, deadline=None)
@given(typed=st.text(max_size=60))
def test_whatever_is_typed_becomes_a_question_that_both_databases_understand(typed: str) -> None:
    for step in plan.steps(typed, WORDS):
        assert store.as_fts5(step.wanted).count("(") == store.as_fts5(step.wanted).count(")")
        assert "''" not in store.as_tsquery(step.wanted)
        assert all(token.isalnum() for token in every_token(step.wanted))


@settings(max_examples=100, deadline=None)
@given(title=st.text(st.sampled_from("太极拳书法手机轮椅重庆长乐abc 12，。"), min_size=1, max_size=12))
def test_a_title_is_found_by_itself(title: str) -> None:
    kept = set(tokens(Document(number=1, kind="course", town=None, titles=(title,), leads=(), rest=())))
    for step in list(plan.steps(title, WORDS))[:1]:
        assert holds(step.wanted, kept)


@given(now=MOMENTS, until=MOMENTS | st.none())
def test_what_goes_on_is_always_among_what_the_index_takes_for_not_ended(now: datetime, until: datetime | None) -> None:
    ending = Document(number=1, kind="course", town=None, titles=(), leads=(), rest=(), until=until)
    goes_on = not set(tokens(ending)).isdisjoint(not_ended(now))

    assert goes_on == (until is None or (until.year, until.month) >= (now.year, now.month))


def every_token(wanted: plan.Wanted) -> list[str]:
    return [wanted.token] if isinstance(wanted, Term) else [token for one in wanted.of for token in every_token(one)]


def holds(wanted: plan.Wanted, kept: set[str]) -> bool:
    if isinstance(wanted, Term):
        return any(token.startswith(wanted.token) if wanted.begins else token == wanted.token for token in kept)
    return (all if isinstance(wanted, All) else any)(holds(one, kept) for one in wanted.of)


def test_the_same_question_in_the_words_of_both_databases() -> None:
    wanted = All((Term("太极"), Some((Term("舞"), Term("wtai", begins=True)))))

    assert store.as_fts5(wanted) == '("太极" AND ("舞" OR "wtai" *))'
    assert store.as_tsquery(wanted) == "('太极' & ('舞' | 'wtai':*))"


def test_tokens_are_what_the_examples_say() -> None:
    assert runs("２４式Ｔai-Chi（太极）") == ["24", "式", "tai", "chi", "太极"]
    assert bigrams("太极拳") == ["太极", "极拳", "拳"]
    assert skeleton("weelchair") == skeleton("wheelchair")
    assert readings("乐") == ("le", "yue")
    assert ("tai", "ji", "quan") in spellings("taijiquan")
    assert blurred("zhang") == blurred("zang")
    assert blurred("nan") == blurred("lan")
    assert alike("级", "极")
    assert not alike("级", "拳")
