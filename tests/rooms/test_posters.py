"""Posters, programmes and cards: every kind, both languages, read back from a picture of the page."""

import json
import re
from datetime import date, timedelta

import pytest
from fastapi import FastAPI
from sqlalchemy import select
from starlette.testclient import TestClient

from portal.kernel.clock import FixedClock
from portal.posters.week import monday_of
from portal.posters.week_pages import TURN_SECONDS
from portal.publishing.model import Publication
from portal.web.sessions import writing
from tests.support.house import CONTENT
from tests.support.paper import Paper
from tests.support.visitor import Visitor

FOLDERS = {
    "course": "courses",
    "sports_event": "sports",
    "tour": "tours",
    "fraud_warning": "fraud_warnings",
    "device": "devices",
    "guide": "guides",
}
TOWN = "500101144"
STRAIGHT = {0x2018: "'", 0x2019: "'", 0x201C: '"', 0x201D: '"'}
# What is pressed from a row is the same from either database.
pytestmark = pytest.mark.once


def slugs(kind: str) -> list[str]:
    return sorted(path.stem for path in (CONTENT / FOLDERS[kind]).glob("*.md") if path.stem != "README")


def printed(client: TestClient, path: str) -> Paper:
    response = client.get(path)
    assert response.status_code == 200, path
    assert response.headers["content-type"] == "application/pdf"
    return Paper(response.content)


@pytest.mark.parametrize(("language", "first"), [("zh", 0), ("en", 1)])
@pytest.mark.parametrize("kind", FOLDERS)
def test_everything_that_is_published_has_a_poster_of_one_page(
    reader: Visitor, kind: str, language: str, first: int
) -> None:
    reader.choose(lang=language)

    for slug in slugs(kind)[first::2]:
        paper = printed(reader.client, f"/posters/{kind}/{slug}/a4.pdf")
        assert paper.pages == 1, slug
        assert len(paper.pdf) < 150_000, slug


@pytest.mark.parametrize("language", ["zh", "en"])
@pytest.mark.parametrize("kind", FOLDERS)
def test_a_poster_says_what_its_page_says_and_its_code_leads_there(reader: Visitor, kind: str, language: str) -> None:
    reader.choose(lang=language)
    slug = slugs(kind)[0]
    page = reader.open(f"/posters/{kind}/{slug}")
    title = page.h1.split("：" if language == "zh" else ": ", 1)[1]
    title = title.translate(STRAIGHT) if language == "en" else title

    for size in ("a4", "a3", "street", "door"):
        paper = printed(reader.client, f"/posters/{kind}/{slug}/{size}.pdf")
        assert paper.pages == 1, size
        assert paper.is_tagged, size
        assert paper.says(title), size
        assert len(paper.codes) == 1, size
        answer = reader.client.get(paper.codes[0].lower().replace("/q/", "/Q/").removeprefix("http://portal.test"))
        assert answer.headers["location"].endswith(slug), size


def test_the_street_poster_can_be_read_from_across_the_street(reader: Visitor) -> None:
    paper = printed(reader.client, "/posters/course/baduanjin/street.pdf")

    assert paper.size_mm == (297, 420)
    assert paper.says("八段锦（入门）")
    assert not paper.says("要带什么")


@pytest.mark.parametrize("language", ["zh", "en"])
def test_who_has_no_phone_signs_on_a_numbered_line(reader: Visitor, language: str) -> None:
    reader.choose(lang=language)

    paper = printed(reader.client, "/posters/course/baduanjin/sign-up.pdf")

    assert (paper.pages, len(paper.codes)) == (1, 1)
    assert all(paper.says(str(number)) for number in range(1, 21))
    reader.open("/posters/device/care-bed-manual/sign-up.pdf", 404)


def test_a_tour_of_one_day_is_said_as_one(reader: Visitor) -> None:
    reader.choose(lang="en")

    assert printed(reader.client, "/posters/tour/wanzhou-waterfalls/a4.pdf").says("2026, one day")


@pytest.mark.parametrize("size", ["a4", "street", "door", "sign-up"])
def test_a_title_that_is_too_long_is_named_with_a_shorter_one_and_a_way_back(
    visitor: Visitor, app: FastAPI, size: str
) -> None:
    with writing(app.state.database) as session:
        course = session.scalars(select(Publication).where(Publication.slug == "baduanjin")).one()
        course.texts["zh"].title = "站着坐着都能练的八段锦" * 20

    page = visitor.open(f"/posters/course/baduanjin/{size}.pdf", 422)

    assert page.h1 == "字太多，一页放不下"
    assert "标题" in page.text
    assert re.search(r"多了\d+个字。最多\d+个字", page.text)
    shorter = page.main.findtext(".//blockquote")
    assert shorter is not None
    assert ("站着坐着都能练的八段锦" * 20).startswith(shorter)
    assert page.links["返回"] == "/posters/course/baduanjin"


