"""The draw: lots by weight from a seed that was committed beforehand, and a result that anyone can compute again."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from hashlib import sha256
from hmac import digest
from typing import Any

from portal.kernel.msgid import msgid

# One lot for everybody, one more for each reason. These rules stand on the page of the draw.
REASONS = {
    "everybody": msgid("One lot for everybody"),
    "missed": msgid("One more for whoever missed out in a draw before"),
    "first_time": msgid("One more for whoever never had a place here"),
}


@dataclass(frozen=True)
class Ticket:
    """One household of the public list: its number, and the reasons for its lots."""

    number: int
    lots: tuple[str, ...]


def commitment(seed: str) -> str:
    """What is published beforehand: nobody can find the seed from it, and everybody can check it afterwards."""
    return sha256(seed.encode()).hexdigest()


def best_lot(seed: str, public_number: str, ticket: Ticket) -> str:
    """The smallest of its lots; with two lots the chance to be early is that of the better of two."""
    key = f"{seed}{public_number}".encode()
    lots = range(1, len(ticket.lots) + 1)
    return min(digest(key, f"{ticket.number}/{lot}".encode(), "sha256").hex() for lot in lots)


def order(seed: str, public_number: str, tickets: Iterable[Ticket]) -> list[Ticket]:
    """The smallest lot first."""
    return sorted(tickets, key=lambda ticket: best_lot(seed, public_number, ticket))


def lots_of(keys: Sequence[str], *, missed: set[str], had: set[str]) -> tuple[str, ...]:
    """The reasons of a household: what is true of one of them is true of all, and first-timers must all be new."""
    found = ["everybody"]
    if missed.intersection(keys):
        found.append("missed")
    if not had.intersection(keys):
        found.append("first_time")
    return tuple(found)


def counted(tickets: Iterable[Ticket]) -> Mapping[int, int]:
    """How many households have how many lots."""
    found: dict[int, int] = {}
    for ticket in tickets:
        found[len(ticket.lots)] = found.get(len(ticket.lots), 0) + 1
    return found


def result(drawn: Mapping[str, Any]) -> list[dict[str, Any]]:
    """The list in the order of the draw, each with whether there was a place.

    The places of each way in are filled in that order; where a household does not fit whole, the line stops there.
    """
    tickets = {ticket["number"]: ticket for ticket in drawn["tickets"]}
    lots = [Ticket(number=ticket["number"], lots=tuple(ticket["lots"])) for ticket in drawn["tickets"]]
    free, stopped = dict(drawn["places"]), set()
    found = []
    for rank, one in enumerate(order(drawn["seed"], drawn["public_number"], lots), start=1):
        ticket = tickets[one.number]
        channel = ticket["channel"]
        placed = channel not in stopped and free[channel] >= ticket["size"]
        if placed:
            free[channel] -= ticket["size"]
        else:
            stopped.add(channel)
        found.append({**ticket, "rank": rank, "placed": placed})
    return found


def as_csv(drawn: Mapping[str, Any]) -> str:
    """The public list with its seed in the first lines, as `docs/recompute_draw.py` reads it."""
    places = " ".join(f"{channel}={count}" for channel, count in sorted(drawn["places"].items()))
    lines = [f"# seed,{drawn['seed']}", f"# public_number,{drawn['public_number']}", f"# places,{places}"]
    lines.append("ticket,channel,size,lots,rank,placed")
    for one in drawn["result"]:
        cells = (one["number"], one["channel"], one["size"], len(one["lots"]), one["rank"], one["placed"])
        lines.append(",".join(str(cell) for cell in cells))
    return "\r\n".join(lines) + "\r\n"
