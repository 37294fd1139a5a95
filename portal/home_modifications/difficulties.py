"""What is hard at home, room by room, and which items of the catalogue help."""

from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path

from portal.kernel import yaml_file

Words = Mapping[str, str]


@dataclass(frozen=True)
class Difficulty:
    """One sentence as a person would say it; its key is kept with a request and never used for another meaning."""

    key: str
    words: Words
    items: tuple[int, ...]


@dataclass(frozen=True)
class Room:
    key: str
    name: Words
    difficulties: tuple[Difficulty, ...]


def load(file: Path) -> tuple[Room, ...]:
    """Read `difficulties.yaml`."""
    found = yaml_file.read(file)
    return tuple(
        Room(
            key=room["key"],
            name=room["name"],
            difficulties=tuple(
                Difficulty(key=row["key"], words=row["difficulty"], items=tuple(row["items"]))
                for row in found["difficulties"]
                if row["room"] == room["key"]
            ),
        )
        for room in found["rooms"]
    )
