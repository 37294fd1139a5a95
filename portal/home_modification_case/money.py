"""Who pays what of a plan: the subsidy by a dated rate, never over its cap, and the rest of each line the household."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date

HUNDRED = 100


@dataclass(frozen=True)
class Rate:
    """One row of who gets how much; it counts from `first` to `last`."""

    key: str
    group: str
    percent: int
    cap_fen: int
    first: date
    last: date | None
    source: str

    def counts_on(self, day: date) -> bool:
        return self.first <= day and (self.last is None or day <= self.last)


@dataclass(frozen=True)
class Share:
    """What one line costs, and who pays it."""

    cost_fen: int
    subsidy_fen: int

    @property
    def own_fen(self) -> int:
        return self.cost_fen - self.subsidy_fen


def shares(costs: Sequence[int], rate: Rate) -> list[Share]:
    """Line by line in their order, whole fen rounded down, until the cap is used up."""
    left, found = rate.cap_fen, []
    for cost in costs:
        subsidy = min(cost * rate.percent // HUNDRED, left)
        left -= subsidy
        found.append(Share(cost_fen=cost, subsidy_fen=subsidy))
    return found
