"""What staff type at the desk of enrolments."""

from wtforms import BooleanField, HiddenField, IntegerField, SelectField, StringField, TelField, TextAreaField
from wtforms.validators import AnyOf, InputRequired, Length, NumberRange, Optional

from portal.drafting.questions import Choices, a_birth_year, a_phone, chosen, one_line
from portal.kernel.msgid import msgid
from portal.people.callers import CALLERS, WAY_IN
from portal.signing_up.forms import A_YEAR, CONSENTS, EXPERIENCE, a_line_each, a_name, needed_with_a_name
from portal.web.fields import Form, choice

MOST_PLACES = 2000


def _where_asked(label: str, choices: Choices) -> SelectField:
    """A question that only some things put, and only to some people."""
    known = [("none", msgid("Not asked for")), *choices]
    return SelectField(
        label,
        [Optional(), AnyOf([key for key, _ in known])],
        choices=[choice(key, name) for key, name in known],
        validate_choice=False,
    )


class AskedForm(Form):
    """What the rules of some things ask beyond who comes."""

    experience = _where_asked(msgid("Have they learnt it before?"), EXPERIENCE)
    companion = StringField(msgid("Who comes along, where the age asks for it: name and phone"))
    family_consent = _where_asked(msgid("Agreement of the family, where the age asks for it"), CONSENTS)
    health_note = TextAreaField(msgid("What they say about health (“nothing” is fine)"))
    health = BooleanField(
        msgid("They agree that what they say about health is used for safety, and deleted six months after the end")
    )


class EntryForm(AskedForm):
    """One short page for a walk-in or a call."""

    this_year: int
    submit_key = HiddenField()
    channel = chosen(msgid("How did they come?"), msgid("Please choose how they came."), WAY_IN)
    caller = chosen(msgid("Who is speaking?"), msgid("Please choose who is speaking."), CALLERS)
    name = a_name(msgid("Name of the senior"))
    birth_year = StringField(msgid("Year of birth"), [InputRequired(A_YEAR), a_birth_year])
    phone = TelField(msgid("Phone (may stay empty)"), [Optional(), a_phone], render_kw={"inputmode": "tel"})
    second_name = a_name(msgid("Second person of the household (may stay empty)"), optional=True)
    second_birth_year = StringField(msgid("Their year of birth"), [needed_with_a_name, a_birth_year])
    members = TextAreaField(
        msgid("Others of a team: a line for each, name and year of birth (may stay empty)"), [a_line_each]
    )
    helper_name = a_name(msgid("Name of the helper (may stay empty)"), optional=True)
    helper_phone = TelField(msgid("Phone of the helper (may stay empty)"), [Optional(), a_phone])


def _places(label: str) -> IntegerField:
    message = msgid("Please type a whole number from 0 to 2000.")
    return IntegerField(
        label,
        [InputRequired(message), NumberRange(0, MOST_PLACES, message=message)],
        render_kw={"inputmode": "numeric"},
    )


class FindForm(Form):
    number = StringField(
        msgid("Number on a slip (10 digits)"), render_kw={"inputmode": "numeric", "autocomplete": "off"}
    )


class PlacesForm(Form):
    online = _places(msgid("Online"))
    phone = _places(msgid("By phone"))
    counter = _places(msgid("At the counter"))


class ReasonForm(Form):
    reason = one_line(
        msgid("The reason, in a few words that people will read"),
        msgid("Please write the reason."),
        most=24,
        too_long=msgid("Please keep it to 24 characters, so that it fits into a text message."),
    )


class NoteForm(Form):
    note = one_line(
        msgid("A note to everybody who has a place"),
        msgid("Please write the note."),
        most=36,
        too_long=msgid("Please keep it to 36 characters, so that it fits into a text message."),
    )


class UnmaskForm(Form):
    why = StringField(
        msgid("Why you need names and phones in full (it is written down)"),
        [
            InputRequired(msgid("Please write why.")),
            Length(max=100, message=msgid("Please keep it to 100 characters.")),
        ],
    )


class DrawForm(Form):
    public_number = StringField(
        msgid("A public number of today that was announced before, like a lottery result (may stay empty)"),
        [Length(max=40, message=msgid("Please keep it to 40 characters."))],
    )
    sure = BooleanField(msgid("The window is over, and the list of doubles was looked at"), [InputRequired()])
