"""What staff write down about a senior's yes."""

from collections.abc import Mapping
from typing import Any

from wtforms import DateField, HiddenField, RadioField, SelectField, StringField, ValidationError
from wtforms.validators import InputRequired, Length, Optional

from portal.kernel.msgid import msgid
from portal.kernel.phone import normalise
from portal.representation.rules import HOW, NOT_YET, OWN_CODE, PURPOSES, RELATIONS
from portal.web.fields import Form, choice

NAME_LENGTH = Length(max=40, message=msgid("Please write at most 40 characters."))


def _is_phone(form: Form, field: Any) -> None:
    del form
    if normalise(field.data or "") is None:
        raise ValidationError(msgid("Please type the phone number with all its digits."))


class _UnlessNotYet(InputRequired):
    """Who heard the yes, and when, is written down as soon as there is one."""

    def __call__(self, form: Any, field: Any) -> None:
        if form.how.data != NOT_YET:
            super().__call__(form, field)


def _how(*before: Any) -> RadioField:
    heard = [choice(key, name) for key, name in HOW.items() if key != OWN_CODE]
    return RadioField(
        msgid("How did the senior say yes?"),
        [InputRequired(msgid("Please choose how the senior said yes."))],
        choices=[*before, *heard],
    )


def _note(needed: type[InputRequired]) -> StringField:
    return StringField(
        msgid("Who was there or was called, and when"),
        [
            needed(msgid("Please write who was there or was called, and when.")),
            Length(max=200, message=msgid("Please write at most 200 characters.")),
        ],
    )


def _one_of(label: str, message: str, names: Mapping[str, str]) -> SelectField:
    """Nothing is chosen before somebody chose it: a yes to everything is not what most seniors say."""
    choices = [choice("", msgid("Please choose")), *(choice(key, name) for key, name in names.items())]
    return SelectField(label, [InputRequired(message)], choices=choices)


def _until() -> DateField:
    return DateField(msgid("Until (may stay empty, then a year)"), [Optional()])


class YesForm(Form):
    how = _how()
    note = _note(InputRequired)
    until = _until()


class ActingForm(YesForm):
    """Whoever calls may ask before the senior did: that is written down too, and the senior is called."""

    channel, caller = HiddenField(), HiddenField()
    senior_name = StringField(
        msgid("Name of the senior"), [InputRequired(msgid("Please type the name of the senior.")), NAME_LENGTH]
    )
    senior_phone = StringField(msgid("The senior's own phone (may stay empty)"), [Optional(), _is_phone])
    helper_name = StringField(
        msgid("Name of the helper"), [InputRequired(msgid("Please type the name of the helper.")), NAME_LENGTH]
    )
    helper_phone = StringField(
        msgid("Phone of the helper"), [InputRequired(msgid("Please type the phone of the helper.")), _is_phone]
    )
    relation = _one_of(
        msgid("Who is the helper to the senior?"), msgid("Please choose who the helper is to the senior."), RELATIONS
    )
    purpose = _one_of(msgid("What may the helper do?"), msgid("Please choose what the helper may do."), PURPOSES)
    community = StringField(msgid("Community, for a community worker"), [Optional(), NAME_LENGTH])
    # Last, as on the page: what has to be mended is read in the order in which it stands there.
    how = _how(choice(NOT_YET, msgid("Not yet: the senior is called after this")))
    note = _note(_UnlessNotYet)
    until = _until()
