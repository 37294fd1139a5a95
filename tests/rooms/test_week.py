"""A town's week: each thing on its day in the order of the clock; of a busy day its beginning, and the way on."""

from collections.abc import Iterator
from contextlib import contextmanager
from datetime import date, time, timedelta

import pytest
from fastapi import FastAPI
from sqlalchemy import event, select

from portal.courses.model import Course
from portal.posters.week import MOST_A_DAY, day_of, week_of
from portal.publishing.rules import WITHDRAWN
from portal.web.sessions import writing
from tests.support.paper import Paper
from tests.support.portal import NOW
from tests.support.visitor import Visitor

TOWN, ELSEWHERE = "500101028", "500101001"
MONDAY = date(2027, 1, 4)
HERE = 30
MOST_QUESTIONS = 4


@pytest.fixture
def busy(app: FastAPI) -> FastAPI:
    """Thirty courses on one Monday in one town, the last of them the earliest; all others are elsewhere."""
    with writing(app.state.database) as session:
        for number, one in enumerate(session.scalars(select(Course).order_by(Course.id))):
            one.town = TOWN if number < HERE else ELSEWHERE
            one.starts_on, one.weekdays, one.sessions = MONDAY, [1], 1
            one.time, one.days_off, one.extra_days = time(18 - number // 4, number % 4 * 15), [], []
    return app


@contextmanager
def questions(app: FastAPI) -> Iterator[list[str]]:
    asked: list[str] = []

    def note(*call: object) -> None:
        if call[2] != "BEGIN":
            asked.append(str(call[2]))

    event.listen(app.state.database.reading, "before_cursor_execute", note)
    yield asked
    event.remove(app.state.database.reading, "before_cursor_execute", note)


def test_a_busy_day_shows_its_first_hours_and_leads_to_all_of_them(busy: FastAPI, visitor: Visitor) -> None:
    week = visitor.open(f"/week/{TOWN}?from={MONDAY}")
    first = visitor.open(week.links["2027年1月4日（星期一）的全部安排"])
    second = visitor.open(week.links["2027年1月4日（星期一）的全部安排"] + "?page=2")

    with busy.state.database.reader() as session:
        found = day_of(session, TOWN, MONDAY, now=NOW)
        titles = [one.title("zh") for one in found.part(0, HERE)]
        times = [one.at for one in found.part(0, HERE) if one.at]
    assert (len(titles), found.total) == (HERE, HERE)
    assert times == sorted(times)
    assert [title for title in titles if title in week.text] == titles[:MOST_A_DAY]
    assert [title for title in titles if title in first.text] + [title for title in titles if title in second.text] == (
        titles
    )


def test_what_is_not_on_is_not_shown(busy: FastAPI) -> None:
    def shown() -> list[tuple[date, list[str]]]:
        with busy.state.database.reader() as session:
            week = week_of(session, TOWN, MONDAY, now=NOW)
            return [(day.day, [one.it.slug for one in day.things]) for day in week]

    def change(number: int, **facts: object) -> None:
        with writing(busy.state.database) as session:
            one = session.scalars(select(Course).where(Course.slug == before[number])).one()
            for name, fact in facts.items():
                setattr(one, name, fact)

    before = shown()[0][1]
    change(0, state=WITHDRAWN)
    change(1, show_until=NOW)
    change(2, show_from=NOW + timedelta(seconds=1))
    change(3, town=ELSEWHERE)
    change(4, starts_on=MONDAY + timedelta(days=1), weekdays=[2])
    change(5, town=None)

    (_, monday), (tuesday, moved) = shown()

    assert monday[0] == before[5]
    assert set(monday).isdisjoint(before[:5])
    assert len(monday) == MOST_A_DAY
    assert (tuesday, moved) == (MONDAY + timedelta(days=1), [before[4]])


@pytest.mark.parametrize("path", [f"/week/{TOWN}?from={MONDAY}", f"/week/{TOWN}/{MONDAY}", f"/board/{TOWN}"])
def test_a_week_and_a_board_ask_few_questions(busy: FastAPI, visitor: Visitor, path: str) -> None:
    visitor.open(path)
    with questions(busy) as asked:
        visitor.client.get(path, headers={"cookie": "nobody=1"})

    assert 0 < len(asked) <= MOST_QUESTIONS, asked


@pytest.mark.once
def test_the_sheet_of_a_busy_week_holds_one_page_and_says_that_there_is_more(busy: FastAPI, visitor: Visitor) -> None:
    del busy
    paper = Paper(visitor.client.get(f"/week/{TOWN}/{MONDAY}.pdf").content)

    assert paper.pages == 1
    assert paper.says("还有更多：请问一问，或扫二维码。")


@pytest.mark.parametrize("day", ["0001-01-01", "9999-12-31", "2026-13-01", "x", "２０２６-12-01", ""])
def test_a_day_that_no_calendar_has_is_this_week_or_not_there(reader: Visitor, day: str) -> None:
    assert "2026年11月23日" in reader.open(f"/week/{TOWN}?from={day}").text
    if day:
        assert reader.client.get(f"/week/{TOWN}/{day}").status_code == 404
        assert reader.client.get(f"/week/{TOWN}/{day}.pdf").status_code == 404
