"""What is typed to see one's things."""

from typing import Any

from wtforms import StringField, TextAreaField
from wtforms.validators import InputRequired, Length, ValidationError

from portal.kernel.digits import only_digits
from portal.kernel.msgid import msgid
from portal.kernel.phone import MOBILE, normalise
from portal.my.rules import CODE_DIGITS
from portal.web.fields import Form


def _is_mobile(form: Form, field: Any) -> None:
    del form
    if not MOBILE.fullmatch(normalise(field.data or "") or ""):
        raise ValidationError(
            msgid("Please type the 11 digits of a mobile phone. For a landline, call 12345 or come to a counter.")
        )


def _is_code(form: Form, field: Any) -> None:
    del form
    if len(only_digits(field.data or "")) != CODE_DIGITS:
        raise ValidationError(msgid("Please type the six digits from the text message."))


class PhoneForm(Form):
    phone = StringField(
        msgid("Your mobile phone number"),
        [InputRequired(msgid("Please type your mobile phone number.")), _is_mobile],
        render_kw={"inputmode": "tel", "autocomplete": "tel"},
    )


class CodeForm(Form):
    code = StringField(
        msgid("Six digits from the text message"),
        [InputRequired(msgid("Please type the six digits from the text message.")), _is_code],
        render_kw={"inputmode": "numeric", "autocomplete": "one-time-code"},
    )


class CorrectionForm(Form):
    wish = TextAreaField(
        msgid("What is wrong, and how should it read?"),
        [
            InputRequired(msgid("Please write what should be put right.")),
            Length(max=500, message=msgid("Please write at most 500 characters.")),
        ],
    )
