"""A term by a rule with holidays and other days, inside one course: seen on the desk, the page and the calendar."""

from datetime import date
from typing import Any

import pytest
from fastapi import FastAPI
from icalendar import Calendar
from sqlalchemy import select

from portal.enrolments.model import Intake
from tests.support.desk import EDITOR, KINDS, PUBLISHER, number_of, one_time_links, sign_in, step, written
from tests.support.visitor import Visitor

COURSES = "/staff/publications/courses"


@pytest.fixture
def links(app: FastAPI) -> dict[str, str]:
    return one_time_links(app)


def test_the_holidays_of_a_course_are_ticked_kept_and_told_to_residents(
    visitor: Visitor, app: FastAPI, links: dict[str, str]
) -> None:
    address = f"{COURSES}/{number_of(app, 'erhu')}"
    sign_in(visitor, links[EDITOR])
    page = visitor.open(f"{address}/term?holidays=1")
    assert page.form(f"{address}/term").filled({})["off"] == ["2027-01-01", "2027-02-05"]
    extra = {"extra": "2026-12-20"}

    again = visitor.fill_in(page, extra, 200, form=f"{address}/term")
    assert "还没存" in again.text
    assert "2027-01-01" not in visitor.open(address).text
    visitor.fill_in(again, {"sure": "y"}, form=f"{address}/term")
    released(visitor, address, links)

    shown = visitor.open("/courses/erhu")
    assert "这些天不上课2027年1月1日（星期五）2027年2月5日（星期五）" in shown.text.replace("\n", "")
    assert "这些天也上课2026年12月20日（星期日）" in shown.text.replace("\n", "")
    rule, more = events(visitor, "/courses/erhu/calendar.ics")
    assert rule["rrule"]["COUNT"] == [17]
    assert [one.dt.date() for one in rule["exdate"].dts] == [date(2027, 1, 1), date(2027, 2, 5)]
    assert more["dtstart"].dt.isoformat() == "2026-12-20T09:00:00+08:00"
    subscribed = [one["uid"] for one in events(visitor, "/open-data/v1/courses.ics")]
    assert {rule["uid"], more["uid"]} <= set(subscribed)
    assert len(set(subscribed)) == len(subscribed)


def events(visitor: Visitor, path: str) -> list[Any]:
    return list(Calendar.from_ical(visitor.client.get(path).content).walk("VEVENT"))


def released(visitor: Visitor, address: str, links: dict[str, str]) -> None:
    step(visitor, address, "submission")
    sign_in(visitor, links[PUBLISHER])
    step(visitor, address, "publication")


def test_a_day_that_is_none_is_named_and_what_was_ticked_stays(
    visitor: Visitor, app: FastAPI, links: dict[str, str]
) -> None:
    address = f"{COURSES}/{number_of(app, 'erhu')}"
    sign_in(visitor, links[EDITOR])
    page = visitor.open(f"{address}/term?holidays=1")

    wrong = visitor.fill_in(page, {"extra": "元旦那天"}, 422, form=f"{address}/term")

    assert len(wrong.errors) == 1
    assert wrong.form(f"{address}/term").filled({})["off"] == ["2027-01-01", "2027-02-05"]
    assert "元旦那天" in wrong.html


def test_a_match_has_its_further_rounds_in_one_entry(visitor: Visitor, app: FastAPI, links: dict[str, str]) -> None:
    kind = KINDS["sports_event"]
    address = f"{kind.desk_path}/{number_of(app, 'baduanjin-show')}"
    sign_in(visitor, links[EDITOR])
    rule = {"rhythm": "week", "count": "3", "skipped": "", "holidays": "y"}
    page = visitor.fill_in(visitor.open(f"{address}/copies"), rule, 200, form=f"{address}/series")

    visitor.fill_in(page, {"sure": "rounds"}, form=f"{address}/series")
    released(visitor, address, links)

    days = [one["dtstart"].dt for one in events(visitor, "/sports/baduanjin-show/calendar.ics")]
    assert len(days) in {3, 4}
    assert len({day.time() for day in days}) == 1
    shown = visitor.open("/sports/baduanjin-show").text
    assert all(f"{day.year}年{day.month}月{day.day}日" in shown for day in days)


def test_a_course_that_is_released_takes_names_at_once_and_ends_as_its_days_say(
    visitor: Visitor, app: FastAPI, links: dict[str, str]
) -> None:
    sign_in(visitor, links[EDITOR])
    editor = visitor.client.cookies["staff"]
    address = written(visitor, KINDS["course"], title_zh="新开的课")
    released(visitor, address, links)
    publisher = visitor.client.cookies["staff"]
    first = intake(app, int(address.rpartition("/")[2]))
    assert first.ends_on > first.begins_at.date()
    visitor.forget()
    assert "报名" in visitor.open(f"/sign-up/{first.id}").text
    visitor.client.cookies.set("staff", editor)
    day = first.ends_on.isoformat()

    page = visitor.open(f"{address}/term")
    visitor.fill_in(page, {"off": [day], "sure": "y"}, form=f"{address}/term")
    step(visitor, address, "submission")
    visitor.forget()
    visitor.client.cookies.set("staff", publisher)
    step(visitor, address, "publication")
    assert intake(app, first.publication_id).ends_on > first.ends_on


def intake(app: FastAPI, publication: int) -> Intake:
    with app.state.database.reader() as session:
        found: Intake = session.scalars(select(Intake).where(Intake.publication_id == publication)).one()
        return found
