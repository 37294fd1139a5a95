"""The life of a loan, and the days on which a device can be promised."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from heapq import heappop, heappush

from portal.kernel.msgid import msgid
from portal.kernel.names import normalise_name
from portal.requests.rules import DESK, FAMILY, STAYS, Life, Step, table

WAITLISTED, REQUESTED, CONFIRMED, READY = "waitlisted", "requested", "confirmed", "ready"
ON_LOAN, RETURNED, CLOSED = "on_loan", "returned", "closed"
NEEDS_REALLOCATION, UNFETCHED, CANCELLED, NO_SHOW = "needs_reallocation", "unfetched", "cancelled", "no_show"
REJECTED, LOST, TRANSFERRED = "rejected", "lost", "transferred"
AHEAD = frozenset({REQUESTED, CONFIRMED, READY})
HOLDING = AHEAD | {ON_LOAN}
# Without a device, and without an end: a person has to call.
LEFT_OVER = frozenset({NEEDS_REALLOCATION, UNFETCHED})
# What may still be given another item to make room, because nobody has laid one out for it.
MOVABLE = frozenset({REQUESTED, CONFIRMED})
OFFER_WORKDAYS = 2
SUPERVISOR, STATION = frozenset({"supervisor"}), frozenset({"station", "supervisor"})


def _desk(event: str, sources: Iterable[str], target: str, sentence: str, roles: frozenset[str] = STATION) -> Step:
    return Step(event, frozenset(sources), target, DESK, sentence, roles=roles)


def _theirs(event: str, sources: Iterable[str], target: str, sentence: str) -> Step:
    """A step of the family, which the station may take for whoever calls."""
    return Step(event, frozenset(sources), target, FAMILY, sentence, roles=STATION)


LIFE = Life(
    sent=Step("submit", frozenset(), REQUESTED, FAMILY, msgid("Your booking has arrived.")),
    steps=table(
        _desk("wait", {REQUESTED}, WAITLISTED, msgid("You are on the waiting list. We call you when one is free.")),
        _desk("offer", {WAITLISTED}, REQUESTED, msgid("One is free now and is kept for you. We call you.")),
        _theirs("accept", {REQUESTED}, STAYS, msgid("You said yes. It stays kept for you, and we call you.")),
        _desk("lapse", {REQUESTED}, WAITLISTED, msgid("Nobody answered, so the next was asked. You still wait.")),
        _desk("confirm", {REQUESTED}, CONFIRMED, msgid("It is promised for the days you chose. Bring your ID card.")),
        _desk("prepare", {CONFIRMED}, READY, msgid("It stands ready for you, clean and checked.")),
        _desk("hand_over", AHEAD | LEFT_OVER, ON_LOAN, msgid("It was handed over to you.")),
        _theirs("extend", AHEAD | {ON_LOAN}, STAYS, msgid("You may keep it longer.")),
        _theirs("shorten", AHEAD | {ON_LOAN}, STAYS, msgid("You give it back on an earlier day, as you wished.")),
        _desk("swap", AHEAD | {ON_LOAN}, STAYS, msgid("You got another one of the same kind.")),
        _desk("take_back", {ON_LOAN}, RETURNED, msgid("It came back. We look at it, then you get the deposit back.")),
        _desk("settle", {RETURNED}, CLOSED, msgid("Everything is settled.")),
        _desk("displace", AHEAD, NEEDS_REALLOCATION, msgid("That one cannot be had now. We look for another for you.")),
        _desk("place", {NEEDS_REALLOCATION}, CONFIRMED, msgid("We found another one for the same days.")),
        _desk("place_asked", {NEEDS_REALLOCATION}, REQUESTED, msgid("We found another one, and we call you.")),
        _desk("run_out", AHEAD, UNFETCHED, msgid("The days are over and it was not fetched. We call you.")),
        _desk("reject", {REQUESTED, WAITLISTED}, REJECTED, msgid("It could not be lent; the reason stands below.")),
        _desk(
            "no_show",
            {CONFIRMED, READY, UNFETCHED},
            NO_SHOW,
            msgid("It was not fetched. Please book again if you need it."),
        ),
        _theirs(
            "withdraw",
            AHEAD | LEFT_OVER | {WAITLISTED},
            CANCELLED,
            msgid("It was cancelled, as you wished."),
        ),
        _desk("lose", {ON_LOAN}, LOST, msgid("It was written down as lost."), SUPERVISOR),
        _desk("transfer", {ON_LOAN}, TRANSFERRED, msgid("It is yours now. You need not give it back."), SUPERVISOR),
    ),
    names={
        WAITLISTED: msgid("On the waiting list"),
        REQUESTED: msgid("Kept for you, we will call"),
        CONFIRMED: msgid("Promised"),
        READY: msgid("Ready to be fetched"),
        ON_LOAN: msgid("With you"),
        RETURNED: msgid("Given back"),
        CLOSED: msgid("Settled"),
        NEEDS_REALLOCATION: msgid("We are looking for another one"),
        UNFETCHED: msgid("Not fetched, we will call"),
        CANCELLED: msgid("Cancelled"),
        NO_SHOW: msgid("Not fetched"),
        REJECTED: msgid("Could not be lent"),
        LOST: msgid("Lost"),
        TRANSFERRED: msgid("Yours to keep"),
    },
    ended=frozenset({CLOSED, CANCELLED, NO_SHOW, REJECTED, LOST, TRANSFERRED}),
    answer_within=2,
)


@dataclass(frozen=True)
class Stretch:
    """Days one after the other, both ends included; counted as numbers, because that is fast."""

    first: int
    last: int

    @classmethod
    def of(cls, start: date, end: date, turnaround: int = 0) -> "Stretch":
        return cls(start.toordinal(), end.toordinal() + turnaround)

    def days(self) -> range:
        return range(self.first, self.last + 1)


def spoken_for(taken: Mapping[int, int], wanted: Stretch) -> int:
    """The items that are somebody's on one of these days; a set of items is a number with a bit for each."""
    found = 0
    for day in wanted.days():
        found |= taken.get(day, 0)
    return found


