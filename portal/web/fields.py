"""Small words between WTForms and the rooms."""

from typing import Any

import wtforms
from wtforms.fields import Field
from wtforms.fields.choices import SelectChoice  # type: ignore[attr-defined]  # newer than the published types

from portal.kernel.digits import to_ascii
from portal.kernel.msgid import msgid

# What the library says where a field has no words of its own, in ours.
_CHOOSE = msgid("Please choose one of these.")
_NUMBER = msgid("Please type a number in digits.")
_DAY = msgid("Please choose a day, or type it like 2026-12-25.")
WORDS = {
    "Not a valid choice.": _CHOOSE,
    "Invalid Choice: could not coerce.": _CHOOSE,
    "Invalid choice(s): one or more data inputs could not be coerced.": _CHOOSE,
    "Invalid value, must be one of: %(values)s.": _CHOOSE,
    "'%(value)s' is not a valid choice for this field.": _CHOOSE,
    "'%(value)s' are not valid choices for this field.": _CHOOSE,
    "Not a valid integer value.": _NUMBER,
    "Not a valid date value.": _DAY,
    "This field is required.": msgid("Please fill this in."),
}


class _Words:
    """The library's msgids to ours; the template says them in the language of the reader."""

    def gettext(self, string: str) -> str:
        return WORDS.get(string, string)

    def ngettext(self, singular: str, plural: str, number: int) -> str:
        return self.gettext(singular if number == 1 else plural)


class Form(wtforms.Form):
    """A form that says everything in the portal's own words."""

    class Meta:
        def get_translations(self, form: wtforms.form.BaseForm) -> _Words:
            del form
            return _Words()


def choice(value: str, label: str) -> Any:
    """One answer to choose from: what is kept, and the msgid that is shown."""
    return SelectChoice(value, label)


def plain(value: str | None) -> str | None:
    """A filter for fields of digits: what a keyboard set to Chinese typed wide is kept as plain digits."""
    return value and to_ascii(value).strip()


def text(field: Field) -> str:
    """What was typed, which is nothing where a field was not sent."""
    return str(field.data or "")
