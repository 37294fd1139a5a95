"""A course keeps its number of lessons whatever day is off, and a holiday is a day on which nobody works."""

from datetime import date

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from portal.kernel.calendar import Workdays, holiday
from portal.kernel.repeating import listed, term
from tests.support.house import CONTENT

pytestmark = pytest.mark.once
FIRST = date(2026, 12, 2)
WORKDAYS = Workdays.load(CONTENT / "calendar" / "workdays.yaml")
DAYS = st.dates(min_value=FIRST, max_value=date(2027, 6, 30))


def test_a_day_off_is_made_up_for_at_the_end() -> None:
    found = term(FIRST, [3], 4, off=[date(2026, 12, 16)])

    assert found.days == [date(2026, 12, 2), date(2026, 12, 9), date(2026, 12, 23), date(2026, 12, 30)]
    assert found.off == (date(2026, 12, 16),)


def test_a_lesson_on_another_day_is_one_of_them() -> None:
    found = term(FIRST, [3], 3, off=[date(2026, 12, 9)], extra=[date(2026, 12, 10), FIRST, date(2026, 12, 1)])

    assert found.days == [date(2026, 12, 2), date(2026, 12, 10), date(2026, 12, 16)]
    assert found.extra == (date(2026, 12, 10),)


@given(
    weekdays=st.sets(st.integers(1, 7), min_size=1),
    count=st.integers(1, 40),
    off=st.sets(DAYS, max_size=20),
    extra=st.sets(DAYS, max_size=8),
)
@settings(max_examples=150, deadline=None)
def test_there_are_always_as_many_lessons_as_were_promised(
    weekdays: set[int], count: int, off: set[date], extra: set[date]
) -> None:
    found = term(FIRST, weekdays, count, off=off, extra=extra)

    assert len(found.days) == count
    assert not off & set(found.days)
    assert min(found.days) >= FIRST
    assert all(day.isoweekday() in weekdays or day in extra for day in found.days)
    assert set(found.off) <= off


@pytest.mark.parametrize(
    ("day", "expected"),
    [
        (date(2027, 1, 1), "元旦"),
        (date(2027, 2, 5), "除夕"),
        (date(2027, 2, 8), "春节"),
        (date(2027, 4, 5), "清明节"),
        (date(2027, 10, 3), "国庆节"),
        (date(2026, 2, 18), "春节"),
        (date(2025, 10, 7), "放假"),
        (date(2027, 3, 8), None),
        (date(2026, 10, 18), None),
        (date(2026, 11, 29), None),
    ],
)
def test_a_holiday_is_by_law_or_by_notice_and_a_festival_alone_is_none(day: date, expected: str | None) -> None:
    assert holiday(day, WORKDAYS, "zh") == expected


def test_days_are_typed_a_line_each_or_with_commas_of_either_kind() -> None:
    assert listed("2026-12-01\n 2026-12-08，2026-12-15、bald\n\n") == ["2026-12-01", "2026-12-08", "2026-12-15", "bald"]