def direct(items: Sequence[int], taken: Mapping[int, int], wanted: Stretch) -> int | None:
    """The first item that is free on all these days."""
    first = _first(_all(items) & ~spoken_for(taken, wanted))
    return items[first] if first is not None else None


def placed(items: Sequence[int], fixed: Mapping[int, int], stretches: Mapping[int, Stretch]) -> dict[int, int] | None:
    """An item for each stretch, so that nothing overlaps; None where one finds no place.

    Taken by their first day, every stretch gets the first item that is free. Where no day is fixed, this finds a
    place for all exactly when no day needs more items than there are.
    """
    everything, found = _all(items), dict[int, int]()
    out, due = 0, list[tuple[int, int]]()  # the items given so far, and on which day each is free again
    for key, stretch in sorted(stretches.items(), key=lambda pair: (pair[1].first, pair[1].last, pair[0])):
        while due and due[0][0] < stretch.first:
            out &= ~heappop(due)[1]
        first = _first(everything & ~out & ~spoken_for(fixed, stretch))
        if first is None:
            return None
        found[key], out = items[first], out | 1 << first
        heappush(due, (stretch.last, 1 << first))
    return found


def _all(items: Sequence[int]) -> int:
    return (1 << len(items)) - 1


def _first(some: int) -> int | None:
    return (some & -some).bit_length() - 1 if some else None


def peak(stretches: Iterable[Stretch]) -> int:
    """The most that are wanted on one day."""
    steps: dict[int, int] = {}
    for one in stretches:
        steps[one.first] = steps.get(one.first, 0) + 1
        steps[one.last + 1] = steps.get(one.last + 1, 0) - 1
    running = most = 0
    for day in sorted(steps):
        running += steps[day]
        most = max(most, running)
    return most


TOO_LONG = msgid("That is longer than it may be lent at once. Choose fewer days; you can ask for more later.")


def latest_end(*, start: date, today: date, max_days: int) -> date:
    """Until when it may be kept, counted from today for whoever has it; later on they may ask for more."""
    return max(start, today) + timedelta(days=max_days - 1)


def problem_with_days(*, start: date, days: int, today: date, max_days: int, horizon_days: int) -> str | None:
    """What is wrong with these days in themselves, as a plain answer; None where nothing is."""
    if start < today:
        return msgid("That day is past. Please choose today or later.")
    if days < 1:
        return msgid("The last day comes before the first. Please choose a later last day.")
    if start > today + timedelta(days=horizon_days):
        return msgid("That is too far ahead. Please choose an earlier day, or call us nearer to it.")
    if days > max_days:
        return TOO_LONG
    return None


def late_days(*, end: date, today: date, is_out: bool) -> int:
    """Late is not a state that somebody sets: it follows from the calendar."""
    return max(0, (today - end).days) if is_out else 0


def identity(name: str, birth_year: str) -> str:
    """Who somebody is to the stations."""
    return f"{normalise_name(name)}|{birth_year}"
