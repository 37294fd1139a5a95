"""What is typed at the desks of home modifications."""

from typing import Any

from wtforms import (
    BooleanField,
    DateField,
    IntegerField,
    MultipleFileField,
    RadioField,
    SelectField,
    StringField,
    TelField,
)
from wtforms.fields import Field
from wtforms.validators import DataRequired, InputRequired, Length, NumberRange, Optional, ValidationError

from portal.drafting import questions
from portal.drafting.questions import Choices, a_phone, own_words
from portal.kernel.money import parse_yuan
from portal.kernel.msgid import msgid
from portal.web.fields import Form, text

LINES = msgid("What the family should read, one thing a line")
A_LINE = msgid("Please write at least one line.")
HOW: Choices = (
    ("call", msgid("By phone, with the senior")),
    ("visit", msgid("At the home or the counter, with the senior")),
    ("paper", msgid("On paper, signed by the senior")),
)
GROUPS: Choices = (
    ("destitute", msgid("Special hardship (特困), living at home")),
    ("allowance", msgid("Minimum living allowance (低保)")),
    ("near_allowance", msgid("Just above the minimum allowance (低保边缘)")),
    ("none", msgid("None of these: at their own cost")),
)
HALVES: Choices = (("am", msgid("Morning")), ("pm", msgid("Afternoon")))
PURPOSES: Choices = (
    ("before", msgid("Before the works")),
    ("after", msgid("After the works, of one item")),
    ("signature", msgid("The signed plan")),
    ("scan", msgid("A scanned paper")),
)
CONTENT: Choices = (
    ("good", msgid("Content")),
    ("fair", msgid("Content with something")),
    ("poor", msgid("Not content")),
)


def chosen(label: str, choices: Choices) -> RadioField:
    return questions.chosen(label, msgid("Please choose one."), choices)


def day_field(label: str) -> DateField:
    return DateField(label, [InputRequired(msgid("Please choose a day."))], render_kw={"autocomplete": "off"})


def an_amount(form: Form, field: Field) -> None:
    """Yuan, with or without fen."""
    del form
    if parse_yuan(text(field)) is None:
        raise ValidationError(msgid("Please type an amount in yuan, like 1200 or 1200.50."))


class NothingForm(Form):
    """One press says it."""


class OptionalNoteForm(Form):
    note = own_words(LINES, None)


class ConsentForm(Form):
    how = chosen(msgid("How did the senior say yes?"), HOW)
    identity = BooleanField(
        msgid("The identity card was seen."), [DataRequired(msgid("Please look at the identity card first."))]
    )
    group = chosen(msgid("Which group does the household belong to?"), GROUPS)


class MergeForm(Form):
    other = StringField(
        msgid("Number of the request that goes on"),
        [InputRequired(msgid("Please type the number of the request that goes on."))],
        render_kw={"inputmode": "numeric", "autocomplete": "off"},
    )


class VisitForm(Form):
    who = SelectField(msgid("Who goes"), [InputRequired(msgid("Please choose who goes."))], validate_choice=False)
    day = day_field(msgid("Day of the visit"))
    half = chosen(msgid("Half of the day"), HALVES)


class AnotherDayForm(Form):
    day = day_field(msgid("The first day that suits the family"))


class AgreementForm(Form):
    how = chosen(msgid("How did the household agree?"), HOW)


class BuilderForm(Form):
    name = StringField(msgid("Builder"), [InputRequired(msgid("Please name the builder first.")), Length(max=80)])
    phone = TelField(msgid("Phone of the builder"), [Optional(), a_phone], render_kw={"inputmode": "tel"})
    day = day_field(msgid("Done by"))


class OpinionForm(Form):
    opinion = chosen(msgid("What does the household think of the works?"), CONTENT)
    note = own_words(msgid("In their words"), None)


class PaymentForm(Form):
    amount = StringField(
        msgid("Paid, in yuan"),
        [InputRequired(msgid("Please type an amount in yuan, like 1200 or 1200.50.")), an_amount],
        render_kw={"inputmode": "decimal", "autocomplete": "off"},
    )
    receipt = StringField(
        msgid("Receipt number"),
        [InputRequired(msgid("Please type the receipt number.")), Length(max=40)],
        render_kw={"autocomplete": "off"},
    )


class HoldForm(Form):
    note = own_words(msgid("Why, as the family reads it"), A_LINE)
    day = day_field(msgid("Looked at again on"))


class ExtendForm(Form):
    days = IntegerField(
        msgid("Working days more"),
        [
            InputRequired(msgid("Please type a number of days from 1 to 20.")),
            NumberRange(min=1, max=20, message=msgid("Please type a number of days from 1 to 20.")),
        ],
        render_kw={"inputmode": "numeric"},
    )
    note = own_words(msgid("Why, as the family reads it"), A_LINE)


class FilesForm(Form):
    purpose = chosen(msgid("What do the files show?"), PURPOSES)
    item = SelectField(msgid("Item of the plan"), [Optional()], validate_choice=False)
    photos = MultipleFileField(msgid("Files"), render_kw={"pdf": ""})


def built(form: type[Form], typed: Any, noun: str) -> Form:
    """A form of the case page; each has its own names, since several stand on one page."""
    return form(typed, prefix=f"{noun}-")
