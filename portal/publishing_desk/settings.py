"""How this district's desk works, read from `content/publishing.yaml`."""

from pathlib import Path
from typing import Literal

from pydantic import BaseModel, ConfigDict, PositiveInt

from portal.kernel import yaml_file
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
    found = DeskFile.model_validate(yaml_file.read(file) if file.exists() else {})
    return DeskRules(
        people=found.people,
        leading=frozenset(found.leading_departments),
        kinds_of={name: frozenset(kinds) for name, kinds in found.kinds_of.items()},
        unchecked_days=found.unchecked_days,
        quiet_days=found.quiet_days,
    )
