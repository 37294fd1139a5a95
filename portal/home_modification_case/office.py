"""What the desks go by: deadlines, subsidies, budgets and working days, each dated and with its source."""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from pathlib import Path
from typing import Any

from portal.home_modification_case.money import Rate
from portal.kernel import yaml_file
from portal.kernel.calendar import Workdays
from portal.requests import clocks
from portal.requests.clocks import Stretch


@dataclass(frozen=True)
class Office:
    """Read once at the start."""

    workdays: Workdays
    days: Mapping[str, int]
    rates: Sequence[Rate]
    budgets: Mapping[int, int]
    priority: Sequence[str]
    # The number of every item with its name in both languages, and the edition of the catalogue.
    items: Mapping[int, Mapping[str, str]]
    edition: str
    # The items that help against each difficulty, and the names of difficulties and rooms.
    helps: Mapping[str, Sequence[int]]
    difficulties: Mapping[str, Mapping[str, str]]
    rooms: Mapping[str, Mapping[str, str]]
    # A msgid in the language of text messages.
    say: Callable[[str], str]

    def due(self, clock: str, stretches: Sequence[Stretch], *, extra: int, today: date) -> date:
        return clocks.due(stretches, self.days[clock] + extra, self.workdays, today)

    def rate(self, group: str, day: date) -> Rate | None:
        """The row for this group that counts on this day."""
        return next((rate for rate in self.rates if rate.group == group and rate.counts_on(day)), None)


def load(folder: Path, workdays: Workdays, say: Callable[[str], str]) -> Office:
    """Read `office.yaml`, `items.yaml` and `difficulties.yaml`; one that is not whole stops the start."""
    found, items, hard = (yaml_file.read(folder / f"{name}.yaml") for name in ("office", "items", "difficulties"))
    return Office(
        workdays=workdays,
        days=found["deadlines"]["days"],
        rates=[_rate(row) for row in found["subsidies"]],
        budgets={row["year"]: row["fen"] for row in found["budgets"]},
        priority=found["priority"],
        items={int(row["no"]): row["item"] for row in items["items"]},
        edition=items["version"],
        helps={row["key"]: row["items"] for row in hard["difficulties"]},
        difficulties={row["key"]: row["difficulty"] for row in hard["difficulties"]},
        rooms={row["key"]: row["name"] for row in hard["rooms"]},
        say=say,
    )


def _rate(row: Mapping[str, Any]) -> Rate:
    return Rate(
        key=row["key"],
        group=row["group"],
        percent=row["rate_percent"],
        cap_fen=row["cap_fen"],
        first=row["from"],
        last=row["until"],
        source=row["source"],
    )
