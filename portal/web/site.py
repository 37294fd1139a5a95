"""Whose site this is: read from `content/site.yaml`, the one file that another district changes."""

from collections.abc import Mapping
from datetime import date
from pathlib import Path

from pydantic import BaseModel, ConfigDict

from portal.kernel import yaml_file
from portal.kernel.language import Language

Words = Mapping[str, str]


class HelpLine(BaseModel):
    """A number that helps, shown on every page."""

    model_config = ConfigDict(extra="ignore", frozen=True)
    number: str
    name: Words
    when: Words = {}
    urgent: bool = False


class Hotline(BaseModel):
    """A number of the country or the city, with the day on which somebody checked it."""

    model_config = ConfigDict(extra="ignore", frozen=True)
    number: str
    name: Words
    for_what: Words
    when: Words
    urgent: bool = False
    checked_on: date
    source: str


class Site(BaseModel):
    """The names and lines of this district; texts are `{zh: …, en: …}`."""

    model_config = ConfigDict(extra="allow", frozen=True)
    name: Words
    short_name: Words | None = None
    tagline: Words
    host_unit: Words
    counter_note: Words
    help_lines: list[HelpLine]


def load_site(file: Path) -> Site:
    """Read the site's own facts; a missing one is named by the error and the program does not start without it."""
    return Site.model_validate(yaml_file.read(file))


def load_hotlines(file: Path) -> list[Hotline]:
    """The numbers that may be shown."""
    return [Hotline.model_validate(row) for row in yaml_file.read(file)["hotlines"]]


def in_language(words: Words | str | None, language: Language) -> str:
    """The text in this language, else in Chinese, which is never missing."""
    if words is None or isinstance(words, str):
        return words or ""
    return words.get(language) or words.get("zh", "")
