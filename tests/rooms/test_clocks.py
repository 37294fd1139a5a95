"""Clocks count working days with their moved days; pauses never count, and the order of writing does not matter."""

from datetime import date, timedelta

from hypothesis import given, settings
from hypothesis import strategies as st

from portal.kernel.calendar import Workdays
from portal.requests.clocks import Stretch, due, used, warning
from tests.support.house import CONTENT

WORKDAYS = Workdays.load(CONTENT / "calendar" / "workdays.yaml")
FIRST = date(2026, 1, 1)
days = st.integers(0, 300).map(lambda number: FIRST + timedelta(days=number))


@st.composite
def clocks(draw: st.DrawFn) -> list[Stretch]:
    """A clock with its pauses, in the order of time; the last stretch may still run."""
    marks = sorted(draw(st.sets(days, min_size=2, max_size=8)))
    stretches = [Stretch(*pair) for pair in zip(marks[::2], marks[1::2], strict=False)]
    return stretches + ([Stretch(marks[-1])] if len(marks) % 2 else [])


limits = st.integers(1, 30)


def test_the_days_before_and_after_the_national_day_are_counted_as_the_notice_moves_them() -> None:
    """2026: free from 1 to 7 October, worked on Saturday the 10th."""
    assert due([Stretch(date(2026, 9, 30))], 2, WORKDAYS, date(2026, 9, 30)) == date(2026, 10, 9)
    assert due([Stretch(date(2026, 9, 30))], 3, WORKDAYS, date(2026, 9, 30)) == date(2026, 10, 10)


def test_a_clock_that_stands_still_is_shown_as_if_it_went_on_today() -> None:
    stood = [Stretch(date(2026, 11, 23), date(2026, 11, 25))]

    assert due(stood, 5, WORKDAYS, date(2026, 11, 25)) == date(2026, 11, 30)
    assert due(stood, 5, WORKDAYS, date(2026, 12, 7)) == date(2026, 12, 10)


@given(clocks(), limits, days, st.randoms())
@settings(max_examples=60, deadline=None)
def test_the_due_day_does_not_depend_on_the_order_in_which_stretches_were_written(
    stretches: list[Stretch], limit: int, today: date, chance: object
) -> None:
    mixed = list(stretches)
    chance.shuffle(mixed)  # type: ignore[attr-defined]  # hypothesis hands in a random.Random

    assert due(mixed, limit, WORKDAYS, today) == due(stretches, limit, WORKDAYS, today)


@given(days, limits, st.integers(0, 40), st.integers(0, 60))
@settings(max_examples=60, deadline=None)
def test_a_pause_never_makes_the_due_day_earlier(start: date, limit: int, after: int, length: int) -> None:
    pause = start + timedelta(days=after)
    again = pause + timedelta(days=length)

    straight = due([Stretch(start)], limit, WORKDAYS, start)
    paused = due([Stretch(start, pause), Stretch(again)], limit, WORKDAYS, again)

    assert paused >= straight


@given(clocks(), days)
@settings(max_examples=60, deadline=None)
def test_paused_time_never_counts(stretches: list[Stretch], today: date) -> None:
    def counts(day: date) -> bool:
        return any(one.start < day <= (one.stop or today) for one in stretches) and day <= today

    every = [FIRST + timedelta(days=number) for number in range(320)]

    assert used(stretches, WORKDAYS, today) == sum(WORKDAYS.is_working(day) and counts(day) for day in every)


@given(clocks(), limits, days)
@settings(max_examples=60, deadline=None)
def test_a_due_day_is_always_a_working_day(stretches: list[Stretch], limit: int, today: date) -> None:
    assert WORKDAYS.is_working(due(stretches, limit, WORKDAYS, today))


def test_the_colour_says_when_it_is_soon_and_when_it_is_late() -> None:
    friday = date(2026, 11, 27)

    said = [warning(friday, WORKDAYS, day) for day in (date(2026, 11, 24), date(2026, 11, 26), friday)]

    assert said == ["", "soon", "soon"]
    assert warning(friday, WORKDAYS, date(2026, 11, 28)) == "late"
    assert warning(None, WORKDAYS, friday) == ""
