"""A senior on a phone looks for something and finds it."""

import re

import brotli
import pytest
from fastapi import FastAPI

from bench.corpus import add
from portal.publishing.lists import MOST_COUNTED
from portal.web.sessions import writing
from tests.house.test_routes import flat
from tests.support.visitor import Visitor

ROOMS = ("/courses", "/sports", "/tours", "/fraud-warnings", "/rentals")
PAGES = (*ROOMS, "/", "/home-modifications", "/settings", "/help", "/sitemap", "/search", "/search?q=太极", "/guides")


@pytest.mark.parametrize("language", ["zh", "en"])
@pytest.mark.parametrize("path", PAGES)
def test_every_page_is_fit_to_be_seen_in_both_languages(reader: Visitor, path: str, language: str) -> None:
    reader.choose(lang=language)

    page = reader.open(path)

    assert page.h1


@pytest.mark.parametrize("room", ROOMS)
def test_each_thing_of_a_list_opens_with_its_code_and_a_way_in_person(reader: Visitor, room: str) -> None:
    slugs = re.findall(rf'card__h"><a href="{room}/([a-z0-9-]+)"', reader.open(room).response.text)

    for slug in slugs[:3]:
        shown = reader.open(f"{room}/{slug}").response.text
        assert "HTTP://PORTAL.TEST/Q/" in shown
        assert "可由家人或社区代办" in shown
    assert slugs


def test_a_filter_narrows_the_list_and_the_title_says_how_many(reader: Visitor) -> None:
    everything = reader.open("/courses")

    free = reader.open("/courses?free=1")

    assert "找到33门课" in everything.response.text
    assert "找到33门课" not in free.response.text


def test_after_a_filter_the_list_is_in_sight_though_the_form_above_it_stays_open(reader: Visitor) -> None:
    page = reader.open("/courses?category=exercise")

    assert 'action="/courses#results"' in page.html
    assert page.html.index('action="/courses#results"') < page.html.index('id="results"')


def test_an_unknown_filter_means_everything_and_says_so(reader: Visitor) -> None:
    page = reader.open("/courses?town=nowhere&level=genius")

    assert "找到33门课" in page.response.text
    assert "有一项筛选条件不认识" in page.response.text


def test_with_htmx_only_the_list_itself_is_sent(reader: Visitor) -> None:
    piece = reader.open("/courses?free=1", htmx=True).response.text

    assert "<html" not in piece
    assert 'id="results"' in piece


def test_a_short_code_leads_to_the_page_in_either_case(reader: Visitor) -> None:
    slug = re.findall(r'href="/courses/([a-z0-9-]+)"', reader.open("/courses").response.text)[0]
    found = re.search(r"PORTAL\.TEST/Q/(\w{5})", reader.open(f"/courses/{slug}").response.text)
    assert found

    for code in (found[1], found[1].lower()):
        assert reader.open(f"/Q/{code}", 302).location == f"/courses/{slug}"


def test_a_wrong_code_is_said_plainly_and_tells_nothing_of_others(reader: Visitor) -> None:
    wrong, mistyped = reader.open("/Q/22222", 404), reader.open("/Q/0", 404)

    assert wrong.h1 == mistyped.h1 == "这个码不是我们的"
    assert 'href="tel:12345"' in wrong.response.text
    assert 'href="tel:12345"' in reader.open("/nowhere", 404).response.text


def test_what_was_chosen_is_remembered_on_the_next_page(reader: Visitor) -> None:
    reader.choose(size="3", theme="dark", lang="en")

    page = reader.open("/courses").response.text

    assert '<html lang="en" data-size="3" data-theme="dark">' in page


def test_a_course_goes_into_the_calendar_of_the_phone(reader: Visitor) -> None:
    slug = re.findall(r'href="/courses/([a-z0-9-]+)"', reader.open("/courses").response.text)[0]

    calendar = reader.client.get(f"/courses/{slug}/calendar.ics")

    assert calendar.headers["content-type"].startswith("text/calendar")
    assert "RRULE:FREQ=WEEKLY" in calendar.text


def test_the_first_view_of_home_and_lists_fits_into_one_breath(reader: Visitor) -> None:
    styles = re.search(r'href="(/static/css/site\.[0-9a-f]+\.css)"', reader.open("/").response.text)
    assert styles
    css = _small(reader.client.get(styles[1]).content)

    for path in ("/", *ROOMS):
        assert _small(reader.open(path).response.content) + css <= 14_600


def _small(content: bytes) -> int:
    return len(brotli.compress(content, quality=5))


def test_where_there_is_very_much_the_list_stays_numbered_and_says_that_there_is_more(
    app: FastAPI, visitor: Visitor
) -> None:
    with writing(app.state.database) as session:
        add(session, MOST_COUNTED, start=0, search=False)

    last = visitor.open("/courses?page=50")
    narrowed = visitor.open("/courses?town=500101018&category=music")

    assert "后面还有更多" in last.text
    assert "第50页" in last.text.replace(" ", "")
    assert "后面还有更多" not in narrowed.text


def test_an_address_with_something_strange_in_it_is_not_there_and_says_so_as_a_page(
    app: FastAPI, reader: Visitor
) -> None:
    patterns = {route.path for route in flat(app.routes) if "{" in route.path and "GET" in (route.methods or set())}
    numbered = [path for path in sorted(patterns) if re.search("{(number|day|place|town|photo|version)}", path)]

    for path in numbered:
        response = reader.client.get(re.sub(r"{\w+(:\w+)?}", "strange", path))
        assert response.status_code in {200, 303, 404}, path
        assert response.status_code != 404 or "12345" in response.text, path
    assert len(numbered) > 20
