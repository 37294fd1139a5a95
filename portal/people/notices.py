"""What waits for somebody, as the first page of staff says it."""

from collections.abc import Sequence
from dataclasses import dataclass


@dataclass(frozen=True)
class Notice:
    """What waits, how much of it, the first ones, where the rest is, and whether it is `late` or due `soon`.

    Each room tells of its own work; `app.state.staff_notices` lists the rooms that do.
    """

    label: str
    count: int
    things: Sequence[tuple[str, str]]
    more: str
    tone: str = ""