def test_a_poster_of_what_is_not_there_is_not_there(reader: Visitor) -> None:
    reader.open("/posters/course/never-was", 404)
    reader.open("/posters/parrot/baduanjin", 404)
    reader.open("/posters/course/baduanjin/a0.pdf", 404)


@pytest.mark.parametrize("language", ["zh", "en"])
def test_the_week_of_a_town_is_one_page_with_what_is_on(reader: Visitor, language: str) -> None:
    reader.choose(lang=language)
    page = reader.open(f"/week/{TOWN}?from=2026-12-07")

    paper = printed(reader.client, f"/week/{TOWN}/2026-12-09.pdf")

    title = "八段锦（入门）" if language == "zh" else "Baduanjin: Eight Pieces (first steps)"
    assert title in page.text
    assert paper.says(title)
    assert (paper.pages, len(paper.codes)) == (1, 1)


def test_a_town_that_nobody_knows_is_said(reader: Visitor) -> None:
    assert "没有这个街镇" in reader.open("/week?town=1").text
    assert reader.open("/week?town=500101001", 303).location == "/week/500101001"
    reader.open("/week/1", 404)
    reader.open("/board/1", 404)


@pytest.mark.parametrize("language", ["zh", "en"])
def test_the_warnings_of_the_month_are_one_page_with_the_police_number(reader: Visitor, language: str) -> None:
    reader.choose(lang=language)

    paper = printed(reader.client, "/posters/fraud-warnings.pdf")

    assert paper.says("110")
    assert paper.says("96110")
    assert (paper.pages, len(paper.codes)) == (1, 1)


def test_the_week_begins_on_monday() -> None:
    assert monday_of(date(2026, 12, 6)) == date(2026, 11, 30)


def test_the_board_turns_by_the_clock_and_can_be_held(reader: Visitor) -> None:
    turning = reader.open(f"/board/{TOWN}")
    held = reader.open(f"/board/{TOWN}?stay=0")

    assert turning.response.headers["refresh"] == "20"
    assert "refresh" not in held.response.headers
    assert held.text != ""


def test_a_board_that_is_asked_again_shows_the_next_thing(client: TestClient, clock: FixedClock) -> None:
    shown = []
    for _ in range(3):
        shown.append(client.get(f"/board/{TOWN}").text)
        clock.advance(timedelta(seconds=TURN_SECONDS))

    assert len(set(shown)) == 3


@pytest.mark.parametrize("language", ["zh", "en"])
def test_every_town_has_a_service_point_with_a_card_and_its_own_code(reader: Visitor, language: str) -> None:
    reader.choose(lang=language)
    points = json.loads(reader.client.get("/service-points.json").text)["service_points"]
    codes = set()

    for point in points[::13]:
        paper = printed(reader.client, f"/service-points/{point['town']}/card.pdf")
        assert (paper.pages, paper.size_mm) == (1, (148, 210))
        assert paper.says(point["number"])
        assert paper.says(point["bus"][language])
        steps = "可能有台阶" if language == "zh" else "There may be steps"
        assert paper.says(steps) is ("step_free" not in point["access"])
        codes.update(paper.codes)

    assert len(points) == 52
    assert len(codes) == 4
    assert {point["number"] for point in points} == {"12345"}
    assert all(point["sample"] for point in points)


def test_a_service_point_is_found_by_town(reader: Visitor) -> None:
    found = reader.open("/service-points?town=500101001")
    point = reader.open("/service-points/500101001")

    assert "1个服务点" in found.text
    assert "现在开着门" in point.text
    assert "不认识这个名字" in reader.open("/service-points?town=9").text
    reader.open("/service-points/9", 404)


@pytest.mark.parametrize(
    ("typed", "said"),
    [("乌龙池社区", "高笋塘街道"), ("乌龙池", "高笋塘街道"), ("太白", "太白街道"), ("龙驹镇", "龙驹镇")],
)
def test_who_knows_only_the_name_of_the_village_finds_the_point(reader: Visitor, typed: str, said: str) -> None:
    found = reader.open(f"/service-points?town=&near={typed}")

    assert said in found.text
    assert len([link for link in found.links.values() if link.startswith("/service-points/")]) < 5


def test_a_name_that_nobody_knows_leads_to_all_points_and_the_phone(reader: Visitor) -> None:
    found = reader.open("/service-points?near=没有的村")

    assert "不认识这个名字" in found.text
    assert "52个服务点" in found.text
    assert found.form("/service-points").filled({})["near"] == ["没有的村"]
