"""The register of personal fields: why each is asked for, on what basis, and how long it is kept."""

from collections.abc import Mapping
from datetime import date
from pathlib import Path
from typing import Literal

from pydantic import BaseModel, ConfigDict

from portal.kernel import yaml_file

Words = Mapping[str, str]
Basis = Literal["consent", "separate_consent", "duty", "contract"]


class Field(BaseModel):
    """One fact about a person, wherever it is typed."""

    model_config = ConfigDict(extra="forbid", frozen=True)
    name: Words
    why: Words
    basis: Basis
    keep: Words
    sensitive: bool = False
    # For what a box of its own is ticked where it is asked: "needs" is "needs_agreed" in the form.
    purpose: str = ""
    # The names under which forms keep it.
    typed_as: list[str] = []
    # The columns that hold it, as "table.column".
    columns: list[str] = []


class Notice(BaseModel):
    """What stands before somebody before anything is asked; a change of its words is a new version."""

    model_config = ConfigDict(extra="forbid", frozen=True)
    version: str
    lines: Mapping[str, list[str]]


class Register(BaseModel):
    model_config = ConfigDict(extra="forbid", frozen=True)
    checked_on: date
    source: str
    notice: Notice
    fields: list[Field]

    def name_of(self, key: str) -> Words | None:
        """How a field of a form is called in words."""
        return next((field.name for field in self.fields if key in field.typed_as), None)

    def columns(self) -> set[str]:
        return {column for field in self.fields for column in field.columns}


def load(file: Path) -> Register:
    """Read `content/privacy/fields.yaml`; a portal without it does not start, since nothing may then be asked for."""
    return Register.model_validate(yaml_file.read(file))
