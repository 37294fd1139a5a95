"""A senior types a word, not always the right one, and is led on."""

from datetime import timedelta

from sqlalchemy import select

from portal.kernel.clock import FixedClock
from portal.publishing.model import Publication
from portal.web.sessions import writing
from tests.support.visitor import Visitor


def test_a_wrong_character_is_forgiven_and_said(reader: Visitor) -> None:
    page = reader.open("/search?q=太级拳").response.text

    assert "24式太极拳" in page
    assert "您是不是要找“太极拳”" in page


def test_nothing_found_leads_to_the_phone_and_to_the_six_rooms(reader: Visitor) -> None:
    page = reader.open("/search?q=飞碟").response.text

    assert 'href="tel:12345"' in page
    for room in ("/courses", "/sports", "/tours", "/fraud-warnings", "/rentals", "/home-modifications"):
        assert f'href="{room}"' in page


def test_something_that_fits_in_part_is_said_to_fit_in_part(reader: Visitor) -> None:
    assert "没有全都符合的" in reader.open("/search?q=飞碟太极拳").response.text


def test_what_has_ended_is_shown_last_and_says_so(visitor: Visitor, clock: FixedClock) -> None:
    with writing(visitor.client.app.state.database) as session:  # type: ignore[attr-defined]  # the portal under test
        course = session.scalars(select(Publication).where(Publication.slug == "tai-chi-24")).one()
        course.show_until = clock.now() + timedelta(hours=1)
    assert 'href="/courses/tai-chi-24"' in visitor.open("/search?q=24式太极拳").response.text

    clock.advance(timedelta(hours=2))

    page = visitor.open("/search?q=24式太极拳").response.text
    assert "已结束" in page
    assert 'href="/courses/tai-chi-24"' not in page


def test_every_page_has_the_search_in_its_head_and_a_form_to_type_into(reader: Visitor) -> None:
    for path in ("/", "/courses", "/search", "/help", "/courses/tai-chi-24"):
        page = reader.open(path).response.text

        assert page.index('href="#q"') < page.index('<main id="main"')
        assert page.count('id="q"') == 1


def test_in_english_the_same_things_are_found_with_english_words(reader: Visitor) -> None:
    reader.choose(lang="en")

    page = reader.open("/search?q=weelchair").response.text

    assert "Did you mean “wheelchair”?" in page
    assert 'href="/rentals/manual-wheelchair"' in page


def test_many_results_come_in_numbered_pages(reader: Visitor) -> None:
    first = reader.open("/search?q=轮椅").response.text

    assert "page=2" in first
    assert reader.open("/search?q=轮椅&page=2").h1 == "查找"
    assert reader.open("/search?q=轮椅&page=99").h1 == "查找"


def test_strange_queries_get_a_kind_page(reader: Visitor) -> None:
    for typed in ("%25%5F%2A", "%ED%A0%80", "+" * 50, "%F0%9F%80%84", "a" * 10_000, "%00", "%27%22%29"):
        assert reader.open(f"/search?q={typed}").h1 == "查找"
