"""What the counter asks of the next of kin, and what it must have seen."""

from typing import Any

from wtforms import BooleanField, SelectField, StringField, ValidationError
from wtforms.validators import DataRequired, InputRequired, Length

from portal.kernel.msgid import msgid
from portal.kernel.phone import normalise
from portal.web.fields import Form, choice

NAME_LENGTH = Length(max=40, message=msgid("Please write at most 40 characters."))
KIN = {
    "spouse": msgid("Husband or wife"),
    "child": msgid("Son or daughter"),
    "parent": msgid("Father or mother"),
    "grandchild": msgid("Grandchild"),
    "sibling": msgid("Brother or sister"),
}
MUST_SEE = msgid("Please look at it first; without it nothing is opened.")


def _is_phone(form: Form, field: Any) -> None:
    del form
    if normalise(field.data or "") is None:
        raise ValidationError(msgid("Please type the phone number with all its digits."))


class KinForm(Form):
    name = StringField(
        msgid("Name of the person who died"), [InputRequired(msgid("Please type the name of the person.")), NAME_LENGTH]
    )
    phone = StringField(
        msgid("A phone under which something of theirs stands"),
        [InputRequired(msgid("Please type the phone number with all its digits.")), _is_phone],
    )
    kin_name = StringField(
        msgid("Name of the next of kin, as on the identity card"),
        [InputRequired(msgid("Please type the name of the next of kin.")), NAME_LENGTH],
    )
    relation = SelectField(
        msgid("Who are they to the person?"),
        [InputRequired(msgid("Please choose who they are to the person."))],
        choices=[choice("", msgid("Please choose")), *(choice(key, name) for key, name in KIN.items())],
    )
    wants = StringField(
        msgid("What they want to know or have done, and why"),
        [
            InputRequired(msgid("Please write what they want, and why.")),
            Length(min=4, max=200, message=msgid("Please write between 4 and 200 characters.")),
        ],
    )
    death = BooleanField(msgid("I have seen the certificate of death"), [DataRequired(MUST_SEE)])
    kinship = BooleanField(msgid("I have seen the proof of kinship"), [DataRequired(MUST_SEE)])
    card = BooleanField(msgid("I have seen the identity card of the next of kin"), [DataRequired(MUST_SEE)])
    nothing_else = BooleanField(
        msgid("I have asked: the person did not arrange that nobody may see it"), [DataRequired(MUST_SEE)]
    )
