"""What staff type of a sheet that came back."""

from wtforms import IntegerField, MultipleFileField, StringField, TelField
from wtforms.validators import InputRequired, NumberRange, Optional

from portal.drafting.questions import a_birth_year, a_phone
from portal.kernel.msgid import msgid
from portal.paper.tables import LINES
from portal.signing_up.forms import A_YEAR, a_name
from portal.web.fields import Form

WHICH = msgid("Please type the number at the beginning of the line, from 1 to 20.")


class LineForm(Form):
    """One line of a sheet; the boxes stand in the order of the columns."""

    this_year: int
    number = IntegerField(
        msgid("Number of the line"),
        [InputRequired(WHICH), NumberRange(1, LINES, message=WHICH)],
        render_kw={"inputmode": "numeric", "autocomplete": "off"},
    )
    name = a_name(msgid("Name"))
    birth_year = StringField(
        msgid("Year of birth"),
        [InputRequired(A_YEAR), a_birth_year],
        render_kw={"inputmode": "numeric", "autocomplete": "off"},
    )
    phone = TelField(
        msgid("Phone (may stay empty)"), [Optional(), a_phone], render_kw={"inputmode": "tel", "autocomplete": "off"}
    )


class ScanForm(Form):
    photos = MultipleFileField(
        msgid("Scan or photo of the sheet (JPG, PNG, WebP or HEIC)"),
        render_kw={"accept": "image/jpeg,image/png,image/webp,image/heic"},
    )
