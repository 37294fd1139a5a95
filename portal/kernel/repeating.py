"""Days that repeat by the week over a term, with days off and days that are put in."""

import re
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, timedelta

BETWEEN = re.compile(r"[\n,，、;；]")


@dataclass(frozen=True)
class Term:
    """What a rule gives: all its days, those of them that are off, and those that are put in."""

    planned: tuple[date, ...]
    off: tuple[date, ...] = ()
    extra: tuple[date, ...] = ()

    @property
    def days(self) -> list[date]:
        """The days on which people come."""
        return sorted((set(self.planned) - set(self.off)) | set(self.extra))


def term(
    first: date, weekdays: Iterable[int], count: int, *, off: Iterable[date] = (), extra: Iterable[date] = ()
) -> Term:
    """`count` days on these weekdays (1 is Monday) from the first on; a day off is made up for at the end.

    A day that is put in is one of the `count`; one on a weekday of the rule, or before the first, is not put in.
    """
    wanted = set(weekdays) or {first.isoweekday()}
    free = set(off)
    put_in = sorted(day for day in set(extra) - free if day > first and day.isoweekday() not in wanted)[:count]
    left, planned, day = max(count - len(put_in), 0), [], first
    while left > 0:
        if day.isoweekday() in wanted:
            planned.append(day)
            left -= day not in free
        day += timedelta(days=1)
    return Term(tuple(planned), tuple(sorted(free & set(planned))), tuple(put_in))


def listed(text: str) -> list[str]:
    """Days as they are typed: one a line, or with commas between; whether each is a day is not asked here."""
    return [part.strip() for part in BETWEEN.split(text) if part.strip()]
