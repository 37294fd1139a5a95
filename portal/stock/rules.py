"""The life of an item: what condition it is in, and what makes it fit to be lent again."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime

from portal.kernel.msgid import msgid

NEW, READY, AWAITING_CHECK, CLEANING = "new", "ready", "awaiting_check", "cleaning"
REPAIR, INCOMPLETE, QUARANTINE = "repair", "incomplete", "quarantine"
IN_TRANSIT, MISSING, RETIRED = "in_transit", "missing", "retired"
NAMES: Mapping[str, str] = {
    NEW: msgid("New, not yet checked"),
    READY: msgid("Clean and checked"),
    AWAITING_CHECK: msgid("Back, not yet looked at"),
    CLEANING: msgid("Being cleaned"),
    REPAIR: msgid("In repair"),
    INCOMPLETE: msgid("A part is missing"),
    QUARANTINE: msgid("Set apart for disinfection"),
    IN_TRANSIT: msgid("On the way to another station"),
    MISSING: msgid("Cannot be found"),
    RETIRED: msgid("Taken out for good"),
}
ALL = frozenset(NAMES)
# Promises may be made on these, because they will be ready within the turnaround days; on no others.
BOOKABLE = frozenset({READY, AWAITING_CHECK, CLEANING})
OUT_OF_SERVICE = ALL - BOOKABLE
SUPERVISOR = "supervisor"
STATION = "station"


@dataclass(frozen=True)
class Move:
    """One arrow of an item's life; `supervisor` says that a person with that role must take it, and say why."""

    event: str
    sources: frozenset[str]
    target: str
    label: str
    supervisor: bool = False


def _moves(*moves: Move) -> Mapping[str, Move]:
    return {move.event: move for move in moves}


# Taking back and losing are facts: they may be written down whatever the book said before.
MOVES = _moves(
    Move("take_back", ALL, AWAITING_CHECK, msgid("It came back")),
    Move("clean", frozenset({AWAITING_CHECK, QUARANTINE, READY}), CLEANING, msgid("Begin to clean it")),
    Move("ready", frozenset({NEW, CLEANING}), READY, msgid("It is clean and safe")),
    Move("break", ALL - {RETIRED}, REPAIR, msgid("It is broken")),
    Move(
        "lack",
        frozenset({NEW, READY, AWAITING_CHECK, CLEANING}),
        INCOMPLETE,
        msgid("A part of it is missing"),
    ),
    Move(
        "set_apart",
        frozenset({READY, AWAITING_CHECK, CLEANING}),
        QUARANTINE,
        msgid("Set it apart for disinfection"),
    ),
    Move("mend", frozenset({REPAIR, INCOMPLETE}), AWAITING_CHECK, msgid("It is mended or whole again")),
    Move("send", frozenset({READY, AWAITING_CHECK, NEW}), IN_TRANSIT, msgid("Send it to another station")),
    Move("arrive", frozenset({IN_TRANSIT}), AWAITING_CHECK, msgid("It has arrived here")),
    Move("miss", ALL - {RETIRED}, MISSING, msgid("It cannot be found")),
    Move("find", frozenset({MISSING}), AWAITING_CHECK, msgid("It was found again")),
    Move("retire", ALL - {RETIRED}, RETIRED, msgid("Take it out for good"), supervisor=True),
)


# Seen on something that is in somebody's hands: written down as a report, which leaves the loan as it is.
REPORTED = frozenset({"break", "lack", "miss"})


def open_moves(condition: str, *, is_out: bool, roles: frozenset[str]) -> list[Move]:
    """What staff with these roles may write down of an item now; one that is out comes back by its loan."""
    moves = [move for move in MOVES.values() if condition in move.sources]
    if is_out:
        return [move for move in MOVES.values() if move.event in REPORTED]
    # Sending needs a target, and readiness its records; both have a form of their own.
    hidden = {"send", "ready"} if condition == RETIRED else {"take_back", "send", "ready"}
    plain = [move for move in moves if move.event not in hidden]
    return [move for move in plain if not move.supervisor or SUPERVISOR in roles]


def is_fit(*, returned: datetime | None, cleaned: datetime | None, checked: datetime | None) -> bool:
    """MZ/T 175.2: nothing goes out again without a cleaning and a safety check later than its last return."""
    if cleaned is None or checked is None:
        return False
    return returned is None or (cleaned > returned and checked > returned)
