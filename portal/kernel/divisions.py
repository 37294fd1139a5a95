"""Towns, communities and villages of the district."""

import csv
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path


@dataclass(frozen=True)
class Town:
    """A street, town or township; `code` has nine digits."""

    code: str
    name: str
    kind: str


@dataclass(frozen=True)
class Village:
    """A community or village; names repeat across towns, so they are shown with their town."""

    code: str
    name: str
    kind: str
    town_code: str


class Divisions:
    """All of them, in the order of the files."""

    def __init__(self, towns: Sequence[Town], villages: Sequence[Village]) -> None:
        self.towns = tuple(towns)
        self.villages = tuple(villages)
        self._towns = {town.code: town for town in towns}
        self._villages = {village.code: village for village in villages}

    @classmethod
    def load(cls, folder: Path) -> "Divisions":
        """Read `towns.csv` and `villages.csv`."""
        towns = [Town(code=row["code"], name=row["name"], kind=row["kind"]) for row in _rows(folder / "towns.csv")]
        villages = [
            Village(code=row["code"], name=row["name"], kind=row["kind"], town_code=row["town_code"])
            for row in _rows(folder / "villages.csv")
        ]
        return cls(towns, villages)

    def town(self, code: str) -> Town | None:
        return self._towns.get(code)

    def village(self, code: str) -> Village | None:
        return self._villages.get(code)

    def villages_of(self, town_code: str) -> list[Village]:
        return [village for village in self.villages if village.town_code == town_code]


def _rows(file: Path) -> list[dict[str, str]]:
    with file.open(encoding="utf-8", newline="") as lines:
        return list(csv.DictReader(lines))
