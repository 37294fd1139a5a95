"""The questions of the application, a small page each."""

from collections.abc import Sequence
from typing import Any

from wtforms import BooleanField, Form, MultipleFileField, SelectMultipleField
from wtforms.validators import DataRequired, Optional

from portal.drafting.questions import Choices, chosen
from portal.drafting.steps import Asking
from portal.home_modifications.difficulties import Room
from portal.kernel.msgid import msgid
from portal.web.fields import choice

HARDSHIP: Choices = (
    ("destitute", msgid("Supported as a person in special hardship (特困), living at home")),
    ("allowance", msgid("Minimum living allowance (低保)")),
    ("near_allowance", msgid("Just above the minimum allowance (低保边缘)")),
    ("none", msgid("None of these")),
    ("unsure", msgid("I am not sure")),
)
CARE: Choices = (
    ("alone", msgid("Gets along alone")),
    ("some", msgid("Needs some help every day")),
    ("much", msgid("Needs help with nearly everything")),
    ("unsure", msgid("I am not sure")),
)


class SituationForm(Form):
    hardship = chosen(
        msgid("Does the household receive one of these?"), msgid("Please choose one; “not sure” is fine."), HARDSHIP
    )
    care = chosen(msgid("How does the senior get along?"), msgid("Please choose one; “not sure” is fine."), CARE)


class ConsentForm(Form):
    sensitive = BooleanField(
        msgid("I agree that health, hardship and address are used for this application, and for nothing else."),
        [DataRequired(msgid("Please tick it if you agree. Otherwise apply by phone or at the counter."))],
    )


class PhotosForm(Form):
    photos = MultipleFileField(msgid("Photos (may stay empty)"))


def difficulties_form(rooms: Sequence[Room], asking: Asking) -> Form:
    """A group of boxes for each room; at least one in all."""
    fields: dict[str, Any] = {
        room.key: SelectMultipleField(
            room.name[asking.language],
            [Optional()],
            choices=[choice(one.key, one.words[asking.language]) for one in room.difficulties],
            validate_choice=False,
        )
        for room in rooms
    }
    made: Form = type("DifficultiesForm", (_AtLeastOne,), fields)(
        asking.typed, data=asking.answers.get("difficulties", {})
    )
    return made


class _AtLeastOne(Form):
    def validate(self, extra_validators: Any = None) -> bool:
        fine = super().validate(extra_validators)
        if fine and not any(field.data for field in self):
            first = next(iter(self))
            first.errors = [msgid("Please tick at least one thing that is hard at home.")]
            return False
        return fine
