"""What staff type at the counter or with the telephone in the other hand."""

from collections.abc import Iterable

from wtforms import RadioField, StringField
from wtforms.validators import AnyOf, InputRequired

from portal.kernel.msgid import msgid
from portal.people.callers import CALLERS, WAY_IN
from portal.web.fields import Form, choice, plain

REASONS = (
    ("no_form", msgid("The form was not there")),
    ("no_phone_answer", msgid("Nobody answered the phone")),
    ("smartphone_asked", msgid("They were told to use a smartphone")),
    ("papers_missing", msgid("Papers were missing")),
    ("other", msgid("Another reason")),
)


def scanned(value: str | None) -> str | None:
    """A filter: of the address that a hand scanner reads from the code, only the number at its end."""
    return value and value.rstrip("/").rsplit("/", 1)[-1]


class LookUpForm(Form):
    number = StringField(
        msgid("Phone of the person, or the 10-digit number"),
        [InputRequired(msgid("Please type a phone, or the 10-digit number of the request."))],
        filters=[plain],
        render_kw={"inputmode": "numeric", "autocomplete": "off"},
    )


class SerialForm(Form):
    serial = StringField(
        msgid("Number on the paper form (10 digits)"),
        [InputRequired(msgid("Please type the 10 digits that stand on the paper form."))],
        filters=[plain, scanned],
        render_kw={"inputmode": "numeric", "autocomplete": "off"},
    )


class BeginForm(Form):
    service = RadioField(
        msgid("What is it about?"), [InputRequired(msgid("Please choose what it is about."))], validate_choice=False
    )
    channel = RadioField(
        msgid("How did they come to us?"),
        [InputRequired(msgid("Please choose how they came.")), AnyOf([key for key, _ in WAY_IN])],
        choices=[choice(key, name) for key, name in WAY_IN],
        validate_choice=False,
    )
    caller = RadioField(
        msgid("Who is speaking?"),
        [InputRequired(msgid("Please choose who is speaking.")), AnyOf([key for key, _ in CALLERS])],
        choices=[choice(key, name) for key, name in CALLERS],
        validate_choice=False,
    )


class TurnedAwayForm(Form):
    service = RadioField(
        msgid("What is it about?"),
        [InputRequired(msgid("Please choose what it is about."))],
        validate_choice=False,
        id="away-about",
    )
    reason = RadioField(
        msgid("Why could they not be served?"),
        [InputRequired(msgid("Please choose a reason.")), AnyOf([key for key, _ in REASONS])],
        choices=[choice(key, name) for key, name in REASONS],
        validate_choice=False,
    )


def about(form: BeginForm | TurnedAwayForm, kinds: Iterable[tuple[str, str]]) -> None:
    """Offer these kinds of request."""
    form.service.choices = [choice(key, name) for key, name in kinds]
