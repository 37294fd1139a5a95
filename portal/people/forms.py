"""What is typed to sign in."""

from wtforms import PasswordField, StringField
from wtforms.validators import InputRequired

from portal.kernel.msgid import msgid
from portal.web.fields import Form


class SignInForm(Form):
    username = StringField(
        msgid("Name for signing in"),
        [InputRequired(msgid("Please type your name for signing in."))],
        render_kw={"autocomplete": "username"},
    )
    password = PasswordField(
        msgid("Password"),
        [InputRequired(msgid("Please type your password."))],
        render_kw={"autocomplete": "current-password"},
    )
    code = StringField(
        msgid("Six digits from your code app"),
        [InputRequired(msgid("Please type the six digits from your code app."))],
        render_kw={"autocomplete": "one-time-code", "inputmode": "numeric"},
    )
