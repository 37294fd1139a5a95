"""The questions of the application, a small page each."""

from collections.abc import Sequence
from typing import Any

from wtforms import BooleanField, MultipleFileField, SelectMultipleField
from wtforms.fields import Field
from wtforms.validators import Optional, ValidationError

from portal.drafting.consents import a_consent
from portal.drafting.questions import Choices, chosen
from portal.drafting.steps import Asking
from portal.home_modifications.difficulties import Room
from portal.kernel.msgid import msgid
from portal.web.fields import Form, choice

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
    needs_agreed = a_consent(
        msgid("I agree that what is hard at home and how the senior gets along are used to see what must be changed.")
    )
    hardship_agreed = a_consent(msgid("I agree that our hardship is used to see whether public money may help."))
    address_agreed = a_consent(msgid("I agree that the address is used to come and look at the home."))


class PhotosForm(Form):
    photos = MultipleFileField(msgid("Photos (may stay empty)"))
    photos_agreed = BooleanField(
        msgid("I agree that these photos of the home are used to plan the changes, and for nothing else.")
    )

    def validate_photos_agreed(self, field: Field) -> None:
        """Only whoever sends one is asked."""
        sent = [one for one in self.photos.data or () if getattr(one, "filename", "")]
        if sent and not field.data:
            raise ValidationError(msgid("Please tick it if you agree. Without photos you can go on as well."))


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
