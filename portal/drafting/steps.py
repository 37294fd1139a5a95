"""Steps: one small page with one question each, and what was answered in words."""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any, Protocol

from starlette.datastructures import FormData
from wtforms import BooleanField, Form, RadioField, SelectField, SelectMultipleField
from wtforms.fields import Field

from portal.db.sessions import ReadSession
from portal.drafting.model import Answers
from portal.kernel.divisions import Divisions
from portal.kernel.language import Language
from portal.kernel.msgid import msgid

Translate = Callable[[str], str]


@dataclass(frozen=True)
class Asking:
    """What a step may need to build its form: what was typed, or answered before, and who asks."""

    typed: FormData | None
    answers: Answers
    language: Language
    divisions: Divisions
    today: date
    # Where a page needs to know what is free; what was chosen can be said in words without it.
    session: ReadSession | None = None


def always(answers: Answers) -> bool:
    """Most steps are shown to everybody."""
    del answers
    return True


@dataclass(frozen=True)
class Step:
    """One page: its address, its question, its form, and whether these answers call for it."""

    slug: str
    question: str
    build: Callable[[Asking], Form]
    lead: str = ""
    shown: Callable[[Answers], bool] = always
    takes_photos: bool = False
    # Pages that must be asked again when this answer changes.
    clears: tuple[str, ...] = ()


class Journey(Protocol):
    """What is filled in: the name under which drafts are kept, and its pages in their order."""

    @property
    def service(self) -> str: ...

    @property
    def steps(self) -> Sequence[Step]: ...


@dataclass(frozen=True)
class Answered:
    """One line of "check your answers"."""

    step: str
    label: str
    text: str


def shown_steps(steps: Sequence[Step], answers: Answers) -> list[Step]:
    return [step for step in steps if step.shown(answers)]


def first_open(steps: Sequence[Step], answers: Answers) -> Step | None:
    """The first page that was not answered yet, or None when all were."""
    return next((step for step in shown_steps(steps, answers) if step.slug not in answers), None)


def answer_of(form: Form) -> dict[str, Any]:
    """What the form holds, as it is kept."""
    return {field.name: field.data for field in form if field.type != "MultipleFileField"}


def in_words(step: Step, asking: Asking, translate: Translate) -> list[Answered]:
    """What was answered on one page, in the words that the person chose from."""
    form = step.build(asking)
    given = asking.answers.get(step.slug, {})
    lines = []
    for field in form:
        if field.type == "MultipleFileField" or field.name not in given:
            continue
        # Of many boxes only the ticked ones are read again: a page of "none of these" hides what was said.
        if isinstance(field, SelectMultipleField) and not given[field.name]:
            continue
        lines.append(Answered(step.slug, translate(str(field.label.text)), _said(field, given[field.name], translate)))
    return lines


def _said(field: Field, value: Any, translate: Translate) -> str:
    if isinstance(field, BooleanField):
        return translate(msgid("Yes") if value else msgid("No"))
    if isinstance(field, SelectMultipleField):
        names = [translate(str(name)) for key, name in _choices(field).items() if key in (value or [])]
        return translate(", ").join(names)
    if isinstance(field, RadioField | SelectField):
        return translate(str(_choices(field).get(value, "")))
    return str(value) if value not in (None, "") else translate(msgid("Not given"))


def _choices(field: SelectField | SelectMultipleField) -> Mapping[str, object]:
    return {choice[0]: choice[1] for choice in field.iter_choices()}
