"""The texts of messages as files under `content/messages`, which a person edits without programming."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from pathlib import Path
from string import Formatter
from typing import Any

from pydantic import BaseModel, ConfigDict

from portal.kernel import yaml_file
from portal.kernel.language import LANGUAGES, Language
from portal.messages.rules import ONE_PART

SAMPLE_CODE = "2A2A2A"


class Bilingual(BaseModel):
    model_config = ConfigDict(extra="forbid", frozen=True)
    zh: str
    en: str

    def said(self, language: Language) -> str:
        return self.zh if language == "zh" else self.en


class Template(BaseModel):
    """One kind of message: what it is about, its text in both languages, and facts to look at it with."""

    model_config = ConfigDict(extra="forbid", frozen=True)
    about: Bilingual
    text: Bilingual
    example: Mapping[str, str] = {}
    # Whether it may wait for the next morning and share one text message with others to the same person.
    joins: bool = False
    # After so long it is better not sent at all: the six digits of a sign-in, say.
    useless_after_minutes: int | None = None
    # The number that an operator gave to this text, by operator and language.
    registered: Mapping[str, Mapping[str, str]] = {}
    checked_on: date

    def names(self, language: Language) -> list[str]:
        """The facts in the order in which the text names them."""
        return list(dict.fromkeys(name for _, name, _, _ in Formatter().parse(self.text.said(language)) if name))

    def filled(self, language: Language, facts: Mapping[str, str]) -> str:
        missing = [name for name in self.names(language) if name not in facts]
        if missing:
            message = f"this message needs {', '.join(missing)}"
            raise ValueError(message)
        return self.text.said(language).format_map(dict(facts))


@dataclass(frozen=True)
class Catalogue:
    """All templates, and the name that stands at the head of every message."""

    templates: Mapping[str, Template]
    sender: Bilingual

    def template(self, name: str) -> Template:
        """Raises `LookupError` for a name that has no file."""
        try:
            return self.templates[name]
        except KeyError:
            message = f"there is no content/messages/{name}.yaml"
            raise LookupError(message) from None

    def whole(self, body: str, check_code: str, language: Language) -> str:
        """The text as it arrives: who sends it, what it says, and the code by which it can be checked."""
        if language == "en":
            return f"[{self.sender.en}] {body} Check code {check_code}"
        return f"【{self.sender.zh}】{body}查验码{check_code}"


def load(folder: Path, *, sender: Mapping[str, str]) -> Catalogue:
    """Read every file; one that is not good stops the start, since a message that fails later reaches nobody."""
    templates = {file.stem: _read(file) for file in sorted(folder.glob("*.yaml"))}
    return Catalogue(templates=templates, sender=Bilingual.model_validate(dict(sender)))


def problems(catalogue: Catalogue) -> list[str]:
    """What a reader of these texts would stumble over."""
    found = []
    for name, template in catalogue.templates.items():
        for language in LANGUAGES:
            text = catalogue.whole(template.filled(language, template.example), SAMPLE_CODE, language)
            if language == "zh" and len(text) > ONE_PART:
                found.append(f"{name}: {len(text)} characters do not fit into one text message of {ONE_PART}")
    return found


def _read(file: Path) -> Template:
    raw: Any = yaml_file.read(file)
    template = Template.model_validate(raw)
    for language in LANGUAGES:
        odd = [name for name in template.names(language) if not name.isidentifier()]
        if odd:
            message = f"{file.name}: a fact is a plain name, not {odd[0]!r}"
            raise ValueError(message)
        template.filled(language, template.example)
    return template
