"""On which days a series takes place, and how far the days of a copy move."""

from collections.abc import Callable
from collections.abc import Set as AbstractSet
from datetime import date, timedelta
from typing import Literal

from portal.kernel.clock import OUR_TIME
from portal.kernel.repeating import listed

Rhythm = Literal["week", "fortnight", "month"]
RHYTHMS: tuple[Rhythm, ...] = ("week", "fortnight", "month")
MOST = 60
DAYS = {"week": 7, "fortnight": 14}


def days_of_series(
    first: date,
    *,
    rhythm: Rhythm,
    count: int,
    skipped: AbstractSet[date] = frozenset(),
    is_holiday: Callable[[date], bool] = lambda _: False,
) -> list[date]:
    """`count` days from the day after `first` on; a skipped day or a holiday is left out and not made up for."""
    found = []
    for number in range(1, min(count, MOST) + 1):
        day = _nth_month(first, number) if rhythm == "month" else first + timedelta(days=DAYS[rhythm] * number)
        if day not in skipped and not is_holiday(day):
            found.append(day)
    return found


def days_typed(text: str) -> tuple[set[date], list[str]]:
    """Days one a line, and what could not be read as one."""
    days, unread = set(), []
    for line in listed(text):
        try:
            day = date.fromisoformat(line)
        except ValueError:
            unread.append(line)
            continue
        if day.year in OUR_TIME:
            days.add(day)
        else:
            unread.append(line)
    return days, unread


def _nth_month(first: date, number: int) -> date:
    """The same day so many months later; the last of a month stays the last where the month is shorter."""
    months = first.month - 1 + number
    year, month = first.year + months // 12, months % 12 + 1
    for day in range(first.day, 27, -1):
        try:
            return date(year, month, day)
        except ValueError:
            continue
    return date(year, month, min(first.day, 28))
