"""Questions that several kinds of form ask alike: for whom, a year of birth, a phone, lines in one's own words."""

from collections.abc import Sequence
from typing import Any

from wtforms import RadioField, StringField, TextAreaField
from wtforms.fields import Field
from wtforms.validators import AnyOf, InputRequired, Length, Optional, ValidationError

from portal.kernel import birth, phone
from portal.kernel.msgid import msgid
from portal.web.fields import Form, choice

Choices = Sequence[tuple[str, str]]
MYSELF = "myself"
MOST_WORDS = 2000
FOR_WHOM: Choices = (
    (MYSELF, msgid("For myself")),
    ("parent", msgid("For my father or mother")),
    ("spouse", msgid("For my husband or wife")),
    ("relative", msgid("For another relative")),
    ("neighbour", msgid("For a neighbour or friend")),
    ("community", msgid("As a worker of the community")),
)


def chosen(label: str, message: str, choices: Choices) -> RadioField:
    """A question with a few answers to choose from."""
    return RadioField(
        label,
        [InputRequired(message), AnyOf([key for key, _ in choices], message=message)],
        choices=[choice(key, name) for key, name in choices],
        validate_choice=False,
    )


def a_phone(form: Form, field: Field) -> None:
    """Any spelling of a mobile or a landline."""
    del form
    if phone.normalise(field.data) is None:
        raise ValidationError(msgid("Please type an 11-digit mobile number, or a landline with its area code."))


def a_birth_year(form: Form, field: Field) -> None:
    """In digits or words, within a long life; `this_year` is set by whoever builds the form.

    However it was typed, it is kept in four digits: whoever checks it sees what was understood.
    """
    newest: int = getattr(form, "this_year")  # noqa: B009  # set when the form is built
    year = birth.birth_year(field.data, this_year=newest)
    if year is None:
        raise ValidationError(msgid("Please type the year of birth with four digits, like 1948."))
    field.data = str(year)


def own_words(label: str, missing: str | None) -> TextAreaField:
    """Several lines; without `missing`, what is said where nothing was typed, it may stay empty."""
    too_long = Length(max=MOST_WORDS, message=msgid("Please write at most 2000 characters."))
    return TextAreaField(label, [InputRequired(missing) if missing else Optional(), too_long])


def one_line(label: str, missing: str, *, most: int, too_long: str) -> StringField:
    """A few words that go into a text message."""
    return StringField(label, [InputRequired(missing), Length(max=most, message=too_long)])


def simple(form: type[Form], slug: str) -> Any:
    """How a step whose questions are always the same builds its form."""
    return lambda asking: form(asking.typed, data=asking.answers.get(slug, {}))
