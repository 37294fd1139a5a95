"""Lunar days, festivals and working days."""

from collections.abc import Collection, Mapping
from dataclasses import dataclass
from datetime import date, timedelta
from functools import lru_cache
from pathlib import Path

from lunar_python import Solar

from portal.kernel import yaml_file
from portal.kernel.language import Language

SOLAR_FESTIVALS = {
    (1, 1): ("元旦", "New Year"),
    (3, 8): ("妇女节", "Women's Day"),
    (5, 1): ("劳动节", "Labour Day"),
    (10, 1): ("国庆节", "National Day"),
}
LUNAR_FESTIVALS = {
    (1, 1): ("春节", "Spring Festival"),
    (1, 15): ("元宵节", "Lantern Festival"),
    (5, 5): ("端午节", "Dragon Boat Festival"),
    (7, 7): ("七夕节", "Qixi Festival"),
    (8, 15): ("中秋节", "Mid-Autumn Festival"),
    # 老年人权益保障法 12: the ninth of the ninth lunar month is the day of the elders.
    (9, 9): ("重阳节·老年节", "Double Ninth, Elders' Day"),
    (12, 8): ("腊八节", "Laba Festival"),
}
# Days on which nobody works by law (全国年节及纪念日放假办法, since 2025), each with the festival that it belongs to.
FREE_SOLAR = {(1, 1): (1, 1), (5, 1): (5, 1), (5, 2): (5, 1), (10, 1): (10, 1), (10, 2): (10, 1), (10, 3): (10, 1)}
FREE_LUNAR = {(1, 1): (1, 1), (1, 2): (1, 1), (1, 3): (1, 1), (5, 5): (5, 5), (8, 15): (8, 15)}
FREE_BY_NAME = frozenset({"除夕", "清明节"})
BY_NOTICE = ("放假", "Public holiday")
WEEKEND = 5
LAW_SOLAR = frozenset({(1, 1), (5, 1), (5, 2), (10, 1), (10, 2), (10, 3)})
# Dragon Boat, Mid-Autumn, and the first three days of the year; its eve and Qingming are reckoned.
LAW_LUNAR = frozenset({(1, 1), (1, 2), (1, 3), (5, 5), (8, 15)})


@dataclass(frozen=True)
class LunarDay:
    """A day of the Chinese calendar, in words."""

    year_name: str
    month: int
    day: int
    month_name: str
    day_name: str
    leap: bool

    @property
    def text(self) -> str:
        return f"农历{'闰' if self.leap else ''}{self.month_name}月{self.day_name}"

    @property
    def text_en(self) -> str:
        return f"Lunar calendar: {'leap ' if self.leap else ''}month {self.month}, day {self.day}"


@lru_cache(maxsize=4096)
def lunar_day(day: date) -> LunarDay:
    """The lunar day of a day of the common calendar."""
    lunar = Solar.fromYmd(day.year, day.month, day.day).getLunar()
    month = lunar.getMonth()
    return LunarDay(
        year_name=lunar.getYearInGanZhi(),
        month=abs(month),
        day=lunar.getDay(),
        month_name=lunar.getMonthInChinese().removeprefix("闰"),
        day_name=lunar.getDayInChinese(),
        leap=month < 0,
    )


@lru_cache(maxsize=4096)
def festival(day: date, language: Language) -> str | None:
    """The festival of a day, or None."""
    index = 0 if language == "zh" else 1
    lunar = lunar_day(day)
    if not lunar.leap and (found := LUNAR_FESTIVALS.get((lunar.month, lunar.day))):
        return found[index]
    tomorrow = lunar_day(day + timedelta(days=1))
    if (tomorrow.month, tomorrow.day, tomorrow.leap) == (1, 1, False):
        return ("除夕", "New Year's Eve")[index]
    if Solar.fromYmd(day.year, day.month, day.day).getLunar().getJieQi() == "清明":
        return ("清明节", "Tomb-Sweeping Day")[index]
    found = SOLAR_FESTIVALS.get((day.month, day.day))
    return found[index] if found else None


@lru_cache(maxsize=4096)
def is_free_by_law(day: date) -> bool:
    """The thirteen days that the rule on public holidays names (全国年节及纪念日放假办法, as changed in 2024).

    Which days around them are free or worked says only the notice of each year.
    """
    lunar, tomorrow = lunar_day(day), lunar_day(day + timedelta(days=1))
    return (
        (day.month, day.day) in LAW_SOLAR
        or (not lunar.leap and (lunar.month, lunar.day) in LAW_LUNAR)
        or (tomorrow.month, tomorrow.day, tomorrow.leap) == (1, 1, False)
        or Solar.fromYmd(day.year, day.month, day.day).getLunar().getJieQi() == "清明"
    )


class Workdays:
    """Working days: weekdays, but for the days that the yearly notice moves (调休)."""

    def __init__(self, moved: Mapping[date, bool], years: Collection[int] = ()) -> None:
        self._moved, self._years = dict(moved), frozenset(years) | {day.year for day in moved}

    @classmethod
    def load(cls, file: Path) -> "Workdays":
        """Read `workdays.yaml`: the notice of each year, and the days that it moves; without the file, none.

        Raises `ValueError` for a day whose year has no notice.
        """
        found = (yaml_file.read(file) if file.exists() else None) or {}
        notices, rows = found.get("notices") or {}, found.get("days") or {}
        strangers = [day for day in rows if day.year not in notices]
        if strangers:
            message = f"{file.name}: {strangers[0]} is a day of a year that has no notice there"
            raise ValueError(message)
        return cls({day: bool(row["worked"]) for day, row in rows.items()}, notices)

    def known(self, year: int) -> bool:
        """Whether the notice of this year was read; without it only the days of the law are free."""
        return year in self._years

    def is_working(self, day: date) -> bool:
        if day in self._moved:
            return self._moved[day]
        return day.weekday() < WEEKEND and (day.year in self._years or not is_free_by_law(day))

    def add(self, day: date, count: int) -> date:
        """The `count`-th working day after `day`."""
        while count > 0:
            day += timedelta(days=1)
            count -= self.is_working(day)
        return day


def holiday(day: date, workdays: Workdays, language: Language) -> str | None:
    """The public holiday of a day, by law or by the yearly notice, or None; a festival alone is no holiday."""
    index, lunar = (0 if language == "zh" else 1), lunar_day(day)
    if (found := FREE_SOLAR.get((day.month, day.day))) is not None:
        return SOLAR_FESTIVALS[found][index]
    if not lunar.leap and (found := FREE_LUNAR.get((lunar.month, lunar.day))) is not None:
        return LUNAR_FESTIVALS[found][index]
    if festival(day, "zh") in FREE_BY_NAME:
        return festival(day, language)
    return BY_NOTICE[index] if day.weekday() < WEEKEND and not workdays.is_working(day) else None
