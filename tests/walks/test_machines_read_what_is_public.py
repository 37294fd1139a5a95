"""Feeds, calendars and open data hold what is live and nothing else, and say 304 to whoever has it already."""

from datetime import timedelta
from xml.etree import ElementTree as ET

import pytest
from fastapi import FastAPI
from icalendar import Calendar
from sqlalchemy import select
from starlette.testclient import TestClient

from portal.courses.model import Course
from portal.kernel.clock import FixedClock
from portal.open_data import pages as open_data_pages
from portal.publishing.kinds import PublicationKind
from portal.web.sessions import writing
from tests.support.desk import KINDS
from tests.support.portal import PUBLIC_URL
from tests.support.visitor import Visitor

ATOM = {"a": "http://www.w3.org/2005/Atom"}
MAP = {"s": "http://www.sitemaps.org/schemas/sitemap/0.9"}
TOWN, FULLER = "500101028", "500101017"


@pytest.mark.parametrize(
    "path", ["/feed.atom", "/open-data/v1/courses.json", "/open-data/v1/tours.ics", "/sitemap.xml"]
)
def test_who_has_it_already_is_told_so(reader: Visitor, path: str) -> None:
    first = reader.open(path).response

    again = reader.client.get(path, headers={"If-None-Match": first.headers["etag"]})
    other = reader.client.get(path, headers={"If-None-Match": '"something else"'})

    assert len(first.headers.get_list("etag")) == 1
    assert (again.status_code, again.content) == (304, b"")
    assert (other.status_code, other.content) == (200, first.content)


def test_a_calendar_is_sent_again_when_a_day_is_over(client: TestClient, app: FastAPI, clock: FixedClock) -> None:
    """At midnight nothing is written, and nothing begins or ends by its plan."""
    with writing(app.state.database) as session:
        one = session.scalars(select(Course).where(Course.slug == "erhu")).one()
        one.starts_on, one.weekdays, one.sessions, one.extra_days = clock.today(), [clock.today().isoweekday()], 1, []
    before = client.get("/open-data/v1/courses.ics")
    clock.advance(timedelta(days=1))

    after = client.get("/open-data/v1/courses.ics", headers={"If-None-Match": before.headers["etag"]})

    assert "二胡" in before.text
    assert (after.status_code, "二胡" in after.text) == (200, False)


@pytest.mark.parametrize("kind", KINDS.values(), ids=KINDS)
def test_every_kind_is_open_in_both_languages_and_leads_back_to_its_page(
    reader: Visitor, kind: PublicationKind
) -> None:
    data = reader.open(f"/open-data/v1/{kind.folder}.json").response.json()

    assert data["count"] == len(data["items"]) > 0
    assert data["license"].endswith("/by/4.0/")
    item = data["items"][-1]
    assert set(item["name"]) == {"zh", "en"}
    assert "source" not in item
    assert bool(item["days"]) is (kind.name in {"course", "sports_event", "tour"})
    reader.open(item["@id"].removeprefix(PUBLIC_URL))


def test_a_calendar_is_for_the_district_or_for_one_town(reader: Visitor) -> None:
    everywhere = Calendar.from_ical(reader.open("/open-data/v1/courses.ics").response.content)
    here = Calendar.from_ical(reader.open(f"/open-data/v1/courses.ics?town={TOWN}").response.content)

    assert 0 < len(here.walk("VEVENT")) < len(everywhere.walk("VEVENT"))
    assert any("二胡" in str(event["summary"]) for event in here.walk("VEVENT"))
    assert all("rrule" in event for event in here.walk("VEVENT"))
    reader.open("/open-data/v1/courses.ics?town=999999999", 404)
    reader.open("/open-data/v1/guides.ics", 404)
    reader.open("/open-data/v1/secrets.json", 404)


@pytest.mark.parametrize("town", ["", FULLER])
def test_a_long_list_is_read_part_by_part_and_each_thing_once(
    reader: Visitor, monkeypatch: pytest.MonkeyPatch, town: str
) -> None:
    whole = reader.open(f"/open-data/v1/courses.json?town={town}&all=1").response.json()
    monkeypatch.setattr(open_data_pages, "MOST_IN_LIST", 2)

    parts = [reader.open(f"/open-data/v1/courses.json?town={town}").response.json()]
    while where := parts[-1]["next"]:
        parts.append(reader.open(where.removeprefix(PUBLIC_URL)).response.json())

    assert whole["next"] is None
    assert len(parts) == -(-whole["count"] // 2) > 1
    assert [item for part in parts for item in part["items"]] == whole["items"]


@pytest.mark.parametrize("start", ["x", "-1", "", "１２", "9" * 19, "9" * 5000])
def test_a_part_that_nobody_was_led_to_is_not_there(reader: Visitor, start: str) -> None:
    reader.open(f"/open-data/v1/courses.json?from={start}", 404)


@pytest.mark.parametrize("town", ["", FULLER])
def test_a_calendar_holds_what_is_ahead_and_not_more_than_it_says(
    reader: Visitor, monkeypatch: pytest.MonkeyPatch, town: str
) -> None:
    first = Calendar.from_ical(reader.open(f"/open-data/v1/courses.ics?town={town}").response.content)
    monkeypatch.setattr(open_data_pages, "MOST_AHEAD", 1)
    monkeypatch.setattr(open_data_pages, "MOST_BEGUN", 1)

    few = Calendar.from_ical(reader.open(f"/open-data/v1/courses.ics?town={town}&few=1").response.content)

    names = [str(event["uid"]) for event in few.walk("VEVENT")]
    assert set(names) < {str(event["uid"]) for event in first.walk("VEVENT")}
    assert 1 <= len([name for name in names if name.startswith("course-")]) <= 2
    assert "最近要开始的1项" in str(few["x-wr-caldesc"])
    assert f"{PUBLIC_URL}/courses" in str(few["x-wr-caldesc"])


def test_the_feed_and_the_map_name_pages_that_are_there(reader: Visitor) -> None:
    feed = ET.fromstring(reader.open("/feed.atom").response.content)  # noqa: S314  # our own answer
    listed = ET.fromstring(reader.open("/sitemap.xml").response.content)  # noqa: S314  # the same

    entries = [str(entry.findtext("a:id", namespaces=ATOM)) for entry in feed.findall("a:entry", ATOM)]
    pages = [str(url.findtext("s:loc", namespaces=MAP)) for url in listed.findall("s:url", MAP)]
    assert len(entries) == 50
    assert set(entries) < set(pages)
    assert len(pages) > 100
    assert all(page.startswith(PUBLIC_URL) for page in pages)
    reader.open(pages[-1].removeprefix(PUBLIC_URL))
    assert "Sitemap: " + PUBLIC_URL in reader.open("/robots.txt").response.text


def test_a_page_that_is_sent_to_family_carries_its_title(reader: Visitor) -> None:
    page = reader.open("/courses/erhu")
    found = {meta.get("property"): meta.get("content") for meta in page.root.iter("meta") if meta.get("property")}

    assert found["og:title"] == "二胡（入门）"
    assert found["og:url"] == f"{PUBLIC_URL}/courses/erhu"


def test_how_to_use_the_data_is_written_for_people(reader: Visitor) -> None:
    page = reader.open("/open-data")

    assert "CC BY 4.0" in page.text
    for link in page.links.values():
        reader.open(link)
