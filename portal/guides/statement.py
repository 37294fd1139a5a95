"""What the auditor saw when it last looked at every page; the accessibility statement says it."""

from datetime import date
from pathlib import Path

from pydantic import BaseModel, Field

from portal.kernel import yaml_file


class LastRun(BaseModel, frozen=True):
    """Figures of one run; `make audit` writes them."""

    day: date = Field(alias="on")
    version: str
    engines: dict[str, str]
    rules: int
    profile: str
    pages: int
    vetoes: int
    errors: int
    warnings: int
    technical: float
    left_to_people: int


def load(file: Path) -> LastRun | None:
    """Nothing, before the first run."""
    if not file.exists():
        return None
    return LastRun.model_validate(yaml_file.read(file))
