"""What is pasted, told and written down."""

from typing import Any

from wtforms import HiddenField, RadioField, StringField, TextAreaField, ValidationError
from wtforms.validators import InputRequired, Length, Optional

from portal.drafting.questions import chosen
from portal.fraud_help.rules import MOST_CHARACTERS, hosts_in, phones_in
from portal.kernel.msgid import msgid
from portal.kernel.phone import normalise
from portal.people.callers import CALLERS, WAY_IN
from portal.web.fields import Form, choice, text

TOO_LONG = msgid("Please paste at most 2000 characters.")
WAYS = [
    choice("phone", msgid("By phone")),
    choice("sms", msgid("By text message")),
    choice("chat", msgid("In WeChat or a group")),
    choice("visit", msgid("At the door or in the street")),
    choice("online", msgid("On a website or in an app")),
]


class VerifyForm(Form):
    pasted = TextAreaField(
        msgid("The check code, or the whole message"),
        [
            InputRequired(msgid("Please type the check code, or paste the message.")),
            Length(max=MOST_CHARACTERS, message=TOO_LONG),
        ],
        render_kw={"autocomplete": "off"},
    )


class CheckForm(Form):
    pasted = TextAreaField(
        msgid("A phone number, a link, or what they said"),
        [
            InputRequired(msgid("Please type or paste what you want to check.")),
            Length(max=MOST_CHARACTERS, message=TOO_LONG),
        ],
        render_kw={"autocomplete": "off"},
    )


def _can_be_called(form: Form, field: Any) -> None:
    del form
    if normalise(field.data or "") is None:
        raise ValidationError(msgid("Please type a phone number where we reach you, or leave it empty."))


class ToldForm(Form):
    """The first of two pages: what happened."""

    submit_key = HiddenField()
    way = RadioField(
        msgid("How did they come to you?"), [InputRequired(msgid("Please choose how they came to you."))], choices=WAYS
    )
    said = TextAreaField(
        msgid("What did they say or want?"),
        [
            InputRequired(msgid("Please write what they said, in your own words.")),
            Length(max=MOST_CHARACTERS, message=TOO_LONG),
        ],
    )


class ReportForm(ToldForm):
    """Both pages together; the second asks who it was and whether we may call back."""

    sender = StringField(
        msgid("Their number or website (may stay empty)"),
        [Optional(), Length(max=200, message=msgid("Please write at most 200 characters."))],
        render_kw={"autocomplete": "off"},
    )
    contact = StringField(
        msgid("Your phone, if we may call back (may stay empty)"),
        [Optional(), _can_be_called],
        render_kw={"inputmode": "tel", "autocomplete": "tel"},
    )


class CallerForm(ReportForm):
    """Both pages as one, read out by whoever has the telephone in the other hand."""

    channel = chosen(msgid("How did they come?"), msgid("Please choose how they came."), WAY_IN)
    caller = chosen(msgid("Who is speaking?"), msgid("Please choose who is speaking."), CALLERS)


class TrickForm(Form):
    kind = RadioField(
        msgid("What is it?"),
        [InputRequired(msgid("Please choose what it is."))],
        choices=[
            choice("phone", msgid("A phone number")),
            choice("link", msgid("A website")),
            choice("words", msgid("A sentence")),
        ],
    )
    value = StringField(
        msgid("The number, website or sentence"),
        [
            InputRequired(msgid("Please write the number, website or sentence.")),
            Length(max=200, message=msgid("Please write at most 200 characters.")),
        ],
    )
    note = StringField(
        msgid("What residents are told about it"),
        [
            InputRequired(msgid("Please write what residents are told.")),
            Length(max=200, message=msgid("Please write at most 200 characters.")),
        ],
    )

    def normal(self) -> str | None:
        """The value as it is looked for, or None where it is nothing of its kind."""
        typed = text(self.value).strip()
        if self.kind.data == "phone":
            return next(iter(phones_in(typed)), None)
        if self.kind.data == "link":
            return next(iter(hosts_in(typed)), None)
        return typed or None
