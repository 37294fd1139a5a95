"""What is typed to look a request up, and at the desk."""

from wtforms import StringField
from wtforms.validators import InputRequired

from portal.drafting.questions import own_words
from portal.kernel.msgid import msgid
from portal.web.fields import Form

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
    answer = own_words(msgid("Your answer"), msgid("Please write your answer, or call us."))


class NoteForm(Form):
    """What staff say with a step."""

    note = own_words(msgid("What the family should read, one thing a line"), msgid("Please write at least one line."))
