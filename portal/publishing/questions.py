"""From a kind's schema to the questions that staff answer, and between their answers and a document.

A document is what a content file says, as plain data: its front matter, and under `body` its text in each language.
Forms, sheets, versions and comparisons all speak of it by the names of these questions.
"""

import re
import types
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime, time
from decimal import Decimal
from functools import lru_cache
from typing import Annotated, Any, Literal, Union, get_args, get_origin

from pydantic import BaseModel

from portal.kernel.clock import LOCAL
from portal.kernel.digits import MOST_DIGITS
from portal.kernel.msgid import msgid
from portal.kernel.repeating import listed
from portal.publishing.content import Asked, PublicationFile, Words

Kind = Literal[
    "line", "text", "lines", "number", "money", "day", "days", "moment", "time", "one", "many", "yes", "town", "body"
]
Section = Literal["words", "own", "where", "body", "when"]
Path = tuple[str | int, ...]
Document = dict[str, Any]
LANGUAGES: tuple[Literal["zh", "en"], ...] = ("zh", "en")
LONGEST_LIST = 20
SECTIONS: dict[str, Section] = {
    **dict.fromkeys(("title", "summary"), "words"),
    **dict.fromkeys(("town", "place", "who", "bring", "phone", "counter", "cost_fen", "cost_note"), "where"),
    **dict.fromkeys(
        ("checked", "show_from", "show_until", "review_by", "replaced_by", "source", "plan_item", "sample"), "when"
    ),
}
BODY = Asked(msgid("The text"), hint=msgid("## begins a heading, - begins a line of a list, **two stars** make bold."))
SIMPLE: dict[type, Kind] = {bool: "yes", int: "number", date: "day", datetime: "moment", time: "time"}


@dataclass(frozen=True)
class Question:
    """One box of a form, one column of a sheet, one line of a comparison."""

    name: str
    path: Path
    kind: Kind
    asked: Asked
    section: Section
    required: bool = False
    language: Literal["zh", "en"] | None = None
    heading: str = ""

    @property
    def number(self) -> int | None:
        """Which one of a list it belongs to, like the second day of a tour."""
        return next((part for part in self.path if isinstance(part, int)), None)


def questions_of(schema: type[PublicationFile], *, lengths: Mapping[str, int] | None = None) -> tuple[Question, ...]:
    """All that a kind asks, in the order of its form; `lengths` says how many of each list there is room for."""
    return _questions(schema, tuple(sorted((lengths or {}).items())))


@lru_cache(maxsize=256)
def _questions(schema: type[PublicationFile], lengths: tuple[tuple[str, int], ...]) -> tuple[Question, ...]:
    order = ("words", "own", "where", "body", "when")
    found = [*_of_model(schema, (), "own", dict(lengths)), *_bodies()]
    return tuple(sorted(found, key=lambda question: order.index(question.section)))


def lengths_of(schema: type[PublicationFile], names: Sequence[str]) -> dict[str, int]:
    """How long each list of a sent form is, from the names of its boxes."""
    found = {}
    for field in schema.model_fields:
        numbers = [int(match[1]) for name in names if (match := re.match(rf"{field}_(\d{{1,2}})_", name))]
        if numbers:
            found[field] = min(max(numbers) + 1, LONGEST_LIST)
    return found


def lengths_in(document: Document) -> dict[str, int]:
    """The same, from a document."""
    return {
        name: len(value)
        for name, value in document.items()
        if isinstance(value, list) and value and isinstance(value[0], dict) and set(value[0]) != set(LANGUAGES)
    }


def _bodies() -> Iterator[Question]:
    for language in LANGUAGES:
        yield Question(f"body_{language}", ("body", language), "body", BODY, "body", language=language)


def _of_model(
    model: type[BaseModel], path: Path, section: Section, lengths: Mapping[str, int], heading: str = ""
) -> Iterator[Question]:
    for name, field in model.model_fields.items():
        asked = next((one for one in field.metadata if isinstance(one, Asked)), Asked(name))
        inner, optional = _plain(field.annotation)
        where = section if path else SECTIONS.get(name, "own")
        required = field.is_required() and not optional
        yield from _of_field(inner, (*path, name), asked, where, required=required, lengths=lengths, heading=heading)


def _of_field(
    inner: Any,
    path: Path,
    asked: Asked,
    section: Section,
    *,
    required: bool,
    lengths: Mapping[str, int],
    heading: str,
) -> Iterator[Question]:
    name = "_".join(map(str, path))
    item = _plain(get_args(inner)[0])[0] if get_origin(inner) is list else None
    if inner is Words or item is Words:
        kind: Kind = "lines" if item is Words else "text" if asked.long else "line"
        for language in LANGUAGES:
            own = path if item is Words else (*path, language)
            needed = required and language == "zh"
            yield Question(f"{name}_{language}", own, kind, asked, section, needed, language, heading)
    elif get_origin(inner) is dict:
        for key, label in (asked.keys or {}).items():
            for language in LANGUAGES:
                one = Asked(label, long=asked.long)
                yield Question(
                    f"{name}_{key}_{language}",
                    (*path, key, language),
                    "text",
                    one,
                    section,
                    False,
                    language,
                    asked.label,
                )
    elif isinstance(item, type) and issubclass(item, BaseModel):
        for number in range(max(1, lengths.get(str(path[0]), 0))):
            yield from _of_model(item, (*path, number), section, lengths, asked.label)
    elif isinstance(inner, type) and issubclass(inner, BaseModel):
        yield from _of_model(inner, path, section, lengths, heading)
    elif name == "town":
        yield Question(name, path, "town", asked, section, required)
    else:
        yield Question(name, path, _kind(inner, item, asked), asked, section, required, None, heading)


