"""Steps: one small page with one question each, and what was answered in words."""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any, Protocol

from starlette.datastructures import FormData
from wtforms import BooleanField, RadioField, SelectField, SelectMultipleField, TelField
from wtforms.fields import Field

from portal.db.sessions import ReadSession
from portal.drafting.model import Answers
from portal.kernel.divisions import Divisions
from portal.kernel.language import Language
from portal.kernel.msgid import msgid
from portal.kernel.phone import normalise
from portal.kernel.saying import say_phone
from portal.web.fields import Form

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
    # The page before it whose answer calls for it or not; a house test sees that whatever may be hidden names one.
    decided_by: str = ""
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
class Place:
    """Which page of how many this is; `is_most` where some of those to come may fall away."""

    number: int
    of: int
    is_most: bool


@dataclass(frozen=True)
class Answered:
    """One line of "check your answers"."""

    step: str
    label: str
    text: str


def shown_steps(steps: Sequence[Step], answers: Answers) -> list[Step]:
    return [step for step in steps if step.shown(answers)]


def place_of(steps: Sequence[Step], answers: Answers, slug: str) -> Place:
    """Where this page stands on the longest way that its own answer may still lead.

    Whoever counts what is left is disheartened by a total that grows, and glad of one that shrinks. So pages that no
    answer before this one has decided are all counted, and the line says "at most"; an answer given earlier on a page
    that lies ahead counts as none, since it may be changed when that page comes. The check page is the last.
    """
    at = next(number for number, step in enumerate(steps) if step.slug == slug)
    number, later = len(shown_steps(steps[:at], answers)) + 1, steps[at + 1 :]
    known = {step.slug for step in steps[:at] if step.slug in answers}
    undecided = [step for step in later if step.decided_by and step.decided_by not in known]
    decided = [step for step in shown_steps(later, answers) if step not in undecided]
    return Place(number, number + len(decided) + len(undecided) + 1, is_most=bool(undecided))


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
    if value in (None, ""):
        return translate(msgid("Not given"))
    # As we understood it, so that whoever checks it sees the number that will be called.
    understood = normalise(str(value)) if isinstance(field, TelField) else None
    return say_phone(understood) if understood else str(value)


def _choices(field: SelectField | SelectMultipleField) -> Mapping[str, object]:
    return {choice[0]: choice[1] for choice in field.iter_choices()}
