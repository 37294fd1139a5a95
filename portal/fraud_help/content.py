"""The warning signs and the quiz, as files that a person edits."""

from collections.abc import Mapping
from datetime import date
from pathlib import Path

from pydantic import BaseModel, ConfigDict

from portal.kernel import yaml_file

Words = Mapping[str, str]


class Sign(BaseModel):
    """Words that give a trick away; `type` names the kind of fraud that there is a warning about."""

    model_config = ConfigDict(extra="forbid", frozen=True)
    key: str
    type: str | None
    words: list[str]
    zh: str
    en: str

    @property
    def said(self) -> Words:
        return {"zh": self.zh, "en": self.en}


class Case(BaseModel):
    """One small story of the quiz."""

    model_config = ConfigDict(extra="forbid", frozen=True)
    key: str
    story: Words
    is_fraud: bool
    because: Words


class FraudHelp(BaseModel):
    """Both files together."""

    model_config = ConfigDict(frozen=True)
    signs: list[Sign]
    cases: list[Case]
    checked_on: date


def load(folder: Path) -> FraudHelp:
    """Read `signs.yaml` and `quiz.yaml`."""
    signs, quiz = (yaml_file.read(folder / name) for name in ("signs.yaml", "quiz.yaml"))
    return FraudHelp(signs=signs["signs"], cases=quiz["cases"], checked_on=signs["checked_on"])
