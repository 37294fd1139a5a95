"""From questions to boxes on a page; what is typed is kept as text, and judged by the schema of the kind."""

from collections.abc import Callable, Mapping, Sequence
from typing import Any

from wtforms import RadioField, SelectField, SelectMultipleField, StringField, TextAreaField
from wtforms.fields import BooleanField
from wtforms.widgets import CheckboxInput, DateInput, DateTimeLocalInput, ListWidget, NumberInput, TextInput, TimeInput

from portal.kernel.language import HTML_LANG
from portal.kernel.msgid import msgid
from portal.publishing.questions import Document, Question, answers_of
from portal.publishing_desk.rules import said
from portal.web.fields import Form, choice

Say = Callable[[str], str]
INPUTS: dict[str, Callable[[], Any]] = {
    "number": NumberInput,
    "day": DateInput,
    "moment": DateTimeLocalInput,
    "time": TimeInput,
}
LANGUAGE_NAMES = {"zh": msgid("in Chinese"), "en": msgid("in English")}


class Ticks(SelectMultipleField):
    """Several of a few."""

    widget = ListWidget(prefix_label=False)
    option_widget = CheckboxInput()


def form_of(
    questions: Sequence[Question],
    answers: Mapping[str, Any],
    *,
    say: Say,
    towns: Sequence[tuple[str, str]],
    wrong: Mapping[str, str] | None = None,
) -> Form:
    """A form with these answers in it, and with what is wrong beside its box."""
    fields = {question.name: _field(question, say, towns) for question in questions}
    kind = type("DeskForm", (Form,), fields)
    form: Form = kind(data={name: _as_data(answers.get(name), fields[name]) for name in fields})
    for name, message in (wrong or {}).items():
        form[name].errors = [say(message)]
    return form


def label_of(question: Question, say: Say) -> str:
    """The words of a question, with its language and, in a list, its number."""
    label = say(question.asked.label)
    if question.language:
        label += say(msgid(", ")) + say(LANGUAGE_NAMES[question.language])
    if question.number is not None:
        label = f"{question.number + 1}. {label}"
    return label


def answer_in_words(question: Question, answer: object, say: Say, towns: Mapping[str, str]) -> str:
    """An answer as staff read it: names instead of keys."""
    if isinstance(answer, list):
        return say(msgid(", ")).join(_named(question, str(one), say) for one in answer)
    text = str(answer or "")
    if question.kind == "town":
        return towns.get(text, text)
    if question.kind == "yes":
        return say(msgid("Yes")) if text else say(msgid("No"))
    return _named(question, text, say).replace("T", " ") if question.kind == "moment" else _named(question, text, say)


def answers_in_words(
    questions: Sequence[Question], document: Document, *, say: Say, towns: Mapping[str, str]
) -> list[dict[str, str]]:
    """Every answer with its question, for reading."""
    answers = answers_of(document, questions)
    return [
        {
            "label": label_of(one, say),
            "text": answer_in_words(one, answers[one.name], say, towns),
            "lang": HTML_LANG[one.language or "zh"],
        }
        for one in questions
        if said(answers[one.name])
    ]


def _named(question: Question, key: str, say: Say) -> str:
    choices = question.asked.choices or {}
    return say(choices[key]) if key in choices else key


def _field(question: Question, say: Say, towns: Sequence[tuple[str, str]]) -> Any:
    label = label_of(question, say)
    spoken = {"lang": HTML_LANG[question.language]} if question.language else {}
    choices = [choice(key, name) for key, name in (question.asked.choices or {}).items()]
    if question.kind == "town":
        every = [choice("", msgid("The whole district")), *(choice(code, name) for code, name in towns)]
        return SelectField(label, choices=every, validate_choice=False)
    if question.kind == "one":
        return RadioField(label, choices=choices, validate_choice=False)
    if question.kind == "many":
        return Ticks(label, choices=choices, validate_choice=False)
    if question.kind == "yes":
        return BooleanField(label)
    if question.kind in {"text", "lines", "days", "body"}:
        return TextAreaField(label, render_kw=spoken)
    return StringField(label, widget=INPUTS.get(question.kind, TextInput)(), render_kw=spoken)


def _as_data(answer: Any, field: Any) -> Any:
    if field.field_class is BooleanField:
        return bool(answer)
    if field.field_class is Ticks:
        return answer if isinstance(answer, list) else [answer] if answer else []
    return answer or ""
