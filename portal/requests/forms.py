"""What is typed to look a request up, and at the desk."""

from wtforms import Form, StringField, TextAreaField
from wtforms.validators import InputRequired, Length

from portal.kernel.msgid import msgid

NUMERIC = {"inputmode": "numeric", "autocomplete": "off"}


class TrackForm(Form):
    reference = StringField(
        msgid("Your number (10 digits)"),
        [InputRequired(msgid("Please type the 10 digits of your number."))],
        render_kw=NUMERIC,
    )
    proof = StringField(
        msgid("The last four digits of your phone, or your receipt code"),
        [InputRequired(msgid("Please type the last four digits of your phone, or your receipt code."))],
        render_kw=NUMERIC,
    )


class AnswerForm(Form):
    answer = TextAreaField(
        msgid("Your answer"),
        [
            InputRequired(msgid("Please write your answer, or call us.")),
            Length(max=2000, message=msgid("Please write at most 2000 characters.")),
        ],
    )


class NoteForm(Form):
    note = TextAreaField(
        msgid("What the family should read, one thing a line"),
        [
            InputRequired(msgid("Please write at least one line.")),
            Length(max=2000, message=msgid("Please write at most 2000 characters.")),
        ],
    )