def _kind(inner: Any, item: Any, asked: Asked) -> Kind:
    if asked.choices:
        return "many" if item is not None else "one"
    if item is date:
        return "days"
    if asked.unit == "yuan":
        return "money"
    if get_origin(inner) is Literal:
        return "one"
    return SIMPLE.get(inner, "text" if asked.long else "line") if isinstance(inner, type) else "line"


def _plain(annotation: Any) -> tuple[Any, bool]:
    """The type without its notes and without "or nothing"."""
    optional = False
    while True:
        origin = get_origin(annotation)
        if origin is Annotated:
            annotation = get_args(annotation)[0]
        elif origin in {Union, types.UnionType} and type(None) in get_args(annotation):
            optional = True
            rest = [one for one in get_args(annotation) if one is not type(None)]
            annotation = rest[0] if len(rest) == 1 else Union[tuple(rest)]  # noqa: UP007  # made from a list
        else:
            return annotation, optional


def document_of(answers: Callable[[str], Sequence[str]], questions: Sequence[Question]) -> Document:
    """What was answered, as a document; blank answers are left out, so that defaults and "is missing" hold."""
    document: Document = {}
    for question in questions:
        given = [one.strip() for one in answers(question.name) if one.strip()]
        if question.kind == "yes":
            _put(document, question.path, bool(given))
        elif question.kind == "many":
            _put(document, question.path, given)
        elif question.kind == "days":
            _put(document, question.path, listed(given[0]) if given else [])
        elif question.kind == "lines":
            if question.language == "zh" and given:
                english = _lines(next(iter(answers(question.name.removesuffix("zh") + "en")), ""))
                chinese = _lines(given[0])
                pairs = [{"zh": one, "en": english[at] if at < len(english) else ""} for at, one in enumerate(chinese)]
                _put(document, question.path, pairs)
        elif given:
            _put(document, question.path, _read(question.kind, given[0].replace("\r\n", "\n")))
    for name, value in document.items():
        if isinstance(value, dict) and value and all(isinstance(key, int) for key in value):
            document[name] = [value[number] for number in sorted(value)]
    return _without_empty(document, questions)


def answers_of(document: Document, questions: Sequence[Question]) -> dict[str, str | list[str]]:
    """The other way: what stands in each box for this document."""
    found: dict[str, str | list[str]] = {}
    for question in questions:
        value = _get(document, question.path)
        if question.kind == "lines":
            found[question.name] = "\n".join(line.get(question.language or "zh", "") for line in value or []).rstrip()
        elif question.kind == "many":
            found[question.name] = [str(one) for one in value or []]
        elif question.kind == "days":
            found[question.name] = "\n".join(map(str, value or []))
        elif question.kind == "yes":
            found[question.name] = "y" if value else ""
        else:
            found[question.name] = "" if value is None else _written(question.kind, value)
    return found


def _lines(typed: str) -> list[str]:
    return [line.strip() for line in typed.splitlines() if line.strip()]


def _read(kind: Kind, typed: str) -> Any:
    """What cannot be read stays as it was typed, and the schema says so."""
    try:
        if kind == "money":
            fen = Decimal(typed.replace("元", "").replace(",", "")) * 100
            # First how long it is: the whole number of 1e999990 takes a minute to make.
            return int(fen) if fen.adjusted() < 2 * MOST_DIGITS and fen == int(fen) else typed
        if kind == "moment":
            moment = datetime.fromisoformat(typed)
            return (moment if moment.tzinfo else moment.replace(tzinfo=LOCAL)).isoformat()
    except (ValueError, ArithmeticError):
        return typed
    return typed


def _written(kind: Kind, value: Any) -> str:
    text = str(value)
    if kind == "money" and isinstance(value, int):
        return f"{value // 100}.{value % 100:02}".removesuffix(".00")
    try:
        if kind == "moment":
            return datetime.fromisoformat(text).astimezone(LOCAL).strftime("%Y-%m-%dT%H:%M")
        if kind == "time":
            return time.fromisoformat(text).strftime("%H:%M")
    except ValueError:
        return text
    return text


def _put(document: Document, path: Path, value: Any) -> None:
    here: Any = document
    for part in path[:-1]:
        here = here.setdefault(part, {})
    here[path[-1]] = value


def _get(document: Any, path: Path) -> Any:
    for part in path:
        if isinstance(document, list) and isinstance(part, int) and part < len(document):
            document = document[part]
        elif isinstance(document, dict):
            document = document.get(part)
        else:
            return None
    return document


def _without_empty(document: Document, questions: Sequence[Question]) -> Document:
    """A place of which nothing was said but unticked boxes is no place."""
    groups = {str(question.path[0]) for question in questions if len(question.path) > 1}
    return {
        name: value
        for name, value in document.items()
        if not (name in groups and isinstance(value, dict) and not any(value.values()))
    }
