"""A series leaves out holidays and the days that somebody named."""

from datetime import date

import pytest

from portal.bulk.rules import days_of_series, days_typed

FIRST = date(2026, 12, 2)


def test_every_week_but_on_these_days() -> None:
    days = days_of_series(FIRST, rhythm="week", count=4, skipped={date(2026, 12, 16)}, is_holiday=_new_year)

    assert days == [date(2026, 12, 9), date(2026, 12, 23), date(2026, 12, 30)]


def _new_year(day: date) -> bool:
    return (day.month, day.day) == (1, 1)


def test_a_month_that_is_shorter_has_its_last_day() -> None:
    days = days_of_series(date(2026, 12, 31), rhythm="month", count=3, is_holiday=_new_year)

    assert days == [date(2027, 1, 31), date(2027, 2, 28), date(2027, 3, 31)]


def test_holidays_are_left_out_and_not_made_up_for() -> None:
    assert days_of_series(date(2026, 12, 25), rhythm="week", count=2, is_holiday=_new_year) == [date(2027, 1, 8)]


@pytest.mark.parametrize(("count", "expected"), [(0, 0), (-3, 0), (60, 60), (100_000, 60)])
def test_nobody_makes_a_series_without_end(count: int, expected: int) -> None:
    assert len(days_of_series(FIRST, rhythm="fortnight", count=count)) == expected


def test_days_are_typed_one_a_line_and_what_is_none_is_named() -> None:
    assert days_typed("2026-12-01\n\n2026-12-08，soon") == ({date(2026, 12, 1), date(2026, 12, 8)}, ["soon"])
