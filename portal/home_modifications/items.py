"""The catalogue of thirty items in seven groups, read from the file that a person edits."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from portal.kernel import yaml_file

Words = Mapping[str, str]


@dataclass(frozen=True)
class Item:
    """One thing that can be changed in a home; basic ones are done for hardship households first."""

    number: int
    name: Words
    purpose: Words
    is_basic: bool


@dataclass(frozen=True)
class Group:
    name: Words
    items: tuple[Item, ...]


@dataclass(frozen=True)
class Catalogue:
    """One version of the catalogue with its source."""

    version: str
    source: Words
    groups: tuple[Group, ...]


def load(file: Path) -> Catalogue:
    """Read `items.yaml`."""
    found = yaml_file.read(file)
    items = found["items"]
    groups = tuple(
        Group(name=group["name"], items=tuple(_item(row) for row in items if row["group"] == group["key"]))
        for group in found["groups"]
    )
    return Catalogue(version=found["version"], source=found["source"], groups=groups)


def _item(row: Mapping[str, object]) -> Item:
    name, purpose = row["item"], row["purpose"]
    if not isinstance(name, Mapping) or not isinstance(purpose, Mapping):
        message = "an item needs its name and purpose in both languages"
        raise TypeError(message)
    return Item(number=int(str(row["no"])), name=name, purpose=purpose, is_basic=row["type"] == "basic")


def load_programmes(file: Path) -> Sequence[Mapping[str, Any]]:
    """The dated rows of `programmes.yaml`, for those whom public money does not reach."""
    rows: Sequence[Mapping[str, Any]] = yaml_file.read(file)["programmes"]
    return rows
