"""What each component of the portal takes, what it is held to, and how it looks; read from criteria/."""

from dataclasses import dataclass
from functools import cache
from pathlib import Path
from typing import Any

import yaml

from accessibility.model import Words

CRITERIA = Path(__file__).with_name("criteria")


@dataclass(frozen=True)
class Parameter:
    """One thing that a component is given."""

    name: str
    means: Words
    is_optional: bool


@dataclass(frozen=True)
class Component:
    """A row of criteria/: `examples` are calls as they stand in a template, one for each language."""

    name: str
    parameters: tuple[Parameter, ...]
    criteria: tuple[str, ...]
    examples: tuple[Words, ...]


@cache
def components() -> tuple[Component, ...]:
    return tuple(_component(path) for path in sorted(CRITERIA.glob("*.yaml")))


def _component(path: Path) -> Component:
    row: dict[str, Any] = yaml.safe_load(path.read_text(encoding="utf-8"))
    return Component(
        name=path.stem,
        parameters=tuple(
            Parameter(one["name"], Words(one["zh"], one["en"]), bool(one.get("optional"))) for one in row["parameters"]
        ),
        criteria=tuple(row["criteria"]),
        examples=tuple(Words(one["zh"], one["en"]) for one in row["examples"]),
    )
