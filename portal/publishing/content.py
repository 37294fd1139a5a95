"""What a content file of any kind may say, and how its dates are read."""

import re
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta
from pathlib import Path
from typing import Annotated, Any

from pydantic import BaseModel, ConfigDict, Field, ValidationError, ValidationInfo, field_validator
from pydantic.functional_validators import AfterValidator, BeforeValidator

from portal.kernel import yaml_file
from portal.kernel.clock import LOCAL, OUR_TIME
from portal.kernel.digits import MOST_DIGITS
from portal.kernel.msgid import msgid

WEEKDAYS = {name: number for number, name in enumerate(("mon", "tue", "wed", "thu", "fri", "sat", "sun"))}
RELATIVE = re.compile(r"([+-]\d{1,4})d(?: (mon|tue|wed|thu|fri|sat|sun))?(?: (\d\d:\d\d))?")
ENGLISH_FROM = "<!-- en -->"
# Said to the schema while staff write: the English may follow later. A content file has both.
ENGLISH_MAY_FOLLOW = "english_may_follow"
ACCESS_NAMES = {
    "step_free": msgid("No steps"),
    "lift": msgid("Lift"),
    "accessible_toilet": msgid("Accessible toilet"),
    "seats": msgid("Places to sit"),
    "parking": msgid("Parking"),
    "hearing_help": msgid("Help with hearing"),
    "dialect": msgid("Wanzhou dialect spoken"),
    "wheelchair_loan": msgid("Wheelchair to borrow"),
}
EXERTION_NAMES = {"low": msgid("Light"), "medium": msgid("Medium"), "high": msgid("Strenuous")}
WEEKDAY_NAMES = {
    "1": msgid("Monday"),
    "2": msgid("Tuesday"),
    "3": msgid("Wednesday"),
    "4": msgid("Thursday"),
    "5": msgid("Friday"),
    "6": msgid("Saturday"),
    "7": msgid("Sunday"),
}


@dataclass(frozen=True)
class Asked:
    """How a form asks for a field; words are msgids. The desk, the sheets and the comparisons all read it from here.

    `missing` is what is said when a required one stays empty, `choices` are the answers with their names, `keys` the
    known names of a mapping, `unit` is "yuan" for money kept in fen, `most` the longest that Chinese text may be.
    """

    label: str
    hint: str = ""
    missing: str = ""
    choices: Mapping[str, str] | None = None
    keys: Mapping[str, str] | None = None
    long: bool = False
    unit: str = ""
    most: int | None = None


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


def _of_our_time(value: date) -> date:
    """Weeks and lessons are counted from it, and no calendar goes on behind the last day that a program knows."""
    if value.year not in OUR_TIME:
        raise ValueError("no day that anybody plans with")
    return value


def _in_both_languages(value: object) -> object:
    if isinstance(value, str):
        message = "write it in both languages, like {zh: 书法, en: Calligraphy}"
        raise ValueError(message)  # noqa: TRY004  # pydantic turns only a ValueError into a named field
    return value


class Words(BaseModel):
    """A text in both languages."""

    model_config = ConfigDict(extra="forbid", frozen=True)
    zh: Annotated[str, Field(min_length=1)]
    en: Annotated[str, Field(validate_default=True)] = ""

    @field_validator("en")
    @classmethod
    def _is_written(cls, value: str, info: ValidationInfo) -> str:
        if not value and not (info.context or {}).get(ENGLISH_MAY_FOLLOW):
            message = "write it in English too"
            raise ValueError(message)
        return value


class WordList(BaseModel):
    """A list of texts in both languages, line by line."""

    model_config = ConfigDict(frozen=True)
    zh: list[str]
    en: list[str]


# No thing of ours has a number of ten digits or one below nought, and the databases hold none of many more.
Whole = Annotated[int, Field(ge=0, lt=10**MOST_DIGITS)]
Day = Annotated[date, BeforeValidator(_day), AfterValidator(_of_our_time)]
When = Annotated[datetime, BeforeValidator(_moment), AfterValidator(_of_our_time)]
Text = Annotated[Words, BeforeValidator(_in_both_languages)]


