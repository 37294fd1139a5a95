"""How this district's desk works, read from `content/publishing.yaml`."""

from pathlib import Path
from typing import Literal

import yaml
from pydantic import BaseModel, ConfigDict, PositiveInt

from portal.publishing_desk.rules import DeskRules


class DeskFile(BaseModel):
    model_config = ConfigDict(extra="ignore")
    people: Literal[2, 3] = 2
    leading_departments: list[str] = []
    kinds_of: dict[str, list[str]] = {}
    unchecked_days: PositiveInt = 90
    quiet_days: PositiveInt = 14


def load_rules(file: Path) -> DeskRules:
    """A district without the file works with two people."""
    found = DeskFile.model_validate(yaml.safe_load(file.read_text(encoding="utf-8")) if file.exists() else {})
    return DeskRules(
        people=found.people,
        leading=frozenset(found.leading_departments),
        kinds_of={name: frozenset(kinds) for name, kinds in found.kinds_of.items()},
        unchecked_days=found.unchecked_days,
        quiet_days=found.quiet_days,
    )
