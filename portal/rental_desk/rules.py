"""What a loan costs, and what a subsidy may pay of it; whole fen, no fractions anywhere."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date

MONTH_DAYS = 30
WHOLE = 10_000


@dataclass(frozen=True)
class SubsidyRule:
    """A rate and a yearly cap for each person, from a dated table with its source."""

    programme: str
    name: dict[str, str]
    rate_bp: int
    cap_fen: int
    valid_from: date
    valid_until: date
    is_sample: bool
    source: str

    def is_valid(self, day: date) -> bool:
        return self.valid_from <= day <= self.valid_until


def rent_due(rent_fen_month: int, days: int) -> int:
    """The rent for so many days, a month being thirty; what is left of a fen is given to the borrower."""
    return rent_fen_month * days // MONTH_DAYS


def subsidy(*, rent_fen: int, granted_fen: int, rate_bp: int, used_fen: int, cap_fen: int) -> int:
    """What may still be granted for this rent, so that neither the rate nor the year's cap is passed."""
    share = rent_fen * rate_bp // WHOLE - granted_fen
    return max(0, min(share, cap_fen - used_fen))


def valid_rules(rules: Iterable[SubsidyRule], day: date) -> Sequence[SubsidyRule]:
    return [rule for rule in rules if rule.is_valid(day)]


def used_share(*, days_out: int, items: int, days: int) -> int:
    """Of all the days that the items could have been out, how many in a hundred they were."""
    return days_out * 100 // (items * days) if items and days else 0