class Place(BaseModel):
    model_config = ConfigDict(extra="forbid")
    name: Annotated[Text, Asked(msgid("Name of the place"))]
    how_to_get_there: Annotated[Text | None, Asked(msgid("How to get there"), long=True)] = None
    access: Annotated[list[str], Asked(msgid("What helps to get in and around"), choices=ACCESS_NAMES)] = []


class Phone(BaseModel):
    model_config = ConfigDict(extra="forbid")
    number: Annotated[str, Asked(msgid("Phone number"))]
    name: Annotated[Text, Asked(msgid("Who answers there"))]


class Checked(BaseModel):
    model_config = ConfigDict(extra="forbid")
    on: Annotated[Day, Asked(msgid("Checked on"))]
    by: Annotated[Text, Asked(msgid("Checked by"))]
    how: Annotated[Text | None, Asked(msgid("How it was checked, like by phone"))] = None


class PublicationFile(BaseModel):
    """The front matter that all kinds share; each kind adds its own fields."""

    model_config = ConfigDict(extra="forbid")
    title: Annotated[Text, Asked(msgid("Title"), missing=msgid("Please write a title."), most=40)]
    summary: Annotated[
        Text,
        Asked(
            msgid("In one or two sentences"),
            missing=msgid("Please say in a sentence what it is about."),
            long=True,
            most=120,
        ),
    ]
    sample: Annotated[bool, Asked(msgid("This is a sample"))] = False
    town: Annotated[str | None, Asked(msgid("Town"), hint=msgid("Empty means the whole district."))] = None
    place: Place | None = None
    who: Annotated[Text | None, Asked(msgid("Who may come"), long=True)] = None
    bring: Annotated[Text | None, Asked(msgid("What to bring"), long=True)] = None
    phone: Phone | None = None
    counter: Annotated[Text | None, Asked(msgid("Which counter helps"))] = None
    cost_fen: Annotated[
        Whole | None,
        Asked(msgid("What it costs, in yuan"), hint=msgid("0 means free. Empty means: ask by phone."), unit="yuan"),
    ] = None
    cost_note: Annotated[Text | None, Asked(msgid("More about the cost"))] = None
    checked: Checked
    show_from: Annotated[When, Asked(msgid("Show it from"), hint=msgid("Empty means at once."))]
    show_until: Annotated[When | None, Asked(msgid("Show it until (may stay empty)"))] = None
    source: Annotated[str | None, Asked(msgid("Where it comes from"))] = None
    plan_item: Annotated[Whole | None, Asked(msgid("Number of the task in the action plan"))] = None
    review_by: Annotated[Day | None, Asked(msgid("Look at it again by"))] = None
    replaced_by: Annotated[
        str | None,
        Asked(msgid("What takes its place"), hint=msgid("Its short code: the old address then leads there.")),
    ] = None

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
        found["checked_how"] = spoken(self.checked.how, language)
        return found


def spoken(value: object, language: str) -> Any:
    """Words, or a list of words, in one language; nothing for anything else."""
    if isinstance(value, Words | WordList):
        return getattr(value, language) or value.zh
    if isinstance(value, list) and value and all(isinstance(item, Words) for item in value):
        return [getattr(item, language) or item.zh for item in value]
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
        matter = schema.model_validate(yaml_file.parse(front), context={"today": today})
    except ValidationError as problem:
        raise Unreadable([_named(path, error) for error in problem.errors()]) from None
    except yaml_file.Unreadable as problem:
        raise Unreadable([Problem(path.name, "front matter", f"mend the YAML: {problem}")]) from None
    except (ValueError, UnicodeDecodeError) as problem:
        what = f"begin the file with '---', the fields, '---', then the text, all in UTF-8 ({problem})"
        raise Unreadable([Problem(path.name, "front matter", what)]) from None
    chinese, _, english = body.partition(ENGLISH_FROM)
    return ContentFile(slug=path.stem, matter=matter, bodies={"zh": chinese.strip(), "en": english.strip()})


def _named(path: Path, error: Any) -> Problem:
    field = ".".join(str(part) for part in error["loc"]) or "front matter"
    return Problem(path.name, field, f"{error['msg']}; what stands there: {error.get('input')!r}"[:300])
