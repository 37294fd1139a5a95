"""Days as people here count them."""

from datetime import date, time, timedelta
from pathlib import Path

import pytest

from portal.kernel.calendar import Workdays, festival, is_free_by_law, lunar_day
from portal.kernel.saying import say_date, say_minutes, say_money, say_time, say_weekdays
from tests.support.house import CONTENT

# 2026 to 2033; four independent calendars agree on each of these days.
FESTIVALS = {
    "春节": ["02-17", "02-06", "01-26", "02-13", "02-03", "01-23", "02-11", "01-31"],
    "端午节": ["06-19", "06-09", "05-28", "06-16", "06-05", "06-24", "06-12", "06-01"],
    "中秋节": ["09-25", "09-15", "10-03", "09-22", "09-12", "10-01", "09-19", "09-08"],
    "重阳节·老年节": ["10-18", "10-08", "10-26", "10-16", "10-05", "10-24", "10-12", "10-01"],
}
DAYS = [(name, f"{2026 + number}-{day}") for name, days in FESTIVALS.items() for number, day in enumerate(days)]


@pytest.mark.parametrize(("name", "day"), DAYS)
def test_a_festival_falls_on_the_day_that_everybody_keeps(name: str, day: str) -> None:
    assert festival(date.fromisoformat(day), "zh") == name


def test_new_years_eve_is_the_day_before_whatever_the_length_of_the_month() -> None:
    assert [festival(day, "zh") for day in (date(2026, 2, 16), date(2027, 2, 5))] == ["除夕", "除夕"]


def test_the_lunar_day_of_1978_is_that_of_the_mainland() -> None:
    assert lunar_day(date(1978, 9, 17)).text == "农历八月十五"


def test_a_leap_month_is_named_and_has_no_festival() -> None:
    day = date(2025, 7, 25)

    assert lunar_day(day).text == "农历闰六月初一"
    assert festival(date(2028, 6, 27), "zh") is None  # the fifth of a leap fifth month


def test_a_day_is_said_with_its_weekday_and_its_lunar_day() -> None:
    day = date(2026, 11, 23)

    assert say_date(day, "zh", lunar=True) == "2026年11月23日（星期一）农历十月十五"
    assert say_date(day, "en") == "Monday, 23 November 2026"


def test_hours_money_and_lengths_are_said_as_at_the_counter() -> None:
    assert [
        say_time(time(9, 5), "zh"),
        say_time(time(12), "zh"),
        say_time(time(19, 30), "zh"),
        say_time(time(0, 30), "en"),
    ] == [
        "上午9:05",
        "中午12:00",
        "晚上7:30",
        "12:30 am",
    ]
    assert [say_money(0, "zh"), say_money(15000, "zh"), say_money(1250, "en")] == ["免费", "150元", "12.50 yuan"]
    assert say_weekdays([4, 2], "zh") == "每周二、周四"
    assert [say_minutes(90, "zh"), say_minutes(120, "zh"), say_minutes(45, "zh")] == ["1小时30分钟", "2小时", "45分钟"]


def test_a_working_day_is_moved_by_the_yearly_notice(tmp_path: Path) -> None:
    file = tmp_path / "workdays.yaml"
    rows = "  2026-11-28: {worked: true, from: 样例}\n  2026-11-24: {worked: false, from: 样例}\n"
    file.write_text(f"notices:\n  2026: {{title: 样例}}\ndays:\n{rows}", encoding="utf-8")
    workdays = Workdays.load(file)

    # Monday; Tuesday is free, Saturday is worked.
    assert workdays.add(date(2026, 11, 23), 4) == date(2026, 11, 28)
    assert Workdays({}).add(date(2026, 11, 23), 5) == date(2026, 11, 30)
    assert (workdays.known(2026), workdays.known(2027)) == (True, False)
    file.write_text(f"notices:\n  2027: {{title: 样例}}\ndays:\n{rows}", encoding="utf-8")
    with pytest.raises(ValueError, match="2026-11-28"):
        Workdays.load(file)


# Counted on the two notices of the State Council: free days with their weekends, and the worked weekends.
@pytest.mark.parametrize(
    ("free", "worked"),
    [
        (["2025-01-01:1", "2025-01-28:8", "2025-04-04:3", "2025-05-01:5", "2025-05-31:3", "2025-10-01:8"], 5),
        (
            [
                *("2026-01-01:3", "2026-02-15:9", "2026-04-04:3", "2026-05-01:5", "2026-06-19:3"),
                *("2026-09-25:3", "2026-10-01:7"),
            ],
            6,
        ),
    ],
)
def test_the_free_days_are_those_of_the_notice_and_each_is_made_up_for(free: list[str], worked: int) -> None:
    workdays, year = Workdays.load(CONTENT / "calendar" / "workdays.yaml"), int(free[0][:4])
    every = [date(year, 1, 1) + timedelta(days=number) for number in range(365)]
    off = {
        date.fromisoformat(start) + timedelta(days=number)
        for start, length in (one.split(":") for one in free)
        for number in range(int(length))
    }

    assert not any(workdays.is_working(day) for day in off)
    assert all(workdays.is_working(day) for day in every if day.weekday() < 5 and day not in off)
    assert sum(workdays.is_working(day) for day in every if day.weekday() >= 5) == worked


def test_in_a_year_whose_notice_is_not_known_the_days_of_the_law_are_free() -> None:
    workdays, new_year = Workdays.load(CONTENT / "calendar" / "workdays.yaml"), date(2027, 1, 1)

    free = {day for number in range(365) if is_free_by_law(day := new_year + timedelta(days=number))}

    assert not workdays.known(2027)
    assert {f"{day:%m-%d}" for day in free} == {
        *("01-01", "02-05", "02-06", "02-07", "02-08", "04-05", "05-01", "05-02", "06-09", "09-15"),
        *("10-01", "10-02", "10-03"),
    }
    assert [workdays.is_working(date(2027, 1, 1)), workdays.is_working(date(2027, 1, 4))] == [False, True]
