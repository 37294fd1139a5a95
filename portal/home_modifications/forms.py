"""The questions of the application, a small page each."""

from collections.abc import Sequence
from typing import Any

from wtforms import (
    BooleanField,
    Form,
    MultipleFileField,
    SelectField,
    SelectMultipleField,
    StringField,
    TelField,
)
from wtforms.validators import AnyOf, DataRequired, InputRequired, Length, Optional

from portal.drafting.model import Answers
from portal.drafting.questions import FOR_WHOM, MYSELF, Choices, a_birth_year, a_phone, chosen
from portal.drafting.steps import Asking
from portal.home_modifications.difficulties import Room
from portal.kernel.msgid import msgid
from portal.web.fields import choice, plain

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
TOLD: Choices = (("yes", msgid("Yes, they know and agree")), ("later", msgid("Not yet, I will tell them")))
HOW: Choices = (
    ("call_senior", msgid("Call the senior")),
    ("call_helper", msgid("Call the helper")),
    ("message", msgid("Send a text message")),
    ("visit", msgid("Through the community; no phone")),
)
BEST_TIME: Choices = (
    ("morning", msgid("In the morning")),
    ("afternoon", msgid("In the afternoon")),
    ("any", msgid("Any time")),
)


def _name(label: str, **attributes: str) -> StringField:
    message = msgid("Please type the name.")
    return StringField(
        label,
        [InputRequired(message), Length(max=50, message=msgid("Please keep the name to 50 characters."))],
        render_kw=attributes,
    )


class ForWhomForm(Form):
    who = chosen(msgid("Who is it for?"), msgid("Please choose for whom you apply."), FOR_WHOM)


class SituationForm(Form):
    hardship = chosen(
        msgid("Does the household receive one of these?"), msgid("Please choose one; “not sure” is fine."), HARDSHIP
    )
    care = chosen(msgid("How does the senior get along?"), msgid("Please choose one; “not sure” is fine."), CARE)


class SeniorForm(Form):
    this_year: int
    name = _name(msgid("Name of the senior"))
    birth_year = StringField(
        msgid("Year of birth"),
        [InputRequired(msgid("Please type the year of birth with four digits, like 1948.")), a_birth_year],
        filters=[plain],
        render_kw={"inputmode": "numeric"},
    )
    phone = TelField(
        msgid("Phone of the senior (may stay empty)"),
        [Optional(), a_phone],
        filters=[plain],
        render_kw={"inputmode": "tel"},
    )


class HelperForm(Form):
    name = _name(msgid("Your own name"), autocomplete="name")
    phone = TelField(
        msgid("Your phone"),
        [InputRequired(msgid("Please type a phone where we reach you.")), a_phone],
        filters=[plain],
        render_kw={"inputmode": "tel", "autocomplete": "tel"},
    )
    told = chosen(msgid("Does the senior know about it?"), msgid("Please choose whether the senior knows."), TOLD)


class ContactForm(Form):
    how = chosen(msgid("How shall we reach you?"), msgid("Please choose how we reach you."), HOW)
    best_time = chosen(msgid("When is it best?"), msgid("Please choose a time; “any time” is fine."), BEST_TIME)


class ConsentForm(Form):
    sensitive = BooleanField(
        msgid("I agree that health, hardship and address are used for this application, and for nothing else."),
        [DataRequired(msgid("Please tick it if you agree. Otherwise apply by phone or at the counter."))],
    )


class PhotosForm(Form):
    photos = MultipleFileField(msgid("Photos (may stay empty)"))


def senior_form(asking: Asking) -> Form:
    """The year of today is handed in, so that a birth year can be judged."""
    form = SeniorForm(asking.typed, data=asking.answers.get("senior", {}))
    form.this_year = asking.today.year
    # A phone that knows its owner fills in the owner: right for oneself, wrong for a parent.
    own = asking.answers.get("for-whom", {}).get("who") == "myself"
    for field, token in ((form.name, "name"), (form.birth_year, "bday-year"), (form.phone, "tel")):
        field.render_kw = (field.render_kw or {}) | {"autocomplete": token if own else "off"}
    return form


def town_form(asking: Asking) -> Form:
    message = msgid("Please choose a town or street.")
    towns = [choice(town.code, town.name) for town in asking.divisions.towns]
    field = SelectField(
        msgid("Town or street"),
        [InputRequired(message), AnyOf([town.value for town in towns], message=message)],
        choices=[choice("", msgid("Please choose")), *towns],
        validate_choice=False,
    )
    made: Form = type("TownForm", (Form,), {"town": field})(asking.typed, data=asking.answers.get("town", {}))
    return made


def address_form(asking: Asking) -> Form:
    """Communities of the town that was chosen on the page before."""
    message = msgid("Please choose a community or village.")
    found = asking.divisions.villages_of(asking.answers.get("town", {}).get("town", ""))
    villages = [choice(village.code, village.name) for village in found]
    fields = {
        "village": SelectField(
            msgid("Community or village"),
            [InputRequired(message), AnyOf([village.value for village in villages], message=message)],
            choices=[choice("", msgid("Please choose")), *villages],
            validate_choice=False,
        ),
        "address": StringField(
            msgid("Street, house and flat"),
            [
                InputRequired(msgid("Please type street, house and flat, so that we find you.")),
                Length(max=120, message=msgid("Please keep the address to 120 characters.")),
            ],
            render_kw={"autocomplete": "street-address"},
        ),
    }
    made: Form = type("AddressForm", (Form,), fields)(asking.typed, data=asking.answers.get("address", {}))
    return made


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


def who(answers: Answers) -> str:
    return str(answers.get("for-whom", {}).get("who", MYSELF))
