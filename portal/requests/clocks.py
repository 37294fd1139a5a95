"""Clocks that count working days and stand still while the family acts."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date

from portal.kernel.calendar import Workdays

SOON = 1


@dataclass(frozen=True)
class Stretch:
    """Time that counts; a clock is a list of them, and its due day is computed, never moved by hand.

    It counts the working days after `start`, up to and with `stop`; None while it still runs.
    """

    start: date
    stop: date | None = None


def due(stretches: Iterable[Stretch], limit: int, workdays: Workdays, today: date) -> date:
    """The day by which it must be done; for a clock that stands still, as if it went on today.

    Neither the order of the stretches nor an overlap of two counts a day twice.
    """
    left, ended = limit, today
    for start, stop in _merged(stretches):
        if stop is None:
            return workdays.add(start, left)
        counted = between(start, stop, workdays)
        if counted >= left:
            return workdays.add(start, left)
        left, ended = left - counted, max(ended, stop)
    return workdays.add(ended, left)


def used(stretches: Iterable[Stretch], workdays: Workdays, today: date) -> int:
    """How many working days have counted so far."""
    return sum(between(start, min(stop or today, today), workdays) for start, stop in _merged(stretches))


def between(start: date, stop: date, workdays: Workdays) -> int:
    """The working days after `start`, up to and with `stop`."""
    count, day = 0, workdays.add(start, 1)
    while day <= stop:
        count, day = count + 1, workdays.add(day, 1)
    return count


def warning(due_on: date | None, workdays: Workdays, today: date) -> str:
    """`late`, `soon`, or nothing: a colour and a word to people, never a change of state."""
    if due_on is None:
        return ""
    if today > due_on:
        return "late"
    return "soon" if between(today, due_on, workdays) <= SOON else ""


def _merged(stretches: Iterable[Stretch]) -> list[tuple[date, date | None]]:
    """In order, without overlaps; one that still runs is the last."""
    merged: list[tuple[date, date | None]] = []
    for one in sorted(stretches, key=lambda stretch: stretch.start):
        if one.stop is not None and one.stop <= one.start:
            continue
        if merged:
            start, stop = merged[-1]
            if stop is None:
                return merged
            if one.start <= stop:
                merged[-1] = (start, None if one.stop is None else max(stop, one.stop))
                continue
        merged.append((one.start, one.stop))
    return merged
