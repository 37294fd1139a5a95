"""What a content file of any kind may say, and how its dates are read."""

import re
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta
from pathlib import Path
from typing import Annotated, Any

import yaml
from pydantic import BaseModel, ConfigDict, Field, ValidationError, ValidationInfo
from pydantic.functional_validators import BeforeValidator

from portal.kernel.clock import LOCAL

WEEKDAYS = {name: number for number, name in enumerate(("mon", "tue", "wed", "thu", "fri", "sat", "sun"))}
RELATIVE = re.compile(r"([+-]\d+)d(?: (mon|tue|wed|thu|fri|sat|sun))?(?: (\d\d:\d\d))?")
ENGLISH_FROM = "<!-- en -->"


@dataclass(frozen=True)
class Problem:
    """One thing that is wrong in one file, and where."""

    file: str
    field: str
    what: str

    def __str__(self) -> str:
        return f"{self.file}: {self.field}: {self.what}"


class Unreadable(Exception):
    """A content file that cannot be used, with all that is wrong in it."""

    def __init__(self, problems: list[Problem]) -> None:
        super().__init__("; ".join(map(str, problems)))
        self.problems = problems


def _day(value: object, info: ValidationInfo) -> object:
    moment = _moment(value, info)
    return moment.date() if isinstance(moment, datetime) else moment


def _moment(value: object, info: ValidationInfo) -> object:
    """`+14d wed 09:00` is the first Wednesday on or after fourteen days from the day of loading, at nine."""
    match = RELATIVE.fullmatch(value) if isinstance(value, str) else None
    if match is None:
        if isinstance(value, date) and not isinstance(value, datetime):
            return datetime.combine(value, time.min, LOCAL)
        return value
    today: date = (info.context or {}).get("today", date(2026, 1, 1))
    day = today + timedelta(days=int(match[1]))
    if match[2]:
        day += timedelta(days=(WEEKDAYS[match[2]] - day.weekday()) % 7)
    return datetime.combine(day, time.fromisoformat(match[3]) if match[3] else time.min, LOCAL)


def _in_both_languages(value: object) -> object:
    if isinstance(value, str):
        message = "write it in both languages, like {zh: 书法, en: Calligraphy}"
        raise ValueError(message)  # noqa: TRY004  # pydantic turns only a ValueError into a named field
    return value


class Words(BaseModel):
    """A text in both languages."""

    model_config = ConfigDict(extra="forbid", frozen=True)
    zh: Annotated[str, Field(min_length=1)]
    en: Annotated[str, Field(min_length=1)]


class WordList(BaseModel):
    """A list of texts in both languages, line by line."""

    model_config = ConfigDict(frozen=True)
    zh: list[str]
    en: list[str]


Day = Annotated[date, BeforeValidator(_day)]
When = Annotated[datetime, BeforeValidator(_moment)]
Text = Annotated[Words, BeforeValidator(_in_both_languages)]


class Place(BaseModel):
    model_config = ConfigDict(extra="forbid")
    name: Text
    how_to_get_there: Text | None = None
    access: list[str] = []


class Phone(BaseModel):
    model_config = ConfigDict(extra="forbid")
    number: str
    name: Text


class Checked(BaseModel):
    model_config = ConfigDict(extra="forbid")
    on: Day
    by: Text
    how: Text | None = None


class PublicationFile(BaseModel):
    """The front matter that all kinds share; each kind adds its own fields."""

    model_config = ConfigDict(extra="forbid")
    title: Text
    summary: Text
    sample: bool = False
    town: str | None = None
    place: Place | None = None
    who: Text | None = None
    bring: Text | None = None
    phone: Phone | None = None
    counter: Text | None = None
    cost_fen: Annotated[int, Field(ge=0)] | None = None
    cost_note: Text | None = None
    checked: Checked
    show_from: When
    show_until: When | None = None
    source: str | None = None
    plan_item: int | None = None

    def starts_on(self) -> date | None:
        """The day by which lists are ordered; kinds with a date give it."""
        return None

    def columns(self) -> dict[str, Any]:
        """The kind's own columns."""
        return {}

    def details(self, language: str) -> dict[str, Any]:
        """The kind's further words in this language: every field of words that is not a column."""
        own = {name: getattr(self, name) for name in type(self).model_fields if name not in {"title", "summary"}}
        found = {name: said for name, value in own.items() if (said := spoken(value, language)) is not None}
        if self.place:
            found["place"] = spoken(self.place.name, language)
            found["how_to_get_there"] = spoken(self.place.how_to_get_there, language)
        if self.phone:
            found["phone_name"] = spoken(self.phone.name, language)
        found["checked_by"] = spoken(self.checked.by, language)
        return found


def spoken(value: object, language: str) -> Any:
    """Words, or a list of words, in one language; nothing for anything else."""
    if isinstance(value, Words | WordList):
        return getattr(value, language)
    if isinstance(value, list) and value and all(isinstance(item, Words) for item in value):
        return [getattr(item, language) for item in value]
    return None


@dataclass(frozen=True)
class ContentFile:
    """A file as it was read: its front matter and its body in each language."""

    slug: str
    matter: PublicationFile
    bodies: Mapping[str, str]


def read_file(path: Path, schema: type[PublicationFile], *, today: date) -> ContentFile:
    """Read one file; raises `Unreadable` naming every field that is wrong and what to do."""
    try:
        _, front, body = path.read_text(encoding="utf-8").split("---\n", 2)
        matter = schema.model_validate(yaml.safe_load(front), context={"today": today})
    except ValidationError as problem:
        raise Unreadable([_named(path, error) for error in problem.errors()]) from None
    except yaml.YAMLError as problem:
        raise Unreadable([Problem(path.name, "front matter", f"mend the YAML: {problem}")]) from None
    except (ValueError, UnicodeDecodeError) as problem:
        what = f"begin the file with '---', the fields, '---', then the text, all in UTF-8 ({problem})"
        raise Unreadable([Problem(path.name, "front matter", what)]) from None
    chinese, _, english = body.partition(ENGLISH_FROM)
    return ContentFile(slug=path.stem, matter=matter, bodies={"zh": chinese.strip(), "en": english.strip()})


def _named(path: Path, error: Any) -> Problem:
    field = ".".join(str(part) for part in error["loc"]) or "front matter"
    return Problem(path.name, field, f"{error['msg']}; what stands there: {error.get('input')!r}"[:300])
