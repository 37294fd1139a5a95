"""What an editor writes for a fraud warning."""

from wtforms import DateField, Form, RadioField, StringField, TextAreaField
from wtforms.validators import InputRequired, Length, Optional

from portal.kernel.msgid import msgid
from portal.web.fields import choice

LINE_FIELDS = ("signs", "do", "already_paid")
LEVEL_NAMES = [
    choice("urgent", msgid("Urgent")),
    choice("watch", msgid("Watch out")),
    choice("remind", msgid("Reminder")),
]


class FraudWarningForm(Form):
    """Chinese is required; English may follow, and until then the English page shows the Chinese text and says so."""

    title_zh = StringField(
        msgid("Title in Chinese"),
        [
            InputRequired(msgid("Please write a title.")),
            Length(max=40, message=msgid("Please keep the title to 40 characters.")),
        ],
    )
    summary_zh = TextAreaField(
        msgid("What happens, in one or two sentences"),
        [
            InputRequired(msgid("Please say in a sentence what happens.")),
            Length(max=120, message=msgid("Please keep it to 120 characters.")),
        ],
    )
    level = RadioField(
        msgid("How pressing is it?"), [InputRequired(msgid("Please choose how pressing it is."))], choices=LEVEL_NAMES
    )
    said_zh = TextAreaField(msgid("What they say"), [InputRequired(msgid("Please write what they say."))])
    wanted_zh = TextAreaField(msgid("What they want"), [InputRequired(msgid("Please write what they want."))])
    signs_zh = TextAreaField(
        msgid("How to see through it, one line each"), [InputRequired(msgid("Please give at least one sign."))]
    )
    do_zh = TextAreaField(msgid("What to do, one line each"), [InputRequired(msgid("Please say what to do."))])
    already_paid_zh = TextAreaField(
        msgid("Already paid? One line each"), [InputRequired(msgid("Please say what to do after paying."))]
    )
    show_until = DateField(msgid("Show it until (may stay empty)"), [Optional()])
    title_en = StringField(msgid("Title in English (may follow later)"), [Optional(), Length(max=120)])
    summary_en = TextAreaField(msgid("What happens, in English (may follow later)"), [Optional(), Length(max=400)])
